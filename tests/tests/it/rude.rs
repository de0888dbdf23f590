//! Rude clients: a short slice of `campaign rude`, without its figures, and the limit of
//! connections.

use std::time::Duration;

use kinhbac_tests::client::Client;
use kinhbac_tests::process::Process;
use kinhbac_tests::rude::{self, Kind, Plan};
use kinhbac_tests::system::sample_province;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::support::{ago, metrics_at, people};

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread")]
async fn who_makes_no_request_is_sent_away_and_everybody_else_is_served() {
    let plan = Plan {
        part: Duration::from_secs(2),
        slow: 40,
        idle: 500,
        unread: 4,
        settings: vec![("KINHBAC__LISTEN__FIRST_REQUEST", "500ms")],
    };
    // It fails unless every polite publish and query is answered, and the server ends well.
    let rows = rude::run(&plan, |_| ()).await.unwrap();
    assert_eq!(rows.len(), 1 + Kind::ALL.len());
    for row in rows {
        let Some(kind) = row.kind else { continue };
        assert!(row.opened > 0, "{row}");
        match kind {
            Kind::SlowHeaders | Kind::Idle | Kind::Resets => assert!(row.closed > 0, "{row}"),
            Kind::IdleHttp2 | Kind::NeverReads => assert_eq!(row.closed, 0, "{row}"),
            Kind::SlowMessage | Kind::Streams => assert!(row.streams > 0, "{row}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_beyond_the_limit_are_closed_at_once_and_counted() {
    let folder = tempfile::tempdir().unwrap();
    let server = Process::up(folder.path(), &[("KINHBAC__LISTEN__MAX_CONNECTIONS", "16")]);
    let server = server.await.unwrap();
    let address = server.grpc.trim_start_matches("http://");
    let client = Client::connect(&server.grpc).await.unwrap();
    client.import(&sample_province()).await.unwrap();
    let mut silent = Vec::new();
    for _ in 0..15 {
        silent.push(TcpStream::connect(address).await.unwrap());
    }
    let mut one_too_many = TcpStream::connect(address).await.unwrap();
    let closed = timeout(PATIENCE, one_too_many.read(&mut [0])).await.unwrap();
    assert!(matches!(closed, Ok(0) | Err(_)), "{closed:?}");
    let said = metrics_at(&server.http).await;
    for row in [
        r#"kinhbac_connections{port="grpc"} 16"#,
        r#"kinhbac_connections_refused_total{port="grpc",reason="too_many"} 1"#,
    ] {
        assert!(said.lines().any(|line| line == row), "no {row} in {said}");
    }
    // Who is in stays in.
    let event = |id: &str| people(id, "camera/cam-0001", ago(0), 1);
    client.publish_json(&[event("within")]).await.unwrap();
    // And there is room again when others go.
    drop(silent);
    let again = async {
        while match Client::connect(&server.grpc).await {
            Ok(client) => client.publish_json(&[event("after")]).await.is_err(),
            Err(_) => true,
        } {}
    };
    timeout(PATIENCE, again).await.unwrap();
    server.stop().await.unwrap();
}
