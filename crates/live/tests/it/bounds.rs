//! What the view holds is bounded; and what a record said that can't be read is not missed.

use std::time::Duration;

use kinhbac_api::cells::{Mark, encode_beat};
use kinhbac_api::v1::WatchRequest;
use kinhbac_domain::cell::{Cell, CellEntry, CellKey, CellRef, SeriesKey};
use kinhbac_domain::id::{Device, Label, SiteId};
use kinhbac_domain::measure::{Fixed, Measure};
use kinhbac_domain::position::{Offset, PartitionIndex, Topic};
use kinhbac_domain::time::Resolution;
use kinhbac_live::Config;
use tonic::Code;

use crate::screen::{people_by, sums};
use crate::world::{PARTITIONS, World, plain};

const MAX_CELLS: usize = 20_000;

/// A partition of which nothing else is told in these tests.
fn partition() -> PartitionIndex {
    let taken = PartitionIndex::of_key(b"s1", PARTITIONS);
    PartitionIndex((taken.0 + 1) % PARTITIONS)
}

/// Series that came up now: each its own label at one site, or its own device at a site of its own.
fn flood(world: &World, series: u32, labels: bool) -> Vec<CellEntry> {
    let of = |n: u32| SeriesKey {
        site: SiteId::new(if labels { "h3:flood".into() } else { format!("h3:{n}") }).unwrap(),
        device: Device::stored(if labels { "camera/x".into() } else { format!("camera/{n}") }),
        measure: Measure::Fixed(Fixed::CameraVehicles),
        label: Label::new(if labels { format!("L{n}") } else { "CAR".into() }).unwrap(),
    };
    let entry = |n, resolution| {
        let key = CellKey { series: of(n), bucket: world.zone.bucket(resolution, world.now()) };
        CellEntry { key, cell: Cell { count: 1, sum: 1, ..Cell::default() }, version: Offset(0) }
    };
    (0..series).flat_map(|n| Resolution::FOLDED.map(|resolution| entry(n, resolution))).collect()
}

async fn until(so: impl Fn() -> bool) {
    let patience = tokio::time::Instant::now() + Duration::from_secs(60);
    while !so() {
        assert!(tokio::time::Instant::now() < patience, "it does not become so");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn a_flood_stays_within_the_bound(labels: bool) {
    let mut world = World::with(Config { max_cells: MAX_CELLS, ..Config::default() }).await;
    for device in ["cam1", "cam2", "cam3"] {
        world.people(device, 5, 1);
    }
    world.commit_all();
    let cells = flood(&world, 200_000, labels);
    let mut progress = world.store.progress_of(partition());
    progress.streams.entry(Fixed::CameraVehicles.declared().stream).or_default().next = Offset(1);
    world.store.write(partition(), cells, progress);
    world.restart().await;
    assert!(world.live.cells() <= MAX_CELLS, "{} at the start", world.live.cells());

    let mut screen = world.watch(people_by("commune")).await.unwrap();
    assert_eq!(sums(&screen.snapshot().await), [("00001", 3.0)]);
    world.people("cam1", 5, 10);
    world.beat_all();
    assert_eq!(sums(&screen.changes().await), [("00001", 13.0)]);
}

#[tokio::test(start_paused = true)]
async fn a_flood_of_labels_stays_within_the_bound_from_the_start_on() {
    a_flood_stays_within_the_bound(true).await;
}

#[tokio::test(start_paused = true)]
async fn a_flood_of_devices_stays_within_the_bound_from_the_start_on() {
    a_flood_stays_within_the_bound(false).await;
}

#[tokio::test(start_paused = true)]
async fn what_the_store_does_not_have_stays_until_it_does() {
    let world = World::with(Config { max_cells: 100, ..Config::default() }).await;
    let cells = flood(&world, 1_000, true);
    let stream = Fixed::CameraVehicles.declared().stream;
    let mark = Mark { next_offsets: [(stream, Offset(1))].into() };
    let mut progress = world.store.progress_of(partition());
    for record in encode_beat(cells.iter().map(CellRef::from), &mark, 1 << 20) {
        progress.cells_offset =
            world.log.push(Topic::Cells, plain(partition(), record), world.now());
    }
    until(|| world.live.cells() == cells.len()).await;
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_eq!(world.live.cells(), cells.len());
    progress.streams.entry(stream).or_default().next = Offset(1);
    world.store.write(partition(), cells, progress);
    until(|| world.live.cells() <= 100).await;
}

#[tokio::test(start_paused = true)]
async fn what_left_memory_of_an_open_bucket_is_read_again_when_it_is_asked_for() {
    let mut world = World::with(Config { max_cells: 1, ..Config::default() }).await;
    let mut screen = world.watch(people_by("commune")).await.unwrap();
    screen.snapshot().await;
    for device in ["cam1", "cam2", "cam3"] {
        world.people(device, 5, 1);
    }
    world.commit_all();
    screen.until(|s| sums(&s.table) == [("00001", 3.0)]).await;
    until(|| world.live.cells() <= 1).await;
    let scans = world.store.scans();
    world.people("cam1", 5, 10);
    world.beat_all();
    screen.until(|s| sums(&s.table) == [("00001", 13.0)]).await;
    let mut new = world.watch(people_by("commune")).await.unwrap();
    assert_eq!(sums(&new.snapshot().await), [("00001", 13.0)]);
    assert!(world.store.scans() > scans);
}

#[tokio::test(start_paused = true)]
async fn a_screen_whose_bucket_does_not_fit_is_refused_and_others_are_not() {
    let config = Config { max_cells: 100, max_read: 500, ..Config::default() };
    let mut world = World::with(config).await;
    world.people("cam1", 5, 1);
    world.commit_all();
    let mut progress = world.store.progress_of(partition());
    progress.streams.entry(Fixed::CameraVehicles.declared().stream).or_default().next = Offset(1);
    world.store.write(partition(), flood(&world, 1_000, false), progress);
    world.restart().await;
    let everything = WatchRequest { by: "site".into(), ..WatchRequest::default() };
    let mut screen = world.watch(everything.clone()).await.unwrap();
    let refused = screen.next().await.unwrap_err();
    assert_eq!(refused.code(), Code::ResourceExhausted);
    assert!(refused.message().contains("smaller place"), "{refused}");
    let mut screen = world.watch(WatchRequest { place: "s1".into(), ..everything }).await.unwrap();
    assert_eq!(sums(&screen.snapshot().await), [("s1", 1.0)]);
}

#[tokio::test(start_paused = true)]
async fn what_a_record_said_that_can_not_be_read_comes_from_the_store() {
    let mut world = World::start().await;
    let request = WatchRequest { buckets: 60, ..people_by("device") };
    let mut screen = world.watch(request.clone()).await.unwrap();
    let mut away = world.watch(request.clone()).await.unwrap();
    screen.snapshot().await;
    away.snapshot().await;
    // cam1 and cam2 stand at one site, and so in one partition.
    world.people("cam1", 5, 3);
    world.people("cam1", 30 * 60, 4);
    world.garble(PartitionIndex::of_key(b"s1", PARTITIONS).0);
    world.people("cam2", 5, 5);
    world.beat_all();
    assert_eq!(sums(&screen.changes().await), [("cam2", 5.0)]);
    away.changes().await;
    world.commit_all();
    screen.until(|screen| screen.table.len() == 3).await;
    assert_eq!(sums(&screen.table), [("cam1", 4.0), ("cam1", 3.0), ("cam2", 5.0)]);
    // Nor does a token say more than was seen.
    let mut back = away.again(&world.live, request).await;
    back.snapshot().await;
    assert_eq!((back.fresh_because.as_str(), &back.table), ("", &screen.table));
}

/// Publishes cells in one beat.
fn publish(world: &World, cells: &[CellEntry], version: Offset) {
    let stream = Fixed::CameraVehicles.declared().stream;
    let mark = Mark { next_offsets: [(stream, version.next())].into() };
    for record in encode_beat(cells.iter().map(CellRef::from), &mark, 256 << 10) {
        world.log.push(Topic::Cells, plain(partition(), record), world.now());
    }
}

#[tokio::test(start_paused = true)]
async fn a_province_restated_in_one_beat_comes_in_parts_with_its_newest_values() {
    const DEVICES: u32 = 50_000;
    let mut world = World::start().await;
    let vehicles = WatchRequest { measures: vec!["camera.vehicles".into()], ..people_by("device") };
    let mut screen = world.watch(vehicles).await.unwrap();
    screen.snapshot().await;
    let mut other = world.watch(people_by("device")).await.unwrap();
    other.snapshot().await;
    let mut cells = flood(&world, DEVICES, false);
    for version in [0, 1, 2].map(Offset) {
        for entry in &mut cells {
            (entry.cell.sum, entry.version) = (version.0 + 7, version);
        }
        publish(&world, &cells, version);
    }
    world.people("cam1", 5, 1);
    world.beat_all();
    // By tokio's clock, which stands while anybody works: nobody waits for the other's client.
    let began = tokio::time::Instant::now();
    assert_eq!(sums(&other.changes().await), [("cam1", 1.0)]);
    assert!(began.elapsed() <= Duration::from_secs(2), "{:?}", began.elapsed());
    let rows = screen.changes().await;
    assert_eq!(rows.len(), DEVICES as usize);
    assert!(rows.values().all(|row| row.sum == 9.0), "not the newest");
    assert!(screen.largest < 1 << 20, "a message of {} bytes", screen.largest);
}
