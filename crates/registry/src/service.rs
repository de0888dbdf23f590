//! `RegistryService` over gRPC.

use std::sync::Arc;

use jiff::civil::Date;
use kinhbac_api::refusal::Reason;
use kinhbac_api::v1::registry_service_server::{RegistryService, RegistryServiceServer};
use kinhbac_api::v1::{
    Device, ImportRequest, ImportResponse, ListDevicesRequest, ListDevicesResponse,
    ListUnitsRequest, ListUnitsResponse, ShowRequest, ShowResponse, Site, Unit,
};
use kinhbac_api::{refusal::shown, status};
use kinhbac_domain::clock::Clock;
use kinhbac_domain::event::DeviceKind;
use kinhbac_domain::ports::RegistryStore;
use kinhbac_domain::registry::{AsOf, DeviceRow, Level, Registry, SiteRow, UnitRow};
use tonic::{Request, Response, Status};

use crate::RegistryCache;
use crate::import::{self, ImportError};

/// The service of a process: reads from its cache, imports into the store.
pub fn service(
    cache: Arc<RegistryCache>,
    store: Arc<dyn RegistryStore>,
    clock: Arc<dyn Clock>,
) -> RegistryServiceServer<impl RegistryService> {
    RegistryServiceServer::new(Service { cache, store, clock })
}

struct Service {
    cache: Arc<RegistryCache>,
    store: Arc<dyn RegistryStore>,
    clock: Arc<dyn Clock>,
}

impl Service {
    /// The day asked for: today where none is.
    fn day(&self, registry: &Registry, text: &str) -> Result<Date, Status> {
        if text.is_empty() {
            return Ok(registry.zone().date(self.clock.now()));
        }
        text.parse().map_err(|_| {
            let words = format!("{} is no date: write 2025-07-01", shown(text));
            status::invalid("asOf", Reason::Malformed, words)
        })
    }
}

#[tonic::async_trait]
impl RegistryService for Service {
    async fn import(
        &self,
        request: Request<ImportRequest>,
    ) -> Result<Response<ImportResponse>, Status> {
        let ImportRequest { file_name, content } = request.into_inner();
        let zone = self.cache.current().zone().clone();
        let today = zone.date(self.clock.now());
        let imported = import::import(&self.store, &zone, today, &file_name, &content).await;
        let imported = imported.map_err(|error| match error {
            ImportError::Refused(problems) => status::refused(problems),
            ImportError::Store(error) => status::from_store(&error),
        })?;
        self.cache.refresh().await.map_err(|error| status::from_store(&error))?;
        tracing::info!(
            file = file_name,
            kind = imported.kind,
            rows = imported.rows,
            changed = imported.upserted.changed,
            revision = imported.upserted.revision,
            "a registry file was imported"
        );
        Ok(Response::new(ImportResponse {
            kind: imported.kind.into(),
            // Bounded by the bound on rows.
            rows: imported.rows as u32,
            changed: imported.upserted.changed,
            revision: imported.upserted.revision,
            notes: imported.notes,
        }))
    }

    async fn list_units(
        &self,
        request: Request<ListUnitsRequest>,
    ) -> Result<Response<ListUnitsResponse>, Status> {
        let ListUnitsRequest { level, as_of } = request.into_inner();
        let registry = self.cache.current();
        let level = optional(&level, "level", |name| {
            Level::from_name(name).filter(|level| level.is_of_units())
        })?;
        let day = self.day(&registry, &as_of)?;
        let units = registry.units_on(day, level);
        let units = units.into_iter().map(|id| unit(registry.unit_row(id))).collect();
        Ok(Response::new(ListUnitsResponse { units }))
    }

    async fn show(&self, request: Request<ShowRequest>) -> Result<Response<ShowResponse>, Status> {
        let ShowRequest { code, as_of } = request.into_inner();
        let registry = self.cache.current();
        let day = self.day(&registry, &as_of)?;
        let answer = show(&registry, &code, day);
        if answer == ShowResponse::default() {
            let words = format!("{} is no unit, site or device", shown(&code));
            return Err(status::not_found(words));
        }
        Ok(Response::new(answer))
    }

    async fn list_devices(
        &self,
        request: Request<ListDevicesRequest>,
    ) -> Result<Response<ListDevicesResponse>, Status> {
        let ListDevicesRequest { kind, as_of } = request.into_inner();
        let registry = self.cache.current();
        let kind = optional(&kind, "kind", DeviceKind::from_name)?;
        let day = self.day(&registry, &as_of)?;
        let (from, to) = (registry.zone().day_start(day), day.tomorrow().unwrap_or(day));
        let to = registry.zone().day_start(to);
        let stands = |row: &&DeviceRow| {
            kind.is_none_or(|kind| row.kind == kind)
                && row.valid_from.is_none_or(|begin| begin < to)
                && row.valid_to.is_none_or(|end| end > from)
        };
        let devices = registry.devices().filter(stands).map(|row| device(row, &registry)).collect();
        Ok(Response::new(ListDevicesResponse { devices }))
    }
}

/// A value by its name; none for an empty one.
fn optional<T>(
    name: &str,
    field: &str,
    from_name: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, Status> {
    if name.is_empty() {
        return Ok(None);
    }
    from_name(name).map(Some).ok_or_else(|| {
        status::invalid(field, Reason::Malformed, format!("{} is no {field}", shown(name)))
    })
}

fn show(registry: &Registry, code: &str, day: Date) -> ShowResponse {
    let lives = registry.lives(code);
    let mut as_of_units: Vec<_> = lives
        .iter()
        .filter_map(|life| match registry.as_of(*life, day) {
            AsOf::Unit(unit) => Some(registry.unit_row(unit).code.to_string()),
            AsOf::Ancestor(_) | AsOf::Nowhere => None,
        })
        .collect();
    as_of_units.dedup();
    let sites = registry.site_rows(code);
    let devices: Vec<_> = if sites.is_empty() {
        registry.stays(code).iter().collect()
    } else {
        registry.devices().filter(|row| row.site.as_str() == code).collect()
    };
    ShowResponse {
        units: lives.iter().map(|life| unit(registry.unit_row(*life))).collect(),
        as_of_units,
        sites: sites.iter().map(site).collect(),
        devices: devices.into_iter().map(|row| device(row, registry)).collect(),
    }
}

fn unit(row: &UnitRow) -> Unit {
    let (latitude, longitude) = row.centre.unwrap_or_default();
    Unit {
        code: row.code.to_string(),
        level: row.level.name().into(),
        r#type: row.kind.clone(),
        name: row.name.clone(),
        parent_code: row.parent.as_ref().map(ToString::to_string).unwrap_or_default(),
        valid_from: row.valid_from.to_string(),
        valid_to: row.valid_to.map(|day| day.to_string()).unwrap_or_default(),
        latitude,
        longitude,
        area_km2: row.area_km2.unwrap_or(0.0),
        succeeded_by: row.succeeded_by.iter().map(ToString::to_string).collect(),
    }
}

fn site(row: &SiteRow) -> Site {
    Site {
        site_id: row.site.to_string(),
        name: row.name.clone(),
        latitude: row.latitude,
        longitude: row.longitude,
        unit_code: row.unit.to_string(),
        valid_from: row.valid_from.map(|day| day.to_string()).unwrap_or_default(),
        valid_to: row.valid_to.map(|day| day.to_string()).unwrap_or_default(),
    }
}

fn device(row: &DeviceRow, registry: &Registry) -> Device {
    let printed = |at| registry.zone().print(at);
    Device {
        source: row.source.to_string(),
        kind: row.kind.name().into(),
        name: row.name.clone(),
        site_id: row.site.to_string(),
        valid_from: row.valid_from.map(printed).unwrap_or_default(),
        valid_to: row.valid_to.map(printed).unwrap_or_default(),
        expected_interval_seconds: row.expected_interval,
    }
}
