"""Reads one camera event from Kafka as any program can: key, CloudEvents headers, protobuf value.

    consume.py BROKERS TOPIC

Needs confluent-kafka, protobuf and grpcio-tools (which has protoc) from PyPI.
"""
import json
import pathlib
import sys
import tempfile

from confluent_kafka import Consumer
from google.protobuf.json_format import MessageToDict
from grpc_tools import protoc

brokers, topic = sys.argv[1:]
proto = pathlib.Path(__file__).parents[2] / "proto"
with tempfile.TemporaryDirectory() as made:
    files = ["kinhbac/v1/event.proto"]
    common = pathlib.Path(protoc.__file__).parent / "_proto"
    assert protoc.main(["protoc", f"-I{proto}", f"-I{common}", f"--python_out={made}", *files]) == 0
    sys.path.insert(0, made)
    from kinhbac.v1.event_pb2 import Event

consumer = Consumer({"bootstrap.servers": brokers, "group.id": "anybody", "auto.offset.reset": "earliest"})
consumer.subscribe([topic])
record = consumer.poll(30)
assert record is not None and record.error() is None, record and record.error()
event = Event.FromString(record.value())
consumer.close()
print(json.dumps({
    "key": record.key().decode(),
    "headers": {name: value.decode() for name, value in record.headers() or []},
    "event": MessageToDict(event),
}))
