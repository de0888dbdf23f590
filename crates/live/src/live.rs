//! The live role: keeps the view, and seats screens.

use std::sync::Arc;
use std::time::Duration;

use kinhbac_api::refusal::Reason;
use kinhbac_api::status;
use kinhbac_api::v1::WatchRequest;
use kinhbac_domain::clock::Clock;
use kinhbac_domain::ports::{CellStore, EventLog, HistoryStore, LogError, StoreError};
use kinhbac_domain::time::Zone;
use kinhbac_registry::RegistryCache;
use rand::Rng;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tonic::Status;

use crate::config::Config;
use crate::desk::{Desk, Desks};
use crate::group::Moment;
use crate::metrics;
use crate::outbox::{Letters, outbox};
use crate::question::{Asked, Question};
use crate::service::Watching;
use crate::view::{Follower, View};
use crate::watcher::{First, Watcher};

/// After how long a screen that was refused may come again.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// What the role works with.
#[derive(Clone)]
pub struct Deps {
    /// The log, for the topic `cells`.
    pub log: Arc<dyn EventLog>,
    /// How far the store stands.
    pub cells: Arc<dyn CellStore>,
    /// What the store has.
    pub history: Arc<dyn HistoryStore>,
    /// Units, sites and devices.
    pub registry: Arc<RegistryCache>,
    /// The wall clock.
    pub clock: Arc<dyn Clock>,
    /// Where local days begin.
    pub zone: Zone,
    /// What answers are made on: apart from what takes events in, which must not wait for them.
    pub answers: Handle,
}

/// The live view can't go on.
#[derive(Debug, thiserror::Error)]
pub enum LiveError {
    /// The log is damaged.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The store is damaged, or refused something.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What all screens share.
pub(crate) struct Shared {
    pub(crate) config: Config,
    pub(crate) deps: Deps,
    pub(crate) view: Arc<View>,
    /// Who may make rows of whole sheets at a time.
    pub(crate) turns: Semaphore,
    /// What is free for letters that are kept for several screens.
    pub(crate) room: Room,
    /// When the role began: turns are counted from then.
    pub(crate) began: Instant,
    desks: Desks,
    /// Places of screens that are free.
    seats: Arc<Semaphore>,
}

/// Room, in KiB: half of it for each, so that tables of those who come take none from the beats.
pub(crate) struct Room {
    pub(crate) news: Arc<Semaphore>,
    pub(crate) tables: Arc<Semaphore>,
}

impl Room {
    fn of(bytes: usize) -> Self {
        let half = || Arc::new(Semaphore::new(bytes / 2 / 1024));
        Self { news: half(), tables: half() }
    }
}

impl Shared {
    /// The moment by which rows are made now.
    pub(crate) fn moment(&self) -> Moment {
        Moment {
            now: self.deps.clock.now(),
            grace: i64::try_from(self.config.grace.as_millis()).unwrap_or(i64::MAX),
            zone: self.deps.zone.clone(),
        }
    }

    /// How long a screen has after a stop before its stream is ended: those of a crowd go one after
    /// the other, for they come to another replica as they go.
    pub(crate) fn turn_to_go(&self) -> Duration {
        let watchers = self.config.max_watchers.saturating_sub(self.seats.available_permits());
        let spread = Duration::from_millis(watchers as u64).min(LONGEST_LEAVE);
        spread.mul_f64(rand::rng().random())
    }

    /// Rings screens as alerts come.
    async fn ring(&self) {
        let mut rung = 0;
        loop {
            self.view.until(|stand| stand.alerts > rung).await;
            let last = self.view.stand().alerts;
            let new = self.view.alerts().between(rung, last);
            // Where some are no longer kept: who has not heard of them finds that out.
            let new = new.unwrap_or_else(|| self.view.alerts().up_to(last));
            self.desks.ring(&new, self);
            rung = last;
            sleep(BREATH).await;
        }
    }
}

/// After a stop a thousand screens go in a second, or all within this, if they are more: a stop
/// does not wait much longer.
const LONGEST_LEAVE: Duration = Duration::from_secs(2);

/// How long screens have after a ring before the next: under a flood of alerts, each is a letter
/// and a mark to all of them.
const BREATH: Duration = Duration::from_millis(50);

/// The least part of the greatest age at which a stream is ended.
const YOUNGEST: f64 = 0.75;

/// So many screens make rows of whole sheets at a time; the other threads are for the rest.
const TURNS: usize = 1;

/// The live role.
pub struct Live {
    shared: Arc<Shared>,
    watchers: TaskTracker,
    shutdown: CancellationToken,
}

impl Live {
    /// A role that ends with `shutdown`. It tells nothing before [`Live::run`] has caught up.
    #[must_use]
    pub fn new(config: Config, deps: Deps, shutdown: CancellationToken) -> Arc<Self> {
        let seats = config.max_watchers.min(Semaphore::MAX_PERMITS);
        let view = Arc::new(View::new(config.max_cells));
        Arc::new(Self {
            shared: Arc::new(Shared {
                seats: Arc::new(Semaphore::new(seats)),
                turns: Semaphore::new(TURNS),
                room: Room::of(config.max_shared_bytes),
                began: Instant::now(),
                desks: Desks::default(),
                config,
                deps,
                view,
            }),
            watchers: TaskTracker::new(),
            shutdown,
        })
    }

    /// The gRPC service.
    #[must_use]
    pub fn service(self: &Arc<Self>) -> Watching {
        Watching::new(Arc::clone(self))
    }

    /// Keeps the view until the shutdown, waiting outages out; returns when every screen has been
    /// told the end.
    ///
    /// # Errors
    /// When the log or the store is damaged.
    pub async fn run(&self) -> Result<(), LiveError> {
        let Deps { log, cells, history, clock, zone, .. } = self.shared.deps.clone();
        let (view, config) = (Arc::clone(&self.shared.view), self.shared.config.clone());
        let follower = Follower { view, log, cells, history, clock, zone, config };
        tokio::select! {
            kept = follower.run() => return kept.map(|never| match never {}),
            () = self.shared.ring() => {}
            () = self.shutdown.cancelled() => {}
        }
        self.watchers.close();
        self.watchers.wait().await;
        Ok(())
    }

    /// Whether the view has caught up with where the log stood when it began.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.shared.view.stand().ready
    }

    /// Waits until the view has caught up.
    pub async fn ready(&self) {
        self.shared.view.until(|stand| stand.ready).await;
    }

    /// Screens that are watching.
    #[must_use]
    pub fn watchers(&self) -> usize {
        self.watchers.len()
    }

    /// Cells that the view holds.
    #[must_use]
    pub fn cells(&self) -> usize {
        self.shared.view.cells()
    }

    /// Seats a screen.
    ///
    /// # Errors
    /// When it can't be answered: which field, and why; or that it should come again later.
    pub(crate) async fn watch(&self, request: WatchRequest) -> Result<Letters, Status> {
        if self.shutdown.is_cancelled() {
            return Err(status::unavailable("the server is stopping", RETRY_AFTER));
        }
        if !self.is_ready() {
            return Err(status::unavailable("the live view has not caught up yet", RETRY_AFTER));
        }
        let seat = self.seat()?;
        let asked = Asked::check(&request).map_err(|refused| status::refused(vec![refused]))?;
        let desk = self.desk(asked.question).await?;
        let Config { max_watcher_bytes, stall_timeout, .. } = self.shared.config;
        let resume: Arc<str> = request.resume.into();
        let (outbox, letters) = outbox(max_watcher_bytes, stall_timeout, Arc::clone(&resume));
        let watcher = Watcher::new(Arc::clone(&self.shared), desk, asked.rate, outbox, resume);
        let (shutdown, max_age) = (self.shutdown.clone(), self.max_age());
        let first = First { token: asked.resume, alerts: asked.alerts };
        let watch = async move {
            watcher.run(first, shutdown, max_age).await;
            drop(seat);
        };
        self.watchers.spawn_on(watch, &self.shared.deps.answers);
        Ok(letters)
    }

    async fn desk(&self, question: Question) -> Result<Arc<Desk>, Status> {
        let shared = &self.shared;
        let desk = match shared.desks.of(question.clone(), shared) {
            Err(refused) if refused.reason == Reason::UnknownPlace => {
                // It may have been registered a moment ago.
                let refreshed = shared.deps.registry.refresh().await;
                refreshed.map_err(|error| status::from_store(&error))?;
                shared.desks.of(question, shared)
            }
            desk => desk,
        };
        desk.map_err(|refused| status::refused(vec![refused]))
    }

    /// How old a stream that begins now may become. Those that began together do not end together.
    fn max_age(&self) -> Option<Duration> {
        let share = rand::rng().random_range(YOUNGEST..=1.0);
        self.shared.config.max_age.map(|age| age.mul_f64(share))
    }

    fn seat(&self) -> Result<Seat, Status> {
        let permit = Arc::clone(&self.shared.seats).try_acquire_owned();
        let permit = permit.map_err(|_| {
            let words = format!("{} screens are watching", self.shared.config.max_watchers);
            status::exhausted(words, RETRY_AFTER)
        })?;
        metrics::watcher_came();
        Ok(Seat(permit))
    }
}

/// A screen's place among them.
struct Seat(#[expect(dead_code, reason = "held until the screen goes")] OwnedSemaphorePermit);

impl Drop for Seat {
    fn drop(&mut self) {
        metrics::watcher_went();
    }
}
