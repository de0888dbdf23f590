//! `RegistryService` over gRPC.

mod wire;

use std::sync::Arc;

use jiff::civil::Date;
use kinhbac_api::refusal::{Reason, shown};
use kinhbac_api::status;
use kinhbac_api::v1::registry_service_server::{RegistryService, RegistryServiceServer};
use kinhbac_api::v1::{
    ImportRequest, ImportResponse, ListBoundariesRequest, ListBoundariesResponse,
    ListDevicesRequest, ListDevicesResponse, ListSitesRequest, ListSitesResponse, ListUnitsRequest,
    ListUnitsResponse, ShowRequest, ShowResponse, Site,
};
use kinhbac_domain::clock::Clock;
use kinhbac_domain::event::DeviceKind;
use kinhbac_domain::ports::RegistryStore;
use kinhbac_domain::registry::{AsOf, DeviceRow, Level, Registry, SiteRow};
use tokio::sync::Mutex;
use tonic::{Request, Response, Status};

use crate::import::{self, ImportError, Imported, MAX_FILE_BYTES};
use crate::{RegistryCache, metrics};

/// The largest request: a file, its name and some bytes around them.
const MAX_REQUEST_BYTES: usize = MAX_FILE_BYTES + (64 << 10);

/// The service of a process: answers from its cache, imports into the store.
pub fn service(
    cache: Arc<RegistryCache>,
    store: Arc<dyn RegistryStore>,
    clock: Arc<dyn Clock>,
) -> RegistryServiceServer<impl RegistryService> {
    let service = Service { cache, store, clock, importing: Mutex::default() };
    RegistryServiceServer::new(service).max_decoding_message_size(MAX_REQUEST_BYTES)
}

struct Service {
    cache: Arc<RegistryCache>,
    store: Arc<dyn RegistryStore>,
    clock: Arc<dyn Clock>,
    /// One file at a time: each is checked against the one before, and memory is bounded.
    importing: Mutex<()>,
}

impl Service {
    /// The day asked for; today where none is.
    fn day(&self, registry: &Registry, text: &str) -> Result<Date, Status> {
        if text.is_empty() {
            return Ok(registry.zone().date(self.clock.now()));
        }
        import::date(text).ok_or_else(|| {
            let words = format!("{} is no date: write e.g. 2025-07-01", shown(text));
            status::invalid("asOf", Reason::Malformed, words)
        })
    }

    async fn take_in(&self, request: ImportRequest) -> Result<Imported, ImportError> {
        let _one_at_a_time = self.importing.lock().await;
        let today = self.cache.current().zone().date(self.clock.now());
        let ImportRequest { file_name, content } = request;
        import::import(&self.cache, self.store.as_ref(), today, file_name, content).await
    }
}

#[tonic::async_trait]
impl RegistryService for Service {
    async fn import(
        &self,
        request: Request<ImportRequest>,
    ) -> Result<Response<ImportResponse>, Status> {
        let Imported { kind, rows, upserted, notes } =
            self.take_in(request.into_inner()).await.map_err(refusal)?;
        metrics::import_ended("imported");
        let (changed, revision) = (upserted.changed, upserted.revision);
        tracing::info!(kind, rows, changed, revision, "a registry file was imported");
        Ok(Response::new(ImportResponse { kind: kind.into(), rows, changed, revision, notes }))
    }

    async fn list_units(
        &self,
        request: Request<ListUnitsRequest>,
    ) -> Result<Response<ListUnitsResponse>, Status> {
        let ListUnitsRequest { level, as_of } = request.into_inner();
        let registry = self.cache.current();
        let level = unit_level(&level)?;
        let units = registry.units_on(self.day(&registry, &as_of)?, level);
        let units = units.into_iter().map(|unit| wire::unit(registry.unit_row(unit))).collect();
        Ok(Response::new(ListUnitsResponse { units }))
    }

    async fn show(&self, request: Request<ShowRequest>) -> Result<Response<ShowResponse>, Status> {
        let ShowRequest { code, as_of } = request.into_inner();
        let registry = self.cache.current();
        let shown_code = show(&registry, &code, self.day(&registry, &as_of)?);
        if shown_code == ShowResponse::default() {
            let words = format!("{} is no unit, site or device", shown(&code));
            return Err(status::not_found(words));
        }
        Ok(Response::new(shown_code))
    }

    async fn list_devices(
        &self,
        request: Request<ListDevicesRequest>,
    ) -> Result<Response<ListDevicesResponse>, Status> {
        let ListDevicesRequest { kind, as_of } = request.into_inner();
        let registry = self.cache.current();
        let kind = optional("kind", &kind, DeviceKind::from_name)?;
        let day = self.day(&registry, &as_of)?;
        let stands = |row: &&DeviceRow| {
            kind.is_none_or(|kind| row.kind == kind) && stands_on(row, day, &registry)
        };
        let devices = registry.devices().filter(stands);
        let devices = devices.map(|row| wire::device(row, registry.zone())).collect();
        Ok(Response::new(ListDevicesResponse { devices }))
    }

    async fn list_sites(
        &self,
        request: Request<ListSitesRequest>,
    ) -> Result<Response<ListSitesResponse>, Status> {
        let registry = self.cache.current();
        let day = self.day(&registry, &request.into_inner().as_of)?;
        let holds = |row: &&SiteRow| registry.site(row.site.as_str(), day) == Some(*row);
        let sites = registry.sites().filter(holds);
        let sites = sites.map(|row| placed(row, day, &registry)).collect();
        Ok(Response::new(ListSitesResponse { sites }))
    }

    async fn list_boundaries(
        &self,
        request: Request<ListBoundariesRequest>,
    ) -> Result<Response<ListBoundariesResponse>, Status> {
        let ListBoundariesRequest { level, as_of } = request.into_inner();
        let registry = self.cache.current();
        let level = unit_level(&level)?;
        let day = self.day(&registry, &as_of)?;
        let mut units = registry.units_on(day, level);
        units.sort_unstable_by_key(|unit| &registry.unit_row(*unit).code);
        let of = |unit| registry.boundary(registry.unit_row(unit).code.as_str(), day);
        let boundaries = units.into_iter().filter_map(of).map(wire::boundary).collect();
        Ok(Response::new(ListBoundariesResponse { boundaries }))
    }
}

/// Why a file was not imported; told to the metrics, and to the log where it is no fault of the
/// file.
fn refusal(error: ImportError) -> Status {
    if let ImportError::Refused(problems) = error {
        metrics::import_ended("refused");
        return status::refused(problems);
    }
    metrics::import_ended("failed");
    tracing::warn!(%error, "a registry file could not be imported");
    match error {
        ImportError::Store(error) => status::from_store(&error),
        error => Status::internal(error.to_string()),
    }
}

/// A value by its name; none for an empty one.
fn optional<T>(
    field: &str,
    name: &str,
    from_name: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, Status> {
    if name.is_empty() {
        return Ok(None);
    }
    let value = from_name(name).ok_or_else(|| {
        status::invalid(field, Reason::Malformed, format!("{} is no {field}", shown(name)))
    })?;
    Ok(Some(value))
}

/// A level of units by its name; none for an empty one.
fn unit_level(name: &str) -> Result<Option<Level>, Status> {
    optional("level", name, |name| Level::from_name(name).filter(|level| level.is_of_units()))
}

/// A site with the unit where it counts on a day.
fn placed(row: &SiteRow, day: Date, registry: &Registry) -> Site {
    let unit = registry.unit(row.unit.as_str(), row.unit_as_of);
    let unit = unit.and_then(|unit| registry.as_of(unit, day).unit());
    let unit_code = unit.map(|unit| registry.unit_row(unit).code.to_string()).unwrap_or_default();
    Site { unit_code, ..wire::site(row) }
}

/// Whether a device stands there for some part of a local day.
fn stands_on(row: &DeviceRow, day: Date, registry: &Registry) -> bool {
    let zone = registry.zone();
    let end = zone.day_start(day.tomorrow().unwrap_or(day));
    row.valid_from.is_none_or(|from| from < end)
        && row.valid_to.is_none_or(|to| to > zone.day_start(day))
}

fn show(registry: &Registry, code: &str, day: Date) -> ShowResponse {
    let lives = registry.lives(code);
    let sites = registry.site_rows(code);
    let devices: Vec<_> = match sites {
        [] => registry.stays(code).iter().collect(),
        _ => registry.devices().filter(|row| row.site.as_str() == code).collect(),
    };
    let mut as_of_units = Vec::new();
    for life in lives {
        if let AsOf::Unit(unit) = registry.as_of(*life, day) {
            let code = registry.unit_row(unit).code.to_string();
            if !as_of_units.contains(&code) {
                as_of_units.push(code);
            }
        }
    }
    ShowResponse {
        units: lives.iter().map(|life| wire::unit(registry.unit_row(*life))).collect(),
        as_of_units,
        sites: sites.iter().map(wire::site).collect(),
        devices: devices.into_iter().map(|row| wire::device(row, registry.zone())).collect(),
    }
}
