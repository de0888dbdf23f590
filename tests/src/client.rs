//! A plain gRPC client, as anybody could write one.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use kinhbac_api::json::parse_event;
use kinhbac_api::v1::dead_letter_service_client::DeadLetterServiceClient;
use kinhbac_api::v1::history_service_client::HistoryServiceClient;
use kinhbac_api::v1::live_service_client::LiveServiceClient;
use kinhbac_api::v1::publish_service_client::PublishServiceClient;
use kinhbac_api::v1::registry_service_client::RegistryServiceClient;
use kinhbac_api::v1::{
    AwaitStoredRequest, DeadLetter, Event, ImportRequest, ListDeadLettersRequest, Outcome,
    Position, PublishRequest, PublishResult, QueryRequest, RecordPosition,
    ReplayDeadLettersRequest, ReplayResult, Row, WatchRequest, WatchResponse,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tonic::Streaming;
use tonic::transport::{Channel, Endpoint};

/// Events in one request.
const BATCH: usize = 500;
/// The longest that anything is waited for.
pub const PATIENCE: Duration = Duration::from_secs(180);

/// What a path of an HTTP address, e.g. `http://127.0.0.1:40123`, answers, with its head.
///
/// # Errors
/// When nobody answers there, or not in UTF-8.
pub async fn get(http: &str, path: &str) -> Result<String> {
    let host = http.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).await?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

/// Talks to a server.
#[derive(Clone)]
pub struct Client {
    channel: Channel,
}

/// What became of published events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// In the log.
    pub accepted: usize,
    /// In the log before.
    pub duplicate: usize,
    /// Refused: the reasons.
    pub rejected: Vec<String>,
    /// The last position in each partition of each stream.
    pub last: BTreeMap<(String, u32), i64>,
}

impl Published {
    /// Takes a result in.
    ///
    /// # Errors
    /// When the event was not taken for a passing reason.
    pub fn take(&mut self, result: &PublishResult) -> Result<()> {
        match result.outcome() {
            Outcome::Accepted => self.accepted += 1,
            Outcome::Duplicate => self.duplicate += 1,
            Outcome::Rejected => self
                .rejected
                .extend(result.violations.iter().map(|v| format!("{}: {}", v.field, v.reason))),
            Outcome::Unavailable | Outcome::Unspecified => bail!("an event was not taken"),
        }
        if let Some(Position { stream, partition, offset }) = &result.position {
            let last = self.last.entry((stream.clone(), *partition)).or_insert(*offset);
            *last = (*last).max(*offset);
        }
        Ok(())
    }

    /// Takes in what became of others.
    pub fn add(&mut self, other: Self) {
        self.accepted += other.accepted;
        self.duplicate += other.duplicate;
        self.rejected.extend(other.rejected);
        for (partition, offset) in other.last {
            let last = self.last.entry(partition).or_insert(offset);
            *last = (*last).max(offset);
        }
    }
}

impl Client {
    /// Connects.
    ///
    /// # Errors
    /// When nobody is there.
    pub async fn connect(to: &str) -> Result<Self> {
        let endpoint = Endpoint::from_shared(to.to_owned())?.tcp_nodelay(true);
        Ok(Self { channel: endpoint.connect().await? })
    }

    /// Imports registry files, in order.
    ///
    /// # Errors
    /// When one is refused.
    pub async fn import(&self, files: &[impl AsRef<Path>]) -> Result<()> {
        let mut registry = RegistryServiceClient::new(self.channel.clone());
        for file in files {
            let file_name = file.as_ref().display().to_string();
            let content = std::fs::read(file)?.into();
            registry.import(ImportRequest { file_name, content }).await?;
        }
        Ok(())
    }

    /// Publishes events written as JSON.
    ///
    /// # Errors
    /// When one is not JSON of an event, or the server does not take them.
    pub async fn publish_json(&self, lines: &[impl AsRef<str>]) -> Result<Published> {
        let events: Vec<Event> = lines
            .iter()
            .map(|line| Ok(parse_event(line.as_ref().as_bytes())?))
            .collect::<Result<_>>()?;
        self.publish(events).await
    }

    /// Publishes events.
    ///
    /// # Errors
    /// When the server does not take them.
    pub async fn publish(&self, events: Vec<Event>) -> Result<Published> {
        let mut published = Published::default();
        for batch in events.chunks(BATCH) {
            for result in self.publish_batch(batch.to_vec()).await? {
                published.take(&result)?;
            }
        }
        Ok(published)
    }

    /// Publishes one batch.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn publish_batch(
        &self,
        events: Vec<Event>,
    ) -> Result<Vec<PublishResult>, tonic::Status> {
        let mut publisher = PublishServiceClient::new(self.channel.clone());
        Ok(publisher.publish(PublishRequest { events }).await?.into_inner().results)
    }

    /// Waits until the effects of published events can be queried.
    ///
    /// # Errors
    /// When it takes too long.
    pub async fn stored(&self, published: &Published) -> Result<()> {
        let positions = published
            .last
            .iter()
            .map(|((stream, partition), offset)| Position {
                stream: stream.clone(),
                partition: *partition,
                offset: *offset,
            })
            .collect();
        let mut request = tonic::Request::new(AwaitStoredRequest { positions });
        request.set_timeout(PATIENCE);
        HistoryServiceClient::new(self.channel.clone()).await_stored(request).await?;
        Ok(())
    }

    /// Lists the dead letters.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn dead_letters(&self) -> Result<Vec<DeadLetter>> {
        let mut client = DeadLetterServiceClient::new(self.channel.clone());
        let request = ListDeadLettersRequest::default();
        let mut answer = client.list_dead_letters(request).await?.into_inner();
        let mut letters = Vec::new();
        while let Some(message) = answer.message().await? {
            letters.extend(message.letters);
        }
        Ok(letters)
    }

    /// Replays dead letters.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn replay(&self, positions: Vec<RecordPosition>) -> Result<Vec<ReplayResult>> {
        let mut client = DeadLetterServiceClient::new(self.channel.clone());
        let request = ReplayDeadLettersRequest { positions };
        Ok(client.replay_dead_letters(request).await?.into_inner().results)
    }

    /// Asks for stored series.
    ///
    /// # Errors
    /// When the question is refused or the answer breaks off.
    pub async fn query(&self, question: QueryRequest) -> Result<Vec<Row>> {
        let mut history = HistoryServiceClient::new(self.channel.clone());
        let mut answer = history.query(question).await?.into_inner();
        let mut rows = Vec::new();
        while let Some(message) = answer.message().await? {
            rows.extend(message.rows);
        }
        Ok(rows)
    }

    /// Watches.
    ///
    /// # Errors
    /// When the question is refused.
    pub async fn watch(&self, question: WatchRequest) -> Result<Streaming<WatchResponse>> {
        let mut live = LiveServiceClient::new(self.channel.clone());
        let answer = live.watch(question).await.context("the watch was refused")?;
        Ok(answer.into_inner())
    }
}
