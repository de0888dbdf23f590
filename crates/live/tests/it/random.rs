//! Random histories: whatever happens to the view, the folds and the screen's connection, its
//! table becomes that of a new screen, and it hears of each incident.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use kinhbac_api::v1::{LiveCell, WatchRequest};
use kinhbac_api::wkt;
use kinhbac_domain::measure::Fixed;
use kinhbac_domain::position::Topic;
use kinhbac_domain::time::{Bucket, Resolution, Timestamp};
use kinhbac_live::{Config, Recent};
use rand::seq::{IndexedMutRandom, IndexedRandom};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio::time::timeout;
use tonic::Status;

use crate::screen::{Key, Screen};
use crate::world::{DEVICES, PARTITIONS, SITES, Sample, World};

const SEEDS: std::ops::Range<u64> = 0..300;
const STEPS: usize = 120;
/// Minutes.
const WINDOW: u32 = 45;

#[tokio::test(start_paused = true)]
async fn a_screens_table_always_becomes_that_of_a_new_one() {
    let seeds = match std::env::var("KINHBAC_LIVE_SEEDS") {
        Ok(range) => {
            let (from, to) = range.split_once("..").unwrap();
            from.parse().unwrap()..to.parse().unwrap()
        }
        Err(_) => SEEDS,
    };
    for seed in seeds {
        Trial::new(seed).await.run().await;
    }
}

struct Trial {
    seed: u64,
    random: ChaCha8Rng,
    began: Timestamp,
    world: World,
    request: WatchRequest,
    screen: Screen,
    /// They ask the same, at other rates, and read when they like.
    others: Vec<Screen>,
    /// Incidents, each with its camera, in their order.
    incidents: Vec<&'static str>,
    /// How many there were when the screen was told a whole snapshot last: what came later it must
    /// have heard of.
    unheard: usize,
}

impl Trial {
    async fn new(seed: u64) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let config = Config {
            recent: Recent { minutes: random.random_range(1..=5), hours: 1, days: 1 },
            keep: Duration::from_secs(*[0, 120].choose(&mut random).unwrap()),
            max_cells: *[0, 4, 12, 40, usize::MAX].choose(&mut random).unwrap(),
            ..Config::default()
        };
        let world = World::with(config).await;
        world.store.slow_down(Duration::from_millis(*[0, 5, 1500].choose(&mut random).unwrap()));
        let began = world.now();
        let request = WatchRequest {
            place: (*["", "", "24", "00001", "s1", "cam1"].choose(&mut random).unwrap()).into(),
            by: String::new(),
            buckets: WINDOW,
            ..WatchRequest::default()
        };
        let by: &[&str] = match request.place.as_str() {
            "" | "24" => &["", "commune", "site", "device"],
            "00001" => &["", "site", "device"],
            "s1" => &["", "device"],
            _ => &[""],
        };
        let by = (*by.choose(&mut random).unwrap()).into();
        let request = WatchRequest { by, ..request };
        let screen = world.watch(request.clone()).await.unwrap();
        let others = Vec::new();
        let (incidents, unheard) = (Vec::new(), usize::MAX);
        Self { seed, random, began, world, request, screen, others, incidents, unheard }
    }

    async fn run(mut self) {
        for _ in 0..STEPS {
            self.step().await;
        }
        self.world.commit_all();
        self.world.clock.advance(130);
        self.settle().await;
    }

    async fn step(&mut self) {
        let partition = self.random.random_range(0..PARTITIONS);
        match self.random.random_range(0..100) {
            0..40 => self.tell(),
            40..45 => self.incident(),
            45..60 => self.world.beat(partition),
            60..61 => self.world.garble(partition),
            61..69 => self.world.commit(partition),
            69..71 => self.world.crash(partition),
            71..81 => self.world.clock.advance(self.random.random_range(1..70)),
            81..87 => self.read().await,
            87..92 => self.one_more().await,
            92..96 => self.come_again().await,
            96..97 => self.restart().await,
            97..98 => {
                // Gone before the view could read it.
                self.world.commit_all();
                self.world.log.trim(Topic::Cells);
            }
            _ => self.move_site().await,
        }
        tokio::task::yield_now().await;
    }

    fn tell(&mut self) {
        let random = &mut self.random;
        let (device, home) = *DEVICES.choose(random).unwrap();
        let (other, _) = *SITES.choose(random).unwrap();
        let site = if random.random_bool(0.8) { home } else { other };
        let at = match random.random_range(0..10) {
            0..5 => self.world.now().plus_millis(random.random_range(-60_000..30_000)),
            // The same few old minutes again and again.
            5..9 => self.began.plus_millis(random.random_range(1..4) * -600_000),
            _ => {
                let ago = random.random_range(0..i64::from(WINDOW) * 60_000);
                self.world.now().plus_millis(-ago)
            }
        };
        let (measure, label) = *[
            (Fixed::CameraPeople, ""),
            (Fixed::CameraVehicles, "CAR"),
            (Fixed::CameraVehicles, "BUS"),
            (Fixed::WifiClients, ""),
        ]
        .choose(random)
        .unwrap();
        let amount = random.random_range(0..100);
        self.world.tell(Sample { device, site, measure, label, at, amount });
    }

    /// There is an incident, or one comes again after a replay.
    fn incident(&mut self) {
        let again = self.random.random_bool(0.2) && !self.incidents.is_empty();
        if !again {
            self.incidents.push(DEVICES.choose(&mut self.random).unwrap().0);
        }
        let n = self.incidents.len() - 1;
        self.world.incident(self.incidents[n], &n.to_string(), n as i64);
    }

    /// Takes a message in.
    async fn take(&mut self) -> Result<bool, Status> {
        let (fresh, caught_up) = (self.screen.fresh, self.screen.caught_up);
        let told = self.screen.next().await;
        if self.screen.fresh > fresh
            || (self.unheard == usize::MAX && !caught_up && self.screen.caught_up)
        {
            self.screen.alerts.clear();
            self.unheard = self.incidents.len();
        }
        told
    }

    /// Whether the screen has heard of all incidents that came, of each once.
    fn has_heard(&self) -> bool {
        let heard: BTreeSet<usize> =
            self.screen.alerts.iter().map(|id| id.parse().unwrap()).collect();
        assert_eq!(heard.len(), self.screen.alerts.len(), "seed {}: told twice", self.seed);
        let everything = matches!(self.request.place.as_str(), "" | "24");
        let all = self.unheard..self.incidents.len();
        !everything || all.into_iter().all(|n| heard.contains(&n))
    }

    /// Takes some messages, or waits a while in vain.
    async fn read(&mut self) {
        for _ in 0..self.random.random_range(1..6) {
            let wait = Duration::from_millis(self.random.random_range(0..3_000));
            match timeout(wait, self.take()).await {
                Ok(Ok(true)) | Err(_) => {}
                Ok(ended) => panic!("seed {}: {ended:?} {:?}", self.seed, self.screen.end),
            }
        }
    }

    /// Another screen comes, or one of the others takes some messages.
    async fn one_more(&mut self) {
        if self.others.len() < 3 {
            let rate = Some(wkt::Duration::of_seconds(self.random.random_range(1..=3)));
            let request = WatchRequest { rate, ..self.request.clone() };
            return self.others.push(self.world.watch(request).await.unwrap());
        }
        self.others_come_again().await;
        let other = self.others.choose_mut(&mut self.random).unwrap();
        for _ in 0..3 {
            let _ = timeout(Duration::from_millis(500), other.next()).await;
        }
    }

    /// Those of the others whose streams were ended, as those that read nothing for long are.
    async fn others_come_again(&mut self) {
        for mut other in std::mem::take(&mut self.others) {
            if let Some(end) = &other.end {
                other.resume.clone_from(&end.resume);
                other = other.again(&self.world.live, self.request.clone()).await;
            }
            self.others.push(other);
        }
    }

    async fn come_again(&mut self) {
        let screen = Screen::open(&self.world.live, self.request.clone()).await.unwrap();
        let screen = std::mem::replace(&mut self.screen, screen);
        self.screen = screen.again(&self.world.live, self.request.clone()).await;
    }

    async fn restart(&mut self) {
        self.world.shutdown.cancel();
        while self.take().await.unwrap() {}
        let end = self.screen.end.clone().unwrap();
        assert_eq!(end.reason, "shutdown", "seed {}", self.seed);
        if self.random.random_bool(0.5) {
            // What came before the end came with a mark, if its token is the newer one.
            self.screen.resume = end.resume;
        }
        self.world.restart().await;
        self.come_again().await;
        for other in &mut self.others {
            other.ended().await;
        }
        self.others_come_again().await;
    }

    async fn move_site(&mut self) {
        let (site, _) = *SITES.choose(&mut self.random).unwrap();
        let (_, commune) = *SITES.choose(&mut self.random).unwrap();
        self.world.move_site(site, commune).await;
    }

    /// Reads until the table is that of a new screen, and that is what was told.
    async fn settle(mut self) {
        let mut new = self.world.watch(self.request.clone()).await.unwrap();
        let patience = tokio::time::Instant::now() + Duration::from_secs(60);
        loop {
            self.others_come_again().await;
            while let Ok(Ok(true)) = timeout(Duration::from_secs(2), self.take()).await {}
            for screen in [&mut new].into_iter().chain(&mut self.others) {
                while let Ok(Ok(true)) = timeout(Duration::from_secs(2), screen.next()).await {}
            }
            let (seen, fresh) = (self.in_window(&self.screen.table), self.in_window(&new.table));
            let others = self.others.iter().map(|other| self.in_window(&other.table));
            let all_the_same = others.chain([seen.clone()]).all(|seen| seen == fresh);
            let heard = self.has_heard();
            if new.caught_up && all_the_same && heard && self.totals(&fresh) {
                self.world.shutdown.cancel();
                return;
            }
            if tokio::time::Instant::now() > patience {
                let differing = |a: &BTreeMap<Key, LiveCell>, b: &BTreeMap<Key, LiveCell>| {
                    let rows = a.iter().filter(|(key, row)| b.get(*key) != Some(row));
                    rows.map(|(_, row)| format!("{row:?}")).collect::<Vec<_>>()
                };
                let (seed, request) = (self.seed, &self.request);
                let (ours, its) = (differing(&seen, &fresh), differing(&fresh, &seen));
                let alerts = (&self.screen.alerts, self.unheard, self.incidents.len());
                panic!(
                    "seed {seed} of {request:?}: seen {ours:#?}, new {its:#?}, heard {alerts:?}"
                );
            }
        }
    }

    fn in_window(&self, table: &BTreeMap<Key, LiveCell>) -> BTreeMap<Key, LiveCell> {
        let open = self.world.zone.bucket(Resolution::Minute, self.world.now());
        let start = self.world.zone.bucket_back(open, WINDOW - 1).start;
        table
            .iter()
            .filter(|(key, _)| key.1 >= start)
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect()
    }

    /// Whether a table of everything has what the folds counted.
    fn totals(&self, table: &BTreeMap<Key, LiveCell>) -> bool {
        if !matches!(self.request.place.as_str(), "" | "24") {
            return true;
        }
        let open = self.world.zone.bucket(Resolution::Minute, self.world.now());
        let start = self.world.zone.bucket_back(open, WINDOW - 1).start;
        let mut told: BTreeMap<(i64, String, String), (u64, f64)> = BTreeMap::new();
        for entry in self.world.cells() {
            let Bucket { resolution, start: time } = entry.key.bucket;
            if resolution == Resolution::Minute && time >= start {
                let series = &entry.key.series;
                let key = (time, series.measure.name().into(), series.label.as_str().into());
                let total = told.entry(key).or_default();
                total.0 += entry.cell.count;
                total.1 += entry.cell.sum as f64;
            }
        }
        let mut shown: BTreeMap<(i64, String, String), (u64, f64)> = BTreeMap::new();
        for ((_, time, measure, label), cell) in table {
            let total = shown.entry((*time, measure.clone(), label.clone())).or_default();
            total.0 += cell.count;
            total.1 += cell.sum;
        }
        told == shown
    }
}
