//! What is bounded stays so when an engine is away, and the system says what it waits for.

use std::sync::Arc;
use std::time::Duration;

use kinhbac_aggregator::{AggregatorError, Deps, Status};
use kinhbac_api::event::encode_logged;
use kinhbac_domain::clock::Clock;
use kinhbac_domain::event::{Amount, Event, Payload};
use kinhbac_domain::id::{EventId, SiteId, Source};
use kinhbac_domain::ports::{EventLog, Headers, NewRecord};
use kinhbac_domain::position::{Offset, PartitionIndex, Stream, Topic};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::{World, verdict};

const PARTITION: PartitionIndex = PartitionIndex(0);

struct Running {
    world: World,
    status: Arc<Status>,
    stop: CancellationToken,
    task: JoinHandle<Result<(), AggregatorError>>,
}

/// One partition, engines that don't fail of themselves, and one aggregator.
fn start(change: impl FnOnce(&mut World)) -> Running {
    let mut world = World::new(&mut ChaCha8Rng::seed_from_u64(1));
    world.log.heal();
    world.store.heal();
    world.config.publish_every = Duration::from_millis(200);
    world.config.commit_every = Duration::from_secs(5);
    world.config.fold.max_series = 1_000_000;
    world.config.fold.max_lateness = 30 * 86_400_000;
    change(&mut world);
    let (status, stop) = (Arc::new(Status::default()), CancellationToken::new());
    let deps = Deps {
        log: Arc::new(world.log.of_member("one")),
        store: Arc::<super::SimStore>::clone(&world.store),
        clock: Arc::<super::SimClock>::clone(&world.clock),
    };
    let running =
        kinhbac_aggregator::run(world.config.clone(), deps, Arc::clone(&status), stop.clone());
    world.log.assign(|group| {
        group.entry("one".into()).or_default().insert(PARTITION);
    });
    Running { world, status, stop, task: tokio::spawn(running) }
}

impl Running {
    /// Publishes a count of each of so many cameras: three cells each.
    async fn publish(&self, cameras: std::ops::Range<u32>) {
        let partitions = self.world.partitions;
        let event = |number: u32| Event {
            id: EventId::new(format!("e-{number}")).unwrap(),
            source: Source::new(format!("camera/{number}")).unwrap(),
            time: self.world.clock.now(),
            sequence: None,
            site: site(number, partitions),
            sign_of_life: 0,
            payload: Payload::CameraCount {
                period: 60,
                vehicles: Vec::new(),
                people: Some(Amount::Plain(1)),
                speed: None,
                occupancy: None,
            },
        };
        let record = |number| {
            let event = event(number);
            NewRecord {
                partition: PARTITION,
                key: event.site.as_str().to_owned().into(),
                value: encode_logged(&event, &self.world.config.fold.zone),
                headers: Headers::default(),
            }
        };
        let records = cameras.map(record).collect();
        let results = self.world.log.append(Topic::Input(Stream::Camera), records).await;
        assert!(results.iter().all(Result::is_ok));
    }

    /// Waits until readiness says something.
    async fn hears(&self, words: &str) {
        while !self.status.not_ready().is_some_and(|why| why.contains(words)) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// How many cells were published.
    fn published(&self) -> usize {
        let records = self.world.log.records(Topic::Cells, PARTITION);
        let cells = |value| kinhbac_api::cells::decode(value).unwrap().0.len();
        records.iter().map(|record| cells(&record.value)).sum()
    }

    fn stored_to(&self) -> Offset {
        self.world.store.stored(PARTITION).0.of(Stream::Camera).next
    }
}

/// A site of its own for each number, in the partition.
fn site(number: u32, partitions: u32) -> SiteId {
    let mut names = (0..).map(|try_of_it: u32| format!("site-{number}-{try_of_it}"));
    let is_there = |name: &String| PartitionIndex::of_key(name.as_bytes(), partitions) == PARTITION;
    SiteId::new(names.find(is_there).unwrap()).unwrap()
}

#[tokio::test(start_paused = true)]
async fn an_outage_is_waited_out_the_fold_stops_at_its_bound_while_a_commit_waits() {
    const BOUND: usize = 300;
    let running = start(|world| world.config.max_uncommitted = BOUND);
    running.publish(0..1).await;
    verdict::rest(&running.world).await;
    running.world.store.set_away(true);
    for round in 0..40_u32 {
        running.publish(1 + round * 100..101 + round * 100).await;
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
    running.hears("partition 0 waits to commit: the store is not available: on purpose").await;
    // One bound's worth in the commit that waits, one beside it, and what was read at once.
    let most = 2 * (BOUND + 3 * running.world.config.read_batch) + 3;
    let published = running.published();
    assert!(published > BOUND && published <= most, "{published} cells of at most {most}");

    running.world.store.set_away(false);
    verdict::rest(&running.world).await;
    verdict::compare(&running.world).unwrap();
    assert_eq!(running.status.not_ready(), None);
    running.stop.cancel();
    running.task.await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_fold_that_waits_at_the_bound_on_identities_has_stored_what_it_folded() {
    let running = start(|world| {
        world.config.commit_every = Duration::from_secs(3_600);
        world.config.fold.duplicate_horizon = 900_000;
        world.config.fold.max_identities = 50;
    });
    running.publish(0..80).await;
    running.hears("aggregator.max_identities is reached").await;
    let records = running.world.log.records(Topic::Input(Stream::Camera), PARTITION);
    assert_eq!(running.stored_to(), records[50].offset);
    running.stop.cancel();
    running.task.await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn records_that_are_not_stored_at_half_of_the_logs_retention_are_told() {
    const RETENTION: Duration = Duration::from_secs(2 * 3_600);
    let running = start(|world| world.config.log_retention = Some(RETENTION));
    running.publish(0..1).await;
    verdict::rest(&running.world).await;
    running.world.store.set_away(true);
    running.publish(1..2).await;
    tokio::time::sleep(RETENTION / 4).await;
    let why = running.status.not_ready().unwrap();
    assert!(!why.contains("half of what the log keeps"), "{why}");
    tokio::time::sleep(RETENTION / 2).await;
    let words = "partition 0 has records of camera that are not stored and older than half";
    running.hears(words).await;

    running.world.store.set_away(false);
    verdict::rest(&running.world).await;
    while running.status.not_ready().is_some() {
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    running.stop.cancel();
    running.task.await.unwrap().unwrap();
}
