//! One screen's stream: the table, then its changes at the screen's own rate.
//!
//! All that is kept for a screen is up to which change it has been told. What it is told next is
//! looked up when its turn comes and its client has taken the last: so each row is told with its
//! newest value, once, and a slow client costs nothing but its own outbox.

mod resume;

use std::sync::Arc;
use std::time::Duration;

use kinhbac_api::status;
use kinhbac_domain::ports::StoreError;
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::alerts::Alert;
use crate::answer::{Halt, Turn, Wanted};
use crate::desk::{AT_ONCE, Desk, News, Told};
use crate::group::Moment;
use crate::letter::Letter;
use crate::live::Shared;
use crate::metrics;
use crate::outbox::{Outbox, Stalled};
use crate::parcel::Parcel;
use crate::scope::Scope;
use crate::token::Token;

/// How long an end waits for a screen to be told the last changes.
const LAST_TURN: Duration = Duration::from_secs(2);

/// Tells a screen.
pub(crate) struct Watcher {
    shared: Arc<Shared>,
    desk: Arc<Desk>,
    rate: Duration,
    outbox: Outbox,
    /// Rings when there are alerts.
    bell: watch::Receiver<()>,
    told: Option<Arc<Told>>,
    /// The token of what was told last; the screen's own at first.
    resume: Arc<str>,
}

/// With what a screen comes.
pub(crate) struct First {
    /// What it has seen.
    pub(crate) token: Option<Token>,
    /// How many of the alerts from before come with a snapshot.
    pub(crate) alerts: usize,
}

/// Why a stream ends.
enum Ending {
    /// It is time, for this reason.
    Due(&'static str),
    Halted(Halt),
}

impl Watcher {
    /// For a screen; `resume`: the token that it came with.
    pub(crate) fn new(
        shared: Arc<Shared>,
        desk: Arc<Desk>,
        rate: Duration,
        outbox: Outbox,
        resume: Arc<str>,
    ) -> Self {
        let bell = desk.listen();
        Self { shared, desk, rate, outbox, bell, told: None, resume }
    }

    /// Tells the screen until its client goes, it is to end, it is so old, or it can't go on.
    pub(crate) async fn run(
        mut self,
        first: First,
        shutdown: CancellationToken,
        max_age: Option<Duration>,
    ) {
        let gone = self.outbox.gone();
        let aged = async {
            match max_age {
                Some(age) => sleep(age).await,
                None => std::future::pending().await,
            }
        };
        let shared = Arc::clone(&self.shared);
        let shut_down = async {
            shutdown.cancelled().await;
            sleep(shared.turn_to_go()).await;
        };
        let ending = tokio::select! {
            biased;
            () = gone.cancelled() => return,
            () = shut_down => Ending::Due("shutdown"),
            () = aged => Ending::Due("age"),
            halt = self.watch(first) => Ending::Halted(halt),
        };
        match ending {
            Ending::Due(reason) => self.finish(reason, &gone).await,
            Ending::Halted(Halt::Stalled) => self.outbox.cut("stalled"),
            Ending::Halted(halt) => self.fail(&halt),
        }
    }

    async fn watch(&mut self, first: First) -> Halt {
        match self.open(first).await {
            Ok(()) => self.follow().await,
            Err(halt) => halt,
        }
    }

    /// The last changes, if the client takes them soon, and the end.
    async fn finish(mut self, reason: &'static str, gone: &CancellationToken) {
        if self.told.is_some() {
            tokio::select! {
                () = gone.cancelled() => return,
                // However far it came: what counts is the token of the last mark.
                _ = timeout(LAST_TURN, self.turn(true)) => {}
            }
        }
        self.outbox.end(reason, &self.resume);
    }

    fn fail(self, halt: &Halt) {
        tracing::warn!(error = %halt, "a screen could not be told");
        match (&self.told, halt) {
            (Some(_), _) => self.outbox.end("failed", &self.resume),
            (None, Halt::Store(error)) => self.outbox.fail(status::from_store(error)),
            (None, _) => self.outbox.fail(status::too_large(halt.to_string())),
        }
    }

    /// The table, whole or what was not seen of it.
    async fn open(&mut self, first: First) -> Result<(), Halt> {
        // One for all of it: under another, which may come meanwhile, a token would mean another
        // thing. The next turn tells what has moved.
        let scope = self.desk.scope(&self.shared);
        let (wanted, fresh_because) = self.wanted(first.token, &scope).await;
        let told = self.tell_table(&wanted, &scope).await?;
        let alerts = self.desk.first_alerts(&self.shared, &wanted, first.alerts, &told)?;
        self.tell_alerts(&alerts, &told.scope).await?;
        let resume = Arc::clone(&told.resume);
        self.outbox.put(Letter::caught_up(resume, told.at, fresh_because)).await?;
        self.note(told);
        Ok(())
    }

    /// The changes, at the screen's rate.
    async fn follow(&mut self) -> Halt {
        let first = self.desk.next_turn(&self.shared, self.rate, Instant::now() + self.rate);
        let mut turns = interval_at(first, self.rate);
        turns.set_missed_tick_behavior(MissedTickBehavior::Skip);
        loop {
            let due = tokio::select! {
                biased;
                // The desk is there as long as this screen sits at it.
                Ok(()) = self.bell.changed() => match self.hear().await {
                    Ok(()) => continue,
                    Err(halt) => return halt,
                },
                due = turns.tick() => due,
            };
            if let Err(halt) = self.outbox.emptied().await {
                return halt.into();
            }
            let missed = due.elapsed().as_nanos() / self.rate.as_nanos().max(1);
            metrics::turns_conflated(u64::try_from(missed).unwrap_or(u64::MAX));
            match self.turn(false).await {
                Ok(()) => {}
                Err(Halt::Store(StoreError::Unavailable(why) | StoreError::Full(why))) => {
                    tracing::debug!(why, "a screen waits for the store");
                }
                Err(halt) => return halt,
            }
        }
    }

    /// Tells the alerts that came, each time with a mark.
    async fn hear(&mut self) -> Result<(), Halt> {
        while let Some(before) = self.told.clone()
            && let Some(piece) = self.desk.rung(&self.shared, &before)?
        {
            if !piece.letters.is_empty() {
                self.tell(&piece.letters).await?;
                self.outbox.put(piece.told.mark.clone()).await?;
            }
            self.note(Arc::clone(&piece.told));
        }
        Ok(())
    }

    /// Tells what is new, and a mark; `last`: all there is, for there is no other turn.
    async fn turn(&mut self, last: bool) -> Result<(), Halt> {
        let Some(before) = self.told.clone() else { return Ok(()) };
        let told = match self.desk.news(&self.shared, &before, last).await? {
            News::Piece(piece) => {
                if piece.letters.is_empty() && piece.told.positions == before.positions {
                    self.told = Some(Arc::clone(&piece.told));
                    return Ok(());
                }
                self.tell(&piece.letters).await?;
                Arc::clone(&piece.told)
            }
            News::Large(told, moment) => self.tell_changes(told, &moment, &before).await?,
            News::Table(wanted @ Wanted::Moved(_)) => {
                self.tell_table(&wanted, &self.desk.scope(&self.shared)).await?
            }
            News::Table(wanted) => self.tell_table(&wanted, &before.scope).await?,
        };
        let alerts = self.desk.alerts(&self.shared, &before, told.alerts)?;
        self.tell_alerts(&alerts, &told.scope).await?;
        self.outbox.put(told.mark.clone()).await?;
        self.note(told);
        Ok(())
    }

    /// The rows wanted: those that were made for all, or else row by row as the client takes them.
    async fn tell_table(&self, wanted: &Wanted, scope: &Arc<Scope>) -> Result<Arc<Told>, Halt> {
        if let Some(piece) = self.desk.table(&self.shared, wanted, scope).await? {
            self.tell(&piece.letters).await?;
            return Ok(Arc::clone(&piece.told));
        }
        let parcel = Parcel::to_screen(&self.outbox);
        // Rare and large: it is not to make every screen's task as large.
        Box::pin(self.desk.tell(&self.shared, wanted, scope, parcel)).await
    }

    /// What is new, as the client takes it.
    async fn tell_changes(
        &self,
        told: Arc<Told>,
        moment: &Moment,
        before: &Told,
    ) -> Result<Arc<Told>, Halt> {
        let parcel = Parcel::to_screen(&self.outbox);
        let changes = self.desk.changes(&self.shared, &told, moment, before, parcel);
        match Box::pin(changes).await? {
            Turn::Told => Ok(told),
            Turn::Behind => self.tell_table(&before.since(), &before.scope).await,
        }
    }

    async fn tell_alerts(&self, alerts: &[Arc<Alert>], scope: &Scope) -> Result<(), Stalled> {
        for some in alerts.chunks(AT_ONCE) {
            self.tell(&self.desk.letters(some, scope)).await?;
        }
        Ok(())
    }

    async fn tell(&self, letters: &[Letter]) -> Result<(), Stalled> {
        for letter in letters {
            self.outbox.put(letter.clone()).await?;
        }
        Ok(())
    }

    fn note(&mut self, told: Arc<Told>) {
        self.resume = Arc::clone(&told.resume);
        self.told = Some(told);
    }
}
