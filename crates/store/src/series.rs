//! The numbers of series: cells are stored under a number instead of four texts, and every number
//! is known in memory.

use std::collections::HashSet;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use hashbrown::HashMap;
use kinhbac_domain::cell::{CellEntry, SeriesKey};
use kinhbac_domain::ports::SeriesScan;

/// The number of a series; from 1, without gaps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct SeriesId(pub(crate) i64);

/// All series that are known to be committed. As large as there are series (about 200 bytes each,
/// texts shared): the aggregator bounds how many.
#[derive(Debug, Default)]
pub(crate) struct Catalog(RwLock<Known>);

/// What a catalog knows.
#[derive(Debug, Default)]
pub(crate) struct Known {
    ids: HashMap<Arc<SeriesKey>, SeriesId>,
    /// That of number n at n - 1.
    keys: Vec<Arc<SeriesKey>>,
}

/// The numbers of the series of a commit's cells, and which of them are new.
#[derive(Debug)]
pub(crate) struct Numbered {
    /// One a cell, in their order.
    pub(crate) of_cells: Vec<SeriesId>,
    /// Their numbers follow the greatest known one, in this order.
    pub(crate) new: Vec<(SeriesId, Arc<SeriesKey>)>,
}

impl Catalog {
    /// For reading; not to be held over an await.
    pub(crate) fn known(&self) -> RwLockReadGuard<'_, Known> {
        // A panic can't leave it half changed: entries are only added.
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes committed series in, in the order of their numbers; those already known are passed.
    pub(crate) fn learn(&self, series: impl IntoIterator<Item = (SeriesId, Arc<SeriesKey>)>) {
        let mut known: RwLockWriteGuard<'_, Known> =
            self.0.write().unwrap_or_else(PoisonError::into_inner);
        for (id, key) in series {
            if id > known.last() {
                known.ids.insert(Arc::clone(&key), id);
                known.keys.push(key);
            }
        }
    }

    /// The numbers of cells' series; new ones are numbered, but known only once they are
    /// committed and learnt.
    pub(crate) fn number(&self, cells: &[CellEntry]) -> Numbered {
        let known = self.known();
        let mut new = Vec::new();
        let mut fresh: HashMap<&SeriesKey, SeriesId> = HashMap::new();
        let of_cells = cells.iter().map(|entry| {
            let key = &entry.key.series;
            known.id(key).unwrap_or_else(|| {
                *fresh.entry(key).or_insert_with(|| {
                    let id = SeriesId(known.last().0 + 1 + new.len() as i64);
                    new.push((id, Arc::new(key.clone())));
                    id
                })
            })
        });
        Numbered { of_cells: of_cells.collect(), new }
    }
}

impl Known {
    /// The greatest number.
    pub(crate) fn last(&self) -> SeriesId {
        SeriesId(self.keys.len() as i64)
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    /// The number of a series.
    pub(crate) fn id(&self, key: &SeriesKey) -> Option<SeriesId> {
        self.ids.get(key).copied()
    }

    /// The series of a number.
    pub(crate) fn key(&self, id: SeriesId) -> Option<&SeriesKey> {
        let index = usize::try_from(id.0.checked_sub(1)?).ok()?;
        self.keys.get(index).map(|key| &**key)
    }

    /// The series that a scan is about; none: all of them.
    pub(crate) fn wanted(&self, scan: &SeriesScan) -> Option<Vec<SeriesId>> {
        if wants_all(scan) {
            return None;
        }
        let measures: HashSet<_> = scan.measures.iter().collect();
        let sites: Option<HashSet<_>> = scan.sites.as_ref().map(|sites| sites.iter().collect());
        let fits = |key: &SeriesKey| {
            (measures.is_empty() || measures.contains(&key.measure))
                && scan.label.as_ref().is_none_or(|label| *label == key.label)
                && sites.as_ref().is_none_or(|sites| sites.contains(&key.site))
                && scan.device.as_ref().is_none_or(|device| *device == key.device)
        };
        let numbered = (1..).map(SeriesId).zip(&self.keys);
        Some(numbered.filter(|(_, key)| fits(key)).map(|(id, _)| id).collect())
    }
}

fn wants_all(scan: &SeriesScan) -> bool {
    scan.measures.is_empty()
        && scan.label.is_none()
        && scan.sites.is_none()
        && scan.device.is_none()
}
