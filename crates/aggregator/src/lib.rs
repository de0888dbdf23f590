//! Partitions of the log into cells, and one commit for all of them.
//!
//! One task owns a partition index of all input topics together. It folds records, publishes
//! what changed at each beat, and writes changed cells and progress together in one fenced
//! transaction. It knows nothing of gRPC or of any engine.

mod decode;
mod lag;
mod metrics;
mod outbox;
mod partition;
mod retention;
mod retry;
mod status;
mod take_over;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use kinhbac_domain::clock::Clock;
use kinhbac_domain::fold::FoldConfig;
use kinhbac_domain::ports::{CellStore, EventLog, LogError, StoreError};
use kinhbac_domain::position::{Offset, PartitionIndex, Stream, Topic};
use kinhbac_domain::time::Zone;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

pub use metrics::describe as describe_metrics;
pub use status::Status;

use retry::Patience;

/// How often tools that watch the group are told how far it is.
const TELL: Duration = Duration::from_secs(5);

/// How the aggregator works; see the configuration keys `aggregator.*` and `retention.*`.
#[derive(Clone, Debug)]
pub struct AggregatorConfig {
    /// The beat: changed cells are published at most this often.
    pub publish_every: Duration,
    /// Changed cells and progress are committed at least this often, and as soon as a partition
    /// has had nothing new for a beat.
    pub commit_every: Duration,
    /// A commit is begun early at so many changed cells of a partition.
    pub max_uncommitted: usize,
    /// Records read at once.
    pub read_batch: usize,
    /// How long the log keeps records, where it drops them by age alone, folded or not.
    pub log_retention: Option<Duration>,
    /// What the fold is told, and how long stored cells are kept; its bounds are those of one
    /// partition index.
    pub fold: FoldConfig,
}

impl AggregatorConfig {
    /// The defaults of the configuration, for a zone.
    #[must_use]
    pub fn for_zone(zone: Zone) -> Self {
        Self {
            publish_every: Duration::from_millis(200),
            commit_every: Duration::from_secs(5),
            max_uncommitted: 100_000,
            read_batch: 2_000,
            log_retention: None,
            fold: FoldConfig::for_zone(zone),
        }
    }
}

/// What the aggregator works with.
#[derive(Clone)]
pub struct Deps {
    /// The event log.
    pub log: Arc<dyn EventLog>,
    /// The store.
    pub store: Arc<dyn CellStore>,
    /// The wall clock; for lags and deleting only, never for what is counted.
    pub clock: Arc<dyn Clock>,
}

/// The aggregator can't go on.
#[derive(Debug, thiserror::Error)]
pub enum AggregatorError {
    /// The log failed in a way that waiting does not mend.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The store failed in a way that waiting does not mend.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Records were deleted from the log before they were folded.
    #[error(
        "stream {stream} of partition {partition} is folded up to offset {next}, but the log begins \
         at {first}: the records between are lost; raise log.retention, and restore them or accept \
         the loss by hand",
        stream = .stream.name()
    )]
    Lost {
        /// The stream.
        stream: Stream,
        /// The partition.
        partition: PartitionIndex,
        /// The next offset to fold.
        next: Offset,
        /// The first offset that is kept.
        first: Offset,
    },
    /// A task died.
    #[error("the task of a partition died: {0}")]
    Died(String),
}

/// Runs until `shutdown`, then commits, and leaves the group.
///
/// # Errors
/// When it can't go on; an engine that is away is waited for.
pub async fn run(
    config: AggregatorConfig,
    deps: Deps,
    status: Arc<Status>,
    shutdown: CancellationToken,
) -> Result<(), AggregatorError> {
    let owner = Owner { config: Arc::new(config), deps, status, began: Instant::now() };
    let retention = retention::run(
        Arc::clone(&owner.config),
        owner.deps.clone(),
        owner.patience(None, shutdown.clone()),
    );
    let (retained, status) = (owner.config.log_retention, Arc::clone(&owner.status));
    let lag = lag::run(owner.deps.clone(), retained, status, shutdown.clone());
    let (owned, (), ()) = tokio::join!(owner.run(&shutdown), retention, lag);
    owned
}

/// Holds the tasks of the partition indexes that are assigned to this process.
struct Owner {
    config: Arc<AggregatorConfig>,
    deps: Deps,
    status: Arc<Status>,
    /// The beats of all partitions are counted from here: what they publish together is synced
    /// together.
    began: Instant,
}

/// The tasks under way, each with the token that stops it.
#[derive(Default)]
struct Tasks {
    running: JoinSet<(PartitionIndex, Result<(), AggregatorError>)>,
    stops: BTreeMap<PartitionIndex, CancellationToken>,
}

impl Owner {
    async fn run(&self, shutdown: &CancellationToken) -> Result<(), AggregatorError> {
        let patience = self.patience(None, shutdown.clone());
        let joining = patience.log("join the group", || self.deps.log.join("aggregator"));
        let Some(mut membership) = joining.await? else { return Ok(()) };
        let mut wait = patience.wait("hear from the group");
        let mut tasks = Tasks::default();
        let mut telling = tokio::time::interval(TELL);
        let outcome = loop {
            tokio::select! {
                biased;
                () = shutdown.cancelled() => break Ok(()),
                _ = telling.tick() => membership.tell(&self.stored()),
                assigned = membership.assigned() => match assigned {
                    Ok(assigned) => {
                        wait.over();
                        let lost = self.reassign(&mut tasks, &assigned).await;
                        membership.released().await;
                        if let Err(error) = lost {
                            break Err(error);
                        }
                    }
                    Err(error @ LogError::Unavailable(_)) => {
                        wait.pause(&error).await;
                    }
                    Err(error) => break Err(error.into()),
                },
                Some(ended) = tasks.running.join_next() => {
                    if let Err(error) = self.ended(&mut tasks, ended) {
                        break Err(error);
                    }
                }
            }
        };
        let stopped = self.reassign(&mut tasks, &BTreeSet::new()).await;
        membership.leave().await;
        outcome.and(stopped)
    }

    /// The next offset to be stored of each stream of each partition.
    fn stored(&self) -> Vec<(Topic, PartitionIndex, Offset)> {
        let stored = self.status.stored().into_iter();
        let of_partition = |(partition, next): (PartitionIndex, BTreeMap<Stream, Offset>)| {
            next.into_iter().map(move |(stream, next)| (Topic::Input(stream), partition, next))
        };
        stored.flat_map(of_partition).collect()
    }

    /// Starts what is newly assigned; stops what no longer is, and waits for its last commit.
    async fn reassign(
        &self,
        tasks: &mut Tasks,
        assigned: &BTreeSet<PartitionIndex>,
    ) -> Result<(), AggregatorError> {
        let lost: Vec<_> = tasks.stops.keys().filter(|p| !assigned.contains(p)).copied().collect();
        for partition in &lost {
            tasks.stops[partition].cancel();
        }
        while lost.iter().any(|p| tasks.stops.contains_key(p)) {
            let Some(ended) = tasks.running.join_next().await else { break };
            self.ended(tasks, ended)?;
        }
        for partition in assigned {
            self.start(tasks, *partition);
        }
        self.status.assigned(assigned);
        Ok(())
    }

    fn start(&self, tasks: &mut Tasks, partition: PartitionIndex) {
        if tasks.stops.contains_key(&partition) {
            return;
        }
        let stop = CancellationToken::new();
        tasks.stops.insert(partition, stop.clone());
        let patience = self.patience(Some(partition), stop);
        let (config, deps, began) = (Arc::clone(&self.config), self.deps.clone(), self.began);
        tasks.running.spawn(async move {
            (partition, partition::run(partition, config, deps, patience, began).await)
        });
    }

    fn patience(&self, partition: Option<PartitionIndex>, stop: CancellationToken) -> Patience {
        Patience { partition, status: Arc::clone(&self.status), stop }
    }

    /// A task that was stopped has ended well. One that was fenced off begins again: if the
    /// partition is no longer ours, the group will say so.
    fn ended(
        &self,
        tasks: &mut Tasks,
        ended: Result<(PartitionIndex, Result<(), AggregatorError>), tokio::task::JoinError>,
    ) -> Result<(), AggregatorError> {
        let (partition, outcome) =
            ended.map_err(|error| AggregatorError::Died(error.to_string()))?;
        let stop = tasks.stops.remove(&partition);
        match outcome {
            Ok(()) => Ok(()),
            Err(AggregatorError::Store(error @ StoreError::Fenced { .. })) => {
                tracing::warn!(%error, "another owner has taken a partition over");
                if stop.is_some_and(|stop| !stop.is_cancelled()) {
                    self.start(tasks, partition);
                }
                Ok(())
            }
            Err(error) => Err(error),
        }
    }
}
