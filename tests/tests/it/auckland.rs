//! Real input: 32,163 hours of Auckland's counters, over both changes of the clock, against a
//! recomputation by SQL over the raw file (`tests/data/auckland/expected.py`).

use std::collections::BTreeMap;

use kinhbac_api::v1::QueryRequest;
use kinhbac_tests::auckland::{events, folder};
use kinhbac_tests::client::{Client, Published};
use kinhbac_tests::engines::Engines;
use kinhbac_tests::system::System;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::support::{ask, on_all_engines};

on_all_engines! {
    real_counts_equal_a_recomputation_from_the_raw_file_also_sent_twice
    shuffled_pieces_sent_again_by_four_publishers_answer_the_same
}

const ZONE: &str = "Pacific/Auckland";

async fn auckland(engines: Engines) -> (System, Client) {
    let system = System::builder()
        .on(engines)
        .zone(ZONE)
        .set("aggregator.max_lateness", "7300d")
        .set("retention.minute", "7300d")
        .start()
        .await
        .unwrap();
    let client = system.client().await.unwrap();
    let registry = ["units.csv", "sites.csv", "devices.csv"].map(|file| folder().join(file));
    client.import(&registry).await.unwrap();
    (system, client)
}

fn question(step: &str, by: &str) -> QueryRequest {
    QueryRequest {
        measure: "camera.people".into(),
        from: "2022-03-01".into(),
        to: "2022-11-01".into(),
        step: step.into(),
        by: by.into(),
        ..QueryRequest::default()
    }
}

fn expected(file: &str) -> BTreeMap<(String, String, String), String> {
    let mut rows = csv::Reader::from_path(folder().join("expected").join(file)).unwrap();
    rows.records()
        .map(|row| {
            let row = row.unwrap();
            ((row[0].to_owned(), row[1].to_owned(), String::new()), row[2].to_owned())
        })
        .collect()
}

async fn compare(client: &Client) {
    for (file, step, by) in [
        ("counter_hour.csv", "hour", "device"),
        ("counter_day.csv", "day", "device"),
        ("counter_month.csv", "month", "device"),
        ("commune_day.csv", "day", "commune"),
        ("commune_month.csv", "month", "commune"),
        ("city_day.csv", "day", "province"),
        ("city_month.csv", "month", "province"),
    ] {
        let (found, expected) = (ask(client, ZONE, question(step, by)).await, expected(file));
        for (key, value) in &expected {
            assert_eq!(found.get(key), Some(value), "{file}: {key:?}");
        }
        assert_eq!(found.len(), expected.len(), "{file}: rows that nobody counted");
    }
}

async fn real_counts_equal_a_recomputation_from_the_raw_file_also_sent_twice(engines: Engines) {
    let (system, client) = auckland(engines).await;
    let events = events().unwrap();
    let published = client.publish_json(&events).await.unwrap();
    assert_eq!((published.accepted, events.len()), (32_163, 32_163));
    client.stored(&published).await.unwrap();
    compare(&client).await;
    // The whole file once more.
    let again = client.publish_json(&events).await.unwrap();
    assert_eq!(again.accepted + again.duplicate, events.len());
    client.stored(&again).await.unwrap();
    compare(&client).await;
    system.stop().await.unwrap();
}

async fn shuffled_pieces_sent_again_by_four_publishers_answer_the_same(engines: Engines) {
    let (system, client) = auckland(engines).await;
    let mut rng = ChaCha8Rng::seed_from_u64(20);
    let mut events = events().unwrap();
    // TimescaleDB has a chunk for each half of a day: events of all times in each commit touch all
    // 480, and take minutes.
    if engines == Engines::Embedded {
        events.shuffle(&mut rng);
    }
    let pieces: Vec<Vec<String>> =
        events.chunks(events.len().div_ceil(20)).map(<[String]>::to_vec).collect();
    let mut sent: Vec<Vec<String>> = pieces.clone();
    sent.extend(pieces.into_iter().filter(|_| rng.random_ratio(1, 3)));
    sent.shuffle(&mut rng);
    let mut publishers = Vec::new();
    for share in sent.chunks(sent.len().div_ceil(4)) {
        let (share, client) = (share.to_vec(), client.clone());
        publishers.push(tokio::spawn(async move {
            let mut all = Vec::new();
            for piece in share {
                all.push(client.publish_json(&piece).await.unwrap());
            }
            all
        }));
    }
    let mut published: Vec<Published> = Vec::new();
    for publisher in publishers {
        published.extend(publisher.await.unwrap());
    }
    for one in &published {
        assert_eq!(one.rejected, Vec::<String>::new());
        client.stored(one).await.unwrap();
    }
    compare(&client).await;
    // And what the first test did not ask: states and samples, against the events' own number.
    let counts = QueryRequest { stat: "count".into(), ..question("month", "province") };
    let samples: u64 =
        ask(&client, ZONE, counts).await.values().map(|v| v.parse::<u64>().unwrap()).sum();
    assert_eq!(samples, 32_163);
    let up = QueryRequest { measure: "camera.up".into(), ..question("month", "province") };
    let seconds: u64 =
        ask(&client, ZONE, up).await.values().map(|v| v.parse::<u64>().unwrap()).sum();
    assert_eq!(seconds, 32_163 * 3_600);
    system.stop().await.unwrap();
}
