//! Scans against a model: all cells in a map, filtered.

use std::collections::BTreeMap;
use std::ops::Range;

use futures::TryStreamExt;
use kinhbac_domain::cell::{CellEntry, CellKey, SeriesKey};
use kinhbac_domain::id::{Device, Label};
use kinhbac_domain::measure::{Fixed, Measure};
use kinhbac_domain::ports::{HistoryStore, SeriesScan};
use kinhbac_domain::position::PartitionIndex;
use kinhbac_domain::time::{Bucket, Resolution};
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};

use super::Harness;
use super::sample::{MINUTE, entry, people, put};

const MEASURES: [Fixed; 3] = [Fixed::CameraPeople, Fixed::CameraVehicles, Fixed::CameraIncidents];

fn label() -> impl Strategy<Value = Label> {
    prop_oneof![
        Just(Label::none()),
        Just(Label::new("CAR").unwrap()),
        Just(Label::new("xe máy").unwrap())
    ]
}

fn series() -> impl Strategy<Value = SeriesKey> {
    (0..12_u32, select(&MEASURES[..]), label()).prop_map(|(camera, measure, label)| SeriesKey {
        measure: Measure::Fixed(measure),
        label,
        ..people(camera)
    })
}

fn start() -> impl Strategy<Value = i64> {
    (0..8_i64).prop_map(|n| MINUTE + 60 * n)
}

fn resolution() -> impl Strategy<Value = Resolution> {
    select(vec![Resolution::Minute, Resolution::Hour, Resolution::Month, Resolution::Year])
}

fn cell() -> impl Strategy<Value = CellEntry> {
    (series(), resolution(), start(), 0..100_u64).prop_map(|(series, resolution, start, count)| {
        entry(series, Bucket { resolution, start }, count)
    })
}

fn scan() -> impl Strategy<Value = SeriesScan> {
    let starts = (start(), start()).prop_map(|(a, b)| -> Range<i64> { a..b });
    let sites = vec(0..15_u32, 0..3)
        .prop_map(|sites| sites.into_iter().map(|camera| people(camera).site).collect::<Vec<_>>());
    let device = (0..12_u32).prop_map(|camera| -> Device { people(camera).device });
    let measures = vec(select(&MEASURES[..]).prop_map(Measure::Fixed), 0..3);
    (
        measures,
        weighted(0.3, label()),
        weighted(0.4, sites),
        weighted(0.2, device),
        resolution(),
        starts,
    )
        .prop_map(|(measures, label, sites, device, resolution, starts)| SeriesScan {
            measures,
            label,
            sites,
            device,
            resolution,
            starts,
        })
}

type Model = BTreeMap<CellKey, (PartitionIndex, CellEntry)>;

fn wanted(model: &Model, scan: &SeriesScan) -> Vec<(PartitionIndex, CellEntry)> {
    let fits = |CellKey { series, bucket }: &CellKey| {
        (scan.measures.is_empty() || scan.measures.contains(&series.measure))
            && scan.label.iter().all(|label| *label == series.label)
            && scan.sites.iter().all(|sites| sites.contains(&series.site))
            && scan.device.iter().all(|device| *device == series.device)
            && bucket.resolution == scan.resolution
            && scan.starts.contains(&bucket.start)
    };
    model.iter().filter(|(key, _)| fits(key)).map(|(_, row)| row.clone()).collect()
}

pub(crate) fn a_scan_gives_exactly_the_cells_asked_for<H: Harness>() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut runner = TestRunner::new(Config { cases: 24, ..Config::default() });
    let cases = (vec(vec(cell(), 0..200), 1..4), vec(scan(), 1..12));
    runner
        .run(&cases, |(commits, scans)| {
            runtime.block_on(async {
                let harness = H::new();
                let store = harness.open().await;
                let mut model = Model::new();
                for (partition, cells) in (0..).map(PartitionIndex).zip(commits) {
                    let cells: BTreeMap<_, _> =
                        cells.into_iter().map(|cell| (cell.key.clone(), cell)).collect();
                    put(&*store, partition, cells.values().cloned().collect()).await;
                    model.extend(cells.into_iter().map(|(key, cell)| (key, (partition, cell))));
                }
                for scan in scans {
                    let mut found: Vec<_> = store.scan(scan.clone()).try_collect().await.unwrap();
                    found.sort_by(|(_, a), (_, b)| a.key.cmp(&b.key));
                    prop_assert_eq!(found, wanted(&model, &scan), "{:?}", scan);
                }
                Ok(())
            })
        })
        .unwrap();
}
