//! How the log on Apache Kafka is set up.

use std::collections::BTreeMap;
use std::time::Duration;

use kinhbac_domain::position::Topic;
use rdkafka::ClientConfig;

use super::error::KafkaLogError;

/// What a batch of one record has besides the record, with room to spare.
const BATCH_OVERHEAD: usize = 16 << 10;
/// A partition is asked for at most so many bytes at a time, compressed: read ahead they take about
/// ten times as much, for the library keeps half a kilobyte beside each record.
const FETCH_BYTES: usize = 256 << 10;
/// The most partitions of a topic.
const MOST_PARTITIONS: u32 = 4096;

/// What the promises rest on, and so is nobody's to set but ours.
const OURS: [&str; 18] = [
    "acks",
    "allow.auto.create.topics",
    "auto.offset.reset",
    "bootstrap.servers",
    "enable.auto.commit",
    "enable.auto.offset.store",
    "enable.gapless.guarantee",
    "enable.idempotence",
    "enable.partition.eof",
    "group.id",
    "max.in.flight.requests.per.connection",
    "message.send.max.retries",
    "message.timeout.ms",
    "metadata.broker.list",
    "partition.assignment.strategy",
    "queue.buffering.max.messages",
    "request.required.acks",
    "retries",
];

/// How the log on Apache Kafka is set up.
#[derive(Clone, Debug)]
pub struct KafkaLogConfig {
    /// The brokers to begin with: `host:port`, several with commas between.
    pub brokers: String,
    /// How many partitions each topic has, from 1 to 4096; fixed when the topics are created.
    pub partitions: u32,
    /// How many brokers keep each record, when topics are created; none: the cluster's default.
    pub replication: Option<u16>,
    /// How long the records are kept (of `cells`: see there); zero: for ever.
    pub retention: Duration,
    /// How long the records of `cells` are kept; zero: for ever.
    pub cells_retention: Duration,
    /// The group whose members share the partition indexes.
    pub group: String,
    /// What stands before each topic's name.
    pub topic_prefix: String,
    /// The most bytes of a record's key, value and headers; at most 64 MiB.
    pub max_record_bytes: usize,
    /// The most bytes of records that wait to be acknowledged; beyond it `append` waits.
    pub queue_bytes: usize,
    /// About how many bytes each reader reads ahead, all of its partitions together; at least
    /// 256 KiB a partition where that is more.
    pub read_ahead_bytes: usize,
    /// How long a record waits for its acknowledgement before the append is given up.
    pub append_timeout: Duration,
    /// How long a question (bounds, offsets, settings) waits for its answer.
    pub query_timeout: Duration,
    /// How long a member that loses partitions has to let go of them.
    pub release_timeout: Duration,
    /// Settings of librdkafka that are passed on, e.g. those of TLS and SASL.
    pub extra: BTreeMap<String, String>,
}

impl KafkaLogConfig {
    /// The default set-up with some brokers (`host:port,host:port`).
    #[must_use]
    pub fn new(brokers: impl Into<String>) -> Self {
        const DAY: Duration = Duration::from_secs(24 * 3600);
        Self {
            brokers: brokers.into(),
            partitions: 12,
            replication: None,
            retention: 7 * DAY,
            cells_retention: DAY,
            group: "kinhbac.aggregator".into(),
            topic_prefix: String::new(),
            max_record_bytes: 1 << 20,
            queue_bytes: 64 << 20,
            read_ahead_bytes: 8 << 20,
            append_timeout: Duration::from_secs(30),
            query_timeout: Duration::from_secs(10),
            release_timeout: Duration::from_secs(10),
            extra: BTreeMap::new(),
        }
    }

    /// The default set-up with the brokers of a URL, `kafka://host:port,host:port`.
    ///
    /// # Errors
    /// When it is no such URL.
    pub fn from_url(url: &str) -> Result<Self, KafkaLogError> {
        let brokers = url.strip_prefix("kafka://").map(|b| b.trim_end_matches('/'));
        match brokers {
            Some(brokers) if !brokers.is_empty() && !brokers.contains('/') => {
                Ok(Self::new(brokers))
            }
            _ => Err(KafkaLogError::Config(format!(
                "log.url is {url:?}, which is not kafka://host:port,host:port"
            ))),
        }
    }

    /// What makes no sense in it.
    pub(super) fn fault(&self) -> Option<String> {
        if self.brokers.is_empty() {
            return Some("no broker is named".into());
        }
        if !(1..=MOST_PARTITIONS).contains(&self.partitions) {
            let partitions = self.partitions;
            return Some(format!("partitions is {partitions}, not from 1 to {MOST_PARTITIONS}"));
        }
        if !(1..=64 << 20).contains(&self.max_record_bytes) {
            let bytes = self.max_record_bytes;
            return Some(format!("max_record_bytes is {bytes}, not from 1 to 64 MiB"));
        }
        let ours = |key: &&String| OURS.contains(&key.as_str());
        let key = self.extra.keys().find(ours)?;
        Some(format!("log.kafka.{key} can't be set: what the log promises rests on it"))
    }

    /// The name of a topic in the cluster.
    pub(super) fn topic(&self, topic: Topic) -> String {
        format!("{}{}", self.topic_prefix, topic.name())
    }

    /// How long a topic's records are kept; none: for ever.
    pub(super) fn retention(&self, topic: Topic) -> Option<Duration> {
        let retention = match topic {
            Topic::Cells => self.cells_retention,
            Topic::Input(_) | Topic::Alerts | Topic::Late | Topic::DeadLetter => self.retention,
        };
        (!retention.is_zero()).then_some(retention)
    }

    /// The most bytes of a batch of records.
    pub(super) fn max_batch_bytes(&self) -> usize {
        self.max_record_bytes + BATCH_OVERHEAD
    }

    /// What all clients have in common.
    fn client(&self) -> ClientConfig {
        let mut client = ClientConfig::new();
        client
            .set("bootstrap.servers", &self.brokers)
            .set("client.id", "kinhbac")
            .set("message.max.bytes", self.max_batch_bytes().to_string())
            .set("socket.nagle.disable", "true")
            .set("socket.keepalive.enable", "true")
            // A broker that is back is found within a second.
            .set("reconnect.backoff.ms", "100")
            .set("reconnect.backoff.max.ms", "1000");
        for (key, value) in &self.extra {
            client.set(key, value);
        }
        client
    }

    /// One that asks questions.
    pub(super) fn asking(&self) -> ClientConfig {
        self.client()
    }

    /// One that appends. Its records never time out by themselves: that would let a later record
    /// of a call in after an earlier one failed. [`KafkaLogConfig::append_timeout`] is ours.
    pub(super) fn appending(&self) -> ClientConfig {
        let mut client = ClientConfig::new();
        client.set("linger.ms", "5").set("compression.type", "lz4");
        for (key, value) in self.client().config_map() {
            client.set(key, value);
        }
        client
            .set("acks", "all")
            .set("enable.idempotence", "true")
            .set("enable.gapless.guarantee", "true")
            .set("message.timeout.ms", "0")
            // What waits is bounded by bytes, in `append`; these only must not be less.
            .set("queue.buffering.max.messages", "0")
            .set("queue.buffering.max.kbytes", i32::MAX.to_string());
        client
    }

    /// One that reads so many partitions that it is given. It needs a group's name, and never
    /// joins it.
    pub(super) fn reading(&self, partitions: usize) -> ClientConfig {
        let ahead = (self.read_ahead_bytes / partitions.max(1)).max(FETCH_BYTES);
        let mut client = self.client();
        client
            .set("group.id", &self.group)
            .set("enable.auto.commit", "false")
            .set("enable.auto.offset.store", "false")
            .set("auto.offset.reset", "error")
            .set("queued.max.messages.kbytes", (ahead >> 10).to_string())
            .set("fetch.message.max.bytes", FETCH_BYTES.to_string())
            // The default of a second makes a reader that keeps up stall.
            .set("fetch.queue.backoff.ms", "2")
            .set("fetch.error.backoff.ms", "100");
        client
    }

    /// One that is a member of the group.
    pub(super) fn joining(&self, member: &str) -> ClientConfig {
        let mut client = self.reading(1);
        client
            .set("client.id", format!("kinhbac-{member}"))
            .set("auto.offset.reset", "latest")
            // Only what moves is taken away; the rest goes on meanwhile.
            .set("partition.assignment.strategy", "cooperative-sticky")
            .set("session.timeout.ms", "6000")
            .set("heartbeat.interval.ms", "1000")
            .set("max.poll.interval.ms", "60000");
        client
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_names_the_brokers() {
        let brokers = |url| KafkaLogConfig::from_url(url).map(|c| c.brokers).ok();
        assert_eq!(brokers("kafka://a:1,b:2").as_deref(), Some("a:1,b:2"));
        assert_eq!(brokers("kafka://a:1/").as_deref(), Some("a:1"));
        for wrong in ["kafka://", "kafka:a:1", "embedded:", "kafka://a:1/topic"] {
            let error = KafkaLogConfig::from_url(wrong).unwrap_err().to_string();
            assert!(error.contains(wrong), "{error}");
        }
    }

    #[test]
    fn what_the_promises_rest_on_is_not_to_be_set() {
        let mut config = KafkaLogConfig::new("a:1");
        config.extra.insert("sasl.username".into(), "kinhbac".into());
        assert_eq!(config.fault(), None);
        assert_eq!(config.appending().get("sasl.username"), Some("kinhbac"));
        for key in OURS {
            let extra = BTreeMap::from([(key.to_owned(), "1".to_owned())]);
            let fault = KafkaLogConfig { extra, ..config.clone() }.fault();
            assert!(fault.is_some_and(|f| f.contains(key)), "{key}");
        }
    }

    #[test]
    fn settings_out_of_range_are_named() {
        for (change, word) in [
            ((|c| c.partitions = 0) as fn(&mut KafkaLogConfig), "partitions"),
            (|c| c.max_record_bytes = 0, "max_record_bytes"),
            (|c| c.brokers.clear(), "broker"),
        ] {
            let mut config = KafkaLogConfig::new("a:1");
            change(&mut config);
            assert!(config.fault().is_some_and(|f| f.contains(word)), "{word}");
        }
    }
}
