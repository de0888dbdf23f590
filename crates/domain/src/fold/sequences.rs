//! The sequence numbers that were accepted from each source that numbers its events.

use hashbrown::{Equivalent, HashMap};

use crate::event::Event;
use crate::id::Source;
use crate::ports::SequenceRanges;
use crate::position::Stream;

#[derive(Debug, PartialEq, Eq, Hash)]
struct Key {
    stream: Stream,
    source: Source,
}

#[derive(PartialEq, Eq, Hash)]
struct KeyRef<'a> {
    stream: Stream,
    source: &'a Source,
}

impl Equivalent<Key> for KeyRef<'_> {
    fn equivalent(&self, key: &Key) -> bool {
        self.stream == key.stream && *self.source == key.source
    }
}

#[derive(Debug, Default)]
struct Accepted {
    ranges: SequenceRanges,
    changed: bool,
}

/// All sources of a partition index; they are as many as devices, and are kept in memory.
#[derive(Debug, Default)]
pub(super) struct Sequences {
    sources: HashMap<Key, Accepted>,
    changed: Vec<(Stream, Source)>,
}

impl Sequences {
    pub(super) fn new(found: Vec<(Stream, Source, SequenceRanges)>) -> Self {
        let sources = found
            .into_iter()
            .map(|(stream, source, ranges)| {
                (Key { stream, source }, Accepted { ranges, changed: false })
            })
            .collect();
        Self { sources, changed: Vec::new() }
    }

    pub(super) fn contains(&self, stream: Stream, event: &Event, number: u64) -> bool {
        self.sources
            .get(&KeyRef { stream, source: &event.source })
            .is_some_and(|accepted| accepted.ranges.contains(number))
    }

    pub(super) fn insert(&mut self, stream: Stream, event: &Event, number: u64) {
        let source = event.source.clone();
        let accepted = self.sources.entry(Key { stream, source }).or_default();
        accepted.ranges.insert(number);
        if !accepted.changed {
            accepted.changed = true;
            self.changed.push((stream, event.source.clone()));
        }
    }

    /// All ranges of the sources that had new numbers since the last call.
    pub(super) fn take_changed(&mut self) -> Vec<(Stream, Source, SequenceRanges)> {
        let changed = std::mem::take(&mut self.changed);
        changed
            .into_iter()
            .filter_map(|(stream, source)| {
                let accepted = self.sources.get_mut(&KeyRef { stream, source: &source })?;
                accepted.changed = false;
                let ranges = accepted.ranges.clone();
                Some((stream, source, ranges))
            })
            .collect()
    }
}
