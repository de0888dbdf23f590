//! How streams end.

use std::time::Duration;

use kinhbac_api::status::retry_after;
use kinhbac_api::v1::WatchRequest;
use kinhbac_live::Config;
use tonic::Code;

use crate::screen::{people_by, sums};
use crate::world::World;

#[tokio::test(start_paused = true)]
async fn shutdown_ends_with_a_token() {
    let mut world = World::start().await;
    let mut screen = world.watch(people_by("device")).await.unwrap();
    screen.snapshot().await;
    world.people("cam1", 5, 3);
    world.beat_all();
    screen.changes().await;
    world.shutdown.cancel();
    let end = screen.ended().await;
    assert_eq!(end.reason, "shutdown");
    world.restart().await;
    world.people("cam2", 5, 4);
    world.beat_all();
    screen.resume = end.resume;
    let mut screen = screen.again(&world.live, people_by("device")).await;
    screen.snapshot().await;
    screen.until(|screen| screen.table.len() == 2).await;
    assert_eq!(sums(&screen.table), [("cam1", 3.0), ("cam2", 4.0)]);
}

#[tokio::test(start_paused = true)]
async fn a_watcher_that_reads_nothing_is_ended_and_harms_nobody() {
    let config = Config { stall_timeout: Duration::from_secs(5), ..Config::default() };
    let mut world = World::with(config).await;
    let mut stalled = world.watch(people_by("device")).await.unwrap();
    let mut other = world.watch(people_by("device")).await.unwrap();
    stalled.snapshot().await;
    other.snapshot().await;
    let seen = stalled.resume.clone();
    for people in 1..=20 {
        world.people("cam1", 5, 1);
        world.beat_all();
        assert_eq!(sums(&other.changes().await), [("cam1", f64::from(people))]);
    }
    while world.live.watchers() > 1 {
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    // What it did not take is gone; the token is that of what it took.
    let end = stalled.ended().await;
    assert_eq!((end.reason.as_str(), end.resume), ("stalled", seen));
    assert!(stalled.news.is_empty());
    let mut stalled = stalled.again(&world.live, people_by("device")).await;
    assert_eq!(sums(&stalled.snapshot().await), [("cam1", 20.0)]);
}

#[tokio::test(start_paused = true)]
async fn a_snapshot_larger_than_the_outbox_comes_as_it_is_taken() {
    let config = Config { max_watcher_bytes: 2_000, ..Config::default() };
    let mut world = World::with(config).await;
    for minute in 0..100 {
        for device in ["cam1", "cam2", "cam3", "cam4", "cam5"] {
            world.people(device, minute * 60, 1);
        }
    }
    world.commit_all();
    world.restart().await;
    let request = WatchRequest { buckets: 1_500, ..people_by("device") };
    let mut screen = world.watch(request).await.unwrap();
    assert_eq!(screen.snapshot().await.len(), 500);
}

#[tokio::test(start_paused = true)]
async fn too_many_watchers_are_told_when_to_come_again() {
    let world = World::with(Config { max_watchers: 1, ..Config::default() }).await;
    let first = world.watch(people_by("")).await.unwrap();
    let refused = world.watch(people_by("")).await.err().unwrap();
    assert_eq!(refused.code(), Code::ResourceExhausted);
    assert_eq!(retry_after(&refused), Some(Duration::from_secs(1)));
    drop(first);
    while world.live.watchers() > 0 {
        tokio::task::yield_now().await;
    }
    world.watch(people_by("")).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn streams_are_ended_at_their_age_with_a_token_and_not_all_together() {
    let max_age = Duration::from_secs(100);
    let mut world = World::with(Config { max_age: Some(max_age), ..Config::default() }).await;
    let begun = tokio::time::Instant::now();
    let mut screens = Vec::new();
    for _ in 0..20 {
        let mut screen = world.watch(people_by("device")).await.unwrap();
        screen.snapshot().await;
        screens.push(tokio::spawn(async move {
            let end = screen.ended().await;
            (begun.elapsed(), end, screen)
        }));
    }
    world.people("cam1", 5, 3);
    world.beat_all();
    let mut ages = Vec::new();
    for screen in screens {
        let (age, end, screen) = screen.await.unwrap();
        assert_eq!((end.reason.as_str(), &end.resume), ("age", &screen.resume));
        assert_eq!(sums(&screen.table), [("cam1", 3.0)]);
        let mut screen = screen.again(&world.live, people_by("device")).await;
        assert!(screen.snapshot().await.is_empty(), "nothing is new");
        assert_eq!(screen.fresh_because, "");
        ages.push(age);
    }
    ages.sort_unstable();
    assert!(ages[0] >= max_age.mul_f64(0.75) && ages[19] <= max_age * 2, "{ages:?}");
    assert!(ages[19] - ages[0] > Duration::from_secs(1), "they spread: {ages:?}");
}
