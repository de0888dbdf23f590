use std::sync::atomic::{AtomicI64, Ordering};

use kinhbac_domain::position::{Offset, PartitionIndex};

use super::*;

struct HandClock(AtomicI64);

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::Relaxed))
    }
}

fn memory(count: usize) -> (Arc<Dedupe>, Arc<HandClock>) {
    let clock = Arc::new(HandClock(AtomicI64::new(0)));
    (Arc::new(Dedupe::new(7, count, Duration::from_secs(60), clock.clone())), clock)
}

fn at(offset: i64) -> Position {
    Position { stream: Stream::Camera, partition: PartitionIndex(0), offset: Offset(offset) }
}

fn acknowledge(dedupe: &Arc<Dedupe>, id: &str, offset: i64) -> Identity {
    let identity = dedupe.identity(Stream::Camera, "camera/1", id);
    let (claims, _) = dedupe.claim(&[identity]);
    claims.settle(std::iter::once((identity, at(offset))));
    identity
}

#[test]
fn identities_differ_by_stream_source_and_id() {
    let (dedupe, _) = memory(10);
    let of = |stream, source, id| dedupe.identity(stream, source, id);
    let one = of(Stream::Camera, "ab", "c");
    assert_eq!(one, of(Stream::Camera, "ab", "c"));
    assert_ne!(one, of(Stream::Wifi, "ab", "c"));
    assert_ne!(one, of(Stream::Camera, "a", "bc"));
    let long = "x".repeat(128);
    assert_ne!(of(Stream::Wifi, &long, &long), of(Stream::Camera, &long, &long));
}

#[test]
fn what_was_acknowledged_is_known_with_its_position() {
    let (dedupe, _) = memory(10);
    let identity = acknowledge(&dedupe, "e-1", 5);
    assert!(matches!(dedupe.claim(&[identity]).1[..], [Claim::Known(p)] if p == at(5)));
}

#[test]
fn what_was_not_acknowledged_is_not_known() {
    let (dedupe, _) = memory(10);
    let identity = dedupe.identity(Stream::Camera, "camera/1", "e-1");
    let (claims, claimed) = dedupe.claim(&[identity]);
    assert!(matches!(claimed[..], [Claim::Ours]));
    drop(claims);
    assert!(matches!(dedupe.claim(&[identity]).1[..], [Claim::Ours]));
}

#[tokio::test]
async fn what_is_on_its_way_ends_when_the_first_is_settled() {
    let (dedupe, _) = memory(10);
    let identity = dedupe.identity(Stream::Camera, "camera/1", "e-1");
    let (claims, claimed) = dedupe.claim(&[identity, identity]);
    assert!(matches!(claimed[..], [Claim::Ours, Claim::OnItsWay(None)]), "{claimed:?}");
    let (_others, claimed) = dedupe.claim(&[identity]);
    let [Claim::OnItsWay(Some(settled))] = &mut { claimed }[..] else { panic!("not on its way") };
    assert!(settled.has_changed().is_ok());
    claims.settle(std::iter::once((identity, at(3))));
    assert!(settled.changed().await.is_err());
    assert_eq!(dedupe.position(identity), Some(at(3)));
}

#[test]
fn the_memory_is_bounded_in_number_and_time() {
    let (dedupe, clock) = memory(10);
    let first = acknowledge(&dedupe, "first", 0);
    for n in 1..=10 {
        acknowledge(&dedupe, &format!("e-{n}"), n);
    }
    assert_eq!(dedupe.position(first), None);
    let last = acknowledge(&dedupe, "last", 11);
    for minute in 1..=2 {
        clock.0.store(minute * 60_000, Ordering::Relaxed);
        drop(dedupe.claim(&[]));
    }
    assert_eq!(dedupe.position(last), None);
}
