//! The newest blocks of a partition, in memory: who reads at the end needs no table for it.

use std::collections::VecDeque;

use kinhbac_domain::position::Offset;

use super::segment::Found;

/// The most bytes of a topic's newest blocks that are held.
const TOPIC_BYTES: usize = 2 << 20;

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
        if self.blocks.front().is_none_or(|oldest| offset < oldest.first) {
            return Vec::new();
        }
        let before = self.blocks.partition_point(|block| block.last < offset);
        self.blocks.range(before..).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use kinhbac_domain::time::Timestamp;

    use super::super::block::Head;
    use super::*;

    const COUNT: u32 = 10;
    const BLOCK: usize = 1_000;

    fn block(number: i64) -> Found {
        let (count, at) = (COUNT, Timestamp::MIN);
        let head = Head { count, appended_at: at, log_time: at, segment_bytes: 0 };
        let first = number * i64::from(COUNT);
        let last = Offset(first + i64::from(COUNT) - 1);
        Found { first: Offset(first), last, head, block: Bytes::from_static(&[0; BLOCK]) }
    }

    #[test]
    fn it_holds_the_newest_blocks_up_to_its_bound_and_tells_them_without_a_gap() {
        let (mut recent, partitions) = (Recent::default(), 12);
        for number in 0..1_000 {
            recent.add(vec![block(number)], partitions);
            assert!(recent.blocks.len() * BLOCK <= TOPIC_BYTES / partitions);
        }
        let held = recent.blocks.len() as i64;
        let oldest = (1_000 - held) * i64::from(COUNT);
        assert!(held as usize * BLOCK > TOPIC_BYTES / partitions / 2, "{held}");
        assert!(recent.from(Offset(oldest - 1)).is_empty());
        let firsts = |from| recent.from(Offset(from)).iter().map(|b| b.first.0).collect::<Vec<_>>();
        assert_eq!(firsts(oldest), (oldest..10_000).step_by(10).collect::<Vec<_>>());
        assert_eq!(firsts(9_985), [9_980, 9_990]);
        assert!(firsts(10_000).is_empty());
    }
}
