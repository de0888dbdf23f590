//! A stream of changes that goes on by itself after a lost connection, with its token.

use std::time::Duration;

use kinhbac_api::v1;
use kinhbac_api::v1::watch_response::Event;
use kinhbac_domain::time::Zone;
use tokio::sync::mpsc;
use tonic::{Code, Status};

use crate::client::{self, Client};

/// Messages that wait to be shown.
const WAITING: usize = 16;
/// The first pause before connecting again, and the longest.
const PAUSES: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(5));

/// What is heard.
#[derive(Debug)]
pub enum Heard {
    /// The stream stands; with the server's zone.
    Opened(Zone),
    /// A piece of the answer.
    Event(Event),
    /// The stream is lost and will be opened again.
    Lost(Status),
    /// The server refused the question for good.
    Refused(Status),
}

/// Opens a stream and keeps it, until nobody listens.
#[must_use]
pub fn start(client: Client, request: v1::WatchRequest) -> mpsc::Receiver<Heard> {
    let (out, heard) = mpsc::channel(WAITING);
    tokio::spawn(async move { Feed { client, request, out, pause: PAUSES.0 }.run().await });
    heard
}

struct Feed {
    client: Client,
    request: v1::WatchRequest,
    out: mpsc::Sender<Heard>,
    pause: Duration,
}

impl Feed {
    async fn run(mut self) {
        while let Err(status) = self.stream().await {
            let refused = matches!(
                status.code(),
                Code::InvalidArgument
                    | Code::NotFound
                    | Code::Unimplemented
                    | Code::PermissionDenied
            ) || client::is_no_grpc(&status);
            let told = if refused { Heard::Refused(status) } else { Heard::Lost(status) };
            if self.out.send(told).await.is_err() || refused {
                return;
            }
            tokio::time::sleep(self.pause).await;
            self.pause = (self.pause * 2).min(PAUSES.1);
        }
    }

    /// One stream; well ended when nobody listens any more.
    async fn stream(&mut self) -> Result<(), Status> {
        let answer = self.client.live().watch(self.request.clone()).await?;
        let opened = Heard::Opened(client::zone(answer.metadata()));
        if self.out.send(opened).await.is_err() {
            return Ok(());
        }
        let mut messages = answer.into_inner();
        while let Some(message) = messages.message().await? {
            let Some(event) = message.event else { continue };
            self.pause = PAUSES.0;
            if let Some(token) = resume_of(&event) {
                self.request.resume = token.to_owned();
            }
            if self.out.send(Heard::Event(event)).await.is_err() {
                return Ok(());
            }
        }
        Err(Status::unavailable("the server ended the stream"))
    }
}

/// The token that an event brings.
#[must_use]
pub fn resume_of(event: &Event) -> Option<&str> {
    match event {
        Event::CaughtUp(v1::CaughtUp { resume, .. })
        | Event::Mark(v1::Mark { resume, .. })
        | Event::End(v1::End { resume, .. }) => {
            Some(resume).filter(|t| !t.is_empty()).map(|t| &**t)
        }
        Event::Cells(_) | Event::Removed(_) | Event::Alerts(_) => None,
    }
}
