//! Devices at sites, each once in memory however many cells it has.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use dashmap::DashMap;
use hashbrown::DefaultHashBuilder;
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

/// The spots that something is held of.
#[derive(Debug, Default)]
pub(super) struct Spots(DashMap<(SiteId, Device), Spot, DefaultHashBuilder>);

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
            Spot(Arc::new(At { site, device, partition }))
        };
        self.0.entry((site.clone(), device.clone())).or_insert_with(new).clone()
    }

    /// Forgets those that nothing is held of any more.
    pub(super) fn forget_unheld(&self) {
        // Whoever takes a spot from here waits meanwhile: a count of one does not rise.
        self.0.retain(|_, Spot(at)| Arc::strong_count(at) > 1);
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
