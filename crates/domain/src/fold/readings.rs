//! Cumulative counters: logged as read, made into differences in the order of the log.

use std::collections::BTreeMap;

use super::contributions::Total;
use crate::event::Event;
use crate::ports::{Reading, ReadingKey};

/// The newest reading of each counter of a partition index.
#[derive(Debug, Default)]
pub(super) struct Readings {
    newest: BTreeMap<ReadingKey, (Reading, bool)>,
    changed: Vec<ReadingKey>,
}

/// What a reading says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Difference {
    /// The first one: nothing yet.
    First,
    /// So many since the last one.
    Amount(i64),
    /// It is not newer than the last one, and is set aside.
    Stale,
}

impl Difference {
    pub(super) fn amount(self) -> Option<i64> {
        match self {
            Self::Amount(amount) => Some(amount),
            Self::First | Self::Stale => None,
        }
    }
}

impl Readings {
    pub(super) fn new(found: Vec<(ReadingKey, Reading)>) -> Self {
        let newest = found.into_iter().map(|(key, reading)| (key, (reading, false))).collect();
        Self { newest, changed: Vec::new() }
    }

    /// Takes a reading in. A counter that went back was reset: all of it is new.
    pub(super) fn difference(&mut self, event: &Event, read: &Total) -> Difference {
        let key = ReadingKey {
            source: event.source.clone(),
            measure: read.measure.clone(),
            label: read.label.clone(),
        };
        let reading = Reading { at: event.time, total: read.total };
        let Some((last, changed)) = self.newest.get_mut(&key) else {
            self.changed.push(key.clone());
            self.newest.insert(key, (reading, true));
            return Difference::First;
        };
        if reading.at <= last.at {
            return Difference::Stale;
        }
        let reset = reading.total < last.total;
        let amount = if reset { reading.total } else { reading.total - last.total };
        *last = reading;
        if !*changed {
            *changed = true;
            self.changed.push(key);
        }
        Difference::Amount(amount)
    }

    /// The counters read anew since the last call.
    pub(super) fn take_changed(&mut self) -> Vec<(ReadingKey, Reading)> {
        let changed = std::mem::take(&mut self.changed);
        changed
            .into_iter()
            .filter_map(|key| {
                let (reading, changed) = self.newest.get_mut(&key)?;
                *changed = false;
                let reading = *reading;
                Some((key, reading))
            })
            .collect()
    }
}
