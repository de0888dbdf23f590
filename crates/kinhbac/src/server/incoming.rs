//! Connections taken in: no more of them than there is room for, and each must soon make its
//! first request.
//!
//! Tonic waits without end for a connection that has sent nothing or a part of HTTP/2's preface,
//! and hyper's 30 s for the headers of HTTP/1 can't be set through it. What comes after the first
//! request is theirs to watch: the next headers, and pings that are answered.

mod first_request;
mod room;

use std::io::{self, ErrorKind, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures::Stream;
use metrics::{Counter, Gauge, Unit, counter, describe_counter, describe_gauge, gauge};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep, sleep};
use tokio_util::sync::CancellationToken;
use tonic::transport::server::{Connected, TcpConnectInfo, TcpIncoming};

use first_request::FirstRequest;
pub(super) use room::Room;

const CONNECTIONS: &str = "kinhbac_connections";
const REFUSED: &str = "kinhbac_connections_refused_total";
/// How long nobody is let in after the machine could not: it would only fail again at once.
const PAUSE: Duration = Duration::from_millis(100);
/// How often it is said that connections are turned away.
const SAY: Duration = Duration::from_secs(60);

/// Declares the metrics: unit and help. Called once, when the recorder stands.
pub(super) fn describe_metrics() {
    describe_gauge!(CONNECTIONS, Unit::Count, "Open connections, by port: grpc or http.");
    describe_counter!(
        REFUSED,
        Unit::Count,
        "Connections that were closed at once because there were too many (reason too_many), or \
         because they made no whole request in time (no_request)."
    );
}

/// What is taken in at a port.
pub(super) struct Incoming {
    listener: TcpIncoming,
    port: &'static str,
    seats: Arc<Semaphore>,
    first_request: Duration,
    stop: CancellationToken,
    open: Gauge,
    too_many: Counter,
    no_request: Counter,
    /// Runs after a failure.
    pause: Option<Pin<Box<Sleep>>>,
    /// When it was last said that there are too many.
    said: Option<Instant>,
}

impl Incoming {
    /// At most `most` connections at once; each has `first_request` to make one, and no longer than
    /// until `stop`.
    pub(super) fn new(
        listener: TcpListener,
        port: &'static str,
        most: usize,
        first_request: Duration,
        stop: CancellationToken,
    ) -> Self {
        Self {
            listener: TcpIncoming::from(listener).with_nodelay(Some(true)),
            port,
            seats: Arc::new(Semaphore::new(most)),
            first_request,
            stop,
            open: gauge!(CONNECTIONS, "port" => port),
            too_many: counter!(REFUSED, "port" => port, "reason" => "too_many"),
            no_request: counter!(REFUSED, "port" => port, "reason" => "no_request"),
            pause: None,
            said: None,
        }
    }

    /// A seat for a connection, if there is one.
    fn seat(&mut self, stream: TcpStream) -> Option<Connection> {
        let Ok(permit) = self.seats.clone().try_acquire_owned() else {
            self.too_many.increment(1);
            self.say_so();
            return None;
        };
        self.open.increment(1);
        let (limit, stop) = (sleep(self.first_request), self.stop.clone());
        let awaited = Awaited {
            request: FirstRequest::default(),
            end: Box::pin(async move { stop.run_until_cancelled(limit).await.is_some() }),
            missed: self.no_request.clone(),
        };
        let seat = Seat { open: self.open.clone(), _permit: permit };
        Some(Connection { stream, awaited: Some(awaited), _seat: seat })
    }

    fn say_so(&mut self) {
        if self.said.is_none_or(|said| said.elapsed() >= SAY) {
            self.said = Some(Instant::now());
            tracing::warn!(port = self.port, "too many connections: new ones are closed at once");
        }
    }
}

impl Stream for Incoming {
    type Item = io::Result<Connection>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(pause) = &mut this.pause {
                ready!(pause.as_mut().poll(cx));
                this.pause = None;
            }
            let error = match ready!(Pin::new(&mut this.listener).poll_next(cx)) {
                None => return Poll::Ready(None),
                Some(Ok(stream)) => match this.seat(stream) {
                    Some(connection) => return Poll::Ready(Some(Ok(connection))),
                    None => continue,
                },
                Some(Err(error)) => error,
            };
            if !is_the_clients(&error) {
                tracing::warn!(port = this.port, %error, "can't let connections in, goes on trying");
                this.pause = Some(Box::pin(sleep(PAUSE)));
            }
        }
    }
}

/// Whether a client went away while it was let in, which is nobody else's matter.
fn is_the_clients(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset | ErrorKind::Interrupted
    )
}

/// A connection's place among those that are open.
struct Seat {
    open: Gauge,
    _permit: OwnedSemaphorePermit,
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.open.decrement(1);
    }
}

/// A first request on its way.
struct Awaited {
    request: FirstRequest,
    /// Of the waiting: true at the deadline, false when all stops.
    end: Pin<Box<dyn Future<Output = bool> + Send>>,
    /// Counts those that never came.
    missed: Counter,
}

/// A connection that was let in.
pub(super) struct Connection {
    stream: TcpStream,
    /// None once it came.
    awaited: Option<Awaited>,
    _seat: Seat,
}

impl Connected for Connection {
    type ConnectInfo = TcpConnectInfo;

    fn connect_info(&self) -> TcpConnectInfo {
        self.stream.connect_info()
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buf.filled().len();
        let read = Pin::new(&mut this.stream).poll_read(cx, buf);
        let Some(awaited) = &mut this.awaited else { return read };
        if read.is_ready() {
            if awaited.request.is_whole_with(&buf.filled()[before..]) {
                this.awaited = None;
            }
            return read;
        }
        let is_late = ready!(awaited.end.as_mut().poll(cx));
        awaited.missed.increment(u64::from(is_late));
        this.awaited = None;
        Poll::Ready(Err(ErrorKind::TimedOut.into()))
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write(cx, buf)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests;
