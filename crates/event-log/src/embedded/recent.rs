//! The newest blocks of a partition, in memory: who reads at the end needs no table for it.

use std::collections::VecDeque;

use kinhbac_domain::position::Offset;

use super::segment::Found;

/// The most bytes of a topic's newest blocks that are held.
const TOPIC_BYTES: usize = 4 << 20;

/// The newest blocks of a partition, without a gap up to its end.
#[derive(Clone, Default)]
pub(super) struct Recent {
    blocks: VecDeque<Found>,
    bytes: usize,
}

impl Recent {
    /// Takes blocks in that are on disk; lets the oldest go where they are too many for one of so
    /// many partitions.
    pub(super) fn add(&mut self, blocks: Vec<Found>, partitions: usize) {
        self.bytes += blocks.iter().map(Found::len).sum::<usize>();
        self.blocks.extend(blocks);
        while self.bytes > TOPIC_BYTES / partitions
            && let Some(oldest) = self.blocks.pop_front()
        {
            self.bytes -= oldest.len();
        }
    }

    /// The blocks from the one that holds an offset on; none where it is not held.
    pub(super) fn from(&self, offset: Offset) -> Vec<Found> {
        let is_held = self.blocks.front().is_some_and(|oldest| oldest.first <= offset);
        let before = self.blocks.partition_point(|block| block.last < offset);
        self.blocks.iter().skip(before).filter(|_| is_held).cloned().collect()
    }
}
