//! Promise 7: a poison record goes to the dead-letter topic, the rest goes on; and once it can be
//! folded it is replayed, once.

use bytes::Bytes;
use kinhbac_api::v1::{CameraCount, Event, ReplayOutcome, Resolved, event};
use kinhbac_domain::ports::{Headers, NewRecord};
use kinhbac_domain::position::{Offset, PartitionIndex, Stream, Topic};
use kinhbac_tests::client::{Client, Published};
use kinhbac_tests::engines::Engines;
use prost::Message;

use crate::support::{ZONE, ago, ask, on_all_engines, people, province, question, total};

on_all_engines! {
    a_poison_record_is_set_aside_with_its_reason_and_replayed_once
}

const SITE: &str = "site-0001";
const CAMERA: &str = "camera/cam-0001";
/// The partition that the site is not in, whether there are 3 of them or 12.
fn elsewhere() -> PartitionIndex {
    let home = |count| PartitionIndex::of_key(SITE.as_bytes(), count).0;
    let elsewhere = (0..3).find(|index| *index != home(3) && *index != home(12));
    PartitionIndex(elsewhere.unwrap())
}

fn record(value: impl Into<Bytes>) -> NewRecord {
    NewRecord {
        partition: elsewhere(),
        key: Bytes::from_static(SITE.as_bytes()),
        value: value.into(),
        headers: Headers::default(),
    }
}

/// An event that would be counted at its site, were it in its partition.
fn astray() -> Event {
    let count = CameraCount { people: Some(7), ..CameraCount::default() };
    Event {
        id: "astray".into(),
        source: CAMERA.into(),
        time: Some(ago(1_000).into()),
        resolved: Some(Resolved { site: SITE.into(), sign_of_life: None }),
        payload: Some(event::Payload::CameraCount(count)),
        ..Event::default()
    }
}

async fn counted(client: &Client, from: &Published) -> i64 {
    client.stored(from).await.unwrap();
    total(&ask(client, ZONE, question("camera.people", "day", "device")).await)
}

async fn a_poison_record_is_set_aside_with_its_reason_and_replayed_once(engines: Engines) {
    let (system, client) = province(engines).await;
    let before = client.publish_json(&[people("before", CAMERA, ago(2_000), 1)]).await.unwrap();
    assert_eq!(counted(&client, &before).await, 1);
    let written = vec![record(astray().encode_to_vec()), record(&b"\xff\xff\xff"[..])];
    let camera = Topic::Input(Stream::Camera);
    let (system, offsets) = system.restart_after(camera, written).await.unwrap();
    let client = system.client().await.unwrap();
    let poisoned = last(camera, elsewhere().0, offsets[1]);
    assert_eq!(counted(&client, &poisoned).await, 1, "neither is counted");

    let letters = client.dead_letters().await.unwrap();
    let told: Vec<_> = letters.iter().map(|l| l.position.clone().unwrap().offset).collect();
    assert_eq!(told, [offsets[0].0, offsets[1].0]);
    assert!(letters[0].reason.starts_with("wrong_partition: "), "{}", letters[0].reason);
    assert!(letters[1].reason.starts_with("not_protobuf: "), "{}", letters[1].reason);
    assert_eq!(letters[0].still, "", "it can be put where it belongs");
    assert_ne!(letters[1].still, "");

    let positions: Vec<_> = letters.into_iter().filter_map(|letter| letter.position).collect();
    let outcomes = async || -> Vec<_> {
        client
            .replay(positions.clone())
            .await
            .unwrap()
            .into_iter()
            .map(|r| (r.outcome(), r.now))
            .collect()
    };
    let first = outcomes().await;
    assert_eq!((first[0].0, first[1].0), (ReplayOutcome::Replayed, ReplayOutcome::StillDead));
    let again = outcomes().await;
    assert_eq!(again[0], (ReplayOutcome::ReplayedBefore, first[0].1.clone()));
    let now = first[0].1.clone().unwrap();
    let replayed = last(camera, now.partition, Offset(now.offset));
    assert_eq!(counted(&client, &replayed).await, 1 + 7);
    system.stop().await.unwrap();
}

/// What is waited for: all up to a position.
fn last(topic: Topic, partition: u32, offset: Offset) -> Published {
    let Topic::Input(stream) = topic else { panic!("{} is no input", topic.name()) };
    let last = [((stream.name().to_owned(), partition), offset.0)].into();
    Published { last, ..Published::default() }
}
