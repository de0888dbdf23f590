use std::time::Duration;

use kinhbac_api::status;
use kinhbac_api::v1::{Event, Outcome, PublishStreamRequest, PublishStreamResponse};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Status, Streaming};

use crate::support::{Fixture, Mood, count, outcomes};

/// An open stream: what goes in, and what comes out.
struct Open {
    requests: mpsc::Sender<PublishStreamRequest>,
    answers: Streaming<PublishStreamResponse>,
}

impl Open {
    async fn new(gateway: &Fixture) -> Self {
        let (requests, receiver) = mpsc::channel(100);
        let stream = gateway.client.clone().publish_stream(ReceiverStream::new(receiver)).await;
        Self { requests, answers: stream.unwrap().into_inner() }
    }

    async fn send(&self, events: Vec<Event>) {
        self.requests.send(PublishStreamRequest { events }).await.unwrap();
    }

    async fn answer(&mut self) -> Result<Option<PublishStreamResponse>, Status> {
        timeout(Duration::from_secs(10), self.answers.message()).await.unwrap()
    }

    async fn next(&mut self) -> PublishStreamResponse {
        self.answer().await.unwrap().unwrap()
    }
}

#[tokio::test]
async fn a_stream_is_acknowledged_item_by_item_and_bounded_in_flight() {
    let gateway = Fixture::with(|config| config.stream_batches = 3).await;
    gateway.log.set(Mood::Holds);
    let mut stream = Open::new(&gateway).await;
    for n in 0..20 {
        stream.send(vec![count(&format!("a-{n}")), count(&format!("b-{n}"))]).await;
    }
    gateway.log.has_waiting(3).await;
    assert!(timeout(Duration::from_millis(50), gateway.log.has_waiting(4)).await.is_err());
    gateway.log.set(Mood::Takes);
    for n in 0..20 {
        let answer = stream.next().await;
        assert_eq!(answer.first, 2 * n);
        assert_eq!(outcomes(&answer.results), [Outcome::Accepted; 2]);
    }
    drop(stream.requests);
    assert!(stream.answers.message().await.unwrap().is_none());
}

#[tokio::test]
async fn a_streams_events_reach_the_log_in_their_order() {
    let gateway = Fixture::start().await;
    let mut stream = Open::new(&gateway).await;
    for n in 0..50 {
        stream.send(vec![count(&format!("{n:02}-a")), count(&format!("{n:02}-b"))]).await;
    }
    for _ in 0..50 {
        stream.next().await;
    }
    let ids: Vec<String> = gateway
        .log
        .values()
        .into_iter()
        .map(|(_, record)| <Event as prost::Message>::decode(record.value).unwrap().id)
        .collect();
    assert_eq!(ids.len(), 100);
    assert!(ids.is_sorted(), "{ids:?}");
}

#[tokio::test]
async fn a_stream_goes_on_after_the_log_was_away() {
    let gateway = Fixture::start().await;
    let mut stream = Open::new(&gateway).await;
    gateway.log.set(Mood::Away);
    stream.send(vec![count("e-1")]).await;
    assert_eq!(outcomes(&stream.next().await.results), [Outcome::Unavailable]);
    gateway.log.set(Mood::Takes);
    stream.send(vec![count("e-1")]).await;
    assert_eq!(outcomes(&stream.next().await.results), [Outcome::Accepted]);
}

#[tokio::test]
async fn a_batch_that_is_refused_as_a_whole_ends_the_stream_after_what_was_before_it() {
    let gateway = Fixture::with(|config| config.max_batch = 2).await;
    for bad in [vec![], vec![count("e-2"), count("e-3"), count("e-4")]] {
        let mut stream = Open::new(&gateway).await;
        stream.send(vec![count("e-1")]).await;
        stream.send(bad).await;
        stream.send(vec![count("e-5")]).await;
        stream.next().await;
        assert_eq!(stream.answer().await.unwrap_err().code(), Code::InvalidArgument);
    }
    assert_eq!(gateway.log.len(), 1);
}

#[tokio::test]
async fn a_stop_answers_what_was_taken_in_and_ends_the_stream() {
    let gateway = Fixture::start().await;
    gateway.log.set(Mood::Holds);
    let mut stream = Open::new(&gateway).await;
    stream.send(vec![count("e-1")]).await;
    gateway.log.has_waiting(1).await;
    gateway.shutdown.cancel();
    gateway.log.set(Mood::Takes);
    assert_eq!(outcomes(&stream.next().await.results), [Outcome::Accepted]);
    let end = stream.answer().await.unwrap_err();
    assert_eq!(end.code(), Code::Unavailable);
    assert!(status::retry_after(&end).is_some());
}

#[tokio::test]
async fn a_publisher_that_does_not_read_its_answers_is_read_no_further() {
    let gateway = Fixture::with(|config| config.stream_batches = 2).await;
    let (sender, receiver) = mpsc::channel(1);
    let stream = gateway.client.clone().publish_stream(ReceiverStream::new(receiver)).await;
    let _answers = stream.unwrap().into_inner();
    let batch = |n: usize| {
        let events = (0..500).map(|m| count(&format!("{n}-{m}"))).collect();
        PublishStreamRequest { events }
    };
    let mut sent = 0;
    while timeout(Duration::from_millis(300), sender.send(batch(sent))).await.is_ok() {
        sent += 1;
        assert!(sent < 100, "it is read on and on");
    }
}
