//! Promise 9, by the real binary: a stop ends streams with a token and loses nothing; a second
//! signal, a second start and a clock that is set back do no harm.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use kinhbac::config::{Config, Layers};
use kinhbac::server::{Prepare, Roles, Server};
use kinhbac_api::v1::{Event, Outcome, WatchRequest};
use kinhbac_domain::clock::{Clock, SystemClock};
use kinhbac_tests::client::Client;
use kinhbac_tests::process::Process;
use kinhbac_tests::system::{System, sample_province};
use kinhbac_tests::table::{Table, Told};
use tokio::task::JoinSet;

use crate::support::{ManualClock, ZONE, ago, ask, people, question};

/// The longest that a stop may take.
const STOP: Duration = Duration::from_secs(10);
const MEASURE: &str = "camera.people";

/// People by camera.
type People = BTreeMap<String, i64>;

/// What a publisher knows of what it sent.
#[derive(Default)]
struct Sent {
    acknowledged: People,
    /// Perhaps in the log.
    unanswered: Vec<Event>,
}

/// Publishers at work.
struct Load {
    acknowledged: Arc<AtomicUsize>,
    publishers: JoinSet<Sent>,
}

impl Load {
    async fn start(to: &str) -> Self {
        let acknowledged = Arc::new(AtomicUsize::new(0));
        let mut publishers = JoinSet::new();
        for name in 0..3 {
            let client = Client::connect(to).await.unwrap();
            publishers.spawn(publish(client, name, acknowledged.clone()));
        }
        Self { acknowledged, publishers }
    }

    /// What was sent in all, once the server is gone.
    async fn end(self) -> Sent {
        let mut all = Sent::default();
        for sent in self.publishers.join_all().await {
            sent.acknowledged.into_iter().for_each(|(camera, count)| {
                *all.acknowledged.entry(camera).or_default() += count;
            });
            all.unanswered.extend(sent.unanswered);
        }
        all
    }
}

/// Publishes until it is cut off.
async fn publish(client: Client, name: i64, acknowledged: Arc<AtomicUsize>) -> Sent {
    let mut sent = Sent::default();
    for n in 0.. {
        let batch: Vec<_> = (100 * n..100 * n + 100).map(|n| event(name, n)).collect();
        let Ok(results) = client.publish_batch(batch.clone()).await else {
            sent.unanswered = batch;
            break;
        };
        for (event, result) in batch.into_iter().zip(results) {
            match result.outcome() {
                Outcome::Accepted => {
                    acknowledged.fetch_add(1, Ordering::Relaxed);
                    *sent.acknowledged.entry(event.source.clone()).or_default() += count(&event);
                }
                Outcome::Unavailable => sent.unanswered.push(event),
                other => panic!("{other:?}: {:?}", result.violations),
            }
        }
    }
    sent
}

fn event(publisher: i64, n: i64) -> Event {
    let camera = format!("camera/cam-{:04}", (n * 3 + publisher) % 60 + 1);
    let told = people(&format!("{publisher}-{n}"), &camera, ago(n % 7_200 * 1_000), n % 7 + 1);
    kinhbac_api::json::parse_event(told.as_bytes()).unwrap()
}

fn count(event: &Event) -> i64 {
    let Some(kinhbac_api::v1::event::Payload::CameraCount(count)) = &event.payload else {
        return 0;
    };
    count.people.unwrap_or(0)
}

async fn counted(client: &Client) -> People {
    let mut found = People::new();
    for ((camera, ..), value) in ask(client, ZONE, question(MEASURE, "hour", "device")).await {
        *found.entry(camera).or_default() += value.parse::<i64>().unwrap();
    }
    found
}

/// What the store alone answers: nothing is folded meanwhile.
async fn stored_alone(data_dir: &Path) -> People {
    let mut layers = Layers::defaults().unwrap();
    let data_dir = data_dir.to_str().unwrap();
    for (key, value) in
        [("data_dir", data_dir), ("listen.grpc", "127.0.0.1:0"), ("listen.http", "127.0.0.1:0")]
    {
        layers.take_flag("the test", key, value.to_owned()).unwrap();
    }
    let config = Config::from_layers(&layers).unwrap();
    let roles = Roles { gateway: false, aggregator: false, live: false, history: true };
    let mut server =
        Server::start(config, Arc::new(SystemClock), roles, Prepare::Check).await.unwrap();
    server.ready().await.unwrap();
    let client = Client::connect(&format!("http://{}", server.grpc)).await.unwrap();
    let found = counted(&client).await;
    server.stop().await.unwrap();
    found
}

fn hours(resume: &str) -> WatchRequest {
    WatchRequest {
        by: "device".into(),
        measures: vec![MEASURE.into()],
        resolution: "hour".into(),
        buckets: 5,
        resume: resume.into(),
        ..WatchRequest::default()
    }
}

/// A server under load, and a screen that watches it.
struct UnderLoad {
    folder: tempfile::TempDir,
    process: Process,
    load: Load,
    answer: tonic::Streaming<kinhbac_api::v1::WatchResponse>,
    table: Table,
}

impl UnderLoad {
    async fn start(settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let process = Process::up(folder.path(), settings).await.unwrap();
        let client = Client::connect(&process.grpc).await.unwrap();
        client.import(&sample_province()).await.unwrap();
        let load = Load::start(&process.grpc).await;
        let mut answer = client.watch(hours("")).await.unwrap();
        let mut table = Table::default();
        table.catch_up(&mut answer).await.unwrap();
        while load.acknowledged.load(Ordering::Relaxed) < 5_000 {
            assert!(!matches!(table.take(&mut answer).await.unwrap(), Told::End(_)));
        }
        Self { folder, process, load, answer, table }
    }

    /// Sends the first signal; the screen is told the end.
    async fn stop(&mut self) {
        self.process.terminate().unwrap();
        let reason = loop {
            if let Told::End(reason) = self.table.take(&mut self.answer).await.unwrap() {
                break reason;
            }
        };
        assert_eq!(reason, "shutdown");
        assert!(!self.table.token.is_empty());
    }
}

/// What was acknowledged is counted, and of what was not answered each event at most once.
fn assert_nothing_lost(found: &People, sent: &Sent) {
    let mut most = sent.acknowledged.clone();
    for event in &sent.unanswered {
        *most.entry(event.source.clone()).or_default() += count(event);
    }
    for (camera, most) in &most {
        let least = sent.acknowledged.get(camera).copied().unwrap_or(0);
        let found = found.get(camera).copied().unwrap_or(0);
        assert!((least..=*most).contains(&found), "{camera}: {found}, not {least} to {most}");
    }
    assert!(found.keys().all(|camera| most.contains_key(camera)));
}

/// Starts again, sends what was not answered once more, and has everything counted once; a screen
/// that comes back has the same.
async fn goes_on(folder: &Path, mut sent: Sent, mut table: Table) {
    let process = Process::up(folder, &[]).await.unwrap();
    let client = Client::connect(&process.grpc).await.unwrap();
    let again = client.publish(sent.unanswered.clone()).await.unwrap();
    for event in &sent.unanswered {
        *sent.acknowledged.entry(event.source.clone()).or_default() += count(event);
    }
    client.stored(&again).await.unwrap();
    assert_eq!(counted(&client).await, sent.acknowledged);
    let mut answer = client.watch(hours(&table.token)).await.unwrap();
    table.catch_up(&mut answer).await.unwrap();
    assert_eq!(table.fresh_because, "");
    let mut shown = People::new();
    for ((camera, _), count) in table.sums(MEASURE, 0) {
        *shown.entry(camera).or_default() += count;
    }
    assert_eq!(shown, sent.acknowledged);
    drop(answer);
    process.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_under_load_ends_streams_with_a_token_and_stores_what_was_acknowledged() {
    let mut server = UnderLoad::start(&[]).await;
    let begun = Instant::now();
    server.stop().await;
    let UnderLoad { folder, process, load, table, .. } = server;
    let ended = process.ended(STOP).await.unwrap();
    assert_eq!(ended.code, Some(0), "{}", ended.words);
    assert!(begun.elapsed() < STOP);
    let sent = load.end().await;
    assert_nothing_lost(&stored_alone(folder.path()).await, &sent);
    goes_on(folder.path(), sent, table).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_signal_stops_at_once_and_loses_nothing_acknowledged() {
    // The first stop waits for a quiet beat to store the rest.
    let slow =
        [("KINHBAC__AGGREGATOR__PUBLISH_EVERY", "3s"), ("KINHBAC__AGGREGATOR__COMMIT_EVERY", "1h")];
    let mut server = UnderLoad::start(&slow).await;
    server.stop().await;
    let UnderLoad { folder, process, load, table, .. } = server;
    process.terminate().unwrap();
    let ended = process.ended(Duration::from_secs(1)).await.unwrap();
    assert_eq!(ended.code, Some(1), "{}", ended.words);
    assert!(ended.words.contains("stopped at once by a second signal"), "{}", ended.words);
    let sent = load.end().await;
    goes_on(folder.path(), sent, table).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_on_the_same_folder_is_refused_by_name_and_the_first_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let process = Process::up(folder.path(), &[]).await.unwrap();
    let client = Client::connect(&process.grpc).await.unwrap();
    client.import(&sample_province()).await.unwrap();
    let refused =
        Process::start(&["up"], folder.path(), &[]).await.unwrap().err().expect("it started");
    assert_eq!(refused.code, Some(1));
    let expected = format!("{} is in use by another kinhbac", folder.path().display());
    assert!(refused.words.contains(&expected), "{}", refused.words);
    assert!(refused.words.contains("--data-dir"), "it tells no way out: {}", refused.words);
    let published = client.publish(vec![event(0, 1)]).await.unwrap();
    client.stored(&published).await.unwrap();
    assert_eq!(counted(&client).await.values().sum::<i64>(), count(&event(0, 1)));
    process.stop().await.unwrap();
}

/// People by step, camera and time as it is printed.
type Cells = BTreeMap<(&'static str, String, String), i64>;

/// What a plain count makes of an event.
fn add(cells: &mut Cells, camera: &str, at: kinhbac_domain::time::Timestamp, people: i64) {
    use kinhbac_domain::time::{Resolution, Zone};
    let zone = Zone::named(ZONE).unwrap();
    for (step, resolution) in
        [("minute", Resolution::Minute), ("hour", Resolution::Hour), ("day", Resolution::Day)]
    {
        let begin = zone.print(zone.bucket(resolution, at).start_time());
        *cells.entry((step, camera.to_owned(), begin)).or_default() += people;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_set_back_an_hour_while_it_runs_makes_no_wrong_cell() {
    const MINUTE: i64 = 60_000;
    let clock = Arc::new(ManualClock::at(SystemClock.now()));
    let mut system =
        System::builder().clock(Arc::<ManualClock>::clone(&clock)).start().await.unwrap();
    system.client().await.unwrap().import(&sample_province()).await.unwrap();
    let mut expected = Cells::new();
    let mut last_round = Vec::new();
    // On for a few minutes, back an hour, on, and over the hour again.
    for (round, step) in [0, 2, 2, -60, 1, 1, 5, 60, 1].into_iter().enumerate() {
        clock.forward(step * MINUTE);
        let client = system.client().await.unwrap();
        let mut events = Vec::new();
        for n in 0..100_i64 {
            let camera = format!("camera/cam-{:04}", n % 20 + 1);
            let at = clock.now().plus_millis(-n * 1_700);
            add(&mut expected, &camera, at, n + 1);
            events.push(people(&format!("{round}-{n}"), &camera, at, n + 1));
        }
        let mut published = client.publish_json(&events).await.unwrap();
        assert_eq!(published.accepted, events.len(), "{:?}", published.rejected);
        if round == 4 || round == 7 {
            // While the clock is back, and when it is right again, identities are read again.
            client.stored(&published).await.unwrap();
            system = system.restart().await.unwrap();
        }
        // Sent again, as by one who did not hear the answers.
        let client = system.client().await.unwrap();
        last_round.extend(events);
        published = client.publish_json(&last_round).await.unwrap();
        client.stored(&published).await.unwrap();
        last_round.drain(..last_round.len() - 100);
    }
    let client = system.client().await.unwrap();
    let mut found = Cells::new();
    for step in ["minute", "hour", "day"] {
        let answer = ask(&client, ZONE, question(MEASURE, step, "device")).await;
        found.extend(
            answer
                .into_iter()
                .map(|((camera, begin, _), value)| ((step, camera, begin), value.parse().unwrap())),
        );
    }
    assert_eq!(found, expected);
    system.stop().await.unwrap();
}
