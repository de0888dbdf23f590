//! Screens with the same question: what is made for one of them is there for all.
//!
//! Time is cut into slots of one beat. The screens of a question take their turns at the same
//! instants, whatever their rates, and within a slot all are told up to the same: so those that
//! were told the same before want the same now, and share its bytes.

mod alerts;

pub(crate) use alerts::AT_ONCE;

use std::sync::Arc;
use std::time::Duration;

use kinhbac_api::refusal::FieldError;
use kinhbac_domain::position::Topic;
use kinhbac_domain::time::Timestamp;
use tokio::sync::{Mutex, OwnedSemaphorePermit, watch};
use tokio::time::Instant;

use crate::alerts::Alert;
use crate::answer::{Answer, Halt, Seen, Turn, Wanted};
use crate::group::Moment;
use crate::letter::Letter;
use crate::live::Shared;
use crate::parcel::{Draft, Parcel};
use crate::positions::Positions;
use crate::question::{BEAT, Question};
use crate::scope::{Area, Places, Scope};
use crate::shelf::Shelf;
use crate::token::Token;

/// The questions that are asked.
#[derive(Debug, Default)]
pub(crate) struct Desks {
    desks: Shelf<Question, Desk>,
    areas: Shelf<Places, Area>,
}

/// One question.
#[derive(Debug)]
pub(crate) struct Desk {
    question: Question,
    hash: u64,
    topics: Vec<Topic>,
    area: Arc<Area>,
    slot: Mutex<Option<Slot>>,
    tables: Mutex<Vec<(Wanted, Arc<Piece>)>>,
    /// Rings when an alert of its rows comes.
    bell: watch::Sender<()>,
    /// What was told last at a ring, and to whom.
    rung: std::sync::Mutex<alerts::Rung>,
}

/// What a screen has been told.
#[derive(Debug)]
pub(crate) struct Told {
    /// Up to which change.
    pub(crate) change: u64,
    /// Up to which alert.
    pub(crate) alerts: u64,
    /// Up to which positions, in the topics of the question.
    pub(crate) positions: Positions,
    /// By which clock.
    pub(crate) at: Timestamp,
    /// Under which boundaries.
    pub(crate) scope: Arc<Scope>,
    /// The token that says so.
    pub(crate) resume: Arc<str>,
    /// The mark that brings it.
    pub(crate) mark: Letter,
}

/// A part of an answer, for all who want it.
#[derive(Debug)]
pub(crate) struct Piece {
    /// Its rows.
    pub(crate) letters: Vec<Letter>,
    /// What has been told with it.
    pub(crate) told: Arc<Told>,
    _room: Option<OwnedSemaphorePermit>,
}

/// What is new to a screen.
#[derive(Clone, Debug)]
pub(crate) enum News {
    /// This.
    Piece(Arc<Piece>),
    /// More than what can be kept for all: up to this, by this clock, to each by itself.
    Large(Arc<Told>, Moment),
    /// More than what memory tells: all that is wanted, anew.
    Table(Wanted),
}

/// A beat's time at a desk.
#[derive(Debug)]
struct Slot {
    number: u128,
    told: Arc<Told>,
    moment: Moment,
    /// By what was told before.
    made: Vec<(Arc<Told>, Result<News, Halt>)>,
}

impl Desks {
    /// The desk of a question.
    ///
    /// # Errors
    /// When its place is not there, or has nothing of the level inside.
    pub(crate) fn of(&self, question: Question, shared: &Shared) -> Result<Arc<Desk>, FieldError> {
        let (registry, today) = (shared.deps.registry.current(), shared.moment().today());
        let places = &question.places;
        let area = match self.areas.get(places) {
            Some(area) if !area.scope(&registry, today).is_nowhere() => area,
            _ => {
                let scope = Scope::find(places, &registry, today)?;
                self.areas.put(places.clone(), Area::new(places.clone(), scope))
            }
        };
        if let Some(desk) = self.desks.get(&question).filter(|d| Arc::ptr_eq(&d.area, &area)) {
            return Ok(desk);
        }
        Ok(self.desks.put(question.clone(), Desk::new(question, area)))
    }

    /// Rings at the desks of whose rows there is one among some alerts.
    pub(crate) fn ring(&self, alerts: &[Arc<Alert>], shared: &Shared) {
        for desk in self.desks.all() {
            let scope = desk.scope(shared);
            let measures = &desk.question.measures;
            if alerts.iter().any(|alert| alert.row(&scope, measures).is_some()) {
                desk.bell.send_replace(());
            }
        }
    }
}

impl Desk {
    fn new(question: Question, area: Arc<Area>) -> Self {
        let (hash, topics) = (question.hash(), question.topics());
        let (slot, tables) = (Mutex::default(), Mutex::default());
        let (bell, rung) = (watch::Sender::default(), std::sync::Mutex::default());
        Self { question, hash, topics, area, slot, tables, bell, rung }
    }

    /// Tells the question from others, in tokens.
    pub(crate) fn hash(&self) -> u64 {
        self.hash
    }

    /// The places as they are now.
    pub(crate) fn scope(&self, shared: &Shared) -> Arc<Scope> {
        self.area.scope(&shared.deps.registry.current(), shared.moment().today())
    }

    /// When the next turn is of screens of a rate, after an instant.
    pub(crate) fn next_turn(&self, shared: &Shared, rate: Duration, after: Instant) -> Instant {
        let rate = rate.as_millis().max(1);
        let phase = u128::from(self.hash) % rate;
        let since = after.duration_since(shared.began);
        let turns = (since.as_millis() + rate - phase) / rate;
        let at = turns * rate + phase;
        shared.began + Duration::from_millis(u64::try_from(at).unwrap_or(u64::MAX))
    }

    /// What is new to a screen; `last`: there is no turn after this one, so all there is.
    pub(crate) async fn news(
        &self,
        shared: &Shared,
        before: &Arc<Told>,
        last: bool,
    ) -> Result<News, Halt> {
        // Asked before it is waited for: who waited while another's was made takes that.
        let (number, newest) = (self.slot_number(shared), shared.view.stand().change);
        let mut slot = self.slot.lock().await;
        let is_on = |slot: &Slot| {
            slot.number >= number
                && slot.told.alerts >= before.alerts
                && !(last && slot.told.change < newest)
        };
        let slot = match slot.take().filter(is_on) {
            Some(on) => slot.insert(on),
            None => {
                // What was made for those who came has been taken, or is being made.
                if let Ok(mut tables) = self.tables.try_lock() {
                    tables.clear();
                }
                let number = self.slot_number(shared);
                let (told, moment) = self.now(shared, self.scope(shared));
                slot.insert(Slot { number, told, moment, made: Vec::new() })
            }
        };
        if let Some((_, made)) = slot.made.iter().find(|(told, _)| Arc::ptr_eq(told, before)) {
            return made.clone();
        }
        // A store that is away keeps them waiting once, not one after the other.
        let made = self.make_news(shared, slot, before).await;
        slot.made.push((Arc::clone(before), made.clone()));
        made
    }

    fn slot_number(&self, shared: &Shared) -> u128 {
        let beat = BEAT.as_millis();
        (shared.began.elapsed().as_millis() + beat - u128::from(self.hash) % beat) / beat
    }

    async fn make_news(
        &self,
        shared: &Shared,
        slot: &Slot,
        before: &Arc<Told>,
    ) -> Result<News, Halt> {
        if !Arc::ptr_eq(&before.scope, &slot.told.scope) {
            return Ok(News::Table(Wanted::Moved(Arc::clone(&before.scope))));
        }
        let mut draft = Draft::new(Arc::clone(&shared.room.news));
        let parcel = Parcel::to_draft(&mut draft);
        match self.changes(shared, &slot.told, &slot.moment, before, parcel).await {
            Ok(Turn::Told) => Ok(News::Piece(Arc::new(Piece::new(draft, Arc::clone(&slot.told))))),
            Ok(Turn::Behind) => Ok(News::Table(before.since())),
            Err(Halt::NoRoom) => Ok(News::Large(Arc::clone(&slot.told), slot.moment.clone())),
            Err(halt) => Err(halt),
        }
    }

    /// Puts what has changed since a screen was told into a parcel.
    pub(crate) async fn changes(
        &self,
        shared: &Shared,
        told: &Told,
        moment: &Moment,
        before: &Told,
        mut parcel: Parcel<'_>,
    ) -> Result<Turn, Halt> {
        let answer = self.answer(shared, &told.scope, moment);
        let seen = Seen { change: before.change, positions: None, at: before.at };
        let turn = answer.changes(seen, &mut parcel).await?;
        if turn == Turn::Told {
            parcel.finish().await?;
        }
        Ok(turn)
    }

    /// The rows wanted, under one scope, if memory has what they take and there is room for them.
    pub(crate) async fn table(
        &self,
        shared: &Shared,
        wanted: &Wanted,
        scope: &Arc<Scope>,
    ) -> Result<Option<Arc<Piece>>, Halt> {
        // As in `news`.
        let newest = shared.view.stand();
        let mut tables = self.tables.lock().await;
        tables.retain(|(_, piece)| {
            piece.told.change >= newest.change && piece.told.alerts >= newest.alerts
        });
        let is_it = |(made, piece): &&(Wanted, Arc<Piece>)| {
            made == wanted && Arc::ptr_eq(&piece.told.scope, scope)
        };
        if let Some((_, table)) = tables.iter().find(is_it) {
            return Ok(Some(Arc::clone(table)));
        }
        let (told, moment) = self.now(shared, Arc::clone(scope));
        let answer = self.answer(shared, &told.scope, &moment);
        let mut draft = Draft::new(Arc::clone(&shared.room.tables));
        let mut parcel = Parcel::to_draft(&mut draft);
        let made = match answer.put_from_memory(wanted, &mut parcel).await {
            Ok(Turn::Told) => parcel.finish().await,
            Ok(Turn::Behind) => return Ok(None),
            Err(halt) => Err(halt),
        };
        match made {
            Ok(()) => {
                let piece = Arc::new(Piece::new(draft, told));
                tables.push((wanted.clone(), Arc::clone(&piece)));
                Ok(Some(piece))
            }
            Err(Halt::NoRoom) => Ok(None),
            Err(halt) => Err(halt),
        }
    }

    /// Puts the rows wanted, under one scope, into a parcel; tells what has been told then.
    pub(crate) async fn tell(
        &self,
        shared: &Shared,
        wanted: &Wanted,
        scope: &Arc<Scope>,
        mut parcel: Parcel<'_>,
    ) -> Result<Arc<Told>, Halt> {
        let (told, moment) = self.now(shared, Arc::clone(scope));
        self.answer(shared, &told.scope, &moment).put(wanted, &mut parcel).await?;
        parcel.finish().await?;
        Ok(told)
    }

    fn answer<'a>(
        &'a self,
        shared: &'a Shared,
        scope: &'a Scope,
        moment: &'a Moment,
    ) -> Answer<'a> {
        Answer {
            view: &shared.view,
            history: &*shared.deps.history,
            question: &self.question,
            scope,
            moment,
            max_read: shared.config.max_read,
            turns: &shared.turns,
        }
    }

    /// What will have been told by an answer under a scope that is begun now.
    fn now(&self, shared: &Shared, scope: Arc<Scope>) -> (Arc<Told>, Moment) {
        let stand = shared.view.stand();
        let moment = shared.moment();
        let positions = stand.marks.of_topics(&self.topics);
        let upto = UpTo { change: stand.change, alerts: stand.alerts, positions, at: moment.now };
        (self.told(shared, upto, scope), moment)
    }

    fn told(&self, shared: &Shared, upto: UpTo, scope: Arc<Scope>) -> Arc<Told> {
        let UpTo { change, alerts, positions, at } = upto;
        let token = Token {
            question: self.hash,
            // A day has begun by whose boundaries it was not told: none goes on from there.
            revision: match scope.holds_on(shared.deps.zone.date(at)) {
                true => scope.revision(),
                false => u64::MAX,
            },
            at,
            partitions: shared.deps.log.partitions(),
            positions: positions.clone(),
        };
        let resume: Arc<str> = token.encode().into();
        let mark = Letter::mark(Arc::clone(&resume), at);
        Arc::new(Told { change, alerts, positions, at, scope, resume, mark })
    }
}

/// Up to what a screen is told.
struct UpTo {
    change: u64,
    alerts: u64,
    positions: Positions,
    at: Timestamp,
}

impl Told {
    /// What is wanted by who was told this.
    pub(crate) fn since(&self) -> Wanted {
        Wanted::Since { positions: self.positions.clone(), at: self.at }
    }
}

impl Piece {
    fn new(draft: Draft, told: Arc<Told>) -> Self {
        let (letters, room) = draft.finish();
        Self { letters, told, _room: room }
    }
}
