//! Waiting until something is stored.

use std::time::Duration;

use kinhbac_api::v1::Position;
use kinhbac_domain::ports::StoreError;
use kinhbac_domain::position::{Offset, PartitionIndex, Progress, Stream, StreamProgress};
use kinhbac_domain::time::Timestamp;
use tonic::Code;

use crate::world::World;

fn position(stream: &str, partition: u32, offset: i64) -> Position {
    Position { stream: stream.into(), partition, offset }
}

fn store_up_to(world: &World, partition: u32, stream: Stream, next: i64) {
    let progress = StreamProgress { next: Offset(next), log_time: Timestamp::MIN };
    let mut all = world.memory.progress.lock().unwrap();
    let partition: &mut Progress = all.entry(PartitionIndex(partition)).or_default();
    partition.streams.insert(stream, progress);
}

#[tokio::test(start_paused = true)]
async fn it_answers_when_the_last_of_the_positions_is_stored() {
    let world = World::empty();
    store_up_to(&world, 3, Stream::Camera, 8);
    let wanted = vec![position("camera", 3, 7), position("wifi", 3, 0)];
    let waiting = world.await_stored(wanted, None);
    tokio::pin!(waiting);
    let long = Duration::from_secs(5);
    assert!(tokio::time::timeout(long, &mut waiting).await.is_err(), "wifi is not stored");
    store_up_to(&world, 3, Stream::Wifi, 1);
    tokio::time::timeout(long, waiting).await.expect("in time").expect("stored");
}

#[tokio::test(start_paused = true)]
async fn an_outage_of_the_store_is_waited_out() {
    let world = World::empty();
    store_up_to(&world, 0, Stream::Camera, 1);
    let away = vec![StoreError::Unavailable("locked".into()); 3];
    *world.memory.failures.lock().unwrap() = away;
    world.await_stored(vec![position("camera", 0, 0)], None).await.expect("stored");
    world.memory.failures.lock().unwrap().push(StoreError::Damaged("page 7".into()));
    let status = world.await_stored(vec![position("camera", 0, 0)], None).await.unwrap_err();
    assert_eq!(status.code(), Code::DataLoss);
}

#[tokio::test(start_paused = true)]
async fn it_ends_with_the_requests_time_or_with_ours() {
    let mut world = World::empty();
    let begun = tokio::time::Instant::now();
    let second = Some(Duration::from_secs(1));
    let status = world.await_stored(vec![position("camera", 0, 0)], second).await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
    assert!(begun.elapsed() <= Duration::from_secs(1));
    world.config.max_wait = Duration::from_secs(2);
    let status = world.await_stored(vec![position("camera", 0, 0)], None).await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
}

#[tokio::test]
async fn what_is_no_position_or_named_twice_is_refused() {
    let mut world = World::empty();
    world.config.max_positions = 2;
    let refusal = async |positions| {
        let status = world.await_stored(positions, None).await.unwrap_err();
        assert_eq!(status.code(), Code::InvalidArgument);
        status.message().to_owned()
    };
    let camera = position("camera", 0, 0);
    let words = refusal(vec![camera.clone(), position("traffic", 0, 0)]).await;
    assert!(words.starts_with("positions[1]: MALFORMED"), "{words}");
    let words = refusal(vec![position("camera", 0, -1)]).await;
    assert!(words.starts_with("positions[0]: MALFORMED"), "{words}");
    let words = refusal(vec![camera.clone(), position("camera", 0, 4)]).await;
    assert!(words.starts_with("positions[1]: NOT_ALLOWED"), "{words}");
    let words = refusal(vec![camera; 3]).await;
    assert!(words.starts_with("positions: TOO_MANY: 3 positions, at most 2"), "{words}");
}

#[tokio::test]
async fn nothing_to_wait_for_is_stored() {
    World::empty().await_stored(Vec::new(), None).await.expect("stored");
}
