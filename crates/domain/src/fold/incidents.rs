//! Incidents count once, at their first phase in the log.

use std::collections::BTreeMap;

use super::Blocked;
use crate::ports::{IncidentKey, IncidentRow};

/// What is known of incidents; what has left memory is looked up in the store.
#[derive(Debug, Default)]
pub(super) struct Incidents {
    counted: BTreeMap<IncidentKey, bool>,
    new: Vec<IncidentRow>,
}

impl Incidents {
    /// Whether it is known that an incident was counted or not.
    pub(super) fn is_settled(&self, key: &IncidentKey) -> bool {
        self.counted.contains_key(key)
    }

    pub(super) fn settle(&mut self, key: IncidentKey, counted: bool) {
        self.counted.entry(key).or_insert(counted);
    }

    pub(super) fn is_counted(&self, key: &IncidentKey) -> Result<bool, Blocked> {
        self.counted.get(key).copied().ok_or(Blocked::Missing)
    }

    pub(super) fn count(&mut self, row: IncidentRow) {
        self.counted.insert(row.key.clone(), true);
        self.new.push(row);
    }

    /// The incidents counted since the last call.
    pub(super) fn take_new(&mut self) -> Vec<IncidentRow> {
        std::mem::take(&mut self.new)
    }

    /// Forgets what the store has.
    pub(super) fn evict(&mut self) {
        self.counted.clear();
        self.counted.extend(self.new.iter().map(|row| (row.key.clone(), true)));
    }
}
