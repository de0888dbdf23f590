use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex};

use kinhbac_api::refusal::Reason;
use kinhbac_api::status;
use kinhbac_api::v1::publish_service_server::{PublishService, PublishServiceServer};
use tokio::net::TcpListener;
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response};

use super::*;
use crate::client::{Client, ServerArgs};

/// What a server does with a stream.
#[derive(Clone, Copy, Debug)]
enum Play {
    /// Takes everything.
    Take,
    /// Takes a batch, swallows the next, and breaks.
    Break,
    /// Can't take the first batch now, takes the rest.
    NotNow,
    /// Refuses the stream for good.
    Refuse,
    /// Never answers.
    Silence,
    /// Does not even open it.
    Closed,
}

/// A server that plays one thing a stream, and the last one on and on.
struct Fake {
    plays: Mutex<VecDeque<Play>>,
    taken: Arc<Mutex<Vec<String>>>,
}

#[tonic::async_trait]
impl PublishService for Fake {
    type PublishStreamStream = ReceiverStream<Result<v1::PublishStreamResponse, Status>>;

    async fn publish(
        &self,
        _: Request<v1::PublishRequest>,
    ) -> Result<Response<v1::PublishResponse>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn publish_stream(
        &self,
        request: Request<Streaming<v1::PublishStreamRequest>>,
    ) -> Result<Response<Self::PublishStreamStream>, Status> {
        let play = {
            let mut plays = self.plays.lock().unwrap();
            if plays.len() > 1 { plays.pop_front().unwrap() } else { plays[0] }
        };
        if let Play::Closed = play {
            std::future::pending::<()>().await;
        }
        let (out, answers) = mpsc::channel(4);
        tokio::spawn(play_stream(play, request.into_inner(), self.taken.clone(), out));
        Ok(Response::new(ReceiverStream::new(answers)))
    }
}

async fn play_stream(
    play: Play,
    mut requests: Streaming<v1::PublishStreamRequest>,
    taken: Arc<Mutex<Vec<String>>>,
    out: mpsc::Sender<Result<v1::PublishStreamResponse, Status>>,
) {
    let mut first = 0;
    let mut number = 0;
    while let Ok(Some(request)) = requests.message().await {
        let outcome = match (play, number) {
            (Play::Refuse, _) => {
                let refused = status::invalid("events", Reason::TooMany, "too many");
                let _ = out.send(Err(refused)).await;
                return;
            }
            (Play::Break, 1) => return,
            (Play::Silence | Play::Closed, _) => continue,
            (Play::NotNow, 0) => v1::Outcome::Unavailable,
            _ => v1::Outcome::Accepted,
        };
        number += 1;
        if outcome == v1::Outcome::Accepted {
            taken.lock().unwrap().extend(request.events.iter().map(|e| e.id.clone()));
        }
        let result = v1::PublishResult { outcome: outcome.into(), ..Default::default() };
        let results = vec![result; request.events.len()];
        let answer = v1::PublishStreamResponse { first, results };
        first += answer.results.len() as u64;
        let _ = out.send(Ok(answer)).await;
    }
}

/// Remembers the notes of accepted items.
#[derive(Default)]
struct Heard {
    notes: Vec<u64>,
    troubles: usize,
}

impl Answers<u64> for Heard {
    fn answered(&mut self, item: Item<u64>, _: v1::PublishResult) {
        self.notes.push(item.note);
    }

    fn trouble(&mut self, _: &str) {
        self.troubles += 1;
    }
}

/// Sends ten batches of ten to a server that plays so.
async fn sent(plays: &[Play], patience: Duration) -> (Result<(), GaveUp<u64>>, Heard, Vec<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let to = format!("http://{}", listener.local_addr().unwrap());
    let taken = Arc::new(Mutex::new(Vec::new()));
    let plays = Mutex::new(plays.iter().copied().collect());
    let service = PublishServiceServer::new(Fake { plays, taken: taken.clone() });
    tokio::spawn(
        tonic::transport::Server::builder()
            .add_service(service)
            .serve_with_incoming(TcpIncoming::from(listener)),
    );
    let client = Client::connect(&ServerArgs { to, token: None }).await.unwrap();
    let (out, batches) = mpsc::channel(10);
    for batch in 0..10 {
        let item = |i: u64| {
            let event = v1::Event { id: format!("e-{i}"), ..Default::default() };
            Item { event, note: i }
        };
        out.send((10 * batch..10 * batch + 10).map(item).collect()).await.unwrap();
    }
    drop(out);
    let mut heard = Heard::default();
    let manner = Manner { max_batch: 10, patience, stop: CancellationToken::new() };
    let outcome = send(client.publisher(), batches, manner, &mut heard).await;
    let taken = taken.lock().unwrap().clone();
    (outcome, heard, taken)
}

const PATIENCE: Duration = Duration::from_secs(20);

fn assert_all_answered_once(heard: &Heard) {
    assert_eq!(heard.notes.len(), 100);
    assert_eq!(heard.notes.iter().collect::<BTreeSet<_>>().len(), 100);
}

#[tokio::test]
async fn every_item_is_answered_once_and_in_order() {
    let (outcome, heard, taken) = sent(&[Play::Take], PATIENCE).await;
    assert!(outcome.is_ok());
    assert_all_answered_once(&heard);
    assert_eq!(taken.len(), 100);
    assert!(heard.notes.is_sorted());
}

#[tokio::test]
async fn what_a_broken_stream_left_unanswered_is_sent_again() {
    let (outcome, heard, taken) = sent(&[Play::Break, Play::Break, Play::Take], PATIENCE).await;
    assert!(outcome.is_ok());
    assert_all_answered_once(&heard);
    assert_eq!(taken.iter().collect::<BTreeSet<_>>().len(), 100);
    // Told again after the second stream had made progress.
    assert_eq!(heard.troubles, 2);
}

#[tokio::test]
async fn what_the_server_cannot_take_now_is_sent_again() {
    let (outcome, heard, _) = sent(&[Play::NotNow], PATIENCE).await;
    assert!(outcome.is_ok());
    assert_all_answered_once(&heard);
}

#[tokio::test]
async fn a_refusal_for_good_ends_at_once_with_what_is_unanswered() {
    let (outcome, heard, _) = sent(&[Play::Refuse], PATIENCE).await;
    let gave_up = outcome.unwrap_err();
    assert_eq!(gave_up.status.code(), Code::InvalidArgument);
    assert!(heard.notes.is_empty());
    let mut left = gave_up.unanswered;
    if let Some(mut unsent) = gave_up.unsent {
        while let Some(batch) = unsent.recv().await {
            left += batch.len() as u64;
        }
    }
    assert_eq!(left, 100);
}

#[tokio::test]
async fn silence_is_borne_for_so_long_and_no_longer() {
    let (outcome, _, _) = sent(&[Play::Silence], Duration::from_millis(300)).await;
    assert_eq!(outcome.unwrap_err().unanswered, 100);
}

#[tokio::test]
async fn a_stream_that_is_not_opened_is_waited_for_so_long_and_no_longer() {
    let (outcome, heard, _) = sent(&[Play::Closed], Duration::from_millis(300)).await;
    let gave_up = outcome.unwrap_err();
    assert_eq!(gave_up.status.message(), "no answer for 0 s");
    assert!(gave_up.unsent.is_some() && heard.notes.is_empty());
}
