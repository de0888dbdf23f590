//! The adapter to Apache Kafka: its contract, and what is its own.

mod engine;
mod faults;
mod interchange;
mod members;
mod topics;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use kinhbac_domain::clock::{Clock, SystemClock};
use kinhbac_domain::ports::EventLog;
use kinhbac_domain::position::Topic;
use kinhbac_event_log::kafka::{KafkaLog, KafkaLogConfig};
use rdkafka::admin::{AdminClient, AdminOptions};
use rdkafka::client::DefaultClientContext;
use rdkafka::{ClientConfig, Offset, TopicPartitionList};

use crate::contract::{self, Harness};

/// A log with topics of its own.
struct Kafka {
    config: KafkaLogConfig,
    log: Option<Arc<KafkaLog>>,
}

/// A set-up with topics and a group that no other test has.
fn config(brokers: &str) -> KafkaLogConfig {
    static TESTS: AtomicU32 = AtomicU32::new(0);
    let (now, process) = (SystemClock.now().millis(), std::process::id());
    let name = format!("test-{now}-{process}-{}", TESTS.fetch_add(1, Ordering::Relaxed));
    KafkaLogConfig {
        partitions: 3,
        max_record_bytes: 100 << 10,
        topic_prefix: format!("{name}."),
        group: name,
        ..KafkaLogConfig::new(brokers)
    }
}

fn admin(config: &KafkaLogConfig) -> AdminClient<DefaultClientContext> {
    ClientConfig::new().set("bootstrap.servers", &config.brokers).create().unwrap()
}

fn name(config: &KafkaLogConfig, topic: Topic) -> String {
    format!("{}{}", config.topic_prefix, topic.name())
}

impl Kafka {
    async fn open() -> Self {
        Self::open_with(|_| ()).await
    }

    async fn open_with(change: impl FnOnce(&mut KafkaLogConfig)) -> Self {
        let mut config = config(&engine::shared().await);
        change(&mut config);
        let log = KafkaLog::open(config.clone()).unwrap();
        log.ensure_topics().await.unwrap();
        Self { config, log: Some(log) }
    }
}

#[async_trait]
impl Harness for Kafka {
    fn log(&self) -> Arc<dyn EventLog> {
        self.log.clone().unwrap()
    }

    async fn reopen(&mut self) {
        self.log = None;
        self.log = Some(KafkaLog::open(self.config.clone()).unwrap());
    }

    async fn tick(&self) {
        // The log's clock is the machine's.
        tokio::time::sleep(Duration::from_millis(3)).await;
    }

    async fn expire(&self) {
        // By an operator's hand what age does by itself; that it does is a test of its own.
        let mut all = TopicPartitionList::new();
        for topic in Topic::ALL {
            for partition in 0..self.config.partitions as i32 {
                let topic = name(&self.config, topic);
                all.add_partition_offset(&topic, partition, Offset::End).unwrap();
            }
        }
        let options = AdminOptions::new().operation_timeout(Some(Duration::from_secs(30)));
        let deleted = admin(&self.config).delete_records(&all, &options).await.unwrap();
        deleted.elements().iter().for_each(|element| element.error().unwrap());
    }

    fn keeps_the_unreleased(&self) -> bool {
        false
    }

    fn max_record_bytes(&self) -> usize {
        self.config.max_record_bytes
    }
}

contract::suite!(Kafka::open());
