//! A small province with a history, and somebody who asks about it.

use std::sync::Arc;

use kinhbac_api::v1::history_service_client::HistoryServiceClient;
use kinhbac_api::v1::{AwaitStoredRequest, Position, QueryRequest, Row};
use kinhbac_domain::cell::{CellEntry, CellKey, SeriesKey};
use kinhbac_domain::clock::Clock;
use kinhbac_domain::event::DeviceKind;
use kinhbac_domain::id::{SiteId, Source, UnitCode};
use kinhbac_domain::position::Offset;
use kinhbac_domain::registry::{DeviceRow, Level, SiteRow, UnitRow};
use kinhbac_domain::time::{Timestamp, Zone};
use kinhbac_history::{Config, Deps, service};
use kinhbac_registry::RegistryCache;
use tokio::runtime::Handle;
use tonic::{Code, Request, Status};

use crate::log::Log;
use crate::memory::Memory;
use crate::sample::Sample;

/// It is always the same time here.
struct Stopped(Timestamp);

impl Clock for Stopped {
    fn now(&self) -> Timestamp {
        self.0
    }
}

pub(crate) struct World {
    pub(crate) memory: Arc<Memory>,
    pub(crate) log: Arc<Log>,
    pub(crate) zone: Zone,
    pub(crate) config: Config,
    pub(crate) now: Timestamp,
}

/// An answer: its rows, and the places that have none.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    pub(crate) rows: Vec<Row>,
    pub(crate) unassigned: Vec<String>,
    pub(crate) messages: usize,
}

impl World {
    /// Nothing but the zone of Hà Nội, at noon of 2026-11-22.
    pub(crate) fn empty() -> Self {
        let zone = Zone::named("Asia/Ho_Chi_Minh").unwrap();
        let now = zone.parse("2026-11-22T12:00:00+07:00").unwrap();
        Self { memory: Arc::default(), log: Arc::default(), zone, config: Config::default(), now }
    }

    /// A province 24 of two communes 101 and 102; two sites in the first, one in the second; a
    /// camera at each, a Wi-Fi hotspot at the first.
    pub(crate) fn small() -> Self {
        let world = Self::empty();
        world.unit("24", Level::Province, "", "2025-07-01", "", "");
        world.unit("101", Level::Commune, "24", "2025-07-01", "", "");
        world.unit("102", Level::Commune, "24", "2025-07-01", "", "");
        for (site, unit) in [("s1", "101"), ("s2", "101"), ("s3", "102")] {
            world.site(site, unit, "2025-07-01");
        }
        for (camera, site) in [("camera/1", "s1"), ("camera/2", "s2"), ("camera/3", "s3")] {
            world.device(DeviceKind::Camera, camera, site, "", "");
        }
        world.device(DeviceKind::Wifi, "wifi/1", "s1", "", "");
        world
    }

    pub(crate) fn at(&self, text: &str) -> Timestamp {
        self.zone.parse(text).unwrap()
    }

    pub(crate) fn unit(
        &self,
        code: &str,
        level: Level,
        parent: &str,
        from: &str,
        to: &str,
        succeeded_by: &str,
    ) {
        let codes = |text: &str| -> Vec<_> {
            text.split('|').filter(|c| !c.is_empty()).map(|c| UnitCode::new(c).unwrap()).collect()
        };
        self.memory.registry.lock().unwrap().units.push(UnitRow {
            valid_from: from.parse().unwrap(),
            valid_to: (!to.is_empty()).then(|| to.parse().unwrap()),
            code: UnitCode::new(code).unwrap(),
            level,
            kind: level.name().into(),
            name: format!("Unit {code}"),
            parent: codes(parent).pop(),
            centre: None,
            area_km2: None,
            succeeded_by: codes(succeeded_by),
        });
    }

    pub(crate) fn site(&self, site: &str, unit: &str, unit_as_of: &str) {
        self.memory.registry.lock().unwrap().sites.push(SiteRow {
            site: SiteId::new(site).unwrap(),
            name: format!("Site {site}"),
            latitude: 21.18,
            longitude: 106.07,
            unit: UnitCode::new(unit).unwrap(),
            unit_as_of: unit_as_of.parse().unwrap(),
            valid_from: None,
            valid_to: None,
        });
    }

    pub(crate) fn device(&self, kind: DeviceKind, source: &str, site: &str, from: &str, to: &str) {
        let instant = |text: &str| (!text.is_empty()).then(|| self.at(text));
        self.memory.registry.lock().unwrap().devices.push(DeviceRow {
            source: Source::new(source).unwrap(),
            kind,
            name: format!("Device {source}"),
            site: SiteId::new(site).unwrap(),
            valid_from: instant(from),
            valid_to: instant(to),
            expected_interval: 60,
        });
    }

    /// Something was told: `place` is `site` or `site device`.
    pub(crate) fn told(&self, place: &str, measure: &str, label: &str, at: &str, amount: i64) {
        let (site, device) = place.split_once(' ').unwrap_or((place, ""));
        self.fold(&Sample::new(site, device, measure, label, self.at(at), amount));
    }

    /// Folds a sample into its cells.
    pub(crate) fn fold(&self, sample: &Sample) {
        for resolution in sample.resolutions() {
            let key = CellKey {
                series: SeriesKey {
                    site: sample.site.clone(),
                    device: sample.device.clone(),
                    measure: sample.measure.clone(),
                    label: sample.label.clone(),
                },
                bucket: self.zone.bucket(resolution, sample.at),
            };
            let mut cells = self.memory.cells.lock().unwrap();
            let entry = cells.entry(key.clone()).or_insert_with(|| CellEntry {
                key,
                cell: Default::default(),
                version: Offset(0),
            });
            entry.cell.merge(sample.measure.kind(), &sample.cell());
        }
    }

    /// Asks, and takes the whole answer.
    pub(crate) async fn ask(&self, request: QueryRequest) -> Result<Answer, Status> {
        let mut client = HistoryServiceClient::new(self.service().await);
        let mut messages = client.query(request).await?.into_inner();
        let mut answer = Answer::default();
        while let Some(message) = messages.message().await? {
            assert!(answer.unassigned.is_empty(), "rows after the unassigned places");
            answer.rows.extend(message.rows);
            answer.unassigned.extend(message.unassigned);
            answer.messages += 1;
        }
        Ok(answer)
    }

    /// The rows of an answer, each as `place time label value`, times without the offset.
    pub(crate) async fn rows(&self, request: QueryRequest) -> Vec<String> {
        self.ask(request).await.unwrap().rows.iter().map(|row| self.shown(row)).collect()
    }

    /// The field, the reason and the words of a refusal.
    pub(crate) async fn refusal(&self, request: QueryRequest) -> String {
        let status = self.ask(request).await.expect_err("refused");
        assert_eq!(status.code(), Code::InvalidArgument, "{status}");
        status.message().to_owned()
    }

    pub(crate) async fn await_stored(
        &self,
        positions: Vec<Position>,
        timeout: Option<std::time::Duration>,
    ) -> Result<(), Status> {
        let mut request = Request::new(AwaitStoredRequest { positions });
        if let Some(timeout) = timeout {
            request.set_timeout(timeout);
        }
        let mut client = HistoryServiceClient::new(self.service().await);
        client.await_stored(request).await.map(|_| ())
    }

    pub(crate) async fn service(
        &self,
    ) -> kinhbac_api::v1::history_service_server::HistoryServiceServer<
        impl kinhbac_api::v1::history_service_server::HistoryService + use<>,
    > {
        let registry = RegistryCache::open(self.memory.clone(), self.zone.clone()).await.unwrap();
        let deps = Deps {
            history: self.memory.clone(),
            cells: self.memory.clone(),
            log: self.log.clone(),
            registry,
            clock: Arc::new(Stopped(self.now)),
            answers: Handle::current(),
        };
        service(self.config.clone(), deps)
    }

    fn shown(&self, row: &Row) -> String {
        let at = self.printed_time(row);
        let parts = [row.place.as_str(), &at, &row.label, &row.value];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// The local time of a row, without seconds and offset; a bare date at midnight.
    pub(crate) fn printed_time(&self, row: &Row) -> String {
        let at = Timestamp::from_millis(row.time.unwrap().millis().unwrap());
        let text = self.zone.print(at);
        text[..16].trim_end_matches("T00:00").to_owned()
    }
}

/// A question, to be completed with `..`.
pub(crate) fn of(measure: &str, from: &str, to: &str, step: &str) -> QueryRequest {
    QueryRequest {
        measure: measure.into(),
        from: from.into(),
        to: to.into(),
        step: step.into(),
        ..QueryRequest::default()
    }
}
