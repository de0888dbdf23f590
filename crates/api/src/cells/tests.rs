use kinhbac_domain::measure::{Fixed, Kind};
use kinhbac_domain::sketch::{DistinctSketch, Presence, QuantileSketch};
use proptest::prelude::*;

use super::*;

fn sketch(kind: Kind, seed: u64) -> Sketch {
    match kind {
        Kind::Distribution => {
            let mut sketch = QuantileSketch::default();
            sketch.add(seed.cast_signed(), seed.max(1));
            Sketch::Quantiles(Box::new(sketch))
        }
        Kind::Distinct => {
            let mut sketch = DistinctSketch::default();
            sketch.add(seed);
            Sketch::Distinct(Box::new(sketch))
        }
        Kind::State => {
            let mut presence = Presence::default();
            presence.mark(0, 30, seed.is_multiple_of(2));
            Sketch::Presence(presence)
        }
        _ => Sketch::None,
    }
}

fn series() -> impl Strategy<Value = SeriesKey> {
    let measure = prop_oneof![
        prop::sample::select(&Fixed::ALL).prop_map(Measure::Fixed),
        "[a-z_]{1,10}".prop_map(|code| Measure::from_name(&format!("indicator.{code}")).unwrap()),
    ];
    ("[a-zđ:@-]{1,8}", "[a-z/]{0,8}", measure, "[A-Z]{0,8}").prop_map(
        |(site, device, measure, label)| SeriesKey {
            site: SiteId::new(site).unwrap(),
            device: Device::stored(device),
            measure,
            label: Label::stored(label),
        },
    )
}

fn entries() -> impl Strategy<Value = Vec<CellEntry>> {
    let resolution = prop::sample::select(&Resolution::ALL);
    let numbers = (any::<i64>(), any::<i64>(), any::<i64>(), any::<i64>());
    let cell = (resolution, 0_i64..4_000_000_000, any::<u64>(), numbers, 0_i64..1 << 40);
    (series(), prop::collection::vec(cell, 1..5)).prop_map(|(series, cells)| {
        let entry = |(resolution, start, count, (sum, min, max, last), offset)| CellEntry {
            key: CellKey { series: series.clone(), bucket: Bucket { resolution, start } },
            cell: Cell {
                count,
                sum,
                min,
                max,
                last,
                last_at: Timestamp::from_seconds(start),
                last_offset: Offset(offset),
                last_for: offset as u32,
                seconds: count / 2,
                sketch: sketch(series.measure.kind(), count),
            },
            version: Offset(offset + 1),
        };
        cells.into_iter().map(entry).collect()
    })
}

fn mark() -> impl Strategy<Value = Mark> {
    let stream = prop::sample::select(&Stream::ALL);
    prop::collection::btree_map(stream, (0..i64::MAX).prop_map(Offset), 0..6)
        .prop_map(|next_offsets| Mark { next_offsets })
}

proptest! {
    #[test]
    fn a_beat_is_read_back_whole_with_its_mark_at_the_end(
        cells in prop::collection::vec(entries(), 0..6),
        mark in mark(),
        max_bytes in 0_usize..2000,
    ) {
        let cells = cells.concat();
        let records = encode_beat(cells.iter().map(CellRef::from), &mark, max_bytes);
        let (mut read, mut marks) = (Vec::new(), Vec::new());
        for record in &records {
            let (cells, mark) = decode(record).unwrap();
            read.extend(cells);
            marks.push(mark);
        }
        prop_assert_eq!(read, cells);
        prop_assert_eq!(marks.pop(), Some(Some(mark)));
        prop_assert!(marks.iter().all(Option::is_none));
    }

    #[test]
    fn what_prost_refuses_is_refused(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        prop_assert!(v1::CellBatch::decode(&bytes[..]).is_ok() || decode(&bytes).is_err());
    }

    #[test]
    fn any_bytes_are_cells_or_poison(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = decode(&bytes);
    }
}

#[test]
fn records_stay_near_their_bound() {
    let entry = |n: i64| CellEntry {
        key: CellKey {
            series: SeriesKey {
                site: SiteId::new(format!("site-{}", n / 3)).unwrap(),
                device: Device::nobody(),
                measure: Fixed::CameraPeople.into(),
                label: Label::none(),
            },
            bucket: Bucket { resolution: Resolution::Minute, start: 60 * n },
        },
        cell: Cell::default(),
        version: Offset(n),
    };
    let cells: Vec<_> = (0..10_000).map(entry).collect();
    let records = encode_beat(cells.iter().map(CellRef::from), &Mark::default(), 10_000);
    assert!(records.len() > 10);
    assert!(records.iter().all(|record| record.len() < 11_000));
}

#[test]
fn a_known_field_of_another_form_is_poison() {
    let of_series = [&[0x0a, 2][..], &[0x08, 1]].concat();
    for value in [&[0x08, 1][..], &[0x10, 1], &of_series] {
        assert!(v1::CellBatch::decode(value).is_err(), "{value:?}");
        assert!(decode(value).is_err(), "{value:?}");
    }
    assert_eq!(decode(&[0x18, 1]).unwrap(), (vec![], None), "a field that is not known yet");
}
