//! What is served over plain HTTP: metrics, health, readiness.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio_util::sync::CancellationToken;
use tonic::codegen::http::{StatusCode, header};
use tonic::service::Routes;

use super::grpc::KEEP_ALIVE_ANSWER;
use super::incoming::Incoming;
use super::readiness::Readiness;

/// Streams of one HTTP/2 connection at once; without a number tonic lets in any.
const MAX_STREAMS: u32 = 16;

/// What the pages show.
#[derive(Clone)]
pub(super) struct Page {
    pub(super) grpc: SocketAddr,
    pub(super) metrics: PrometheusHandle,
    pub(super) readiness: Arc<Readiness>,
}

/// Serves until `stop`. Tonic's server does it: it keeps small answers from being held back, and
/// is the one that gRPC is served with anyway.
pub(super) async fn serve(
    page: Page,
    incoming: Incoming,
    keep_alive: Duration,
    stop: CancellationToken,
) -> Result<()> {
    let router = Router::new()
        .route("/", get(index))
        .route("/metrics", get(metrics))
        .route("/healthz", get(async || text(StatusCode::OK, "ok\n".into())))
        .route("/readyz", get(ready))
        .with_state(page);
    tonic::transport::Server::builder()
        .accept_http1(true)
        .http2_keepalive_interval(Some(keep_alive))
        .http2_keepalive_timeout(Some(KEEP_ALIVE_ANSWER))
        .max_concurrent_streams(MAX_STREAMS)
        .add_routes(Routes::from(router))
        .serve_with_incoming_shutdown(incoming, stop.cancelled_owned())
        .await?;
    Ok(())
}

async fn index(State(page): State<Page>) -> Response {
    let grpc = page.grpc;
    text(
        StatusCode::OK,
        format!(
            "Kinh Bắc\n\ngRPC      http://{grpc} (reflection: grpcurl -plaintext {grpc} list)\n\
             metrics   /metrics\nhealth    /healthz\nreadiness /readyz\n"
        ),
    )
}

async fn metrics(State(page): State<Page>) -> Response {
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], page.metrics.render()).into_response()
}

async fn ready(State(page): State<Page>) -> Response {
    let (ready, state) = page.readiness.page();
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, [(header::CONTENT_TYPE, "application/json")], state + "\n").into_response()
}

fn text(status: StatusCode, text: String) -> Response {
    (status, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}
