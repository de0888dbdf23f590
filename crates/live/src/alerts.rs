//! The newest alerts in the order in which they came, as far as there is room for them.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kinhbac_api::event::{decode_logged, tell_logged};
use kinhbac_api::v1::{self, LoggedEvent};
use kinhbac_domain::measure::Measure;
use kinhbac_domain::ports::Record;
use kinhbac_domain::position::{Offset, PartitionIndex, Position, Stream, Topic};
use kinhbac_domain::time::Zone;
use prost::Message;

use crate::positions::Positions;
use crate::scope::Scope;
use crate::view::At;

/// The most alerts that are kept.
const MOST: usize = 10_000;
/// The most bytes of alerts that are kept.
const MOST_BYTES: usize = 8 << 20;

/// Something that people must hear of.
#[derive(Debug)]
pub(crate) struct Alert {
    /// Where it is counted.
    at: At,
    /// What it is of.
    measure: Measure,
    /// What is told.
    logged: LoggedEvent,
    /// Where the event stands in the log.
    position: Position,
    /// Where it stands in the topic `alerts` of its partition.
    offset: Offset,
}

/// The alerts that are kept, numbered from 1.
#[derive(Debug, Default)]
pub(crate) struct Alerts(Mutex<Ring>);

#[derive(Debug, Default)]
struct Ring {
    kept: VecDeque<Arc<Alert>>,
    bytes: usize,
    /// The number of the last one.
    last: u64,
    /// From these offsets of the topic on all are kept.
    since: BTreeMap<PartitionIndex, Offset>,
    /// The last event of each stream and partition: after a replay, alerts come again.
    told: BTreeMap<(Stream, PartitionIndex), Offset>,
}

impl Alert {
    /// Reads a record of the topic `alerts`; none where it is not what an aggregator writes.
    pub(crate) fn read(record: &Record, zone: &Zone) -> Option<Self> {
        let header = |name| std::str::from_utf8(record.headers.get(name)?).ok();
        let topic = header("dl_topic")?;
        let stream = Stream::ALL.into_iter().find(|s| Topic::Input(*s).name() == topic)?;
        let (partition, offset) = (record.partition, Offset(header("dl_offset")?.parse().ok()?));
        let position = Position { stream, partition, offset };
        let event = decode_logged(&record.value, zone).ok()?;
        let measure = Measure::Fixed(event.payload.alert()?);
        let logged = tell_logged(record, position, &event.site, "")?;
        let at = At { device: event.device(), site: event.site, partition };
        Some(Self { at, measure, logged, position, offset: record.offset })
    }

    /// As it is told to who asks for rows of a scope and for some measures; none where it counts in
    /// none of these.
    pub(crate) fn told(&self, scope: &Scope, measures: &[Measure]) -> Option<v1::Alert> {
        let place = self.row(scope, measures)?.into();
        Some(v1::Alert { place, event: Some(self.logged.clone()) })
    }

    /// The row that it counts in.
    pub(crate) fn row<'a>(&'a self, scope: &'a Scope, measures: &[Measure]) -> Option<&'a str> {
        measures.contains(&self.measure).then(|| scope.row(&self.at))?
    }

    /// Where it stands in the topic.
    pub(crate) fn stands_at(&self) -> (PartitionIndex, Offset) {
        (self.position.partition, self.offset)
    }

    /// About what it takes.
    fn bytes(&self) -> usize {
        size_of::<Self>() + self.logged.encoded_len()
    }
}

impl Alerts {
    /// A partition is read from an offset on, and what came before it is not known; tells the number
    /// of the last.
    pub(crate) fn begin(&self, partition: PartitionIndex, from: Offset) -> u64 {
        let mut ring = self.ring();
        ring.since.insert(partition, from);
        if ring.last > 0 {
            // Some may be missing between those that came and those that will: nobody goes on there.
            ring.kept.clear();
            ring.bytes = 0;
            ring.last += 1;
        }
        ring.last
    }

    /// Takes one in, if it has not come before; tells the number of the last.
    pub(crate) fn put(&self, alert: Alert) -> u64 {
        let mut ring = self.ring();
        let Position { stream, partition, offset } = alert.position;
        let told = ring.told.entry((stream, partition)).or_insert(Offset(-1));
        if *told >= offset {
            return ring.last;
        }
        *told = offset;
        ring.bytes += alert.bytes();
        ring.kept.push_back(Arc::new(alert));
        ring.last += 1;
        while ring.kept.len() > MOST || ring.bytes > MOST_BYTES {
            ring.let_one_go();
        }
        ring.last
    }

    /// Those after a number, up to another; none where some of them are no longer kept.
    pub(crate) fn between(&self, after: u64, up_to: u64) -> Option<Vec<Arc<Alert>>> {
        if after >= up_to {
            return Some(Vec::new());
        }
        let ring = self.ring();
        let first = ring.last - ring.kept.len() as u64;
        let place = |number: u64| usize::try_from(number.checked_sub(first)?).ok();
        let (from, to) = (place(after)?, place(up_to)?);
        Some(ring.kept.range(from..to).cloned().collect())
    }

    /// All that are kept, up to a number.
    pub(crate) fn up_to(&self, number: u64) -> Vec<Arc<Alert>> {
        let ring = self.ring();
        let newer = usize::try_from(ring.last - number).unwrap_or(usize::MAX);
        ring.kept.range(..ring.kept.len().saturating_sub(newer)).cloned().collect()
    }

    /// Those that somebody does not know who knows all before some positions, up to a number; none
    /// where some of them are no longer kept.
    pub(crate) fn since(&self, known: &Positions, number: u64) -> Option<Vec<Arc<Alert>>> {
        if !self.reach_back_to(known) {
            return None;
        }
        let is_new =
            |alert: &Arc<Alert>| alert.offset >= known.of(Topic::Alerts, alert.position.partition);
        Some(self.up_to(number).into_iter().filter(is_new).collect())
    }

    /// Whether all are kept that came after some positions.
    pub(crate) fn reach_back_to(&self, known: &Positions) -> bool {
        self.ring().since.iter().all(|(p, since)| known.of(Topic::Alerts, *p) >= *since)
    }

    fn ring(&self) -> MutexGuard<'_, Ring> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ring {
    fn let_one_go(&mut self) {
        if let Some(alert) = self.kept.pop_front() {
            self.bytes -= alert.bytes();
            self.since.insert(alert.position.partition, alert.offset.next());
        }
    }
}
