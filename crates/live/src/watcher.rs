//! One screen's stream: the table, then its changes at the screen's own rate.
//!
//! All that is kept for a screen is up to which change it has been told. What it is told next is
//! looked up when its turn comes and its client has taken the last: so each row is told with its
//! newest value, once, and a slow client costs nothing but its own outbox.

mod resume;

use std::sync::Arc;
use std::time::Duration;

use kinhbac_api::status;
use kinhbac_api::v1::watch_response::Event;
use kinhbac_api::v1::{CaughtUp, Mark};
use kinhbac_domain::ports::StoreError;
use kinhbac_domain::time::Timestamp;
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};
use tokio_util::sync::CancellationToken;

use crate::answer::{Answer, Halt, Turn, Wanted};
use crate::group::Moment;
use crate::live::Shared;
use crate::metrics;
use crate::outbox::Outbox;
use crate::parcel::Parcel;
use crate::positions::Positions;
use crate::question::{Asked, Question};
use crate::scope::Scope;
use crate::token::Token;

/// How long a stop waits for a screen to be told the last changes.
const LAST_TURN: Duration = Duration::from_secs(2);

/// Tells a screen.
pub(crate) struct Watcher {
    shared: Arc<Shared>,
    question: Question,
    scope: Scope,
    rate: Duration,
    outbox: Outbox,
    told: Option<Told>,
    /// The token of what was told last; the screen's own at first.
    resume: String,
}

/// What a screen has been told.
#[derive(Clone, Debug)]
struct Told {
    /// Up to which change.
    change: u64,
    /// Up to which positions, in the streams of the question.
    positions: Positions,
    /// By which clock.
    at: Timestamp,
}

/// Why a stream ends.
enum Ending {
    Shutdown,
    Halted(Halt),
}

impl Watcher {
    /// For a screen; `resume`: the token that it came with.
    pub(crate) fn new(shared: Arc<Shared>, asked: Asked, outbox: Outbox, resume: String) -> Self {
        let Asked { question, scope, rate, .. } = asked;
        Self { shared, question, scope, rate, outbox, told: None, resume }
    }

    /// Tells the screen until its client goes, it is to end, or it can't go on.
    pub(crate) async fn run(mut self, token: Option<Token>, shutdown: CancellationToken) {
        let gone = self.outbox.gone();
        let ending = tokio::select! {
            biased;
            () = gone.cancelled() => return,
            () = shutdown.cancelled() => Ending::Shutdown,
            halt = self.watch(token) => Ending::Halted(halt),
        };
        match ending {
            Ending::Shutdown => self.finish(&gone).await,
            Ending::Halted(Halt::Stalled) => self.outbox.cut("stalled"),
            Ending::Halted(halt) => self.fail(&halt),
        }
    }

    async fn watch(&mut self, token: Option<Token>) -> Halt {
        match self.open(token).await {
            Ok(()) => self.follow().await,
            Err(halt) => halt,
        }
    }

    /// The last changes, if the client takes them soon, and the end.
    async fn finish(mut self, gone: &CancellationToken) {
        if self.told.is_some() {
            tokio::select! {
                () = gone.cancelled() => return,
                // However far it came: what counts is the token of the last mark.
                _ = timeout(LAST_TURN, self.turn()) => {}
            }
        }
        self.outbox.end("shutdown", self.resume);
    }

    fn fail(self, halt: &Halt) {
        tracing::warn!(error = %halt, "a screen could not be told");
        match (&self.told, halt) {
            (Some(_), _) => self.outbox.end("failed", self.resume),
            (None, Halt::Store(error)) => self.outbox.fail(status::from_store(error)),
            (None, _) => self.outbox.fail(status::too_large(halt.to_string())),
        }
    }

    /// The table, whole or what was not seen of it.
    async fn open(&mut self, token: Option<Token>) -> Result<(), Halt> {
        let (wanted, fresh_because) = self.wanted(token).await;
        let (told, moment) = self.now();
        let answer = self.answer(&moment);
        let mut parcel = Parcel::new(&self.outbox);
        answer.sweep(&wanted, &mut parcel).await?;
        parcel.finish().await?;
        let resume = self.token(&told);
        self.outbox
            .put(Event::CaughtUp(CaughtUp { resume: resume.clone(), fresh_because }))
            .await?;
        (self.told, self.resume) = (Some(told), resume);
        Ok(())
    }

    /// The changes, at the screen's rate.
    async fn follow(&mut self) -> Halt {
        let mut turns = interval_at(Instant::now() + self.rate, self.rate);
        turns.set_missed_tick_behavior(MissedTickBehavior::Skip);
        loop {
            let due = turns.tick().await;
            if let Err(halt) = self.outbox.emptied().await {
                return halt.into();
            }
            let missed = due.elapsed().as_nanos() / self.rate.as_nanos().max(1);
            metrics::turns_conflated(u64::try_from(missed).unwrap_or(u64::MAX));
            match self.turn().await {
                Ok(()) => {}
                Err(Halt::Store(StoreError::Unavailable(why) | StoreError::Full(why))) => {
                    tracing::debug!(why, "a screen waits for the store");
                }
                Err(halt) => return halt,
            }
        }
    }

    /// Tells what is new, and a mark.
    async fn turn(&mut self) -> Result<(), Halt> {
        let Some(before) = self.told.clone() else { return Ok(()) };
        let (told, moment) = self.now();
        let today = moment.zone.date(moment.now);
        let registry = self.shared.deps.registry.current();
        let moved = self.scope.moved_on(&self.question, &registry, today);
        let rows = match &moved {
            Some(scope) => self.tell_moved(scope, &moment).await?,
            None => self.tell_changed(&before, &moment).await?,
        };
        if let Some(scope) = moved {
            self.scope = scope;
        } else if rows == 0 && told.positions == before.positions {
            self.told = Some(told);
            return Ok(());
        }
        let resume = self.token(&told);
        self.outbox.put(Event::Mark(Mark { resume: resume.clone() })).await?;
        (self.told, self.resume) = (Some(told), resume);
        Ok(())
    }

    async fn tell_changed(&self, before: &Told, moment: &Moment) -> Result<usize, Halt> {
        let answer = self.answer(moment);
        let mut parcel = Parcel::new(&self.outbox);
        if answer.changes(before.change, before.at, &mut parcel).await? == Turn::Behind {
            let wanted = Wanted::Since { positions: before.positions.clone(), at: before.at };
            answer.sweep(&wanted, &mut parcel).await?;
        }
        Ok(parcel.finish().await?)
    }

    /// The whole table again, under other boundaries, without the rows that are none any more.
    async fn tell_moved(&self, scope: &Scope, moment: &Moment) -> Result<usize, Halt> {
        let answer = Answer { scope, before: Some(&self.scope), ..self.answer(moment) };
        let mut parcel = Parcel::new(&self.outbox);
        answer.sweep(&Wanted::All, &mut parcel).await?;
        Ok(parcel.finish().await?)
    }

    fn answer<'a>(&'a self, moment: &'a Moment) -> Answer<'a> {
        Answer {
            view: &self.shared.view,
            history: &*self.shared.deps.history,
            question: &self.question,
            scope: &self.scope,
            before: None,
            moment,
            max_read: self.shared.config.max_read,
            turns: &self.shared.turns,
        }
    }

    /// What will have been told by an answer that is begun now.
    fn now(&self) -> (Told, Moment) {
        let stand = self.shared.view.stand();
        let moment = self.shared.moment();
        let positions = stand.marks.of_streams(&self.question.streams());
        (Told { change: stand.change, positions, at: moment.now }, moment)
    }

    fn token(&self, told: &Told) -> String {
        let token = Token {
            question: self.question.hash(),
            revision: self.scope.revision(),
            at: told.at,
            partitions: self.shared.deps.log.partitions(),
            positions: told.positions.clone(),
        };
        token.encode()
    }
}
