//! What other clients of Kafka see, and write.

use std::time::Duration;

use bytes::Bytes;
use kinhbac_domain::ports::{Headers, NewRecord};
use kinhbac_domain::position::{Offset, PartitionIndex};
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::message::{Headers as _, OwnedHeaders};
use rdkafka::producer::{FutureProducer, FutureRecord};
use rdkafka::{ClientConfig, Message, Timestamp, TopicPartitionList};

use super::{Kafka, name};
use crate::contract::{CAMERA, Harness, header, read};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plain_client_reads_key_headers_value_and_append_time() {
    let h = Kafka::open().await;
    let given = NewRecord {
        partition: PartitionIndex(1),
        key: "site-1".into(),
        value: Bytes::from_static(b"\x0a\x03e-1"),
        headers: [
            ("ce_specversion", "1.0"),
            ("ce_id", "e-1"),
            ("content-type", "application/protobuf"),
        ]
        .map(header)
        .into_iter()
        .collect(),
    };
    let keyless = NewRecord { key: Bytes::new(), headers: Headers::default(), ..given.clone() };
    let answers = h.log().append(CAMERA, vec![given.clone(), keyless]).await;
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");

    let config = h.config.clone();
    let plain = tokio::task::spawn_blocking(move || {
        let consumer: BaseConsumer = ClientConfig::new()
            .set("bootstrap.servers", &config.brokers)
            .set("group.id", "plain")
            .create()
            .unwrap();
        let mut all = TopicPartitionList::new();
        let topic = name(&config, CAMERA);
        all.add_partition_offset(&topic, 1, rdkafka::Offset::Beginning).unwrap();
        consumer.assign(&all).unwrap();
        let next = || consumer.poll(Duration::from_secs(30)).unwrap().unwrap().detach();
        (next(), next())
    });
    let (first, second) = plain.await.unwrap();
    assert_eq!((first.key(), first.payload()), (Some(&b"site-1"[..]), Some(&given.value[..])));
    let headers: Vec<_> = first.headers().unwrap().iter().collect();
    let found: Vec<_> = headers.iter().map(|h| (h.key, h.value.unwrap())).collect();
    let expected: Vec<_> = given.headers.iter().map(|h| (h.name, h.value)).collect();
    assert_eq!(found, expected);
    assert!(matches!(first.timestamp(), Timestamp::LogAppendTime(_)), "{:?}", first.timestamp());
    assert_eq!(second.key(), None);
    assert!(second.headers().is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_plain_client_writes_is_read() {
    let h = Kafka::open().await;
    let producer: FutureProducer =
        ClientConfig::new().set("bootstrap.servers", &h.config.brokers).create().unwrap();
    let topic = name(&h.config, CAMERA);
    let headers =
        OwnedHeaders::new().insert(rdkafka::message::Header::<&str> { key: "none", value: None });
    // Neither key nor value; a time of its own, which the log does not take.
    let record: FutureRecord<'_, (), ()> =
        FutureRecord::to(&topic).partition(2).timestamp(1000).headers(headers);
    producer.send(record, Duration::from_secs(30)).await.unwrap();
    let record = read(&h.log(), CAMERA, 2, Offset(0), 1).await.remove(0);
    assert!(record.key.is_empty() && record.value.is_empty());
    let headers: Vec<_> = record.headers.iter().collect();
    assert_eq!(headers, [header(("none", ""))]);
    assert!(record.appended_at.millis() > 1_700_000_000_000, "{:?}", record.appended_at);
}
