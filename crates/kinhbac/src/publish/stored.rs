//! Waiting until what was acknowledged can be queried.

use std::time::Duration;

use anyhow::{Result, bail};
use kinhbac_api::v1;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tonic::{Code, Request};

use crate::client::{self, Client};

/// Between two questions of a server that is away.
const PAUSE: Duration = Duration::from_millis(500);
/// How long one question for what is stored may take, and the longest wait for it in all.
const STORED: (Duration, Duration) = (Duration::from_secs(20), Duration::from_secs(600));

/// Waits until everything up to these positions can be queried. `patience`: how long a server may
/// be away.
///
/// # Errors
/// When it is not known to be stored: the wait was stopped, or it took too long.
pub async fn wait(
    client: &Client,
    positions: Vec<v1::Position>,
    patience: Duration,
    stop: &CancellationToken,
) -> Result<()> {
    if positions.is_empty() {
        return Ok(());
    }
    match stop.run_until_cancelled(ask(client, positions, patience)).await {
        Some(asked) => asked,
        None => bail!("stopped before it was known that all of it can be queried"),
    }
}

async fn ask(client: &Client, positions: Vec<v1::Position>, patience: Duration) -> Result<()> {
    let (begun, mut heard) = (Instant::now(), Instant::now());
    loop {
        let mut request = Request::new(v1::AwaitStoredRequest { positions: positions.clone() });
        request.set_timeout(STORED.0);
        let Err(status) = client.history().await_stored(request).await else { return Ok(()) };
        match status.code() {
            Code::DeadlineExceeded | Code::Cancelled => heard = Instant::now(),
            Code::Unavailable | Code::Unknown => tokio::time::sleep(PAUSE).await,
            _ => return Err(client::refused(&status).context("it is not known to be stored")),
        }
        if begun.elapsed() > STORED.1 || heard.elapsed() > patience {
            return Err(client::refused(&status).context("accepted, but not stored yet"));
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;
    use tokio::time::timeout;

    use super::*;
    use crate::client::ServerArgs;

    #[tokio::test]
    async fn a_wait_ends_when_it_is_stopped() {
        let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let to = format!("http://{}", silent.local_addr().unwrap());
        let client = Client::connect(&ServerArgs { to, token: None }).await.unwrap();
        let position = v1::Position { stream: "camera".into(), partition: 0, offset: 7 };
        let stop = CancellationToken::new();
        let patience = Duration::from_secs(60);
        let waiting = wait(&client, vec![position], patience, &stop);
        let mut waiting = std::pin::pin!(waiting);
        assert!(timeout(Duration::from_millis(50), &mut waiting).await.is_err());
        stop.cancel();
        let ended = timeout(Duration::from_secs(5), waiting).await.unwrap();
        assert!(ended.unwrap_err().to_string().starts_with("stopped before"));
    }
}
