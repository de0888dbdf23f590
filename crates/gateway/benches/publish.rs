//! What publishing costs a core, over a log that takes everything at once: a batch of the demo's
//! traffic, checked, placed, written and answered.

#![allow(clippy::unwrap_used, reason = "a bench may fail")]

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use async_trait::async_trait;
use divan::Bencher;
use divan::counter::ItemsCount;
use jiff::civil::Date;
use kinhbac_api::v1::publish_service_server::PublishService;
use kinhbac_api::{v1, wkt};
use kinhbac_domain::clock::{Clock, SystemClock};
use kinhbac_domain::event::DeviceKind;
use kinhbac_domain::id::{SiteId, Source};
use kinhbac_domain::ports::{
    AppendError, EventLog, LogError, LogReader, Membership, NewRecord, ReadFrom, RegistryStore,
    SettingsStore, StoreError, Upserted,
};
use kinhbac_domain::position::{Offset, PartitionIndex, Topic};
use kinhbac_domain::registry::{DeviceRow, RegistryRows};
use kinhbac_domain::time::{Timestamp, Zone};
use kinhbac_gateway::{Config, Deps, Publishing};
use kinhbac_registry::RegistryCache;
use tokio_util::sync::CancellationToken;

const CAMERAS: usize = 3_200;
const BATCH: usize = 1_000;

fn main() {
    divan::main();
}

struct Everything(AtomicI64);

#[async_trait]
impl EventLog for Everything {
    fn partitions(&self) -> u32 {
        12
    }

    async fn append(&self, _: Topic, records: Vec<NewRecord>) -> Vec<Result<Offset, AppendError>> {
        records.iter().map(|_| Ok(Offset(self.0.fetch_add(1, Ordering::Relaxed)))).collect()
    }

    async fn read(&self, _: &[ReadFrom]) -> Result<Box<dyn LogReader>, LogError> {
        unimplemented!("not read")
    }

    async fn bounds(&self, _: Topic, _: PartitionIndex) -> Result<Range<Offset>, LogError> {
        unimplemented!("not read")
    }

    async fn offset_at(
        &self,
        _: Topic,
        _: PartitionIndex,
        _: Timestamp,
    ) -> Result<Offset, LogError> {
        unimplemented!("not read")
    }

    async fn join(&self, _: &str) -> Result<Box<dyn Membership>, LogError> {
        unimplemented!("not read")
    }

    async fn release(&self, _: Topic, _: PartitionIndex, _: Offset) -> Result<(), LogError> {
        unimplemented!("not read")
    }
}

struct Cameras;

#[async_trait]
impl RegistryStore for Cameras {
    async fn revision(&self) -> Result<u64, StoreError> {
        Ok(1)
    }

    async fn load(&self) -> Result<(u64, RegistryRows), StoreError> {
        let device = |n| DeviceRow {
            source: Source::new(format!("camera/cam-{n:04}")).unwrap(),
            kind: DeviceKind::Camera,
            name: String::new(),
            site: SiteId::new(format!("site-{:04}", n % 1_038)).unwrap(),
            valid_from: None,
            valid_to: None,
            expected_interval: 60,
        };
        let devices = (0..CAMERAS).map(device).collect();
        Ok((1, RegistryRows { devices, ..RegistryRows::default() }))
    }

    async fn upsert(&self, _: &RegistryRows, _: u64) -> Result<Upserted, StoreError> {
        unimplemented!("not written")
    }
}

#[async_trait]
impl SettingsStore for Cameras {
    async fn settle(&self, _: &str, proposed: &str) -> Result<String, StoreError> {
        Ok(proposed.into())
    }

    async fn day_key(&self, _: Date, proposed: [u8; 32]) -> Result<Option<[u8; 32]>, StoreError> {
        Ok(Some(proposed))
    }

    async fn forget_day_keys(&self, _: Date) -> Result<(), StoreError> {
        Ok(())
    }
}

/// People, two types of vehicle, speed.
fn event(n: u64) -> v1::Event {
    let vehicles = |kind: &str, count| v1::VehicleCount {
        r#type: kind.into(),
        count: Some(count),
        count_total: None,
    };
    v1::Event {
        id: format!("cam-{n}"),
        source: format!("camera/cam-{:04}", n as usize % CAMERAS),
        time: Some(wkt::Timestamp { seconds: SystemClock.now().seconds(), nanos: 0 }),
        payload: Some(v1::event::Payload::CameraCount(v1::CameraCount {
            period: Some(wkt::Duration::of_seconds(1)),
            vehicles: vec![vehicles("CAR", 12), vehicles("MOTORBIKE", 41)],
            people: Some(3),
            average_vehicle_speed: Some(31.5),
            ..v1::CameraCount::default()
        })),
        ..v1::Event::default()
    }
}

#[divan::bench(args = [false, true])]
fn publish(bencher: Bencher, cloud_event_headers: bool) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let store = Arc::new(Cameras);
    let registry = runtime.block_on(RegistryCache::open(store.clone(), Zone::utc())).unwrap();
    let deps = Deps {
        log: Arc::new(Everything(AtomicI64::new(0))),
        registry,
        settings: store,
        clock: Arc::new(SystemClock),
        zone: Zone::utc(),
        new_key: Arc::new(|| [1; 32]),
    };
    let config = Config { cloud_event_headers, ..Config::new([7; 32]) };
    let publishing = Publishing::new(config, deps, CancellationToken::new());
    let next = AtomicU64::new(0);
    bencher
        .counter(ItemsCount::new(BATCH))
        .with_inputs(|| {
            let first = next.fetch_add(BATCH as u64, Ordering::Relaxed);
            v1::PublishRequest { events: (first..first + BATCH as u64).map(event).collect() }
        })
        .bench_local_values(|request| {
            let answer = runtime.block_on(publishing.publish(tonic::Request::new(request)));
            answer.unwrap().into_inner().results
        });
}
