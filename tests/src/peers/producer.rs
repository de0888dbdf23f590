//! The bare library, appending.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Result, ensure};
use rdkafka::message::DeliveryResult;
use rdkafka::producer::{BaseRecord, Producer, ProducerContext, ThreadedProducer};
use rdkafka::{ClientConfig, ClientContext};

use super::cost::measured;
use super::ground::KafkaTopic;
use super::records::Records;
use super::report::Row;

/// Records that wait to be acknowledged: as many as a gateway lets in (`gateway.max_in_flight`).
const IN_FLIGHT: i32 = 65_536;
/// How often, in records, it is looked how many wait.
const LOOK: usize = 500;
/// The longest that the last ones may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Counts what became of the records.
#[derive(Default)]
struct Delivered {
    acknowledged: AtomicU64,
    failed: AtomicU64,
}

impl ClientContext for Delivered {}

impl ProducerContext for Delivered {
    type DeliveryOpaque = ();

    fn delivery(&self, delivered: &DeliveryResult<'_>, (): ()) {
        let count = if delivered.is_ok() { &self.acknowledged } else { &self.failed };
        count.fetch_add(1, Ordering::Relaxed);
    }
}

/// Sends records as the gateway's log does.
pub(super) fn measure(to: &KafkaTopic, records: &Records) -> Result<Row> {
    let settings = settings(&to.brokers);
    let producer: ThreadedProducer<Delivered> =
        settings.create_with_context(Delivered::default())?;
    let (acknowledged, took, cpu) = measured(|| send(&producer, &to.name, records))?;
    Ok(Row { who: "bare producer", records: acknowledged, took, cpu, memory: None })
}

/// Those of the log's own producer that say how records are sent (`kafka/config.rs` of event-log).
fn settings(brokers: &str) -> ClientConfig {
    let mut settings = ClientConfig::new();
    settings
        .set("bootstrap.servers", brokers)
        .set("linger.ms", "5")
        .set("compression.type", "lz4")
        .set("acks", "all")
        .set("enable.idempotence", "true")
        .set("enable.gapless.guarantee", "true")
        .set("message.timeout.ms", "0")
        .set("socket.nagle.disable", "true")
        .set("queue.buffering.max.messages", "0")
        .set("queue.buffering.max.kbytes", i32::MAX.to_string());
    settings
}

/// Tells how many were acknowledged: all of them.
fn send(producer: &ThreadedProducer<Delivered>, topic: &str, records: &Records) -> Result<u64> {
    for (number, record) in records.iter().enumerate() {
        while number.is_multiple_of(LOOK) && producer.in_flight_count() > IN_FLIGHT {
            sleep(Duration::from_micros(200));
        }
        let message = BaseRecord::<[u8], [u8]>::to(topic)
            .partition(record.partition)
            .key(record.key)
            .payload(record.value)
            .headers(record.headers);
        producer.send(message).map_err(|(error, _)| error)?;
    }
    producer.flush(PATIENCE)?;
    let Delivered { acknowledged, failed } = &**producer.context();
    let count = |of: &AtomicU64| of.load(Ordering::Relaxed);
    let (acknowledged, failed) = (count(acknowledged), count(failed));
    ensure!(acknowledged == records.count(), "{failed} records were not acknowledged");
    Ok(acknowledged)
}
