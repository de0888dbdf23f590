//! What became of what was sent.

use std::collections::BTreeMap;

use kinhbac_api::v1;

/// Counts of answers, and the last position of each stream and partition.
#[derive(Debug, Default)]
pub struct Tally {
    /// In the log.
    pub accepted: u64,
    /// Were in the log before.
    pub duplicate: u64,
    /// Refused, here or by the server.
    pub rejected: u64,
    /// Got no answer.
    pub unanswered: u64,
    last: BTreeMap<(String, u32), i64>,
}

impl Tally {
    /// Remembers a position to wait for.
    pub fn stands_at(&mut self, position: Option<v1::Position>) {
        let Some(v1::Position { stream, partition, offset }) = position else { return };
        let last = self.last.entry((stream, partition)).or_insert(offset);
        *last = (*last).max(offset);
    }

    /// The last position of each stream and partition.
    #[must_use]
    pub fn positions(&self) -> Vec<v1::Position> {
        let position = |((stream, partition), offset): (&(String, u32), &i64)| v1::Position {
            stream: stream.clone(),
            partition: *partition,
            offset: *offset,
        };
        self.last.iter().map(position).collect()
    }

    /// How many events were answered by the server, as long as only its refusals are counted.
    #[must_use]
    pub fn answered(&self) -> u64 {
        self.accepted + self.duplicate + self.rejected
    }

    /// Whether everything was taken.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.rejected == 0 && self.unanswered == 0
    }

    /// The closing words: `accepted=N duplicate=N rejected=N`, after `unanswered=N` if there is any.
    #[must_use]
    pub fn closing(&self) -> String {
        let Self { accepted, duplicate, rejected, unanswered, .. } = self;
        let counts = format!("accepted={accepted} duplicate={duplicate} rejected={rejected}");
        match unanswered {
            0 => counts,
            n => format!("unanswered={n}\n{counts}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_position_of_each_partition_is_kept() {
        let at = |stream: &str, partition, offset| {
            Some(v1::Position { stream: stream.into(), partition, offset })
        };
        let mut tally = Tally::default();
        for position in [at("camera", 0, 7), at("wifi", 0, 1), at("camera", 0, 5), None] {
            tally.stands_at(position);
        }
        let offsets: Vec<_> = tally.positions().into_iter().map(|p| p.offset).collect();
        assert_eq!(offsets, [7, 1]);
    }

    #[test]
    fn what_got_no_answer_stands_on_a_line_of_its_own_before_the_counts() {
        let mut tally = Tally { accepted: 3, rejected: 1, ..Tally::default() };
        assert_eq!(tally.closing(), "accepted=3 duplicate=0 rejected=1");
        tally.unanswered = 2;
        assert_eq!(tally.closing(), "unanswered=2\naccepted=3 duplicate=0 rejected=1");
    }
}
