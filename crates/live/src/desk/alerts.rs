//! The alerts of a question: told at a ring, with a turn, or at the beginning.

use std::sync::{Arc, PoisonError};

use kinhbac_domain::position::Topic;
use tokio::sync::watch;

use super::{Desk, Piece, Told, UpTo};
use crate::alerts::Alert;
use crate::answer::{Halt, Wanted};
use crate::letter::{Kind, LETTER_BYTES, Letter, Sheaf};
use crate::live::Shared;
use crate::scope::Scope;

/// So many alerts are made letters of at once, however many came: each desk keeps those of its last
/// ring.
pub(crate) const AT_ONCE: usize = 50;

/// What was told last at a ring, and to whom.
pub(super) type Rung = Option<(Arc<Told>, Arc<Piece>)>;

impl Desk {
    /// Whether there are alerts of its question.
    pub(crate) fn has_alerts(&self) -> bool {
        self.question.has_alerts()
    }

    /// Hears when an alert of its rows comes.
    pub(crate) fn listen(&self) -> watch::Receiver<()> {
        self.bell.subscribe()
    }

    /// The next alerts that came since a screen was told, [`AT_ONCE`] at most, for all whom this
    /// desk told the same; none where none came.
    ///
    /// # Errors
    /// When some are no longer kept.
    pub(crate) fn rung(
        &self,
        shared: &Shared,
        before: &Arc<Told>,
    ) -> Result<Option<Arc<Piece>>, Halt> {
        let last = shared.view.stand().alerts.min(before.alerts + AT_ONCE as u64);
        let mut rung = self.rung.lock().unwrap_or_else(PoisonError::into_inner);
        let is_it = |(told, piece): &&(Arc<Told>, Arc<Piece>)| {
            Arc::ptr_eq(told, before) && piece.told.alerts >= last
        };
        if let Some((_, piece)) = rung.as_ref().filter(is_it) {
            return Ok(Some(Arc::clone(piece)));
        }
        let alerts = self.alerts(shared, before, last)?;
        if alerts.is_empty() {
            return Ok(None);
        }
        let mut positions = before.positions.clone();
        for alert in &alerts {
            let (partition, offset) = alert.stands_at();
            positions.raise(Topic::Alerts, partition, offset.next());
        }
        let upto = UpTo { change: before.change, alerts: last, positions, at: before.at };
        let letters = self.letters(&alerts, &before.scope);
        let told = self.told(shared, upto, Arc::clone(&before.scope));
        let piece = Arc::new(Piece { letters, told, _room: None });
        *rung = Some((Arc::clone(before), Arc::clone(&piece)));
        Ok(Some(piece))
    }

    /// The alerts that came since a screen was told, up to a number.
    ///
    /// # Errors
    /// When some are no longer kept.
    pub(crate) fn alerts(
        &self,
        shared: &Shared,
        before: &Told,
        up_to: u64,
    ) -> Result<Vec<Arc<Alert>>, Halt> {
        if !self.has_alerts() {
            return Ok(Vec::new());
        }
        shared.view.alerts().between(before.alerts, up_to).ok_or(Halt::Stalled)
    }

    /// The alerts with which a table begins that was made up to some: those that were missed, or
    /// the newest of those before.
    ///
    /// # Errors
    /// When some that were missed are no longer kept.
    pub(crate) fn first_alerts(
        &self,
        shared: &Shared,
        wanted: &Wanted,
        newest: usize,
        told: &Told,
    ) -> Result<Vec<Arc<Alert>>, Halt> {
        if !self.has_alerts() {
            return Ok(Vec::new());
        }
        let alerts = shared.view.alerts();
        if let Wanted::Since { positions, .. } = wanted {
            return alerts.since(positions, told.alerts).ok_or(Halt::Stalled);
        }
        let kept = alerts.up_to(told.alerts).into_iter().rev();
        let ours = |alert: &Arc<Alert>| alert.row(&told.scope, &self.question.measures).is_some();
        let mut newest: Vec<_> = kept.filter(ours).take(newest).collect();
        newest.reverse();
        Ok(newest)
    }

    /// Those of some alerts that count in a scope's rows, as they are told.
    pub(crate) fn letters(&self, alerts: &[Arc<Alert>], scope: &Scope) -> Vec<Letter> {
        let (mut letters, mut sheaf) = (Vec::new(), Sheaf::new(Kind::Alerts));
        for alert in alerts.iter().filter_map(|a| a.told(scope, &self.question.measures)) {
            sheaf.add(&alert);
            if sheaf.bytes() >= LETTER_BYTES {
                letters.extend(sheaf.take());
            }
        }
        letters.extend(sheaf.take());
        letters
    }
}
