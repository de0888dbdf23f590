//! The table, and its changes.

use std::time::Duration;

use kinhbac_api::v1::WatchRequest;
use kinhbac_api::wkt;
use kinhbac_domain::measure::Fixed;
use kinhbac_live::Config;
use tonic_types::StatusExt;

use crate::screen::{people_by, sums};
use crate::world::{Sample, World};

#[tokio::test(start_paused = true)]
async fn a_snapshot_then_changes_then_marks() {
    let mut world = World::start().await;
    world.people("cam1", 5, 3);
    world.people("cam4", 5, 4);
    world.beat_all();
    world.restart().await;
    let mut screen = world.watch(people_by("device")).await.unwrap();
    let rows = screen.snapshot().await;
    assert_eq!(sums(&rows), [("cam1", 3.0), ("cam4", 4.0)]);
    let cell = rows.values().next().unwrap();
    assert_eq!((cell.count, cell.min, cell.max, cell.last), (1, Some(3.0), Some(3.0), Some(3.0)));
    assert_eq!((cell.mean, cell.version, cell.closed), (Some(3.0), Some(0), false));
    assert_eq!((cell.level.as_str(), cell.resolution.as_str()), ("device", "minute"));

    world.people("cam4", 2, 5);
    world.beat_all();
    assert_eq!(sums(&screen.changes().await), [("cam4", 9.0)]);
    assert!(!screen.resume.is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_newest_value_wins_and_no_other_is_owed() {
    let mut world = World::start().await;
    let rate = Some(wkt::Duration::of_seconds(10));
    let mut screen = world.watch(WatchRequest { rate, ..people_by("device") }).await.unwrap();
    screen.snapshot().await;
    for _ in 0..50 {
        world.people("cam1", 1, 1);
        world.beat_all();
        tokio::task::yield_now().await;
    }
    assert_eq!(sums(&screen.changes().await), [("cam1", 50.0)]);
    world.people("cam2", 1, 1);
    world.beat_all();
    assert_eq!(sums(&screen.changes().await), [("cam2", 1.0)]);
}

#[tokio::test(start_paused = true)]
async fn a_mark_without_rows_says_that_nothing_of_the_question_has_changed() {
    let mut world = World::start().await;
    let place = "cam1".into();
    let mut screen = world.watch(WatchRequest { place, ..people_by("") }).await.unwrap();
    screen.snapshot().await;
    world.people("cam5", 1, 1);
    world.beat_all();
    screen.until(|screen| screen.marks == 1).await;
    assert!(screen.table.is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_last_minute_of_a_quiet_source_is_closed_by_the_clock() {
    let mut world = World::start().await;
    world.people("cam1", 5, 3);
    world.beat_all();
    world.restart().await;
    let request = WatchRequest { buckets: 3, ..people_by("device") };
    let mut screen = world.watch(request).await.unwrap();
    assert!(screen.snapshot().await.values().all(|cell| !cell.closed));
    // The minute ends at 03:01:00; ten seconds of grace.
    world.clock.advance(39);
    tokio::time::advance(Duration::from_secs(3)).await;
    world.clock.advance(1);
    let rows = screen.changes().await;
    assert_eq!(sums(&rows), [("cam1", 3.0)]);
    assert!(rows.values().all(|cell| cell.closed));
}

#[tokio::test(start_paused = true)]
async fn a_level_is_put_over_the_part_of_its_bucket_that_has_gone_by() {
    let mut world = World::start().await;
    let at = world.now().plus_millis(-20_000);
    let (device, site, label) = ("cam1", "s1", "");
    world.tell(Sample { device, site, measure: Fixed::WifiClients, label, at, amount: 6 });
    world.beat_all();
    world.restart().await;
    let measures = vec!["wifi.clients".into()];
    let request = WatchRequest { by: "device".into(), measures, buckets: 2, ..Default::default() };
    let mut screen = world.watch(request).await.unwrap();
    // Six clients for ten seconds of thirty.
    let rows = screen.snapshot().await;
    assert_eq!(
        rows.values().map(|cell| (cell.sum, cell.mean)).collect::<Vec<_>>(),
        [(60.0, Some(2.0))]
    );
    world.clock.advance(60);
    let rows = screen.changes().await;
    assert_eq!(
        rows.values().map(|cell| (cell.mean, cell.closed)).collect::<Vec<_>>(),
        [(Some(1.0), true)]
    );
}

#[tokio::test(start_paused = true)]
async fn a_snapshot_reaches_beyond_memory_without_a_seam() {
    let mut world = World::start().await;
    for minute in 0..60 {
        world.people("cam1", minute * 60 + 5, minute);
        world.people("cam2", minute * 60 + 5, 1);
        world.people("cam3", minute * 60 + 5, 1);
    }
    world.commit_all();
    world.restart().await;
    world.people("cam1", 50 * 60 + 5, 1000);
    world.beat_all();
    let request = WatchRequest { buckets: 60, ..people_by("commune") };
    let mut screen = world.watch(request).await.unwrap();
    screen.snapshot().await;
    screen.until(|s| s.table.values().any(|cell| cell.sum > 1000.0)).await;
    let found: Vec<_> = screen.table.values().map(|cell| cell.sum).collect();
    let expected = |m| f64::from(m) + 2.0 + if m == 50 { 1000.0 } else { 0.0 };
    assert_eq!(found, (0..60).rev().map(expected).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn a_late_change_to_an_old_bucket_reaches_its_watcher() {
    let mut world = World::start().await;
    for device in ["cam1", "cam2", "cam3"] {
        world.people(device, 40 * 60, 1);
    }
    world.commit_all();
    world.restart().await;
    let request = WatchRequest { buckets: 60, ..people_by("commune") };
    let mut screen = world.watch(request).await.unwrap();
    assert_eq!(sums(&screen.snapshot().await), [("00001", 3.0)]);
    world.people("cam1", 40 * 60, 10);
    world.beat_all();
    assert_eq!(sums(&screen.changes().await), [("00001", 13.0)]);
    // The bucket's other cells were read once; from now on they are there.
    let scans = world.store.scans();
    world.people("cam3", 40 * 60, 100);
    world.beat_all();
    assert_eq!(sums(&screen.changes().await), [("00001", 113.0)]);
    assert_eq!(world.store.scans(), scans);
}

#[tokio::test(start_paused = true)]
async fn an_old_bucket_is_read_once_for_all_questions_that_need_it() {
    let mut world = World::start().await;
    world.people("cam1", 40 * 60, 1);
    world.commit_all();
    world.restart().await;
    let mut screens = Vec::new();
    for level in ["device", "site", "commune"] {
        let request = WatchRequest { buckets: 60, ..people_by(level) };
        let mut screen = world.watch(request).await.unwrap();
        screen.snapshot().await;
        screens.push(screen);
    }
    let scans = world.store.scans();
    world.store.slow_down(Duration::from_secs(5));
    world.people("cam1", 40 * 60, 10);
    world.beat_all();
    for screen in &mut screens {
        screen.until(|s| s.table.values().any(|cell| cell.sum == 11.0)).await;
    }
    assert_eq!(world.store.scans(), scans + 1);
}

#[tokio::test(start_paused = true)]
async fn a_day_that_is_restated_is_read_from_the_store_together() {
    let mut world = World::start().await;
    let request = WatchRequest { buckets: 1_500, ..people_by("commune") };
    let mut screen = world.watch(request).await.unwrap();
    screen.snapshot().await;
    for minute in 0..1_400 {
        world.people("cam1", minute * 60, 1);
    }
    world.commit_all();
    let scans = world.store.scans();
    assert_eq!(screen.changes().await.len(), 1_400);
    assert!(world.store.scans() < scans + 20);
}

#[tokio::test(start_paused = true)]
async fn a_store_that_is_away_holds_up_only_what_needs_it() {
    let mut world = World::start().await;
    world.people("cam1", 40 * 60, 1);
    world.people("cam2", 40 * 60, 1);
    world.commit_all();
    world.restart().await;
    let old = WatchRequest { buckets: 60, ..people_by("site") };
    let mut old = world.watch(old).await.unwrap();
    let mut recent = world.watch(people_by("site")).await.unwrap();
    old.snapshot().await;
    recent.snapshot().await;
    world.store.set_down(true);
    world.people("cam1", 40 * 60, 10);
    world.people("cam4", 5, 7);
    world.beat_all();
    assert_eq!(sums(&recent.changes().await), [("s3", 7.0)]);
    world.store.set_down(false);
    assert_eq!(sums(&old.changes().await), [("s1", 12.0), ("s3", 7.0)]);
}

#[tokio::test(start_paused = true)]
async fn what_can_not_be_asked_is_refused_with_field_and_reason() {
    let world = World::start().await;
    let long = Some(wkt::Duration { seconds: 0, nanos: 250_000_000 });
    let requests = [
        (WatchRequest { place: "99999".into(), ..people_by("") }, "place", "UNKNOWN_PLACE"),
        (people_by("street"), "by", "MALFORMED"),
        (WatchRequest { place: "s1".into(), ..people_by("commune") }, "by", "NOT_ALLOWED"),
        (WatchRequest { place: "00001".into(), ..people_by("province") }, "by", "NOT_ALLOWED"),
        (
            WatchRequest { measures: vec!["camera.cats".into()], ..people_by("") },
            "measures[0]",
            "UNKNOWN_MEASURE",
        ),
        (WatchRequest { resolution: "month".into(), ..people_by("") }, "resolution", "MALFORMED"),
        (WatchRequest { buckets: 1501, ..people_by("") }, "buckets", "OUT_OF_RANGE"),
        (WatchRequest { rate: long, ..people_by("") }, "rate", "OUT_OF_RANGE"),
        (WatchRequest { resume: "what I had".into(), ..people_by("") }, "resume", "MALFORMED"),
    ];
    for (request, field, reason) in requests {
        let refused = world.watch(request).await.err().unwrap();
        let details = refused.get_details_bad_request().unwrap();
        let [violation] = &details.field_violations[..] else { panic!("{refused}") };
        assert_eq!((violation.field.as_str(), violation.reason.as_str()), (field, reason));
    }
}

#[tokio::test(start_paused = true)]
async fn memory_lets_old_buckets_go_when_the_store_has_them() {
    let keep = Duration::from_secs(30);
    let mut world = World::with(Config { keep, ..Config::default() }).await;
    let request = WatchRequest { buckets: 60, ..people_by("device") };
    let mut screen = world.watch(request.clone()).await.unwrap();
    screen.snapshot().await;
    world.people("cam1", 40 * 60, 1);
    world.beat_all();
    screen.changes().await;
    world.commit_all();
    // Old, stored, and left alone for long enough: the next to change it needs the store again.
    world.clock.advance(60);
    tokio::time::sleep(Duration::from_secs(3)).await;
    let scans = world.store.scans();
    world.people("cam1", 41 * 60, 2);
    world.beat_all();
    assert_eq!(sums(&screen.changes().await), [("cam1", 3.0)]);
    assert!(world.store.scans() > scans);
}
