//! What the log on Kafka costs beside the bare library on the same broker: appends that are
//! acknowledged by all replicas, and reading. Prints records and CPU time, in this process.
#![expect(clippy::unwrap_used, reason = "a bench that can't run has nothing to say")]
#![expect(clippy::print_stdout, reason = "its figures are what it is for")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use kinhbac_domain::ports::{EventLog, Header, Headers, NewRecord, ReadFrom};
use kinhbac_domain::position::{Offset, PartitionIndex, Stream, Topic};
use kinhbac_event_log::kafka::{KafkaLog, KafkaLogConfig};
use kinhbac_test_engines::Engine;
use rdkafka::config::FromClientConfigAndContext;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::message::{DeliveryResult, OwnedHeaders};
use rdkafka::producer::{BaseRecord, Producer, ProducerContext, ThreadedProducer};
use rdkafka::{ClientConfig, ClientContext, Message, TopicPartitionList};
use tokio::runtime::Runtime;

const RECORDS: usize = 400_000;
const BATCH: usize = 500;
const WRITERS: usize = 4;
const PARTITIONS: u32 = 12;
const RECORD_BYTES: usize = 150;
const TOPIC: Topic = Topic::Input(Stream::Camera);

/// CPU time of this process so far: user and system.
fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<_> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks: u64 = fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
    Duration::from_millis(ticks * 10)
}

fn measured(what: &str, records: usize, work: impl FnOnce()) {
    let (begun, cpu_before) = (Instant::now(), cpu());
    work();
    let (took, used) = (begun.elapsed(), cpu() - cpu_before);
    let rate = records as f64 / took.as_secs_f64() / 1000.0;
    let each = used.as_secs_f64() * 1e6 / records as f64;
    println!("{what:<34} {rate:>7.0} k records/s {each:>6.2} µs CPU a record");
}

fn records(writer: usize, headers: bool) -> Vec<NewRecord> {
    let header =
        |(name, value): (&'static str, &'static str)| Header { name, value: value.as_bytes() };
    let mut state = writer as u64 ^ 0x9e37_79b9;
    let mut record = || {
        let mut value = vec![b'k'; RECORD_BYTES];
        for chunk in value[..RECORD_BYTES / 2].chunks_mut(8) {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            chunk.copy_from_slice(&state.to_le_bytes()[..chunk.len()]);
        }
        NewRecord {
            partition: PartitionIndex((state >> 40) as u32 % PARTITIONS),
            key: Bytes::from_static(b"site-00123"),
            value: value.into(),
            headers: if headers {
                let headers = [
                    ("ce_specversion", "1.0"),
                    ("ce_id", "e-1234567"),
                    ("ce_source", "camera/cam-0001"),
                    ("ce_type", "vn.kinhbac.camera.count.v1"),
                    ("content-type", "application/protobuf"),
                ];
                headers.map(header).into_iter().collect()
            } else {
                Headers::default()
            },
        }
    };
    (0..BATCH).map(|_| record()).collect()
}

struct Counted(AtomicUsize);

impl ClientContext for Counted {}

impl ProducerContext for Counted {
    type DeliveryOpaque = ();

    fn delivery(&self, delivered: &DeliveryResult<'_>, (): ()) {
        assert!(delivered.is_ok());
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// The bare library, with the settings that matter the same.
fn bare_append(brokers: &str, topic: &str, batch: &[NewRecord]) {
    let mut config = ClientConfig::new();
    for (key, value) in [
        ("bootstrap.servers", brokers),
        ("acks", "all"),
        ("enable.idempotence", "true"),
        ("linger.ms", "5"),
        ("compression.type", "lz4"),
        ("queue.buffering.max.messages", "0"),
    ] {
        config.set(key, value);
    }
    let counted = Counted(AtomicUsize::new(0));
    let producer = ThreadedProducer::from_config_and_context(&config, counted).unwrap();
    for _ in 0..RECORDS / BATCH {
        // As much may wait as the log's four writers have in flight.
        while producer.in_flight_count() > (WRITERS * BATCH * 4) as i32 {
            std::thread::sleep(Duration::from_micros(200));
        }
        for record in batch {
            let headers = record.headers.iter().fold(OwnedHeaders::new(), |headers, h| {
                headers.insert(rdkafka::message::Header { key: h.name, value: Some(h.value) })
            });
            let message = BaseRecord::<[u8], [u8]>::to(topic)
                .partition(record.partition.0 as i32)
                .key(&record.key)
                .payload(&record.value);
            let message =
                if record.headers.is_empty() { message } else { message.headers(headers) };
            producer.send(message).map_err(|(error, _)| error).unwrap();
        }
    }
    producer.flush(Duration::from_secs(60)).unwrap();
}

fn log_append(runtime: &Runtime, log: &Arc<KafkaLog>, headers: bool) {
    // Each writer has four calls in flight, as many publishers together have.
    let writers = (0..WRITERS * 4).map(|writer| {
        let log = log.clone();
        let batch = records(writer, headers);
        runtime.spawn(async move {
            for _ in 0..RECORDS / BATCH / WRITERS / 4 {
                let answers = log.append(TOPIC, batch.clone()).await;
                assert!(answers.iter().all(Result::is_ok));
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        runtime.block_on(writer).unwrap();
    }
}

fn bare_read(brokers: &str, topic: &str, count: usize) {
    let consumer: BaseConsumer = ClientConfig::new()
        .set("bootstrap.servers", brokers)
        .set("group.id", "bare")
        .set("fetch.queue.backoff.ms", "2")
        .create()
        .unwrap();
    consumer.fetch_metadata(Some(topic), Duration::from_secs(10)).unwrap();
    let mut all = TopicPartitionList::new();
    for partition in 0..PARTITIONS as i32 {
        all.add_partition_offset(topic, partition, rdkafka::Offset::Beginning).unwrap();
    }
    consumer.assign(&all).unwrap();
    let (mut read, mut bytes) = (0, 0);
    while read < count {
        let Some(message) = consumer.poll(Duration::from_secs(10)) else { continue };
        bytes += message.unwrap().payload().unwrap().len();
        read += 1;
    }
    assert_eq!(bytes, count * RECORD_BYTES);
}

fn log_read(runtime: &Runtime, log: &Arc<KafkaLog>, count: usize) {
    let from: Vec<_> = (0..PARTITIONS)
        .map(|p| ReadFrom { topic: TOPIC, partition: PartitionIndex(p), offset: Offset(0) })
        .collect();
    runtime.block_on(async {
        let mut reader = log.read(&from).await.unwrap();
        let mut read = 0;
        while read < count {
            read += reader.next((count - read).min(5_000)).await.unwrap().len();
        }
    });
}

fn main() {
    let url = Engine::Kafka.shared().unwrap();
    let runtime = Runtime::new().unwrap();
    for (case, headers) in [("without headers", false), ("five headers", true)] {
        let mut config = KafkaLogConfig::from_url(url).unwrap();
        config.topic_prefix = format!("bench-{}-{headers}.", std::process::id());
        let topic = format!("{}{}", config.topic_prefix, TOPIC.name());
        let brokers = config.brokers.clone();
        let log = KafkaLog::open(config).unwrap();
        runtime.block_on(log.ensure_topics()).unwrap();
        let batch = records(0, headers);
        measured(&format!("append, bare library, {case}"), RECORDS, || {
            bare_append(&brokers, &topic, &batch);
        });
        measured(&format!("append, event log, {case}"), RECORDS, || {
            log_append(&runtime, &log, headers);
        });
        let count = RECORDS + RECORDS / BATCH / WRITERS / 4 * BATCH * WRITERS * 4;
        measured(&format!("read, bare library, {case}"), count, || {
            bare_read(&brokers, &topic, count);
        });
        measured(&format!("read, event log, {case}"), count, || {
            log_read(&runtime, &log, count);
        });
    }
}
