//! What is served over plain HTTP: the screen and what it asks for, metrics, health, readiness.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use kinhbac_api::v1::history_service_server::SERVICE_NAME as HISTORY;
use kinhbac_api::v1::live_service_server::SERVICE_NAME as LIVE;
use kinhbac_api::v1::registry_service_server::SERVICE_NAME as REGISTRY;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio_util::sync::CancellationToken;
use tonic::codegen::http::{HeaderMap, StatusCode, Uri, header};
use tonic::service::Routes;
use tonic_web::GrpcWebLayer;
use tower::util::MapResponseLayer;
use tower::{ServiceExt, service_fn};

use super::grpc::{KEEP_ALIVE_ANSWER, tell_zone};
use super::incoming::Incoming;
use super::readiness::Readiness;
use crate::config::Config;

/// Streams of one HTTP/2 connection at once; without a number tonic lets in any.
const MAX_STREAMS: u32 = 16;

/// What the pages show.
#[derive(Clone)]
pub(super) struct Page {
    pub(super) metrics: PrometheusHandle,
    pub(super) readiness: Arc<Readiness>,
}

/// What the screen asks, of the services that gRPC serves. The others are not reached here:
/// publishers are told to stop before this address is.
const ASKED: [&str; 3] = [LIVE, HISTORY, REGISTRY];

/// Makes the pages; the screen's questions are answered by `grpc`, over gRPC-Web.
///
/// # Errors
/// When the configuration has what headers can't carry.
pub(super) fn pages(config: &Config, page: Page, grpc: Routes) -> Result<Router> {
    let grpc = grpc
        .into_axum_router()
        .layer(MapResponseLayer::new(tell_zone(config)?))
        .layer(GrpcWebLayer::new());
    let grpc = service_fn(move |request: Request| grpc.clone().oneshot(request));
    let pages = Router::new()
        .route("/metrics", get(metrics))
        .route("/healthz", get(async || text(StatusCode::OK, "ok\n".into())))
        .route("/readyz", get(ready))
        .with_state(page);
    let asked = ASKED.into_iter().fold(pages, |router, service| {
        router.route_service(&format!("/{service}/{{method}}"), grpc.clone())
    });
    Ok(asked.fallback(get(screen)))
}

/// Serves until `stop`. Tonic's server does it: it keeps small answers from being held back, and
/// is the one that gRPC is served with anyway.
pub(super) async fn serve(
    pages: Router,
    incoming: Incoming,
    keep_alive: Duration,
    stop: CancellationToken,
) -> Result<()> {
    tonic::transport::Server::builder()
        .accept_http1(true)
        .http2_keepalive_interval(Some(keep_alive))
        .http2_keepalive_timeout(Some(KEEP_ALIVE_ANSWER))
        .max_concurrent_streams(MAX_STREAMS)
        .add_routes(Routes::from(pages))
        .serve_with_incoming_shutdown(incoming, stop.cancelled_owned())
        .await?;
    Ok(())
}

async fn screen(uri: Uri, headers: HeaderMap) -> Response {
    match kinhbac_console::answer(uri.path(), &headers) {
        Some(response) => response.map(Body::from),
        None => text(StatusCode::NOT_FOUND, "there is no such page\n".into()),
    }
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
