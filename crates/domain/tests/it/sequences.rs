//! Accepted sequence numbers.

use std::collections::BTreeSet;

use kinhbac_domain::ports::SequenceRanges;
use proptest::prelude::*;

proptest! {
    #[test]
    fn ranges_hold_exactly_what_was_accepted(numbers in prop::collection::vec(0_u64..60, 0..80)) {
        let (mut ranges, mut model) = (SequenceRanges::default(), BTreeSet::new());
        for number in numbers {
            prop_assert_eq!(ranges.insert(number), model.insert(number));
        }
        for number in 0..61 {
            prop_assert_eq!(ranges.contains(number), model.contains(&number));
        }
        let apart = ranges.ranges().windows(2).all(|pair| pair[0].end < pair[1].start);
        prop_assert!(apart, "{:?}", ranges);
        let stored = SequenceRanges::from_ranges(ranges.ranges().iter().rev().cloned());
        prop_assert_eq!(stored, ranges);
    }
}
