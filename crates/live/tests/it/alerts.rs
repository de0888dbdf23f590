//! Incidents, reports and security alerts, told at once.

use std::time::Duration;

use kinhbac_api::v1::WatchRequest;
use kinhbac_api::wkt;
use kinhbac_domain::position::Topic;
use tokio::time::{Instant, timeout};

use crate::screen::{Screen, people_by};
use crate::world::World;

/// A request for incidents by a level, at the slowest rate.
fn incidents_by(level: &str) -> WatchRequest {
    WatchRequest {
        by: level.into(),
        measures: vec!["camera.incidents".into()],
        rate: Some(wkt::Duration::of_seconds(60)),
        ..WatchRequest::default()
    }
}

async fn opened(world: &World, request: WatchRequest) -> Screen {
    let mut screen = world.watch(request).await.unwrap();
    screen.snapshot().await;
    screen
}

/// Nothing comes for longer than it takes to ring.
async fn stays_silent(screen: &mut Screen) {
    let told = timeout(Duration::from_secs(5), screen.next()).await;
    assert!(told.is_err(), "{:?}", screen.alerts);
}

#[tokio::test(start_paused = true)]
async fn an_alert_is_told_at_once_whatever_the_rate() {
    let world = World::start().await;
    let mut screen = opened(&world, incidents_by("site")).await;
    let began = Instant::now();
    world.incident("cam1", "a", 7);
    screen.until(|screen| !screen.alerts.is_empty()).await;
    assert!(began.elapsed() < Duration::from_millis(100), "{:?}", began.elapsed());
    // What comes right after waits for a breath.
    world.incident("cam4", "b", 8);
    screen.until(|screen| screen.alerts.len() == 2 && screen.marks == 2).await;
    assert!(began.elapsed() < Duration::from_millis(200), "{:?}", began.elapsed());
    assert_eq!(screen.alerts, ["a", "b"]);
}

#[tokio::test(start_paused = true)]
async fn an_alert_is_told_to_those_of_whose_rows_it_is() {
    let world = World::start().await;
    let place = |place: &str| WatchRequest { place: place.into(), ..incidents_by("site") };
    let mut here = opened(&world, place("00001")).await;
    let mut elsewhere = opened(&world, place("00003")).await;
    let mut of_others = opened(&world, people_by("site")).await;
    world.incident("cam1", "a", 0);
    here.until(|screen| screen.alerts == ["a"]).await;
    stays_silent(&mut elsewhere).await;
    stays_silent(&mut of_others).await;
}

#[tokio::test(start_paused = true)]
async fn an_alert_that_comes_again_after_a_replay_is_told_once() {
    let world = World::start().await;
    let mut screen = opened(&world, incidents_by("site")).await;
    world.incident("cam1", "a", 3);
    screen.until(|screen| screen.alerts == ["a"]).await;
    world.incident("cam1", "a", 3);
    world.incident("cam1", "b", 4);
    screen.until(|screen| screen.alerts.len() == 2).await;
    assert_eq!(screen.alerts, ["a", "b"]);
}

#[tokio::test(start_paused = true)]
async fn a_token_gives_exactly_the_alerts_that_were_missed() {
    let mut world = World::start().await;
    let mut screen = opened(&world, incidents_by("commune")).await;
    world.incident("cam1", "a", 0);
    screen.until(|screen| screen.marks == 1).await;
    world.incident("cam4", "b", 0);
    world.incident("cam5", "c", 0);
    world.restart().await;
    let mut screen = screen.again(&world.live, incidents_by("commune")).await;
    screen.snapshot().await;
    screen.alerts.sort();
    assert_eq!(
        (screen.alerts, screen.fresh_because),
        (["a", "b", "c"].map(Into::into).into(), String::new())
    );
}

#[tokio::test(start_paused = true)]
async fn a_token_older_than_the_alerts_that_are_kept_gets_a_snapshot_and_is_told_why() {
    let mut world = World::start().await;
    world.incident("cam1", "a", 0);
    let screen = opened(&world, incidents_by("site")).await;
    world.incident("cam1", "b", 1);
    world.log.trim(Topic::Alerts);
    world.restart().await;
    let mut screen = screen.again(&world.live, incidents_by("site")).await;
    screen.snapshot().await;
    assert_eq!(screen.fresh_because, "alerts that came since the token are no longer kept");
}

#[tokio::test(start_paused = true)]
async fn a_snapshot_brings_so_many_of_the_newest_alerts() {
    let world = World::start().await;
    for (offset, id) in (0..).zip(["a", "b", "c"]) {
        world.incident("cam1", id, offset);
    }
    let mut first = opened(&world, incidents_by("site")).await;
    first.alerts.clear();
    // All of them have come.
    world.incident("cam1", "d", 3);
    first.until(|screen| screen.alerts.contains(&"d".to_owned())).await;
    let two = WatchRequest { alerts: 2, ..incidents_by("site") };
    assert_eq!(opened(&world, two).await.alerts, ["c", "d"]);
    assert!(opened(&world, incidents_by("site")).await.alerts.is_empty());
    let many = WatchRequest { alerts: 1_001, ..incidents_by("site") };
    let refused = world.watch(many).await.err().unwrap();
    assert!(refused.message().contains("alerts"), "{refused}");
}

#[tokio::test(start_paused = true)]
async fn more_alerts_than_are_kept_end_the_streams_of_those_who_missed_some() {
    let world = World::start().await;
    let mut screen = opened(&world, incidents_by("site")).await;
    for n in 0..10_500 {
        world.incident("cam1", &n.to_string(), n);
    }
    // However fast it reads, what it was told is whole, or it is told that it is not.
    let end = screen.ended().await;
    assert_eq!(end.reason, "stalled");
    let mut screen = screen.again(&world.live, incidents_by("site")).await;
    screen.snapshot().await;
    assert_eq!(screen.fresh_because, "alerts that came since the token are no longer kept");
}
