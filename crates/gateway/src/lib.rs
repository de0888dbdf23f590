//! Publishing: validates, places, pseudonymises, logs, acknowledges.
//!
//! A batch goes through two stages. It is *prepared*: each event checked, placed by the registry,
//! stripped of addresses and written as a record. Then it is *appended*, and answered only when
//! the log has it on disk. Batches of one stream are prepared one after another and appended in
//! that order, so that a site's events stay in order.

mod append;
mod batch;
mod check;
mod config;
mod dead_letters;
mod dedupe;
mod fresh;
mod gateway;
pub mod metrics;
mod place;
mod pseudonym;
mod record;
mod service;
mod stream;

use std::sync::Arc;

use kinhbac_api::v1::publish_service_server::PublishServiceServer;
use kinhbac_domain::clock::Clock;
use kinhbac_domain::ports::{EventLog, SettingsStore};
use kinhbac_domain::time::Zone;
use kinhbac_registry::RegistryCache;
use tokio_util::sync::CancellationToken;

pub use config::Config;
pub use dead_letters::{DeadLetterDeps, dead_letter_service};
pub use pseudonym::forget_day_keys;
pub use service::Publishing;

/// A source of randomness: 32 bytes that nobody can guess.
pub type NewKey = Arc<dyn Fn() -> [u8; 32] + Send + Sync>;

/// What publishing needs.
pub struct Deps {
    /// Where events go.
    pub log: Arc<dyn EventLog>,
    /// Where devices, sites and units stand.
    pub registry: Arc<RegistryCache>,
    /// Keeps the keys of the days, for all gateways alike.
    pub settings: Arc<dyn SettingsStore>,
    /// The wall clock.
    pub clock: Arc<dyn Clock>,
    /// The installation's zone: where local days begin.
    pub zone: Zone,
    /// Proposes the keys of the days.
    pub new_key: NewKey,
}

/// The service. `shutdown`: streams answer what they have taken in, then end.
#[must_use]
pub fn service(
    config: Config,
    deps: Deps,
    shutdown: CancellationToken,
) -> PublishServiceServer<Publishing> {
    let max_request_bytes = config.max_request_bytes;
    PublishServiceServer::new(Publishing::new(config, deps, shutdown))
        .max_decoding_message_size(max_request_bytes)
}
