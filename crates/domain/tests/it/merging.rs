//! Cells of every kind merge to the bit in any order and grouping.

use kinhbac_domain::cell::{Cell, Rollup, Sketch};
use kinhbac_domain::measure::{Kind, Measure, Statistic};
use kinhbac_domain::position::Offset;
use kinhbac_domain::sketch::{DistinctSketch, Presence, QuantileSketch};
use kinhbac_domain::time::Timestamp;
use proptest::prelude::*;

const KINDS: [(Kind, &str); 8] = [
    (Kind::Sum, "camera.people"),
    (Kind::Level, "wifi.clients"),
    (Kind::Share, "camera.occupancy"),
    (Kind::State, "camera.up"),
    (Kind::Stock, "report.open"),
    (Kind::Distribution, "camera.speed"),
    (Kind::Distinct, "wifi.devices"),
    (Kind::Indicator, "indicator.online_share"),
];

fn sketch(kind: Kind) -> BoxedStrategy<Sketch> {
    match kind {
        Kind::Distribution => prop::collection::vec((0_i64..1 << 40, 1_u64..100), 1..6)
            .prop_map(|values| {
                let mut sketch = QuantileSketch::default();
                values.iter().for_each(|(value, weight)| sketch.add(*value, *weight));
                Sketch::Quantiles(Box::new(sketch))
            })
            .boxed(),
        Kind::Distinct => prop::collection::vec(any::<u64>(), 1..20)
            .prop_map(|hashes| {
                let mut sketch = DistinctSketch::default();
                hashes.iter().for_each(|hash| sketch.add(*hash));
                Sketch::Distinct(Box::new(sketch))
            })
            .boxed(),
        Kind::State => prop::collection::vec((0_u32..60, 0_u32..=60, any::<bool>()), 1..5)
            .prop_map(|signs| {
                let mut presence = Presence::default();
                signs.iter().for_each(|(from, to, up)| presence.mark(*from, *to.max(from), *up));
                Sketch::Presence(presence)
            })
            .boxed(),
        _ => Just(Sketch::None).boxed(),
    }
}

/// Cells with offsets of their own, as the log gives them: no two of a series share one.
fn cells(kind: Kind) -> impl Strategy<Value = Vec<Cell>> {
    let amount = prop_oneof![0_i64..1_000, Just(1 << 53)];
    let cell = (any::<u32>(), amount, 0_i64..5_000, 0_u64..90_000, sketch(kind));
    prop::collection::vec(cell, 1..8).prop_map(|parts| {
        (0..)
            .zip(parts)
            .map(|(offset, (count, amount, at, seconds, sketch))| Cell {
                count: count.into(),
                sum: amount,
                min: amount,
                max: amount,
                last: amount,
                last_at: Timestamp::from_millis(at),
                last_offset: Offset(offset),
                last_for: count % 60,
                seconds,
                sketch,
            })
            .collect()
    })
}

fn kinds_and_cells() -> impl Strategy<Value = ((Kind, &'static str), Vec<Cell>, Vec<usize>)> {
    prop::sample::select(&KINDS[..]).prop_flat_map(|kind| {
        cells(kind.0).prop_flat_map(move |cells| {
            let order = Just((0..cells.len()).collect::<Vec<_>>()).prop_shuffle();
            (Just(kind), Just(cells), order)
        })
    })
}

fn merged<'a>(kind: Kind, cells: impl IntoIterator<Item = &'a Cell>) -> Cell {
    let mut sum = Cell::default();
    cells.into_iter().for_each(|cell| sum.merge(kind, cell));
    sum
}

proptest! {
    #[test]
    fn any_order_gives_the_same_cell(((kind, _), cells, order) in kinds_and_cells()) {
        let shuffled = order.iter().map(|at| &cells[*at]);
        prop_assert_eq!(merged(kind, &cells), merged(kind, shuffled));
    }

    #[test]
    fn any_grouping_gives_the_same_cell(((kind, _), cells, _) in kinds_and_cells(), cut in 0_usize..8) {
        let (left, right) = cells.split_at(cut.min(cells.len()));
        let mut grouped = merged(kind, left);
        grouped.merge(kind, &merged(kind, right));
        prop_assert_eq!(grouped, merged(kind, &cells));
    }

    #[test]
    fn a_parent_is_its_children_put_together(((_, name), cells, order) in kinds_and_cells(), cut in 0_usize..8) {
        let measure = Measure::from_name(name).unwrap();
        let parent = |order: &[usize]| {
            let mut parent = Rollup::default();
            order.iter().for_each(|at| parent.add_device(&cells[*at]));
            parent
        };
        let (left, right) = order.split_at(cut.min(order.len()));
        let mut of_children = parent(left);
        of_children.merge(&parent(right));
        let direct = parent(&(0..cells.len()).collect::<Vec<_>>());
        prop_assert_eq!(&of_children, &direct);
        for statistic in Statistic::ALL {
            prop_assert_eq!(
                of_children.value(&measure, statistic, 60),
                direct.value(&measure, statistic, 60)
            );
        }
    }

    #[test]
    fn a_sketch_comes_back_from_its_bytes(((kind, _), cells, _) in kinds_and_cells()) {
        for Cell { sketch, .. } in cells {
            prop_assert_eq!(Sketch::from_bytes(kind, &sketch.to_bytes()), Ok(sketch));
        }
    }
}
