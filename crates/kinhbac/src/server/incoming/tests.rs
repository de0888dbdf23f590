use std::net::SocketAddr;

use futures::StreamExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

use super::*;

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(20);
/// Longer than any test.
const NEVER: Duration = Duration::from_secs(3_600);

async fn incoming(most: usize, first_request: Duration) -> (SocketAddr, Incoming) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    (address, Incoming::new(listener, "grpc", most, first_request, CancellationToken::new()))
}

async fn next(incoming: &mut Incoming) -> Connection {
    timeout(PATIENCE, incoming.next()).await.unwrap().unwrap().unwrap()
}

#[tokio::test]
async fn one_too_many_is_closed_at_once_and_a_place_that_is_free_again_is_given() {
    let (address, mut incoming) = incoming(1, NEVER).await;
    let _first = TcpStream::connect(address).await.unwrap();
    let connection = next(&mut incoming).await;
    let mut second = TcpStream::connect(address).await.unwrap();
    let mut byte = [0];
    tokio::select! {
        _ = incoming.next() => panic!("there was no room"),
        closed = timeout(PATIENCE, second.read(&mut byte)) => assert_eq!(closed.unwrap().unwrap(), 0),
    }
    drop(connection);
    let _third = TcpStream::connect(address).await.unwrap();
    next(&mut incoming).await;
}

#[tokio::test]
async fn a_connection_without_a_whole_request_ends_at_the_deadline() {
    let (address, mut incoming) = incoming(9, Duration::from_millis(50)).await;
    for sent in [&b""[..], b"PRI * HT", b"GET / HTTP/1.1\r\n"] {
        let mut client = TcpStream::connect(address).await.unwrap();
        client.write_all(sent).await.unwrap();
        let mut connection = next(&mut incoming).await;
        let mut read = Vec::new();
        let ended = timeout(PATIENCE, connection.read_to_end(&mut read)).await.unwrap();
        assert_eq!(ended.unwrap_err().kind(), ErrorKind::TimedOut);
        assert_eq!(read, sent);
    }
}

#[tokio::test]
async fn a_connection_that_made_a_request_may_be_silent_for_long() {
    let (address, mut incoming) = incoming(9, Duration::from_millis(50)).await;
    let mut client = TcpStream::connect(address).await.unwrap();
    client.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    let mut connection = next(&mut incoming).await;
    let mut request = [0; 18];
    connection.read_exact(&mut request).await.unwrap();
    // Far beyond the deadline.
    let silence = timeout(Duration::from_millis(300), connection.read(&mut [0])).await;
    assert!(silence.is_err(), "{silence:?}");
}

#[tokio::test]
async fn a_stop_does_not_wait_for_a_request() {
    let (address, mut incoming) = incoming(9, NEVER).await;
    let mut client = TcpStream::connect(address).await.unwrap();
    client.write_all(b"GET / HTTP/1.1\r\n").await.unwrap();
    let mut connection = next(&mut incoming).await;
    incoming.stop.cancel();
    let mut read = Vec::new();
    let ended = timeout(PATIENCE, connection.read_to_end(&mut read)).await.unwrap();
    assert!(ended.is_err(), "{read:?}");
}
