//! Sorting the records of an append into blocks, and the answer back into their order.

use kinhbac_domain::ports::{AppendError, NewRecord};
use kinhbac_domain::position::Offset;

use super::block::Draft;

/// A block is closed when it has at least so many bytes: enough to make the cost of an entry in
/// the tree small, little enough to read in one go.
const BLOCK_BYTES: usize = 64 << 10;

/// The records of an append, sorted.
#[derive(Debug)]
pub(super) struct Sorted {
    pub(super) drafts: Vec<Draft>,
    pub(super) answers: Answers,
}

/// Where each record of the request went.
#[derive(Debug)]
pub(super) struct Answers(Vec<Slot>);

#[derive(Debug)]
enum Slot {
    Refused(AppendError),
    InDraft { draft: usize, index: u32 },
}

/// What goes on in a partition while its records are sorted.
#[derive(Clone, Copy)]
enum Lane {
    Empty,
    Open(usize),
    Refused,
}

impl Sorted {
    /// Sorts records for a log of so many partitions that takes records up to a size.
    pub(super) fn new(records: &[NewRecord], partitions: u32, limit: usize) -> Self {
        let mut lanes = vec![Lane::Empty; partitions as usize];
        let mut drafts = Vec::new();
        let slots = records
            .iter()
            .map(|record| match lanes.get_mut(record.partition.0 as usize) {
                Some(lane) => sort(record, lane, &mut drafts, limit),
                None => Slot::Refused(no_partition(record, partitions)),
            })
            .collect();
        let drafts = drafts.into_iter().map(Draft::finish).collect();
        Self { drafts, answers: Answers(slots) }
    }

    /// Bytes on disk.
    pub(super) fn bytes(&self) -> u64 {
        self.drafts.iter().map(|d| d.len() as u64).sum()
    }
}

fn sort(record: &NewRecord, lane: &mut Lane, drafts: &mut Vec<Draft>, limit: usize) -> Slot {
    if matches!(lane, Lane::Refused) {
        return Slot::Refused(AppendError::Unavailable(
            "a record before it in its partition was refused".into(),
        ));
    }
    let bytes = record.bytes();
    if bytes > limit {
        *lane = Lane::Refused;
        return Slot::Refused(AppendError::TooLarge { bytes, limit });
    }
    let draft = match *lane {
        Lane::Open(draft) if drafts[draft].len() < BLOCK_BYTES => draft,
        _ => {
            drafts.push(Draft::new(record.partition));
            drafts.len() - 1
        }
    };
    *lane = Lane::Open(draft);
    let index = drafts[draft].count;
    drafts[draft].push(record);
    Slot::InDraft { draft, index }
}

fn no_partition(record: &NewRecord, partitions: u32) -> AppendError {
    AppendError::Unavailable(format!(
        "there is no partition {}, only {partitions}",
        record.partition
    ))
}

impl Answers {
    /// Answers each record; `firsts` are the offsets of the first record of each draft.
    pub(super) fn give(
        self,
        firsts: &Result<Vec<Offset>, AppendError>,
    ) -> Vec<Result<Offset, AppendError>> {
        let answer = |slot| match (slot, firsts) {
            (Slot::Refused(error), _) => Err(error),
            (Slot::InDraft { .. }, Err(error)) => Err(error.clone()),
            (Slot::InDraft { draft, index }, Ok(firsts)) => match firsts.get(draft) {
                Some(first) => Ok(Offset(first.0 + i64::from(index))),
                None => Err(AppendError::Unknown("the writer gave no answer".into())),
            },
        };
        self.0.into_iter().map(answer).collect()
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use kinhbac_domain::ports::Headers;
    use kinhbac_domain::position::PartitionIndex;

    use super::*;

    fn record(partition: u32, bytes: usize) -> NewRecord {
        NewRecord {
            partition: PartitionIndex(partition),
            key: Bytes::new(),
            value: vec![7; bytes].into(),
            headers: Headers::default(),
        }
    }

    #[test]
    fn answers_come_in_the_order_of_the_request() {
        let records = [record(1, 3), record(0, 3), record(1, 3), record(0, 3)];
        let sorted = Sorted::new(&records, 2, 100);
        assert_eq!(sorted.drafts.len(), 2);
        let answers = sorted.answers.give(&Ok(vec![Offset(10), Offset(20)]));
        let offsets: Vec<_> = answers.into_iter().map(|a| a.unwrap().0).collect();
        assert_eq!(offsets, [10, 20, 11, 21]);
    }

    #[test]
    fn none_is_appended_after_one_of_its_partition_that_was_refused() {
        let records = [record(0, 3), record(0, 101), record(0, 3), record(1, 3), record(2, 3)];
        let sorted = Sorted::new(&records, 2, 100);
        let answers = sorted.answers.give(&Ok(vec![Offset(5), Offset(6)]));
        assert_eq!(answers[0], Ok(Offset(5)));
        assert_eq!(answers[1], Err(AppendError::TooLarge { bytes: 101, limit: 100 }));
        assert!(matches!(answers[2], Err(AppendError::Unavailable(_))), "{:?}", answers[2]);
        assert_eq!(answers[3], Ok(Offset(6)));
        assert!(matches!(answers[4], Err(AppendError::Unavailable(_))), "{:?}", answers[4]);
    }

    #[test]
    fn blocks_are_bounded() {
        let records: Vec<_> = (0..10).map(|_| record(0, BLOCK_BYTES / 2)).collect();
        let sorted = Sorted::new(&records, 1, BLOCK_BYTES);
        assert_eq!(sorted.drafts.len(), 5);
        assert!(sorted.drafts.iter().all(|d| d.len() < 2 * BLOCK_BYTES));
    }
}
