//! What can be read can be folded.

use std::collections::BTreeSet;

use kinhbac_domain::cell::CellEntry;
use kinhbac_domain::event::Event;
use kinhbac_domain::fold::{Fold, FoldConfig, Folded, Logged};
use kinhbac_domain::ports::TakeOver;
use kinhbac_domain::position::{Offset, PartitionIndex};
use kinhbac_domain::time::Timestamp;

use crate::cells;
use crate::world::zone;

/// Folds events that the log took at an instant, each of them twice: it is counted once. What
/// comes out goes over the topic `cells` unchanged, and is told here.
pub(crate) fn fold(events: &[Event], appended_at: Timestamp) -> Vec<CellEntry> {
    let mut fold =
        Fold::new(FoldConfig::for_zone(zone().clone()), PartitionIndex(0), TakeOver::default());
    let twice = events.iter().flat_map(|event| [event, event]);
    for (offset, event) in (0..).zip(twice) {
        let logged = Logged { stream: event.stream(), offset: Offset(offset), appended_at };
        let wants = fold.wants([event]);
        fold.supply(wants, Vec::new(), &BTreeSet::new());
        let folded = fold.fold(logged, event);
        let is_second = offset % 2 == 1;
        match folded {
            Ok(Folded::Duplicate) => {}
            Ok(Folded::Counted { .. } | Folded::Late) => assert!(!is_second, "{event:?} twice"),
            other => panic!("{event:?} is {other:?}"),
        }
    }
    let changed: Vec<CellEntry> = fold.take_changed().map(CellEntry::from).collect();
    cells::are_told_unchanged(&changed);
    let commit = fold.begin_commit(Offset(1));
    assert_eq!(commit.cells.len(), changed.len());
    fold.committed();
    changed
}
