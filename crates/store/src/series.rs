//! The numbers of series: cells are stored under a number instead of four texts. The numbers that
//! were needed last are known in memory, the others are read again.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hashbrown::HashMap;
use hashlink::LruCache;
use kinhbac_domain::cell::{CellEntry, SeriesKey};
use kinhbac_domain::ports::SeriesScan;

/// The number of a series; from 1, without gaps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct SeriesId(pub(crate) i64);

/// Series that are known to be committed: at most so many, about 300 bytes each.
#[derive(Debug)]
pub(crate) struct Catalog {
    known: Mutex<Known>,
    max: usize,
}

#[derive(Debug)]
struct Known {
    ids: HashMap<Arc<SeriesKey>, SeriesId>,
    /// The same the other way around, in the order of their last use.
    keys: LruCache<SeriesId, Arc<SeriesKey>>,
    /// The greatest number there is.
    last: SeriesId,
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
    /// An empty one of at most so many series.
    pub(crate) fn new(max: usize) -> Self {
        let (ids, keys) = (HashMap::new(), LruCache::new_unbounded());
        Self { known: Mutex::new(Known { ids, keys, last: SeriesId(0) }), max }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        // A panic leaves at worst something out, and then it is not whole.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The greatest number.
    pub(crate) fn last(&self) -> SeriesId {
        self.known().last
    }

    /// How many are known.
    pub(crate) fn len(&self) -> usize {
        self.known().keys.len()
    }

    /// The most that are known.
    pub(crate) fn max(&self) -> usize {
        self.max
    }

    /// Takes committed series in, in place of those that were not needed for longest.
    pub(crate) fn learn(&self, series: impl IntoIterator<Item = (SeriesId, Arc<SeriesKey>)>) {
        let mut known = self.known();
        for (id, key) in series {
            known.learn(id, key);
            known.forget_beyond(self.max);
        }
    }

    /// The numbers of series, where known. Also tells whether all there are are known: one that
    /// is not is new then.
    pub(crate) fn ids(&self, keys: &[&SeriesKey]) -> (Vec<Option<SeriesId>>, bool) {
        let mut known = self.known();
        let notes_use = known.keys.len() >= self.max;
        let ids = keys.iter().map(|key| known.id(key, notes_use)).collect();
        (ids, known.is_whole())
    }

    /// The series of numbers, where known.
    pub(crate) fn keys(&self, ids: &[SeriesId]) -> Vec<Option<Arc<SeriesKey>>> {
        let mut known = self.known();
        let notes_use = known.keys.len() >= self.max;
        ids.iter().map(|id| known.key(*id, notes_use)).collect()
    }

    /// The numbers of the series that a scan is about, in order; none where not all are known.
    pub(crate) fn wanted(&self, scan: &SeriesScan) -> Option<Vec<SeriesId>> {
        let measures: HashSet<_> = scan.measures.iter().collect();
        let sites: Option<HashSet<_>> = scan.sites.as_ref().map(|sites| sites.iter().collect());
        let fits = |key: &SeriesKey| {
            (measures.is_empty() || measures.contains(&key.measure))
                && scan.label.as_ref().is_none_or(|label| *label == key.label)
                && sites.as_ref().is_none_or(|sites| sites.contains(&key.site))
                && scan.device.as_ref().is_none_or(|device| *device == key.device)
        };
        let known = self.known();
        let fitting = known.ids.iter().filter(|(key, _)| fits(key)).map(|(_, id)| *id);
        let mut wanted: Vec<_> = known.is_whole().then(|| fitting.collect())?;
        drop(known);
        wanted.sort_unstable();
        Some(wanted)
    }
}

impl Known {
    fn is_whole(&self) -> bool {
        self.keys.len() as i64 == self.last.0
    }

    /// The number of a series. Its use needs no note while none has to go: that is dear.
    fn id(&mut self, key: &SeriesKey, notes_use: bool) -> Option<SeriesId> {
        let id = *self.ids.get(key)?;
        if notes_use {
            self.keys.get(&id);
        }
        Some(id)
    }

    /// The series of a number.
    fn key(&mut self, id: SeriesId, notes_use: bool) -> Option<Arc<SeriesKey>> {
        if notes_use { self.keys.get(&id).cloned() } else { self.keys.peek(&id).cloned() }
    }

    fn learn(&mut self, id: SeriesId, key: Arc<SeriesKey>) {
        self.last = self.last.max(id);
        self.ids.insert(Arc::clone(&key), id);
        self.keys.insert(id, key);
    }

    fn forget_beyond(&mut self, max: usize) {
        while self.keys.len() > max
            && let Some((_, key)) = self.keys.remove_lru()
        {
            self.ids.remove(&key);
        }
    }
}

impl Numbered {
    /// Numbers the series of cells that have no number after the greatest one. They are known only
    /// once they are committed and learnt.
    pub(crate) fn new(cells: &[CellEntry], ids: Vec<Option<SeriesId>>, last: SeriesId) -> Self {
        let mut new = Vec::new();
        let mut fresh: HashMap<&SeriesKey, SeriesId> = HashMap::new();
        let of_cells = cells.iter().zip(ids).map(|(entry, id)| {
            let key = &entry.key.series;
            id.unwrap_or_else(|| {
                *fresh.entry(key).or_insert_with(|| {
                    let id = SeriesId(last.0 + 1 + new.len() as i64);
                    new.push((id, Arc::new(key.clone())));
                    id
                })
            })
        });
        Self { of_cells: of_cells.collect(), new }
    }
}

/// Each text once: most series share site and device with others.
#[derive(Default)]
pub(crate) struct Texts(HashSet<Arc<str>>);

impl Texts {
    pub(crate) fn shared(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.0.get(text) {
            return Arc::clone(known);
        }
        let text: Arc<str> = text.into();
        self.0.insert(Arc::clone(&text));
        text
    }
}

/// What a scan is about.
pub(crate) enum Wanted {
    All,
    /// These, in order.
    These(Vec<SeriesId>),
}

/// Whether a scan is about all series.
pub(crate) fn wants_all(scan: &SeriesScan) -> bool {
    scan.measures.is_empty()
        && scan.label.is_none()
        && scan.sites.is_none()
        && scan.device.is_none()
}
