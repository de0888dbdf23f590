//! Devices at sites, each once in memory however many cells it has.

use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use dashmap::DashMap;
use hashbrown::{DefaultHashBuilder, Equivalent};
use kinhbac_domain::cell::SeriesKey;
use kinhbac_domain::id::{Device, SiteId};
use kinhbac_domain::position::PartitionIndex;

/// A device at a site. Those that came from the same [`Spots`] are the same if they stand at the
/// same address.
#[derive(Clone, Debug)]
pub(crate) struct Spot(Arc<At>);

/// What a spot is.
#[derive(Debug)]
pub(crate) struct At {
    /// The site.
    pub(crate) site: SiteId,
    /// The device; nobody for things told of a place.
    pub(crate) device: Device,
    /// The site's partition.
    pub(crate) partition: PartitionIndex,
}

/// Where a spot stands, without keeping it. No other spot comes to stand there as long as this is
/// held.
#[derive(Clone, Debug)]
pub(crate) struct Address(Weak<At>);

/// The spots that something is held of.
#[derive(Debug, Default)]
pub(crate) struct Spots {
    spots: DashMap<(SiteId, Device), Spot, DefaultHashBuilder>,
    log: Mutex<Log>,
    changes: AtomicU64,
}

/// The spots in the order in which they came.
#[derive(Debug, Default)]
struct Log {
    /// How often it was written anew, without those that had gone.
    written: u64,
    came: Vec<Address>,
}

/// How far a reader of [`Spots`] has read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Read {
    written: u64,
    came: usize,
    changes: u64,
}

/// What a reader of [`Spots`] has not read yet.
pub(crate) enum News {
    /// These came.
    Came(Vec<Spot>),
    /// These are all there are: what was read before is to be forgotten.
    All(Vec<Spot>),
}

impl Spots {
    /// The spot of a series of a partition; `last` if it is that one, which spares the search.
    pub(super) fn of(
        &self,
        series: &SeriesKey,
        partition: PartitionIndex,
        last: Option<&Spot>,
    ) -> Spot {
        let SeriesKey { site, device, .. } = series;
        if let Some(last) = last.filter(|last| last.device == *device && last.site == *site) {
            return last.clone();
        }
        let new = || {
            let (site, device) = (site.clone(), device.clone());
            let spot = Spot(Arc::new(At { site, device, partition }));
            self.log().came.push(spot.address());
            self.changes.fetch_add(1, Ordering::Release);
            spot
        };
        self.spots.entry((site.clone(), device.clone())).or_insert_with(new).clone()
    }

    /// Forgets those that nothing is held of any more.
    pub(super) fn forget_unheld(&self) {
        // Whoever takes a spot from here waits meanwhile: a count of one does not rise.
        self.spots.retain(|_, Spot(at)| Arc::strong_count(at) > 1);
        let mut log = self.log();
        let gone = log.came.iter().filter(|address| address.is_left()).count();
        // Each reader reads all again then: not for every few.
        if gone > log.came.len() / 4 {
            log.came.retain(|address| !address.is_left());
            log.written += 1;
            self.changes.fetch_add(1, Ordering::Release);
        }
    }

    /// Whether any came or went since somebody read last.
    pub(crate) fn have_changed_since(&self, read: Read) -> bool {
        self.changes.load(Ordering::Acquire) != read.changes
    }

    /// What came since somebody read last; none if nothing did. Sets `read` forward.
    pub(crate) fn news(&self, read: &mut Read) -> Option<News> {
        if !self.have_changed_since(*read) {
            return None;
        }
        let log = self.log();
        let changes = self.changes.load(Ordering::Acquire);
        let goes_on = log.written == read.written;
        let from = if goes_on { read.came } else { 0 };
        let came = log.came[from..].iter().filter_map(Address::spot).collect();
        *read = Read { written: log.written, came: log.came.len(), changes };
        Some(if goes_on { News::Came(came) } else { News::All(came) })
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Spot {
    /// Where it stands.
    pub(crate) fn address(&self) -> Address {
        Address(Arc::downgrade(&self.0))
    }
}

impl Address {
    /// The spot, if something is held of it still.
    fn spot(&self) -> Option<Spot> {
        self.0.upgrade().map(Spot)
    }

    /// Whether nothing is held of the spot any more.
    fn is_left(&self) -> bool {
        self.0.strong_count() == 0
    }
}

impl std::ops::Deref for Spot {
    type Target = At;

    fn deref(&self) -> &At {
        &self.0
    }
}

impl PartialEq for Spot {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Spot {}

impl Hash for Spot {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.0).hash(state);
    }
}

impl Equivalent<Spot> for Address {
    fn equivalent(&self, spot: &Spot) -> bool {
        std::ptr::eq(self.0.as_ptr(), Arc::as_ptr(&spot.0))
    }
}

impl Equivalent<Address> for Spot {
    fn equivalent(&self, address: &Address) -> bool {
        address.equivalent(self)
    }
}

impl PartialEq for Address {
    fn eq(&self, other: &Self) -> bool {
        self.0.ptr_eq(&other.0)
    }
}

impl Eq for Address {}

impl Hash for Address {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.as_ptr().hash(state);
    }
}
