//! Which events are asked for.

use std::collections::BTreeSet;
use std::ops::Range;
use std::time::Duration;

use kinhbac_api::v1::EventsRequest;
use kinhbac_domain::event::{Event, Payload};
use kinhbac_domain::id::{Device, SiteId};
use kinhbac_domain::position::{PartitionIndex, Stream};
use kinhbac_domain::registry::Registry;
use kinhbac_domain::time::Timestamp;

use crate::places::sites_of;
use crate::question::{Checked, Within, range, required, within};

/// Which events are asked for; only [`EventsQuestion::check`] makes one.
#[derive(Clone, Debug)]
pub(crate) struct EventsQuestion {
    whose: Whose,
    range: Range<Timestamp>,
    asked_at: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Whose {
    /// Those that a device told, wherever it stood.
    Device(Device),
    /// Those counted at sites.
    Sites(BTreeSet<SiteId>),
}

impl EventsQuestion {
    /// Takes a request that is asked at an instant of a registry.
    ///
    /// # Errors
    /// When it can't be answered: which field, and why.
    pub(crate) fn check(
        request: &EventsRequest,
        registry: &Registry,
        asked_at: Timestamp,
    ) -> Checked<Self> {
        required("place", &request.place)?;
        let range = range(&request.from, &request.to, registry.zone())?;
        let today = registry.zone().date(asked_at);
        let whose = match within(&request.place, registry, today)? {
            Within::Device(device) => Whose::Device(device),
            Within::Site(site) => Whose::Sites(BTreeSet::from([site])),
            Within::Unit(unit) => Whose::Sites(sites_of(unit, registry, today)),
            // Only of an empty place, which is refused above.
            Within::Everything => Whose::Sites(BTreeSet::new()),
        };
        Ok(Self { whose, range, asked_at })
    }

    /// The streams that can have them: things told of a place are in no device's series.
    pub(crate) fn streams(&self) -> impl Iterator<Item = Stream> + use<> {
        let is_device = matches!(self.whose, Whose::Device(_));
        Stream::ALL.into_iter().filter(move |stream| !is_device || stream.is_of_devices())
    }

    /// The partitions, of `count`, that can have them. A record's key is its site; a device may
    /// have stood anywhere.
    pub(crate) fn partitions(&self, count: u32) -> BTreeSet<PartitionIndex> {
        match &self.whose {
            Whose::Device(_) => (0..count).map(PartitionIndex).collect(),
            Whose::Sites(sites) => sites
                .iter()
                .map(|site| PartitionIndex::of_key(site.as_str().as_bytes(), count))
                .collect(),
        }
    }

    /// The earliest that the log can have taken one of them: an event may be told late, but no
    /// more than `max_future` ahead of its time.
    pub(crate) fn appended_since(&self, max_future: Duration) -> Timestamp {
        self.range.start.plus_millis(-millis(max_future))
    }

    /// Since when the log has everything, at least, that drops what is older than `retention`.
    pub(crate) fn kept_since(&self, retention: Duration) -> Timestamp {
        self.asked_at.plus_millis(-millis(retention))
    }

    /// Whether a record with this key can be one of them.
    pub(crate) fn may_be_of(&self, key: &[u8]) -> bool {
        match &self.whose {
            Whose::Device(_) => true,
            Whose::Sites(sites) => std::str::from_utf8(key).is_ok_and(|key| sites.contains(key)),
        }
    }

    /// Whether an event is one of them.
    pub(crate) fn asks_for(&self, event: &Event) -> bool {
        let is_theirs = match &self.whose {
            Whose::Device(device) => device.as_str() == event.source.as_str(),
            Whose::Sites(sites) => sites.contains(&event.site),
        };
        is_theirs && self.range.contains(&counts_at(event))
    }
}

fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

/// When an event counts.
fn counts_at(event: &Event) -> Timestamp {
    match &event.payload {
        Payload::CameraIncident { started_at, .. } => *started_at,
        Payload::Indicator { period, .. } => period.start_time(),
        _ => event.time,
    }
}
