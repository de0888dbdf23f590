//! A province of five cameras and a fold that the test drives: it counts, publishes, commits and
//! crashes when told to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bytes::Bytes;
use kinhbac_api::cells::{Mark, encode_beat};
use kinhbac_api::event::encode_logged;
use kinhbac_api::v1::WatchRequest;
use kinhbac_domain::cell::{Cell, CellEntry, CellKey, CellRef, SeriesKey};
use kinhbac_domain::event::{DeviceKind, Event, Payload, Phase};
use kinhbac_domain::id::{Device, EventId, IncidentId, Label, SiteId, Source, UnitCode};
use kinhbac_domain::measure::{Fixed, Kind, Measure};
use kinhbac_domain::ports::{Header, Headers, NewRecord};
use kinhbac_domain::position::{Offset, PartitionIndex, Progress, Stream, StreamProgress, Topic};
use kinhbac_domain::registry::{DeviceRow, Level, RegistryRows, SiteRow, UnitRow};
use kinhbac_domain::time::{Resolution, Timestamp, Zone};
use kinhbac_live::{Config, Deps, Live};
use kinhbac_registry::RegistryCache;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tonic::Status;

use crate::ports::{Books, OwnLog, SetClock, SharedLog};
use crate::screen::Screen;
use crate::store::Store;

pub(crate) const PARTITIONS: u32 = 3;
/// Site and commune.
pub(crate) const SITES: [(&str, &str); 4] =
    [("s1", "00001"), ("s2", "00001"), ("s3", "00002"), ("s4", "00003")];
/// Device and site.
pub(crate) const DEVICES: [(&str, &str); 5] =
    [("cam1", "s1"), ("cam2", "s1"), ("cam3", "s2"), ("cam4", "s3"), ("cam5", "s4")];
/// A small record, so that beats take several.
const RECORD_BYTES: usize = 300;
/// How long a sample of a level holds in these tests, seconds.
const HOLDS: i64 = 10;

/// What a device told.
#[derive(Clone, Debug)]
pub(crate) struct Sample {
    pub(crate) device: &'static str,
    pub(crate) site: &'static str,
    pub(crate) measure: Fixed,
    pub(crate) label: &'static str,
    pub(crate) at: Timestamp,
    pub(crate) amount: i64,
}

#[derive(Default)]
struct Part {
    logged: BTreeMap<Stream, Vec<Sample>>,
    folded: BTreeMap<Stream, usize>,
    cells: BTreeMap<CellKey, CellEntry>,
    unpublished: BTreeSet<CellKey>,
    uncommitted: BTreeSet<CellKey>,
    cells_offset: Offset,
}

/// The system around the live view.
pub(crate) struct World {
    pub(crate) clock: Arc<SetClock>,
    pub(crate) books: Arc<Books>,
    pub(crate) registry: Arc<RegistryCache>,
    pub(crate) log: Arc<OwnLog>,
    pub(crate) store: Arc<Store>,
    pub(crate) zone: Zone,
    pub(crate) config: Config,
    pub(crate) live: Arc<Live>,
    pub(crate) shutdown: CancellationToken,
    running: JoinHandle<()>,
    parts: Vec<Part>,
}

impl World {
    /// Starts with the defaults.
    pub(crate) async fn start() -> Self {
        Self::with(Config::default()).await
    }

    pub(crate) async fn with(config: Config) -> Self {
        let zone = Zone::named("Asia/Ho_Chi_Minh").unwrap();
        let books = Arc::new(Books::default());
        books.change(|rows| *rows = province());
        let registry = RegistryCache::open(Arc::clone(&books) as _, zone.clone()).await.unwrap();
        let (clock, log) = (SetClock::at("2026-03-10T03:00:30Z"), OwnLog::new(PARTITIONS));
        let store = Arc::new(Store::default());
        let deps = Deps {
            log: Arc::new(SharedLog(Arc::clone(&log))),
            cells: Arc::clone(&store) as _,
            history: Arc::clone(&store) as _,
            registry: Arc::clone(&registry),
            clock: Arc::clone(&clock) as _,
            zone: zone.clone(),
            answers: Handle::current(),
        };
        let (live, shutdown, running) = run(&config, deps).await;
        let parts = (0..PARTITIONS).map(|_| Part::default()).collect();
        Self { clock, books, registry, log, store, zone, config, live, shutdown, running, parts }
    }

    /// Stops the live role and starts another one over the same log and store.
    pub(crate) async fn restart(&mut self) {
        self.shutdown.cancel();
        (&mut self.running).await.unwrap();
        let deps = Deps {
            log: Arc::new(SharedLog(Arc::clone(&self.log))),
            cells: Arc::clone(&self.store) as _,
            history: Arc::clone(&self.store) as _,
            registry: Arc::clone(&self.registry),
            clock: Arc::clone(&self.clock) as _,
            zone: self.zone.clone(),
            answers: Handle::current(),
        };
        (self.live, self.shutdown, self.running) = run(&self.config, deps).await;
    }

    pub(crate) async fn watch(&self, request: WatchRequest) -> Result<Screen, Status> {
        Screen::open(&self.live, request).await
    }

    pub(crate) fn now(&self) -> Timestamp {
        use kinhbac_domain::clock::Clock;
        self.clock.now()
    }

    /// `people` people passed a camera at its site, some seconds ago.
    pub(crate) fn people(&mut self, device: &'static str, seconds_ago: i64, people: i64) {
        let (_, site) = DEVICES.into_iter().find(|(d, _)| *d == device).unwrap();
        self.people_at(device, site, seconds_ago, people);
    }

    pub(crate) fn people_at(
        &mut self,
        device: &'static str,
        site: &'static str,
        seconds_ago: i64,
        amount: i64,
    ) {
        let at = self.now().plus_millis(-seconds_ago * 1000);
        self.tell(Sample { device, site, measure: Fixed::CameraPeople, label: "", at, amount });
    }

    /// Logs and folds a sample.
    pub(crate) fn tell(&mut self, sample: Sample) {
        let partition = PartitionIndex::of_key(sample.site.as_bytes(), PARTITIONS);
        let part = &mut self.parts[partition.0 as usize];
        let stream = sample.measure.declared().stream;
        part.logged.entry(stream).or_default().push(sample);
        part.fold(&self.zone);
    }

    /// Publishes what has changed in a partition, and the mark.
    pub(crate) fn beat(&mut self, partition: u32) {
        let now = self.now();
        let part = &mut self.parts[partition as usize];
        let changed = std::mem::take(&mut part.unpublished);
        let cells: Vec<_> = changed.iter().map(|key| part.cells[key].clone()).collect();
        let mark = Mark { next_offsets: part.next_offsets() };
        for record in encode_beat(cells.iter().map(CellRef::from), &mark, RECORD_BYTES) {
            part.cells_offset =
                self.log.push(Topic::Cells, plain(PartitionIndex(partition), record), now);
        }
    }

    /// A camera tells of an incident, and the fold passes it on; `offset`: where it stands in its
    /// stream.
    pub(crate) fn incident(&self, device: &str, id: &str, offset: i64) {
        let (_, site) = DEVICES.into_iter().find(|(d, _)| *d == device).unwrap();
        let event = Event {
            id: EventId::new(id).unwrap(),
            source: Source::new(device).unwrap(),
            time: self.now(),
            sequence: None,
            site: SiteId::new(site).unwrap(),
            sign_of_life: 0,
            payload: Payload::CameraIncident {
                incident: IncidentId::new(id).unwrap(),
                started_at: self.now(),
                category: Label::stored("FIRE"),
                phase: Phase::New,
            },
        };
        let (topic, partition) = event.home(PARTITIONS);
        let offset = offset.to_string();
        let headers = [("dl_topic", topic.name()), ("dl_offset", offset.as_str())];
        let headers = headers.map(|(name, value)| Header { name, value: value.as_bytes() });
        let record = NewRecord {
            headers: headers.into_iter().collect(),
            ..plain(partition, encode_logged(&event, &self.zone))
        };
        self.log.push(Topic::Alerts, record, self.now());
    }

    /// Publishes what has changed in a partition, and nobody can read it.
    pub(crate) fn garble(&mut self, partition: u32) {
        let now = self.now();
        let part = &mut self.parts[partition as usize];
        part.unpublished.clear();
        let garbled = Bytes::from_static(b"no cells");
        part.cells_offset =
            self.log.push(Topic::Cells, plain(PartitionIndex(partition), garbled), now);
    }

    pub(crate) fn beat_all(&mut self) {
        (0..PARTITIONS).for_each(|partition| self.beat(partition));
    }

    /// Publishes and commits.
    pub(crate) fn commit(&mut self, partition: u32) {
        self.beat(partition);
        let part = &mut self.parts[partition as usize];
        let changed = std::mem::take(&mut part.uncommitted);
        let cells = changed.iter().map(|key| part.cells[key].clone()).collect();
        let progress = Progress {
            streams: part.next_offsets().into_iter().map(|(s, next)| (s, at(next))).collect(),
            cells_offset: part.cells_offset,
        };
        self.store.write(PartitionIndex(partition), cells, progress);
    }

    /// The store has a partition's cells, and the log is slow to bring them.
    pub(crate) fn store_unseen(&self, partition: u32) {
        let index = PartitionIndex(partition);
        let cells = self.parts[partition as usize].cells.values().cloned().collect();
        self.store.write(index, cells, self.store.progress_of(index));
    }

    pub(crate) fn commit_all(&mut self) {
        (0..PARTITIONS).for_each(|partition| self.commit(partition));
    }

    /// The fold of a partition dies; a new one goes on from what is in the store.
    pub(crate) fn crash(&mut self, partition: u32) {
        let index = PartitionIndex(partition);
        let (progress, stored) = (self.store.progress_of(index), self.store.all(index));
        let part = &mut self.parts[partition as usize];
        part.cells = stored.into_iter().map(|entry| (entry.key.clone(), entry)).collect();
        part.unpublished.clear();
        part.uncommitted.clear();
        let folded = part.logged.keys().map(|s| (*s, progress.of(*s).next.0 as usize));
        part.folded = folded.collect();
        part.fold(&self.zone);
    }

    /// Every cell, as the folds have them.
    pub(crate) fn cells(&self) -> impl Iterator<Item = &CellEntry> {
        self.parts.iter().flat_map(|part| part.cells.values())
    }

    /// Moves a site to another commune.
    pub(crate) async fn move_site(&self, site: &str, commune: &str) {
        self.books.change(|rows| {
            let row = rows.sites.iter_mut().find(|row| row.site.as_str() == site).unwrap();
            row.unit = UnitCode::new(commune).unwrap();
        });
        self.registry.refresh().await.unwrap();
    }
}

async fn run(config: &Config, deps: Deps) -> (Arc<Live>, CancellationToken, JoinHandle<()>) {
    let shutdown = CancellationToken::new();
    let live = Live::new(config.clone(), deps, shutdown.clone());
    let running = tokio::spawn({
        let live = Arc::clone(&live);
        async move { live.run().await.unwrap() }
    });
    live.ready().await;
    (live, shutdown, running)
}

/// A record without key and headers.
pub(crate) fn plain(partition: PartitionIndex, value: Bytes) -> NewRecord {
    NewRecord { partition, key: Bytes::new(), value, headers: Headers::default() }
}

fn at(next: Offset) -> StreamProgress {
    StreamProgress { next, log_time: Timestamp::MIN }
}

impl Part {
    fn next_offsets(&self) -> BTreeMap<Stream, Offset> {
        self.folded.iter().map(|(stream, next)| (*stream, Offset(*next as i64))).collect()
    }

    fn fold(&mut self, zone: &Zone) {
        for (stream, logged) in &self.logged {
            let folded = self.folded.entry(*stream).or_default();
            for (offset, sample) in logged.iter().enumerate().skip(*folded) {
                for resolution in Resolution::FOLDED {
                    let key = key(sample, zone, resolution);
                    let entry = self.cells.entry(key.clone()).or_insert_with(|| CellEntry {
                        key: key.clone(),
                        cell: Cell::default(),
                        version: Offset(-1),
                    });
                    entry.version = Offset(offset as i64);
                    count(&mut entry.cell, sample, entry.version);
                    self.unpublished.insert(key.clone());
                    self.uncommitted.insert(key);
                }
            }
            *folded = logged.len();
        }
    }
}

fn count(cell: &mut Cell, sample: &Sample, offset: Offset) {
    cell.count += 1;
    cell.note(sample.amount, sample.at, offset);
    if sample.measure.declared().kind == Kind::Level {
        cell.sum += sample.amount * HOLDS;
        cell.seconds += HOLDS as u64;
    } else {
        cell.sum += sample.amount;
    }
}

fn key(sample: &Sample, zone: &Zone, resolution: Resolution) -> CellKey {
    let series = SeriesKey {
        site: SiteId::new(sample.site).unwrap(),
        device: Device::stored(sample.device),
        measure: Measure::Fixed(sample.measure),
        label: Label::stored(sample.label),
    };
    CellKey { series, bucket: zone.bucket(resolution, sample.at) }
}

fn province() -> RegistryRows {
    let unit = |code: &str, level, parent: Option<&str>| UnitRow {
        valid_from: "2020-01-01".parse().unwrap(),
        valid_to: None,
        code: UnitCode::new(code).unwrap(),
        level,
        kind: String::new(),
        name: code.into(),
        parent: parent.map(|code| UnitCode::new(code).unwrap()),
        centre: None,
        area_km2: None,
        succeeded_by: Vec::new(),
    };
    let communes = ["00001", "00002", "00003"].map(|c| unit(c, Level::Commune, Some("24")));
    let site = |(site, commune): (&str, &str)| SiteRow {
        site: SiteId::new(site).unwrap(),
        name: site.into(),
        latitude: 21.2,
        longitude: 106.1,
        unit: UnitCode::new(commune).unwrap(),
        unit_as_of: "2026-01-01".parse().unwrap(),
        valid_from: None,
        valid_to: None,
    };
    let device = |(source, site): (&str, &str)| DeviceRow {
        source: Source::new(source).unwrap(),
        kind: DeviceKind::Camera,
        name: source.into(),
        site: SiteId::new(site).unwrap(),
        valid_from: None,
        valid_to: None,
        expected_interval: 60,
    };
    RegistryRows {
        units: [unit("24", Level::Province, None)].into_iter().chain(communes).collect(),
        sites: SITES.into_iter().map(site).collect(),
        devices: DEVICES.into_iter().map(device).collect(),
        ..RegistryRows::default()
    }
}
