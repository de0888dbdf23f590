//! Screens with the same question: what is made for one of them is there for all.

use std::future::Future;
use std::time::Duration;

use kinhbac_api::v1::WatchRequest;
use kinhbac_api::wkt;
use kinhbac_live::Config;
use metrics_util::debugging::{DebugValue, DebuggingRecorder, Snapshotter};
use tokio::runtime::Builder;

use crate::screen::{people_by, sums};
use crate::world::World;

/// Runs a test that asks for metrics.
fn measured<T: Future<Output = ()>>(test: impl FnOnce(Snapshotter) -> T) {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let mut runtime = Builder::new_current_thread();
    let runtime = runtime.enable_all().start_paused(true).build().unwrap();
    metrics::with_local_recorder(&recorder, || runtime.block_on(test(snapshotter)));
}

/// Rows put together since it was asked last.
fn rows_made(snapshotter: &Snapshotter) -> u64 {
    let all = snapshotter.snapshot().into_vec().into_iter();
    all.filter_map(|(key, .., value)| match value {
        DebugValue::Counter(rows) if key.key().name() == "kinhbac_watch_rows_total" => Some(rows),
        _ => None,
    })
    .sum()
}

#[test]
fn a_change_is_put_together_once_for_all_who_ask_the_same() {
    measured(async |snapshotter| {
        let mut world = World::start().await;
        world.people("cam1", 5, 3);
        world.beat_all();
        let mut screens = Vec::new();
        for n in 0..20 {
            // They come at different times, and half of them want to be told less often.
            tokio::time::sleep(Duration::from_millis(70)).await;
            let rate = Some(wkt::Duration::of_seconds(1 + n % 2));
            let request = WatchRequest { rate, ..people_by("device") };
            let mut screen = world.watch(request).await.unwrap();
            assert_eq!(sums(&screen.snapshot().await), [("cam1", 3.0)]);
            screens.push(screen);
        }
        // By then each has been told in its turn.
        tokio::time::sleep(Duration::from_secs(10)).await;
        let _ = rows_made(&snapshotter);
        world.people("cam1", 4, 4);
        world.beat_all();
        for screen in &mut screens {
            assert_eq!(sums(&screen.changes().await), [("cam1", 7.0)]);
        }
        let made = rows_made(&snapshotter);
        assert!((1..=2).contains(&made), "once for each rate at most, not {made} times");
    });
}

#[test]
fn without_room_to_keep_letters_each_screen_is_told_by_itself() {
    measured(async |snapshotter| {
        let mut world = World::with(Config { max_shared_bytes: 0, ..Config::default() }).await;
        let mut screens = Vec::new();
        for _ in 0..3 {
            let mut screen = world.watch(people_by("device")).await.unwrap();
            screen.snapshot().await;
            screens.push(screen);
        }
        let _ = rows_made(&snapshotter);
        world.people("cam1", 4, 4);
        world.beat_all();
        for screen in &mut screens {
            assert_eq!(sums(&screen.changes().await), [("cam1", 4.0)]);
        }
        assert!(rows_made(&snapshotter) >= 3);
    });
}
