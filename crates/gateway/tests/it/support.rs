//! A gateway under test: in-memory ports, and a client that is connected to it.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::atomic::{AtomicI64, AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use jiff::civil::Date;
use kinhbac_api::v1;
use kinhbac_api::v1::publish_service_client::PublishServiceClient;
use kinhbac_domain::clock::Clock;
use kinhbac_domain::event::DeviceKind;
use kinhbac_domain::id::{SiteId, Source, UnitCode};
use kinhbac_domain::ports::{
    AppendError, EventLog, LogError, LogReader, Membership, NewRecord, ReadFrom, RegistryStore,
    SettingsStore, StoreError, Upserted,
};
use kinhbac_domain::position::{Offset, PartitionIndex, Topic};
use kinhbac_domain::registry::{DeviceRow, Level, RegistryRows, SiteRow, UnitRow};
use kinhbac_domain::time::{Timestamp, Zone};
use kinhbac_gateway::{Config, Deps};
use kinhbac_registry::RegistryCache;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_stream::wrappers::TcpListenerStream;
use tokio_util::sync::CancellationToken;
use tonic::transport::{Channel, Endpoint, Server};

/// The time at which tests begin.
pub(crate) const NOW: &str = "2026-11-22T05:00:00Z";

pub(crate) fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn zone() -> Zone {
    Zone::named("Asia/Ho_Chi_Minh").unwrap()
}

/// A clock that is set by hand.
pub(crate) struct HandClock(AtomicI64);

impl HandClock {
    pub(crate) fn set(&self, text: &str) {
        self.0.store(instant(text).millis(), Ordering::SeqCst);
    }
}

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// How the log behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mood {
    Takes,
    Holds,
    Away,
    Full,
}

/// A log in memory.
pub(crate) struct FakeLog {
    mood: watch::Sender<Mood>,
    pub(crate) records: Mutex<Vec<(Topic, NewRecord)>>,
    ends: Mutex<BTreeMap<(Topic, PartitionIndex), Offset>>,
    pub(crate) waiting: watch::Sender<usize>,
}

impl FakeLog {
    fn new() -> Self {
        let (mood, waiting) = (watch::Sender::new(Mood::Takes), watch::Sender::new(0));
        Self { mood, records: Mutex::default(), ends: Mutex::default(), waiting }
    }

    pub(crate) fn set(&self, mood: Mood) {
        self.mood.send_replace(mood);
    }

    pub(crate) fn values(&self) -> Vec<(Topic, NewRecord)> {
        self.records.lock().unwrap().clone()
    }

    pub(crate) fn len(&self) -> usize {
        self.records.lock().unwrap().len()
    }

    /// Waits until so many appends wait for the log.
    pub(crate) async fn has_waiting(&self, count: usize) {
        self.waiting.subscribe().wait_for(|waiting| *waiting == count).await.unwrap();
    }

    fn take(&self, topic: Topic, record: NewRecord) -> Offset {
        let mut ends = self.ends.lock().unwrap();
        let end = ends.entry((topic, record.partition)).or_insert(Offset(0));
        let offset = *end;
        end.0 += 1;
        self.records.lock().unwrap().push((topic, record));
        offset
    }
}

#[async_trait]
impl EventLog for FakeLog {
    fn partitions(&self) -> u32 {
        12
    }

    async fn append(
        &self,
        topic: Topic,
        records: Vec<NewRecord>,
    ) -> Vec<Result<Offset, AppendError>> {
        self.waiting.send_modify(|waiting| *waiting += 1);
        let mood = *self.mood.subscribe().wait_for(|mood| *mood != Mood::Holds).await.unwrap();
        self.waiting.send_modify(|waiting| *waiting -= 1);
        let answer = |record: NewRecord| match mood {
            Mood::Away => Err(AppendError::Unavailable("nobody at home".into())),
            Mood::Full => Err(AppendError::Full("0 bytes left".into())),
            Mood::Takes | Mood::Holds => Ok(self.take(topic, record)),
        };
        records.into_iter().map(answer).collect()
    }

    async fn read(&self, _: &[ReadFrom]) -> Result<Box<dyn LogReader>, LogError> {
        unimplemented!("a gateway does not read")
    }

    async fn bounds(&self, _: Topic, _: PartitionIndex) -> Result<Range<Offset>, LogError> {
        unimplemented!("a gateway does not read")
    }

    async fn offset_at(
        &self,
        _: Topic,
        _: PartitionIndex,
        _: Timestamp,
    ) -> Result<Offset, LogError> {
        unimplemented!("a gateway does not read")
    }

    async fn join(&self, _: &str) -> Result<Box<dyn Membership>, LogError> {
        unimplemented!("a gateway does not read")
    }

    async fn release(&self, _: Topic, _: PartitionIndex, _: Offset) -> Result<(), LogError> {
        unimplemented!("a gateway does not read")
    }
}

/// A registry and the keys of the days, in memory.
#[derive(Default)]
pub(crate) struct FakeStore {
    revision: AtomicU64,
    rows: Mutex<RegistryRows>,
    pub(crate) day_keys: Mutex<BTreeMap<Date, [u8; 32]>>,
    pub(crate) is_away: std::sync::atomic::AtomicBool,
    pub(crate) revision_reads: AtomicU64,
}

impl FakeStore {
    pub(crate) fn add_device(&self, row: DeviceRow) {
        self.rows.lock().unwrap().devices.push(row);
        self.revision.fetch_add(1, Ordering::SeqCst);
    }

    fn check(&self) -> Result<(), StoreError> {
        match self.is_away.load(Ordering::SeqCst) {
            true => Err(StoreError::Unavailable("gone fishing".into())),
            false => Ok(()),
        }
    }
}

#[async_trait]
impl RegistryStore for FakeStore {
    async fn revision(&self) -> Result<u64, StoreError> {
        self.check()?;
        self.revision_reads.fetch_add(1, Ordering::SeqCst);
        Ok(self.revision.load(Ordering::SeqCst))
    }

    async fn load(&self) -> Result<(u64, RegistryRows), StoreError> {
        self.check()?;
        Ok((self.revision.load(Ordering::SeqCst), self.rows.lock().unwrap().clone()))
    }

    async fn upsert(&self, _: &RegistryRows, _: u64) -> Result<Upserted, StoreError> {
        unimplemented!("a gateway does not import")
    }
}

#[async_trait]
impl SettingsStore for FakeStore {
    async fn settle(&self, _: &str, proposed: &str) -> Result<String, StoreError> {
        Ok(proposed.into())
    }

    async fn day_key(&self, day: Date, proposed: [u8; 32]) -> Result<Option<[u8; 32]>, StoreError> {
        self.check()?;
        Ok(Some(*self.day_keys.lock().unwrap().entry(day).or_insert(proposed)))
    }

    async fn forget_day_keys(&self, before: Date) -> Result<(), StoreError> {
        self.day_keys.lock().unwrap().retain(|day, _| *day >= before);
        Ok(())
    }
}

pub(crate) fn device(source: &str, kind: DeviceKind, site: &str) -> DeviceRow {
    DeviceRow {
        source: Source::new(source).unwrap(),
        kind,
        name: source.into(),
        site: SiteId::new(site).unwrap(),
        valid_from: None,
        valid_to: None,
        expected_interval: 30,
    }
}

fn unit(code: &str, from: &str, to: Option<&str>, parent: Option<&str>) -> UnitRow {
    UnitRow {
        valid_from: from.parse().unwrap(),
        valid_to: to.map(|day| day.parse().unwrap()),
        code: UnitCode::new(code).unwrap(),
        level: if parent.is_none() { Level::Province } else { Level::Commune },
        kind: "Phường".into(),
        name: format!("Unit {code}"),
        parent: parent.map(|code| UnitCode::new(code).unwrap()),
        centre: None,
        area_km2: None,
        succeeded_by: Vec::new(),
    }
}

fn site(id: &str, unit: &str) -> SiteRow {
    SiteRow {
        site: SiteId::new(id).unwrap(),
        name: id.into(),
        latitude: 21.18,
        longitude: 106.07,
        unit: UnitCode::new(unit).unwrap(),
        unit_as_of: "2026-01-01".parse().unwrap(),
        valid_from: None,
        valid_to: None,
    }
}

/// Two communes of a province, three sites, a camera that moved, a hotspot.
fn rows() -> RegistryRows {
    let moved = instant("2026-11-20T00:00:00Z");
    let camera = |source, site| device(source, DeviceKind::Camera, site);
    RegistryRows {
        units: vec![
            unit("24", "2021-02-01", Some("2025-07-01"), None),
            unit("24", "2025-07-01", None, None),
            unit("09184", "2025-07-01", None, Some("24")),
            unit("09187", "2025-07-01", None, Some("24")),
        ],
        sites: vec![site("s-1", "09184"), site("s-2", "09187"), site("s-3", "09187")],
        devices: vec![
            camera("camera/1", "s-1"),
            DeviceRow { valid_to: Some(moved), ..camera("camera/moved", "s-1") },
            DeviceRow { valid_from: Some(moved), ..camera("camera/moved", "s-2") },
            DeviceRow { valid_to: Some(moved), ..camera("camera/gone", "s-1") },
            device("wifi/1", DeviceKind::Wifi, "s-3"),
        ],
        ..RegistryRows::default()
    }
}

/// A gateway, what it stands on, and a client.
pub(crate) struct Fixture {
    pub(crate) log: Arc<FakeLog>,
    pub(crate) store: Arc<FakeStore>,
    pub(crate) clock: Arc<HandClock>,
    pub(crate) client: PublishServiceClient<Channel>,
    pub(crate) shutdown: CancellationToken,
}

impl Fixture {
    pub(crate) async fn start() -> Self {
        Self::with(|_| ()).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::new([7; 32]);
        change(&mut config);
        let (log, shutdown) = (Arc::new(FakeLog::new()), CancellationToken::new());
        let store = Arc::new(FakeStore { rows: Mutex::new(rows()), ..FakeStore::default() });
        let clock = Arc::new(HandClock(AtomicI64::new(instant(NOW).millis())));
        let random = AtomicU8::new(0);
        let deps = Deps {
            log: log.clone(),
            registry: RegistryCache::open(store.clone(), zone()).await.unwrap(),
            settings: store.clone(),
            clock: clock.clone(),
            zone: zone(),
            new_key: Arc::new(move || [random.fetch_add(1, Ordering::SeqCst); 32]),
        };
        let service = kinhbac_gateway::service(config, deps, shutdown.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = Server::builder().add_service(service);
        tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
        // A small window: a client that does not read is felt soon.
        let endpoint = Endpoint::from_shared(format!("http://{address}")).unwrap();
        let channel = endpoint.initial_stream_window_size(1 << 16).connect().await.unwrap();
        let client = PublishServiceClient::new(channel);
        Self { log, store, clock, client, shutdown }
    }

    pub(crate) async fn try_publish(
        &self,
        events: Vec<v1::Event>,
    ) -> Result<Vec<v1::PublishResult>, tonic::Status> {
        let request = v1::PublishRequest { events };
        Ok(self.client.clone().publish(request).await?.into_inner().results)
    }

    pub(crate) async fn publish(&self, events: Vec<v1::Event>) -> Vec<v1::PublishResult> {
        self.try_publish(events).await.unwrap()
    }

    /// Publishes one event that is taken, and tells how it is logged.
    pub(crate) async fn logged(&self, event: v1::Event) -> v1::Event {
        let result = self.publish(vec![event]).await.remove(0);
        assert_eq!(result.outcome(), v1::Outcome::Accepted, "{:?}", result.violations);
        let (_, record) = self.log.values().pop().unwrap();
        let event: v1::Event = prost::Message::decode(record.value).unwrap();
        assert_eq!(event.resolved.as_ref().unwrap().site.as_bytes(), record.key);
        event
    }

    /// Publishes one event that is refused, and tells why: `field: REASON` of each.
    pub(crate) async fn refused(&self, event: v1::Event) -> Vec<String> {
        let before = self.log.len();
        let result = self.publish(vec![event]).await.remove(0);
        assert_eq!(result.outcome(), v1::Outcome::Rejected);
        assert_eq!(self.log.len(), before);
        let violations = result.violations.iter();
        violations
            .inspect(|v| assert!(!v.description.contains("line") && !v.description.is_empty()))
            .map(|v| format!("{}: {}", v.field, v.reason))
            .collect()
    }
}

/// An event of JSON, as a publisher reads it.
pub(crate) fn event(json: &str) -> v1::Event {
    kinhbac_api::json::parse_event(json.as_bytes()).unwrap()
}

/// A good event of camera 1.
pub(crate) fn count(id: &str) -> v1::Event {
    event(&format!(
        r#"{{"id":"{id}","source":"camera/1","time":"{NOW}","cameraCount":{{"people":3}}}}"#
    ))
}

/// The outcomes of results.
pub(crate) fn outcomes(results: &[v1::PublishResult]) -> Vec<v1::Outcome> {
    results.iter().map(v1::PublishResult::outcome).collect()
}

/// The headers of a record, by name.
pub(crate) fn headers(record: &NewRecord) -> HashMap<String, String> {
    let text = |value: &[u8]| String::from_utf8(value.to_vec()).unwrap();
    record.headers.iter().map(|h| (h.name.to_string(), text(h.value))).collect()
}
