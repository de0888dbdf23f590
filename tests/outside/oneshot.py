"""Makes a client out of a tool that watches once (grpcurl, buf curl), for tests/outside/run:

    oneshot.py TOOL ARGUMENTS...

The argument QUESTION is replaced by the request. When the tool ends, it is started again with the
token that it saw last. SIGTERM ends it, with the table as JSON on standard output.
"""
import ctypes
import json
import signal
import subprocess
import sys
import time
from datetime import datetime

LIBC = ctypes.CDLL(None)
question = {"by": "commune", "measures": ["camera.people"], "resolution": "hour", "buckets": 2, "rate": "1s"}
table, streams, resumed, fresh = {}, 0, 0, 0
tool, stopping = None, False


def stop(*_):
    global stopping
    stopping = True
    if tool:
        tool.kill()


def events(lines):
    """Both tools write an object over many lines; only its last one is a brace alone."""
    text = ""
    for line in lines:
        text += line
        if line.rstrip("\n") == "}":
            yield json.loads(text)
            text = ""


def row_key(row):
    return row["place"], row["time"], row["measure"], row.get("label", "")


signal.signal(signal.SIGTERM, stop)
while not stopping:
    command = [json.dumps(question) if part == "QUESTION" else part for part in sys.argv[1:]]
    tool = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
                            preexec_fn=lambda: LIBC.prctl(1, signal.SIGKILL))  # ends with this one
    if stopping:
        tool.kill()
    opened, since = False, {}
    for event in events(tool.stdout):
        if not opened:
            opened, streams = True, streams + 1
        for row in event.get("cells", {}).get("cells", []):
            table[row_key(row)] = since[row_key(row)] = row
        for row in event.get("removed", {}).get("cells", []):
            table.pop(row_key(row), None)
            since.pop(row_key(row), None)
        if "caughtUp" in event:
            if event["caughtUp"].get("freshBecause"):
                print("fresh:", event["caughtUp"]["freshBecause"], file=sys.stderr)
                fresh, table = fresh + 1, dict(since)
            elif "resume" in question:
                resumed += 1
        if "end" in event:
            print("end:", event["end"], file=sys.stderr)
        for kind in ("caughtUp", "mark", "end"):
            if event.get(kind, {}).get("resume"):
                question["resume"] = event[kind]["resume"]
    tool.wait()
    if not stopping:
        time.sleep(0.5)

rows = [
    [row["place"], int(datetime.fromisoformat(row["time"]).timestamp()), row.get("sum", 0)] for row in table.values()
]
print(json.dumps({"streams": streams, "resumed": resumed, "fresh": fresh, "rows": rows}))
