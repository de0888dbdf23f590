//! What is served over gRPC: the services of the roles, health and reflection, for gRPC and
//! gRPC-Web.

use std::time::Duration;

use anyhow::{Context, Result};
use kinhbac_api::{DETAILS_DESCRIPTOR_SET, FILE_DESCRIPTOR_SET};
use tokio_util::sync::CancellationToken;
use tonic::codegen::http::{HeaderName, HeaderValue, Response};
use tonic::service::{Routes, RoutesBuilder};
use tonic_health::pb::FILE_DESCRIPTOR_SET as HEALTH_DESCRIPTOR_SET;
use tonic_reflection::server::Builder as Reflection;
use tonic_web::GrpcWebLayer;
use tower::util::MapResponseLayer;
use tower_http::cors::{AllowOrigin, CorsLayer, ExposeHeaders};

use super::incoming::Incoming;
use crate::client::ZONE_HEADER;
use crate::config::Config;

/// How long an answer to "are you still there" may take.
pub(super) const KEEP_ALIVE_ANSWER: Duration = Duration::from_secs(20);
/// Streams of one connection at once.
const MAX_STREAMS: u32 = 1_024;
/// Headers that a browser may read.
const EXPOSED: [&str; 4] = ["grpc-status", "grpc-message", "grpc-status-details-bin", ZONE_HEADER];

/// Makes the server; what is returned serves until `stop`, then ends what is under way.
///
/// # Errors
/// When the configuration has what headers can't carry.
pub(super) fn serve(
    config: &Config,
    routes: Routes,
    incoming: Incoming,
    stop: CancellationToken,
) -> Result<impl Future<Output = Result<()>> + use<>> {
    let listen = &config.listen;
    let mut builder = tonic::transport::Server::builder()
        .accept_http1(true)
        .http2_keepalive_interval(Some(listen.keep_alive))
        .http2_keepalive_timeout(Some(KEEP_ALIVE_ANSWER))
        .max_concurrent_streams(MAX_STREAMS);
    if let Some(age) = listen.connection_age {
        builder = builder.max_connection_age(age).max_connection_age_grace(listen.connection_grace);
    }
    let tell_zone = tell_zone(config)?;
    let cors = cors(&config.live.cors_origins)?;
    Ok(async move {
        builder
            .layer(cors)
            .layer(GrpcWebLayer::new())
            .layer(MapResponseLayer::new(tell_zone))
            .add_routes(routes)
            .serve_with_incoming_shutdown(incoming, stop.cancelled_owned())
            .await
            .context("gRPC")
    })
}

/// Adds the installation's zone to each answer.
///
/// # Errors
/// When the zone's name is nothing that a header can carry.
pub(super) fn tell_zone<B>(
    config: &Config,
) -> Result<impl Fn(Response<B>) -> Response<B> + Clone + use<B>> {
    let zone = HeaderValue::from_str(config.time_zone.name()).context("the zone's name")?;
    Ok(move |mut response: Response<B>| {
        response.headers_mut().insert(HeaderName::from_static(ZONE_HEADER), zone.clone());
        response
    })
}

/// The services of the roles, with reflection.
///
/// # Errors
/// When the descriptions of the services can't be read.
pub(super) fn routes(mut routes: RoutesBuilder) -> Result<Routes> {
    let reflection = || {
        Reflection::configure()
            .register_encoded_file_descriptor_set(FILE_DESCRIPTOR_SET)
            .register_encoded_file_descriptor_set(HEALTH_DESCRIPTOR_SET)
            .register_encoded_file_descriptor_set(DETAILS_DESCRIPTOR_SET)
    };
    routes.add_service(reflection().build_v1()?).add_service(reflection().build_v1alpha()?);
    Ok(routes.routes().prepare())
}

/// Browsers of these origins may call.
fn cors(origins: &[String]) -> Result<CorsLayer> {
    let origins: Vec<HeaderValue> = origins
        .iter()
        .map(|origin| origin.parse().with_context(|| format!("`live.cors_origins`: {origin:?}")))
        .collect::<Result<_>>()?;
    Ok(CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods(tower_http::cors::AllowMethods::mirror_request())
        .allow_headers(tower_http::cors::AllowHeaders::mirror_request())
        .expose_headers(ExposeHeaders::list(EXPOSED.map(HeaderName::from_static))))
}
