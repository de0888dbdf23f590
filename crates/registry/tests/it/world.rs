//! A registry service under test: a store in memory, a clock set by hand, and a client.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use jiff::civil::Date;
use kinhbac_api::v1;
use kinhbac_api::v1::registry_service_client::RegistryServiceClient;
use kinhbac_domain::clock::Clock;
use kinhbac_domain::ports::{RegistryStore, StoreError, Upserted};
use kinhbac_domain::registry::{Registry, RegistryRows};
use kinhbac_domain::time::{Timestamp, Zone};
use kinhbac_registry::RegistryCache;
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::Status;
use tonic::transport::{Channel, Server};
use tonic_types::StatusExt;

/// A clock that is set by hand.
pub(crate) struct HandClock(AtomicI64);

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// A store in memory, which can be away, and lose a race against others a few times.
#[derive(Default)]
pub(crate) struct MemoryStore {
    kept: Mutex<(u64, RegistryRows)>,
    pub(crate) away: AtomicBool,
    pub(crate) races: AtomicU32,
    pub(crate) loads: AtomicU32,
}

impl MemoryStore {
    fn answers(&self) -> Result<(), StoreError> {
        let away = self.away.load(Ordering::SeqCst);
        if away { Err(StoreError::Unavailable("it is away".into())) } else { Ok(()) }
    }

    pub(crate) fn rows(&self) -> RegistryRows {
        self.kept.lock().unwrap().1.clone()
    }
}

fn put<T: Clone + PartialEq, K: Ord>(kept: &mut Vec<T>, new: &[T], key: fn(&T) -> K) -> u32 {
    let mut rows: BTreeMap<K, T> = kept.drain(..).map(|row| (key(&row), row)).collect();
    let put = new.iter().filter(|row| rows.insert(key(row), (*row).clone()).as_ref() != Some(row));
    let changed = put.count() as u32;
    kept.extend(rows.into_values());
    changed
}

#[async_trait]
impl RegistryStore for MemoryStore {
    async fn revision(&self) -> Result<u64, StoreError> {
        self.answers()?;
        Ok(self.kept.lock().unwrap().0)
    }

    async fn load(&self) -> Result<(u64, RegistryRows), StoreError> {
        self.answers()?;
        self.loads.fetch_add(1, Ordering::SeqCst);
        Ok(self.kept.lock().unwrap().clone())
    }

    async fn upsert(&self, rows: &RegistryRows, expected: u64) -> Result<Upserted, StoreError> {
        self.answers()?;
        let mut kept = self.kept.lock().unwrap();
        let lost =
            self.races.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1));
        kept.0 += u64::from(lost.is_ok());
        if kept.0 != expected {
            return Err(StoreError::Unavailable("another revision".into()));
        }
        let (revision, all) = &mut *kept;
        let changed = put(&mut all.units, &rows.units, |r| (r.code.clone(), r.valid_from))
            + put(&mut all.sites, &rows.sites, |r| (r.site.clone(), r.valid_from))
            + put(&mut all.devices, &rows.devices, |r| (r.source.clone(), r.valid_from))
            + put(&mut all.boundaries, &rows.boundaries, |r| (r.unit.clone(), r.valid_from));
        *revision += u64::from(changed > 0);
        Ok(Upserted { changed, revision: *revision })
    }
}

/// The service, and all around it.
pub(crate) struct World {
    pub(crate) store: Arc<MemoryStore>,
    pub(crate) cache: Arc<RegistryCache>,
    pub(crate) clock: Arc<HandClock>,
    pub(crate) client: RegistryServiceClient<Channel>,
}

impl World {
    /// On 2026-11-22 in a zone, over a real connection.
    pub(crate) async fn new(zone: &str) -> Self {
        let store = Arc::new(MemoryStore::default());
        let clock = Arc::new(HandClock(AtomicI64::new(0)));
        let cache = RegistryCache::open(store.clone(), Zone::named(zone).unwrap()).await.unwrap();
        let service = kinhbac_registry::service(cache.clone(), store.clone(), clock.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let incoming = TcpListenerStream::new(listener);
        tokio::spawn(Server::builder().add_service(service).serve_with_incoming(incoming));
        let client = RegistryServiceClient::connect(address).await.unwrap();
        let world = Self { store, cache, clock, client };
        world.today("2026-11-22");
        world
    }

    /// With the sample province.
    pub(crate) async fn sample() -> Self {
        let mut world = Self::new("Asia/Ho_Chi_Minh").await;
        for kind in ["units", "sites", "devices"] {
            let file = format!("{kind}.csv");
            let done = world.import(&file, read(&format!("deploy/sample/{file}"))).await.unwrap();
            assert_eq!((done.kind.as_str(), done.rows), (kind, done.changed));
        }
        world
    }

    /// Makes it noon of a day.
    pub(crate) fn today(&self, day: &str) {
        let noon = self.cache.current().zone().day_start(date(day)).plus_millis(12 * 3_600_000);
        self.clock.0.store(noon.millis(), Ordering::SeqCst);
    }

    pub(crate) fn registry(&self) -> Arc<Registry> {
        self.cache.current()
    }

    pub(crate) async fn import(
        &mut self,
        file: &str,
        content: impl Into<Vec<u8>>,
    ) -> Result<v1::ImportResponse, Status> {
        let content: Vec<u8> = content.into();
        let request = v1::ImportRequest { file_name: file.into(), content: content.into() };
        Ok(self.client.import(request).await?.into_inner())
    }

    /// Why a file is refused; nothing of it is taken.
    pub(crate) async fn refusals(
        &mut self,
        file: &str,
        content: impl Into<Vec<u8>>,
    ) -> Vec<String> {
        let before = self.store.rows();
        let status = self.import(file, content).await.unwrap_err();
        assert_eq!(status.code(), tonic::Code::InvalidArgument, "{status:?}");
        assert_eq!(self.store.rows(), before, "nothing is taken");
        let details = status.get_details_bad_request().unwrap();
        let violations = details.field_violations.into_iter();
        violations.map(|v| format!("{}: {}: {}", v.field, v.reason, v.description)).collect()
    }
}

/// A file of the repository.
pub(crate) fn read(path: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../../{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

pub(crate) fn date(text: &str) -> Date {
    text.parse().unwrap()
}

pub(crate) const UNITS: &str =
    "valid_from,valid_to,code,level,type,name,parent_code,lat,lon,area_km2,succeeded_by\n";
pub(crate) const SITES: &str = "site_id,name,lat,lon,unit_code,valid_from,valid_to\n";
pub(crate) const DEVICES: &str = "source,kind,name,site_id,valid_from,valid_to,expected_interval\n";
