//! What a beat of 3,200 cameras commits: 57,600 cells of a minute, its hour and its day.

use std::sync::LazyLock;

use kinhbac_domain::cell::{Cell, CellEntry, CellKey, SeriesKey};
use kinhbac_domain::id::{Device, Label, SiteId, Source};
use kinhbac_domain::measure::{Fixed, Measure};
use kinhbac_domain::position::Offset;
use kinhbac_domain::time::{Bucket, Resolution};

pub(crate) const CAMERAS: u32 = 3200;
/// A local day in Asia/Ho_Chi_Minh: 2026-11-22.
pub(crate) const DAY: i64 = 1_795_280_400;

pub(crate) static SERIES: LazyLock<Vec<SeriesKey>> = LazyLock::new(series);

/// Six series a camera; three cameras a site.
fn series() -> Vec<SeriesKey> {
    let of = |camera: u32, measure: Fixed, label: Option<&str>| SeriesKey {
        site: SiteId::new(format!("site-{}", camera / 3)).unwrap(),
        device: Device::from(Source::new(format!("camera/cam-{camera:04}")).unwrap()),
        measure: Measure::Fixed(measure),
        label: label.map_or(Label::none(), |label| Label::new(label).unwrap()),
    };
    let of_camera = |camera| {
        let vehicles = ["CAR", "TRUCK", "BUS", "MOTORCYCLE"];
        let vehicles = vehicles.map(|label| of(camera, Fixed::CameraVehicles, Some(label)));
        let others = [Fixed::CameraPeople, Fixed::CameraOccupancy];
        vehicles.into_iter().chain(others.map(|measure| of(camera, measure, None)))
    };
    (0..CAMERAS).flat_map(of_camera).collect()
}

/// The cells of a beat: those of a minute, its hour and its day.
pub(crate) fn beat(minute: i64) -> Vec<CellEntry> {
    let buckets = [
        Bucket { resolution: Resolution::Minute, start: minute },
        Bucket { resolution: Resolution::Hour, start: minute - minute.rem_euclid(3600) },
        Bucket { resolution: Resolution::Day, start: DAY },
    ];
    let entry = |(n, series): (i64, &SeriesKey), bucket: Bucket| {
        let mut cell = Cell { count: 1, sum: n % 50, ..Cell::default() };
        cell.note(n % 50, bucket.start_time().plus_millis(n), Offset(minute + n));
        let key = CellKey { series: series.clone(), bucket };
        CellEntry { key, cell, version: Offset(minute + n) }
    };
    let of_bucket = |bucket| (0..).zip(&*SERIES).map(move |one| entry(one, bucket));
    buckets.into_iter().flat_map(of_bucket).collect()
}
