//! Why the log on Kafka can't be used, and what its errors are in the port's words.

use std::fmt;

use kinhbac_domain::ports::{AppendError, LogError};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};

/// A topic has another setting than is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The topic.
    pub topic: String,
    /// The setting.
    pub setting: &'static str,
    /// What it is.
    pub found: String,
    /// What it should be.
    pub wanted: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { topic, setting, found, wanted } = self;
        write!(f, "{topic}: {setting} is {found}, wanted {wanted}")
    }
}

/// The log on Kafka could not be opened or prepared.
#[derive(Debug, thiserror::Error)]
pub enum KafkaLogError {
    /// The configuration makes no sense.
    #[error("the log on Kafka can't be set up so: {0}")]
    Config(String),
    /// Topics are not there.
    #[error("topics are missing: {}; `kinhbac migrate` makes them", .0.join(", "))]
    Missing(Vec<String>),
    /// Topics are there with other settings, which are not ours to change.
    #[error(
        "topics have other settings: {}; change them in Kafka, or the configuration",
        .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    )]
    Different(Vec<Difference>),
    /// Kafka is away, or refuses.
    #[error("Kafka is not available: {0}")]
    Unavailable(String),
}

impl From<KafkaError> for KafkaLogError {
    fn from(error: KafkaError) -> Self {
        Self::Unavailable(words(&error))
    }
}

/// What is to be said of an error of the library.
pub(super) fn words(error: &KafkaError) -> String {
    match error.rdkafka_error_code() {
        Some(
            code @ (RDKafkaErrorCode::UnknownTopicOrPartition | RDKafkaErrorCode::UnknownTopic),
        ) => format!("{code}: `kinhbac migrate` makes the topics"),
        Some(code) => code.to_string(),
        None => error.to_string(),
    }
}

/// The port's word for an error of a question or of reading.
pub(super) fn log_error(error: &KafkaError) -> LogError {
    LogError::Unavailable(words(error))
}

/// The port's word for a record that was not delivered. Only what the broker refused, or what
/// was not sent, is known not to be in the log: the library does not tell us of a record that it
/// gives up whether it has sent it.
pub(super) fn append_error(error: &KafkaError) -> AppendError {
    use RDKafkaErrorCode as Code;
    let words = words(error);
    match error.rdkafka_error_code() {
        Some(
            Code::ClusterAuthorizationFailed
            | Code::InvalidRecord
            | Code::InvalidTopic
            | Code::MessageSizeTooLarge
            | Code::PolicyViolation
            | Code::QueueFull
            | Code::TopicAuthorizationFailed
            | Code::UnknownPartition
            | Code::UnknownTopic
            | Code::UnknownTopicOrPartition,
        ) => AppendError::Unavailable(words),
        Some(Code::PurgeQueue | Code::PurgeInflight) => {
            AppendError::Unknown("Kafka gave no answer in time".into())
        }
        _ => AppendError::Unknown(words),
    }
}
