//! Records of the topic `cells`.

use kinhbac_api::cells::{Mark, decode, encode_beat};
use kinhbac_domain::cell::{Cell, CellEntry, CellRef, Rollup};
use kinhbac_domain::measure::Measure;

use crate::world::now;

/// A record's value is cells or poison. Cells that are written again are read as the same, and
/// can be put together in time and space.
pub fn cells(data: &[u8]) {
    let Ok((cells, mark)) = decode(data) else { return };
    are_told_unchanged(&cells);
    let mark = mark.unwrap_or_default();
    let beat = encode_beat([], &mark, 1_000);
    assert_eq!(decode(&beat[0]), Ok((Vec::new(), Some(mark))));
    for together in cells.chunk_by(|a, b| a.key.series.measure == b.key.series.measure) {
        put_together(&together[0].key.series.measure, together);
    }
}

/// What is told of cells is what they are.
pub(crate) fn are_told_unchanged(cells: &[CellEntry]) {
    let beat = encode_beat(cells.iter().map(CellRef::from), &Mark::default(), 200);
    let read: Vec<CellEntry> = beat.iter().flat_map(|record| decode(record).unwrap().0).collect();
    assert_eq!(read, cells);
}

fn put_together(measure: &Measure, cells: &[CellEntry]) {
    let kind = measure.kind();
    let (mut whole, mut place) = (Cell::default(), Rollup::default());
    for entry in cells {
        whole.merge(kind, &entry.cell);
        place.add_device(&entry.cell);
        place.add_device(&entry.cell.gone_by(kind, entry.key.bucket.start, now()));
    }
    let mut alone = Rollup::default();
    alone.add_device(&whole);
    place.merge(&alone);
    for rollup in [alone, place] {
        for statistic in kind.statistics() {
            let value = rollup.value(measure, *statistic, 60);
            assert!(value.is_none_or(|v| v.to_f64().is_finite() && !v.to_string().is_empty()));
        }
    }
}
