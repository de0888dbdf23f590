//! Going on from a token.

use std::time::Duration;

use kinhbac_api::v1::WatchRequest;
use kinhbac_domain::position::{PartitionIndex, Topic};

use crate::screen::{people_by, sums};
use crate::world::{PARTITIONS, World};

/// Two minutes' cells of five cameras; one screen has seen them all.
async fn seen(request: &WatchRequest) -> (World, crate::screen::Screen) {
    let mut world = World::start().await;
    for device in ["cam1", "cam2", "cam3", "cam4", "cam5"] {
        world.people(device, 30 * 60, 1);
        world.people(device, 5, 1);
    }
    world.commit_all();
    world.restart().await;
    let mut screen = world.watch(request.clone()).await.unwrap();
    screen.snapshot().await;
    (world, screen)
}

#[tokio::test(start_paused = true)]
async fn a_token_gives_exactly_what_changed_since() {
    let request = WatchRequest { buckets: 60, ..people_by("device") };
    let (mut world, screen) = seen(&request).await;
    // A recent cell that is only in the log, and an old one that is only in the store.
    world.people("cam3", 30 * 60, 10);
    world.commit_all();
    world.people("cam1", 5, 100);
    world.beat_all();
    world.restart().await;
    let mut screen = screen.again(&world.live, request).await;
    let rows = screen.snapshot().await;
    assert_eq!(sums(&rows), [("cam1", 101.0), ("cam3", 11.0)]);
    assert_eq!(screen.fresh_because, "");
}

#[tokio::test(start_paused = true)]
async fn a_unit_row_is_sent_whole_when_one_of_its_cells_changed() {
    let request = WatchRequest { buckets: 60, ..people_by("commune") };
    let (mut world, screen) = seen(&request).await;
    world.people("cam1", 30 * 60, 10);
    world.commit_all();
    world.restart().await;
    let mut screen = screen.again(&world.live, request).await;
    let rows = screen.snapshot().await;
    assert_eq!(sums(&rows), [("00001", 13.0)]);
}

#[tokio::test(start_paused = true)]
async fn a_bucket_that_closed_meanwhile_is_told_as_closed() {
    let request = WatchRequest { buckets: 60, ..people_by("device") };
    let (world, screen) = seen(&request).await;
    world.clock.advance(60);
    let mut screen = screen.again(&world.live, request).await;
    let rows = screen.snapshot().await;
    assert_eq!(rows.len(), 5);
    assert!(rows.values().all(|cell| cell.closed));
}

#[tokio::test(start_paused = true)]
async fn a_token_of_another_question_gets_a_fresh_snapshot_and_is_told() {
    let (world, screen) = seen(&people_by("device")).await;
    let mut screen = screen.again(&world.live, people_by("site")).await;
    let rows = screen.snapshot().await;
    assert_eq!(sums(&rows), [("s1", 2.0), ("s2", 1.0), ("s3", 1.0), ("s4", 1.0)]);
    assert_eq!(screen.fresh_because, "the token is of another question");
}

#[tokio::test(start_paused = true)]
async fn a_token_of_another_registry_gets_a_fresh_snapshot_and_is_told() {
    let request = people_by("commune");
    let (world, screen) = seen(&request).await;
    world.move_site("s2", "00002").await;
    let mut screen = screen.again(&world.live, request).await;
    screen.snapshot().await;
    assert_eq!(sums(&screen.table), [("00001", 2.0), ("00002", 2.0), ("00003", 1.0)]);
    assert!(
        screen.fresh_because.starts_with("the registry has changed"),
        "{}",
        screen.fresh_because
    );
}

#[tokio::test(start_paused = true)]
async fn a_token_beyond_the_log_gets_a_fresh_snapshot_and_is_told() {
    let request = people_by("device");
    let (_, screen) = seen(&request).await;
    let mut other = World::start().await;
    other.people("cam1", 5, 7);
    other.beat_all();
    other.restart().await;
    let mut screen = screen.again(&other.live, request).await;
    screen.snapshot().await;
    assert_eq!(sums(&screen.table), [("cam1", 7.0)]);
    assert_eq!(screen.fresh_because, "the log does not reach as far as the token");
}

#[tokio::test(start_paused = true)]
async fn a_view_whose_place_in_the_log_is_gone_begins_again_and_no_screen_misses_anything() {
    let request = WatchRequest { buckets: 60, ..people_by("commune") };
    let (mut world, mut screen) = seen(&request).await;
    // The old bucket is read from the store, and kept up to date.
    world.people("cam2", 30 * 60, 5);
    world.commit_all();
    assert_eq!(sums(&screen.changes().await), [("00001", 8.0)]);
    // Written, committed and dropped before the view could read it.
    world.people("cam1", 30 * 60, 10);
    world.people("cam2", 5, 100);
    world.commit_all();
    world.log.trim(Topic::Cells);
    assert_eq!(sums(&screen.changes().await), [("00001", 18.0), ("00001", 103.0)]);
    // What was read before is not relied on.
    world.people("cam3", 30 * 60, 50);
    world.beat_all();
    assert_eq!(sums(&screen.changes().await), [("00001", 68.0)]);
}

#[tokio::test(start_paused = true)]
async fn what_was_being_read_while_the_view_began_again_is_read_again() {
    let request = WatchRequest { buckets: 60, ..people_by("commune") };
    let (mut world, mut screen) = seen(&request).await;
    let scans = world.store.scans();
    world.store.slow_down(Duration::from_secs(10));
    world.people("cam2", 30 * 60, 5);
    world.beat_all();
    while world.store.scans() == scans {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    world.store.slow_down(Duration::ZERO);
    world.people("cam1", 30 * 60, 10);
    world.commit_all();
    world.log.trim(Topic::Cells);
    screen.until(|screen| screen.table.values().any(|cell| cell.sum == 18.0)).await;
    world.people("cam3", 30 * 60, 50);
    world.beat_all();
    screen.until(|screen| screen.table.values().any(|cell| cell.sum == 68.0)).await;
}

#[tokio::test(start_paused = true)]
async fn who_comes_back_to_a_window_beyond_memory_is_told_without_a_look_into_the_store() {
    let request = WatchRequest { buckets: 60, ..people_by("device") };
    let (mut world, screen) = seen(&request).await;
    world.people("cam1", 5, 100);
    world.commit_all();
    let scans = world.store.scans();
    let mut screen = screen.again(&world.live, request).await;
    assert_eq!(sums(&screen.snapshot().await), [("cam1", 101.0)]);
    assert_eq!(screen.fresh_because, "");
    assert_eq!(world.store.scans(), scans);
}

#[tokio::test(start_paused = true)]
async fn what_the_store_had_before_the_log_brought_it_is_told() {
    let request = WatchRequest { buckets: 60, ..people_by("device") };
    let (mut world, mut screen) = seen(&request).await;
    let partition = |site: &str| PartitionIndex::of_key(site.as_bytes(), PARTITIONS);
    let (ahead, other) = (partition("s1"), partition("s3"));
    assert_ne!(ahead, other);
    world.people("cam1", 30 * 60, 7);
    world.store_unseen(ahead.0);
    // For this one the bucket's cells are read from the store.
    world.people("cam4", 30 * 60, 10);
    world.beat(other.0);
    screen.until(|screen| sums(&screen.table).contains(&("cam4", 11.0))).await;
    world.beat(ahead.0);
    screen.until(|screen| sums(&screen.table).contains(&("cam1", 8.0))).await;
}
