//! The topics: made where they are missing, compared where they are there, never changed.

use std::sync::Arc;
use std::time::Duration;

use kinhbac_domain::position::{PartitionIndex, Topic};
use rdkafka::admin::{
    AdminClient, AdminOptions, ConfigResource, NewTopic, ResourceSpecifier, TopicReplication,
};
use rdkafka::client::ClientContext;
use rdkafka::config::{FromClientConfigAndContext, RDKafkaLogLevel};
use rdkafka::consumer::Consumer;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};

use super::asker::Asker;
use super::client;
use super::config::KafkaLogConfig;
use super::error::{Difference, KafkaLogError};

/// Records go by whole segments: eight to a retention.
const SEGMENTS: u128 = 8;
/// How long new partitions may take to have leaders; a busy cluster takes a while.
const APPEARING: Duration = Duration::from_secs(60);
/// A segment is not closed for its age before that.
const YOUNGEST_SEGMENT_MILLIS: u128 = 60_000;

struct AdminContext;

impl ClientContext for AdminContext {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, line: &str) {
        client::log_line(level, facility, line);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        tracing::debug!(%error, reason, "Kafka's client");
    }
}

/// Looks after the topics.
pub(super) struct Topics<'a> {
    config: &'a KafkaLogConfig,
    asker: &'a Asker,
    admin: AdminClient<AdminContext>,
    options: AdminOptions,
}

/// What is to be set of a topic when it is made.
struct Wanted {
    topic: String,
    retention: String,
    segment: Option<String>,
    batch: usize,
}

impl Wanted {
    fn new(config: &KafkaLogConfig, topic: Topic) -> Self {
        let kept = config.retention(topic).map(|kept| kept.as_millis().min(i64::MAX as u128));
        let segment = kept.map(|kept| (kept / SEGMENTS).max(YOUNGEST_SEGMENT_MILLIS));
        Self {
            topic: config.topic(topic),
            retention: kept.map_or("-1".into(), |kept| kept.to_string()),
            segment: segment.map(|millis| millis.to_string()),
            batch: config.max_batch_bytes(),
        }
    }

    /// What must be exactly so.
    fn exact(&self) -> [(&'static str, &str); 3] {
        [
            ("cleanup.policy", "delete"),
            ("message.timestamp.type", "LogAppendTime"),
            ("retention.ms", &self.retention),
        ]
    }

    fn difference(&self, setting: &'static str, found: &str, wanted: String) -> Difference {
        Difference { topic: self.topic.clone(), setting, found: found.to_owned(), wanted }
    }

    /// What is otherwise.
    fn compare(&self, found: &ConfigResource) -> Vec<Difference> {
        let value = |name: &str| found.get(name).and_then(|e| e.value.as_deref());
        let mut differences = Vec::new();
        for (setting, wanted) in self.exact() {
            let found = value(setting).unwrap_or("not told");
            if found != wanted {
                differences.push(self.difference(setting, found, wanted.to_owned()));
            }
        }
        let batch = value("max.message.bytes").unwrap_or("not told");
        if batch.parse::<usize>().is_ok_and(|bytes| bytes < self.batch) {
            let wanted = format!("{} or more", self.batch);
            differences.push(self.difference("max.message.bytes", batch, wanted));
        }
        differences
    }
}

impl<'a> Topics<'a> {
    pub(super) fn new(config: &'a KafkaLogConfig, asker: &'a Asker) -> Result<Self, KafkaLogError> {
        let admin = AdminClient::from_config_and_context(&config.asking(), AdminContext)
            .map_err(|error| KafkaLogError::Config(error.to_string()))?;
        let timeout = Some(config.query_timeout);
        let options = AdminOptions::new().request_timeout(timeout).operation_timeout(timeout);
        Ok(Self { config, asker, admin, options })
    }

    /// Makes the topics that are missing, then compares all.
    pub(super) async fn ensure(&self) -> Result<(), KafkaLogError> {
        let found = self.partitions().await?;
        let missing: Vec<_> =
            Topic::ALL.into_iter().zip(&found).filter(|(_, n)| n.is_none()).map(|m| m.0).collect();
        self.create(&missing).await?;
        self.check().await
    }

    async fn create(&self, topics: &[Topic]) -> Result<(), KafkaLogError> {
        let wanted: Vec<_> = topics.iter().map(|topic| Wanted::new(self.config, *topic)).collect();
        let batch = self.config.max_batch_bytes().to_string();
        // Kafka takes -1 as its own default.
        let replication = self.config.replication.map_or(-1, i32::from);
        // At most 4096.
        let partitions = self.config.partitions as i32;
        let new = wanted.iter().map(|wanted| {
            let fixed = TopicReplication::Fixed(replication);
            let mut new = NewTopic::new(&wanted.topic, partitions, fixed);
            new.config.extend(wanted.exact());
            new.config.push(("max.message.bytes", &batch));
            new.config.extend(wanted.segment.as_deref().map(|millis| ("segment.ms", millis)));
            new
        });
        let new: Vec<_> = new.collect();
        if new.is_empty() {
            return Ok(());
        }
        for result in self.admin.create_topics(&new, &self.options).await? {
            match result {
                Ok(topic) => tracing::info!(topic, "topic made"),
                // Another process makes them too.
                Err((_, RDKafkaErrorCode::TopicAlreadyExists)) => {}
                Err((topic, code)) => {
                    return Err(KafkaLogError::Unavailable(format!(
                        "{topic} can't be made: {code}"
                    )));
                }
            }
        }
        self.appear(topics).await
    }

    /// Waits until the partitions of new topics have leaders that answer.
    async fn appear(&self, topics: &[Topic]) -> Result<(), KafkaLogError> {
        let until = tokio::time::Instant::now() + APPEARING;
        let partitions = topics.iter().flat_map(|topic| {
            let name: Arc<str> = self.config.topic(*topic).into();
            (0..self.config.partitions).map(move |p| (name.clone(), PartitionIndex(p)))
        });
        let partitions: Vec<_> = partitions.collect();
        while let Err(error) = self.asker.bounds(partitions.clone()).await {
            if tokio::time::Instant::now() > until {
                return Err(KafkaLogError::Unavailable(format!(
                    "the topics were made, but do not answer yet: {error}"
                )));
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    /// Compares the topics with what is wanted.
    pub(super) async fn check(&self) -> Result<(), KafkaLogError> {
        let found = self.partitions().await?;
        let wanted: Vec<_> = Topic::ALL.iter().map(|t| Wanted::new(self.config, *t)).collect();
        let missing = wanted.iter().zip(&found).filter(|(_, partitions)| partitions.is_none());
        let missing: Vec<_> = missing.map(|(wanted, _)| wanted.topic.clone()).collect();
        if !missing.is_empty() {
            return Err(KafkaLogError::Missing(missing));
        }
        let specifiers: Vec<_> =
            wanted.iter().map(|w| ResourceSpecifier::Topic(&w.topic)).collect();
        let described = self.admin.describe_configs(&specifiers, &self.options).await?;
        let mut differences = Vec::new();
        // The answers come in the order of the questions.
        for ((wanted, partitions), described) in wanted.iter().zip(found).zip(described) {
            let partitions = partitions.unwrap_or_default();
            if partitions != self.config.partitions as usize {
                let (found, asked) = (partitions.to_string(), self.config.partitions.to_string());
                differences.push(wanted.difference("partitions", &found, asked));
            }
            let described = described.map_err(|code| {
                KafkaLogError::Unavailable(format!("{} can't be described: {code}", wanted.topic))
            })?;
            differences.extend(wanted.compare(&described));
        }
        if differences.is_empty() { Ok(()) } else { Err(KafkaLogError::Different(differences)) }
    }

    /// How many partitions each topic has; none where it is not there.
    async fn partitions(&self) -> Result<Vec<Option<usize>>, KafkaLogError> {
        let names = Topic::ALL.map(|topic| self.config.topic(topic));
        let counting = self.asker.ask(move |client, timeout| {
            let metadata = client.fetch_metadata(None, timeout)?;
            let count = |name: &String| {
                let found = metadata.topics().iter().find(|t| t.name() == name)?;
                found.error().is_none().then(|| found.partitions().len())
            };
            Ok(names.iter().map(count).collect())
        });
        counting.await.map_err(|error| KafkaLogError::Unavailable(error.to_string()))
    }
}
