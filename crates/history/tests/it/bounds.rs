//! Answers are bounded in rows, memory and time, and an answer that breaks off is no whole one.

use std::time::Duration;

use kinhbac_api::v1::history_service_client::HistoryServiceClient;
use kinhbac_api::v1::{QueryRequest, QueryResponse};
use kinhbac_domain::ports::StoreError;
use tonic::Code;

use crate::world::{World, of};

fn busy() -> World {
    let world = World::small();
    for minute in 0..60 {
        let at = format!("2026-11-20T08:{minute:02}:00+07:00");
        world.told("s1 camera/1", "camera.people", "", &at, 1);
        world.told("s3 camera/3", "camera.people", "", &at, 1);
    }
    world
}

fn minutes(by: &str) -> QueryRequest {
    QueryRequest { by: by.into(), ..of("camera.people", "2026-11-20", "2026-11-21", "minute") }
}

#[tokio::test]
async fn an_answer_with_too_many_rows_says_how_to_narrow_the_question() {
    let mut world = busy();
    world.config.max_rows = 119;
    let status = world.ask(minutes("commune")).await.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted);
    assert!(status.message().contains("shorter range"), "{status}");
    assert_eq!(kinhbac_api::status::retry_after(&status), None, "asking again would not help");
    world.config.max_rows = 120;
    assert_eq!(world.ask(minutes("commune")).await.unwrap().rows.len(), 120);
    let filled = QueryRequest { fill: "zero".into(), ..minutes("commune") };
    let before = world.memory.scans.lock().unwrap().len();
    assert_eq!(world.ask(filled).await.unwrap_err().code(), Code::ResourceExhausted);
    let scans = world.memory.scans.lock().unwrap().len() - before;
    assert_eq!(scans, 1, "refused before any row is read");
}

#[tokio::test]
async fn a_question_of_too_many_series_or_cells_is_refused() {
    let mut world = busy();
    world.config.max_series = 1;
    let status = world.ask(minutes("commune")).await.unwrap_err();
    assert!(status.message().contains("2 series"), "{status}");
    let mut world = busy();
    world.config.max_cells = 30;
    let status = world.ask(minutes("commune")).await.unwrap_err();
    assert!(status.message().contains("31 cells"), "{status}");
}

#[tokio::test]
async fn an_answer_is_the_same_whatever_pieces_it_is_made_in() {
    let mut world = busy();
    let whole = world.rows(minutes("commune")).await;
    for (cells_at_once, places_at_once) in [(1, 1), (7, 64), (100_000, 1)] {
        world.config.cells_at_once = cells_at_once;
        world.config.places_at_once = places_at_once;
        assert_eq!(world.rows(minutes("commune")).await, whole);
    }
}

#[tokio::test]
async fn a_range_of_all_times_is_read_where_there_is_data() {
    let world = busy();
    let ever = |place: &str| QueryRequest {
        from: "0001-01-02".into(),
        to: "9999-12-01".into(),
        place: place.into(),
        ..minutes("commune")
    };
    assert_eq!(world.rows(ever("")).await.len(), 120);
    assert_eq!(world.rows(ever("101")).await.len(), 60);
    assert_eq!(world.memory.scans.lock().unwrap().len(), 4);
}

#[tokio::test]
async fn rows_come_in_messages_of_the_size_asked_for() {
    let mut world = busy();
    world.config.rows_per_message = 50;
    let answer = world.ask(minutes("commune")).await.unwrap();
    assert_eq!((answer.rows.len(), answer.messages), (120, 3));
}

#[tokio::test]
async fn an_outage_of_the_store_says_when_to_ask_again() {
    let world = busy();
    world.memory.failures.lock().unwrap().push(StoreError::Unavailable("locked".into()));
    let status = world.ask(minutes("commune")).await.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable);
    assert!(kinhbac_api::status::retry_after(&status).is_some());
}

#[tokio::test(start_paused = true)]
async fn a_reader_that_stalls_is_told_that_its_answer_is_not_whole() {
    let mut world = busy();
    world.config.rows_per_message = 1;
    world.config.max_queries = 1;
    world.config.max_queued = 0;
    let mut client = HistoryServiceClient::new(world.service().await);
    let mut answer = client.query(minutes("commune")).await.unwrap().into_inner();
    assert_eq!(
        client.query(minutes("commune")).await.unwrap_err().code(),
        Code::ResourceExhausted,
        "one query at a time"
    );
    tokio::time::sleep(world.config.max_stall + Duration::from_secs(1)).await;
    let broken = loop {
        match answer.message().await {
            Ok(message) => assert!(message.is_some(), "it looks whole"),
            Err(status) => break status,
        }
    };
    assert_eq!(broken.code(), Code::DeadlineExceeded);
    assert!(broken.message().contains("not read for 30 s"), "{broken}");
    client.query(minutes("commune")).await.expect("the place is free again");
}

#[tokio::test(start_paused = true)]
async fn a_slow_reader_keeps_nobody_from_asking_and_gets_the_whole_answer() {
    let mut world = busy();
    world.config.rows_per_message = 1;
    world.config.max_queries = 1;
    let mut client = HistoryServiceClient::new(world.service().await);
    let mut slow = client.query(minutes("commune")).await.unwrap().into_inner();
    let mut quick = client.query(minutes("commune")).await.unwrap().into_inner();
    let read = async |answer: &mut tonic::Streaming<QueryResponse>| {
        let mut rows = Vec::new();
        while let Some(message) = answer.message().await.unwrap() {
            rows.extend(message.rows);
        }
        rows
    };
    let rows = read(&mut quick).await;
    assert!(!rows.is_empty());
    assert_eq!(read(&mut slow).await, rows);
}

#[tokio::test]
async fn a_client_that_goes_away_stops_the_work() {
    let mut world = busy();
    world.config.rows_per_message = 1;
    world.config.max_queries = 1;
    let mut client = HistoryServiceClient::new(world.service().await);
    drop(client.query(minutes("commune")).await.unwrap());
    let deadline = tokio::time::Instant::now() + Duration::from_secs(10);
    while client.query(minutes("commune")).await.is_err() {
        assert!(tokio::time::Instant::now() < deadline, "it still runs");
        tokio::task::yield_now().await;
    }
}
