//! Sharing the partition indexes: membership in Kafka's group over one topic.
//!
//! The library tells of what is assigned and taken away on the thread that asks it, and holds what
//! is taken away until that call returns; so a thread asks, and waits there for the release.

use std::collections::BTreeSet;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use kinhbac_domain::ports::{LogError, Membership};
use kinhbac_domain::position::{Offset, PartitionIndex, Topic};
use rdkafka::TopicPartitionList;
use rdkafka::client::ClientContext;
use rdkafka::config::{FromClientConfigAndContext, RDKafkaLogLevel};
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer, ConsumerContext, Rebalance};
use rdkafka::error::{KafkaError, KafkaResult};
use tokio::sync::{Notify, oneshot};

use super::asker::index;
use super::client;
use super::config::KafkaLogConfig;
use super::error::{log_error, words};

/// How long the thread waits for what the group has to say; so long it takes to leave at most.
const POLL: Duration = Duration::from_millis(50);
/// How long leaving is waited for; a group that is away notices by itself.
const LEAVING: Duration = Duration::from_secs(5);

/// A member; it leaves when it is dropped.
pub(super) struct Member {
    shared: Arc<Shared>,
    /// The change that was told last.
    told: u64,
    left: Option<oneshot::Receiver<()>>,
}

/// Between the member and its thread.
struct Shared {
    name: String,
    state: Mutex<State>,
    /// Something changed that the member waits for.
    changed: Notify,
    /// Something changed that the thread waits for.
    released: Condvar,
    release_timeout: Duration,
}

#[derive(Default)]
struct State {
    assigned: BTreeSet<PartitionIndex>,
    /// Counts the changes of `assigned`.
    change: u64,
    /// Up to which change the member has let go.
    released: u64,
    failed: Option<String>,
    /// What the tools that watch the group are to be told next.
    stored: Option<Vec<(Topic, PartitionIndex, Offset)>>,
    leaving: bool,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut BTreeSet<PartitionIndex>)) -> u64 {
        let mut state = self.state();
        let before = state.assigned.clone();
        change(&mut state.assigned);
        // The first assignment is told even if it is of nothing.
        if state.assigned != before || state.change == 0 {
            state.change += 1;
            let partitions = state.assigned.len();
            tracing::info!(member = self.name, partitions, "partitions assigned");
        }
        self.changed.notify_one();
        state.change
    }

    /// Waits until the member has let go of what a change took away.
    fn wait_for_release(&self, change: u64) {
        let until = Instant::now() + self.release_timeout;
        let mut state = self.state();
        while state.released < change && !state.leaving {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                // The epoch in the store keeps what is late from being written.
                tracing::warn!(member = self.name, "partitions go before they were let go of");
                return;
            }
            let waited = self.released.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn leave(&self) {
        self.state().leaving = true;
        self.released.notify_all();
    }
}

/// Hears from the library what is assigned and taken away.
struct Assignments(Arc<Shared>);

impl ClientContext for Assignments {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, line: &str) {
        client::log_line(level, facility, line);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        tracing::debug!(%error, reason, "Kafka's client");
    }
}

impl ConsumerContext for Assignments {
    fn pre_rebalance(&self, consumer: &BaseConsumer<Self>, rebalance: &Rebalance<'_>) {
        let Rebalance::Revoke(taken) = rebalance else { return };
        let taken = partitions(taken);
        let change = self.0.change(|assigned| assigned.retain(|p| !taken.contains(p)));
        // What was lost has another owner already.
        if !consumer.assignment_lost() {
            self.0.wait_for_release(change);
        }
    }

    fn post_rebalance(&self, consumer: &BaseConsumer<Self>, rebalance: &Rebalance<'_>) {
        let Rebalance::Assign(given) = rebalance else { return };
        // Records are read elsewhere, from offsets of our own.
        if let Err(error) = consumer.pause(given) {
            tracing::warn!(%error, "the group's own reading could not be paused");
        }
        let given = partitions(given);
        self.0.change(|assigned| assigned.extend(given));
    }
}

fn partitions(list: &TopicPartitionList) -> BTreeSet<PartitionIndex> {
    let elements = list.elements();
    // The library's numbers of partitions are not negative.
    elements.iter().map(|e| PartitionIndex(e.partition().unsigned_abs())).collect()
}

impl Member {
    pub(super) fn join(config: &KafkaLogConfig, name: &str, topic: &str) -> Result<Self, LogError> {
        let shared = Arc::new(Shared {
            name: name.to_owned(),
            state: Mutex::default(),
            changed: Notify::new(),
            released: Condvar::new(),
            release_timeout: config.release_timeout,
        });
        let consumer: BaseConsumer<Assignments> = BaseConsumer::from_config_and_context(
            &config.joining(name),
            Assignments(shared.clone()),
        )
        .map_err(|error| log_error(&error))?;
        consumer.subscribe(&[topic]).map_err(|error| log_error(&error))?;
        let (gone, left) = oneshot::channel();
        let (thread, config) = (shared.clone(), config.clone());
        std::thread::Builder::new()
            .name("kafka-group".into())
            .spawn(move || {
                listen(&thread, &consumer, &config);
                // Closing it tells the group.
                drop(consumer);
                tracing::info!(member = thread.name, "left");
                let _ = gone.send(());
            })
            .map_err(|error| LogError::Unavailable(error.to_string()))?;
        Ok(Self { shared, told: 0, left: Some(left) })
    }

    /// What is new, if anything.
    fn news(&mut self) -> Option<Result<BTreeSet<PartitionIndex>, LogError>> {
        let mut state = self.shared.state();
        if state.change > self.told {
            self.told = state.change;
            return Some(Ok(state.assigned.clone()));
        }
        state.failed.take().map(|words| Err(LogError::Unavailable(words)))
    }
}

/// Asks the library until the member leaves.
fn listen(shared: &Shared, consumer: &BaseConsumer<Assignments>, config: &KafkaLogConfig) {
    while !shared.state().leaving {
        let stored = shared.state().stored.take();
        if let Some(stored) = stored
            && let Err(error) = commit(consumer, config, &stored)
        {
            tracing::debug!(%error, "the group's offsets were not told");
        }
        // A record that came before the pause is read elsewhere.
        if let Some(Err(error)) = consumer.poll(POLL) {
            shared.state().failed = Some(words(&error));
            shared.changed.notify_one();
        }
    }
}

/// Commits the group's offsets, which only tools look at.
fn commit(
    consumer: &BaseConsumer<Assignments>,
    config: &KafkaLogConfig,
    stored: &[(Topic, PartitionIndex, Offset)],
) -> KafkaResult<()> {
    let mut list = TopicPartitionList::with_capacity(stored.len());
    for (topic, partition, next) in stored {
        let offset = rdkafka::Offset::Offset(next.0);
        list.add_partition_offset(&config.topic(*topic), index(*partition), offset)?;
    }
    consumer.commit(&list, CommitMode::Async)
}

#[async_trait]
impl Membership for Member {
    async fn assigned(&mut self) -> Result<BTreeSet<PartitionIndex>, LogError> {
        loop {
            if let Some(news) = self.news() {
                return news;
            }
            self.shared.changed.notified().await;
        }
    }

    async fn released(&mut self) {
        self.shared.state().released = self.told;
        self.shared.released.notify_all();
    }

    fn tell(&self, stored: &[(Topic, PartitionIndex, Offset)]) {
        self.shared.state().stored = Some(stored.to_vec());
    }

    async fn leave(mut self: Box<Self>) {
        self.shared.leave();
        if let Some(left) = self.left.take()
            && tokio::time::timeout(LEAVING, left).await.is_err()
        {
            tracing::warn!(member = self.shared.name, "the group does not answer a farewell");
        }
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        self.shared.leave();
    }
}
