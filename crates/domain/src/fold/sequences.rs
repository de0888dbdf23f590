//! The sequence numbers that were accepted from each source that numbers its events.
//!
//! They are bounded: of a source the highest ranges are kept, of a stream the sources that had a
//! number accepted last. What is forgotten is new when it comes again, and its identity alone
//! says whether it is a duplicate, as for a source without numbers. The other choice, to take all
//! below the kept ranges for accepted, would refuse what fills a gap late (a gateway's spool, read
//! out after an outage) and most of what a source with random numbers sends: what was
//! acknowledged would be lost. Both bounds are a stream's own, so that what is forgotten depends
//! on its log alone, however the streams of a partition are read side by side.

use std::collections::BTreeMap;

use hashbrown::HashMap;

use super::{FoldConfig, Forgotten};
use crate::event::Event;
use crate::id::Source;
use crate::ports::{SequenceRanges, SourceSequence};
use crate::position::{Offset, Stream};

/// What was accepted from a source.
#[derive(Debug)]
struct Accepted {
    ranges: SequenceRanges,
    last: Offset,
    changed: bool,
}

/// The sources of one stream.
#[derive(Debug, Default)]
struct StreamSequences {
    sources: HashMap<Source, Accepted>,
    /// Each source at the offset of its last accepted number.
    by_last: BTreeMap<Offset, Source>,
}

/// All sources of a partition index.
#[derive(Debug)]
pub(super) struct Sequences {
    streams: [StreamSequences; Stream::ALL.len()],
    /// A source that was forgotten and came again stands here twice.
    changed: Vec<(Stream, Source)>,
    max_sources: usize,
    max_ranges: usize,
}

impl Sequences {
    pub(super) fn new(found: Vec<SourceSequence>, config: &FoldConfig) -> Self {
        let mut streams: [StreamSequences; Stream::ALL.len()] = Default::default();
        for SourceSequence { stream, source, ranges, last } in found {
            let of_stream = &mut streams[stream as usize];
            of_stream.by_last.insert(last, source.clone());
            of_stream.sources.insert(source, Accepted { ranges, last, changed: false });
        }
        Self {
            streams,
            changed: Vec::new(),
            max_sources: config.max_sequence_sources,
            max_ranges: config.max_sequence_ranges,
        }
    }

    pub(super) fn contains(&self, stream: Stream, event: &Event, number: u64) -> bool {
        let accepted = self.streams[stream as usize].sources.get(&event.source);
        accepted.is_some_and(|accepted| accepted.ranges.contains(number))
    }

    /// Takes in the number of an event that stands at `offset`, above all before it. Tells what
    /// it had to forget.
    pub(super) fn insert(
        &mut self,
        stream: Stream,
        event: &Event,
        number: u64,
        offset: Offset,
    ) -> Option<Forgotten> {
        let of_stream = &mut self.streams[stream as usize];
        let accepted = of_stream.accept(&event.source, offset);
        accepted.ranges.insert(number);
        let mut forgotten =
            accepted.ranges.keep_highest(self.max_ranges).then_some(Forgotten::Range);
        if !std::mem::replace(&mut accepted.changed, true) {
            self.changed.push((stream, event.source.clone()));
        }
        while of_stream.sources.len() > self.max_sources
            && let Some(source) = of_stream.forget_oldest()
        {
            self.changed.push((stream, source));
            forgotten = Some(Forgotten::Source);
        }
        forgotten
    }

    /// All ranges of the sources that had new numbers since the last call; none of those that
    /// were forgotten.
    pub(super) fn take_changed(&mut self) -> Vec<SourceSequence> {
        let mut changed = std::mem::take(&mut self.changed);
        changed.sort_unstable();
        changed.dedup();
        changed.into_iter().map(|(stream, source)| self.take(stream, source)).collect()
    }

    fn take(&mut self, stream: Stream, source: Source) -> SourceSequence {
        let (ranges, last) = match self.streams[stream as usize].sources.get_mut(&source) {
            Some(accepted) => {
                accepted.changed = false;
                (accepted.ranges.clone(), accepted.last)
            }
            None => Default::default(),
        };
        SourceSequence { stream, source, ranges, last }
    }
}

impl StreamSequences {
    /// A source that has a number accepted at an offset.
    fn accept(&mut self, source: &Source, offset: Offset) -> &mut Accepted {
        self.by_last.insert(offset, source.clone());
        let accepted = self.sources.entry(source.clone()).or_insert_with(|| Accepted {
            ranges: SequenceRanges::default(),
            last: offset,
            changed: false,
        });
        let before = std::mem::replace(&mut accepted.last, offset);
        if before != offset {
            self.by_last.remove(&before);
        }
        accepted
    }

    /// Forgets the source whose last accepted number lies furthest back.
    fn forget_oldest(&mut self) -> Option<Source> {
        let (_, source) = self.by_last.pop_first()?;
        self.sources.remove(&source);
        Some(source)
    }
}
