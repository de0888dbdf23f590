//! Which change a screen has been told, by this replica or another, that was told up to some
//! positions: from there memory tells it what it has not seen, without a look into the store.

use std::collections::VecDeque;

use kinhbac_domain::position::{Offset, PartitionIndex, Topic};
use kinhbac_domain::time::Timestamp;

use crate::positions::Positions;

/// So often it is noted how far the cells have come, milliseconds.
const EVERY: u64 = 5_000;
/// So many notes are kept: those of ten minutes.
const MOST: usize = 120;

/// How far the cells had come by which change.
#[derive(Debug, Default)]
pub(super) struct Recall {
    /// The versions of all cells that were put in are below these.
    upto: Positions,
    /// Some changes with what that was by then, oldest first.
    notes: VecDeque<(u64, Positions)>,
    noted_at: Timestamp,
}

impl Recall {
    /// A cell of a version is put in.
    pub(super) fn raise(&mut self, topic: Topic, partition: PartitionIndex, version: Offset) {
        self.upto.raise(topic, partition, version.next());
    }

    /// All that came with a change has been put in: it is noted if it is time.
    pub(super) fn came(&mut self, change: u64, now: Timestamp) {
        if now.millis_since(self.noted_at).unsigned_abs() >= EVERY {
            self.note(change, now);
        }
    }

    /// Notes a change.
    pub(super) fn note(&mut self, change: u64, now: Timestamp) {
        if self.notes.len() == MOST {
            self.notes.pop_front();
        }
        self.notes.push_back((change, self.upto.clone()));
        self.noted_at = now;
    }

    /// The newest change noted of which somebody has all cells of some topics, who has all with a
    /// version below these positions.
    pub(super) fn told_by(&self, positions: &Positions, topics: &[Topic]) -> Option<u64> {
        let seen = |upto: &Positions| upto.of_topics(topics).are_reached_by(positions);
        // How far the cells had come never goes back: those seen come first.
        let seen = self.notes.partition_point(|(_, upto)| seen(upto));
        seen.checked_sub(1).map(|newest| self.notes[newest].0)
    }
}

#[cfg(test)]
mod tests {
    use kinhbac_domain::position::Stream;

    use super::*;

    const CAMERA: Topic = Topic::Input(Stream::Camera);
    const WIFI: Topic = Topic::Input(Stream::Wifi);

    fn positions(camera: i64) -> Positions {
        let mut positions = Positions::default();
        positions.raise(CAMERA, PartitionIndex(0), Offset(camera));
        positions
    }

    #[test]
    fn the_newest_change_is_recalled_of_which_all_was_seen() {
        let mut recall = Recall::default();
        let at = |second: i64| Timestamp::from_millis(1_700_000_000_000 + 1_000 * second);
        recall.raise(CAMERA, PartitionIndex(0), Offset(9));
        recall.came(1, at(0));
        recall.raise(CAMERA, PartitionIndex(0), Offset(19));
        recall.came(2, at(1));
        recall.raise(CAMERA, PartitionIndex(0), Offset(29));
        recall.raise(WIFI, PartitionIndex(0), Offset(99));
        recall.came(3, at(5));
        let told_by = |camera, topics: &[_]| recall.told_by(&positions(camera), topics);
        assert_eq!(told_by(9, &[CAMERA]), None);
        assert_eq!(told_by(10, &[CAMERA]), Some(1));
        assert_eq!(told_by(29, &[CAMERA]), Some(1), "the second change was not noted");
        assert_eq!(told_by(30, &[CAMERA]), Some(3));
        assert_eq!(told_by(30, &[CAMERA, WIFI]), Some(1), "of the other topic it has seen none");
    }

    #[test]
    fn what_is_recalled_is_bounded() {
        let mut recall = Recall::default();
        for change in 0..1_000 {
            recall.note(change, Timestamp::from_millis(0));
        }
        assert_eq!(recall.notes.len(), MOST);
    }
}
