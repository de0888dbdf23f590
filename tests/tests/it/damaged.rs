//! Files damaged on purpose while the server is down: named at the start with a way out, or the
//! answers are right all the same. Never silently wrong.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use futures::StreamExt;
use kinhbac_domain::clock::{Clock, SystemClock};
use kinhbac_tests::client::Client;
use kinhbac_tests::process::{Ended, Process};
use kinhbac_tests::system::sample_province;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tempfile::TempDir;
use tonic::{Code, Status};

use crate::support::{ago, people, question};

/// How many places of each kind of file are damaged in each way.
const PLACES: u32 = 4;
/// The longest that what is damaged is counted anew, or found out.
const PATIENCE: i64 = 20_000;

/// Values by place, beginning and label; with the place's name.
type Answer = BTreeMap<(String, i64, String), (String, String)>;

/// What is asked before and after.
async fn everything(client: &Client) -> anyhow::Result<Vec<Answer>> {
    let mut answers = Vec::new();
    for (step, by) in [("minute", "device"), ("hour", "commune"), ("day", "province")] {
        let rows = client.query(question("camera.people", step, by)).await?;
        let row = |row: kinhbac_api::v1::Row| {
            let begin = row.time.map_or(0, |time| time.seconds);
            ((row.place, begin, row.label), (row.name, row.value))
        };
        answers.push(rows.into_iter().map(row).collect());
    }
    Ok(answers)
}

/// A data folder, and what it answers.
struct Whole {
    folder: TempDir,
    answers: Vec<Answer>,
}

/// After a kill neither engine has tidied up: the store has a write-ahead log, the log has a
/// journal that is in no table.
const KILLED: &str = "killed";
/// After a stop all is where it stays.
const STOPPED: &str = "stopped";

impl Whole {
    /// Started more than once, so that the log has tables and a journal.
    async fn make() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let [killed, stopped] = [KILLED, STOPPED].map(|name| folder.path().join(name));
        let process = Process::up(&killed, &[]).await.unwrap();
        let client = Client::connect(&process.grpc).await.unwrap();
        client.import(&sample_province()).await.unwrap();
        publish(&client, "a").await;
        process.stop().await.unwrap();
        let process = Process::up(&killed, &[]).await.unwrap();
        let client = Client::connect(&process.grpc).await.unwrap();
        publish(&client, "b").await;
        let answers = everything(&client).await.unwrap();
        process.kill().await.unwrap();
        copy(&killed, &stopped);
        Process::up(&stopped, &[]).await.unwrap().stop().await.unwrap();
        Self { folder, answers }
    }

    /// Damages a copy, and starts it; tells what it said if it did not answer as before.
    async fn damage(&self, damage: &Damage) -> Option<String> {
        let folder = tempfile::tempdir().unwrap();
        let data_dir = folder.path().join("data");
        copy(&self.folder.path().join(damage.of), &data_dir);
        damage.apply(&data_dir);
        let words = match Process::start(&["up"], &data_dir, &[]).await.unwrap() {
            Ok(process) => self.serves(process, damage).await?,
            Err(ended) => last_words(&ended, damage),
        };
        let named = data_dir.join(damage.named());
        assert!(words.contains(named.to_str().unwrap()), "{damage:?}: not named in {words}");
        if damage.file.starts_with("log/log") {
            assert!(words.contains("kinhbac restore"), "{damage:?}: no way out in {words}");
        }
        Some(words)
    }

    /// It answers as before, perhaps after a while of counting; else it says why not.
    async fn serves(&self, process: Process, damage: &Damage) -> Option<String> {
        let limit = SystemClock.now().plus_millis(PATIENCE);
        loop {
            let asked = async { everything(&Client::connect(&process.grpc).await?).await };
            match asked.await {
                Ok(answers) if answers == self.answers => {
                    // It may just have ended by itself, for what is asked later.
                    let _ = process.terminate();
                    let ended = process.ended(Duration::from_secs(20)).await.unwrap();
                    return (ended.code != Some(0)).then(|| last_words(&ended, damage));
                }
                Ok(answers) => {
                    let wrong = || first_difference(&self.answers, &answers);
                    assert!(SystemClock.now() < limit, "{damage:?}: silently wrong: {}", wrong());
                }
                // Found when it was read: the question is refused, for the other data is right.
                Err(error) => match error.downcast_ref::<Status>().map(Status::code) {
                    Some(Code::DataLoss) => return Some(format!("{error:#}")),
                    _ => {
                        let ended = process.ended(Duration::from_secs(10)).await;
                        let ended = ended.unwrap_or_else(|_| panic!("{damage:?}: {error:#}"));
                        return Some(last_words(&ended, damage));
                    }
                },
            }
        }
    }
}

fn first_difference(expected: &[Answer], found: &[Answer]) -> String {
    for (expected, found) in expected.iter().zip(found) {
        let keys = expected.keys().chain(found.keys());
        if let Some(key) = keys.into_iter().find(|key| expected.get(*key) != found.get(*key)) {
            return format!("{key:?}: {:?}, not {:?}", found.get(key), expected.get(key));
        }
    }
    "nothing".into()
}

/// Why a process ended by itself: all of it, in some lines.
fn last_words(ended: &Ended, damage: &Damage) -> String {
    assert_eq!(ended.code, Some(1), "{damage:?}: {}", ended.words);
    let words = ended.words.rsplit_once("kinhbac: ");
    words.unwrap_or_else(|| panic!("{damage:?}: {}", ended.words)).1.to_owned()
}

fn copy(from: &Path, to: &Path) {
    let copied = std::process::Command::new("cp").arg("-a").args([from, to]).status();
    assert!(copied.unwrap().success());
}

async fn publish(client: &Client, prefix: &str) {
    let camera = |n: i64| format!("camera/cam-{:04}", n % 200 + 1);
    let event = |n: i64| people(&format!("{prefix}-{n}"), &camera(n), ago(7_000 * n), n % 90 + 1);
    for batch in 0..4 {
        let events: Vec<_> = (500 * batch..500 * batch + 500).map(event).collect();
        let published = client.publish_json(&events).await.unwrap();
        client.stored(&published).await.unwrap();
    }
}

/// What is done to a file.
#[derive(Clone, Copy, Debug)]
enum How {
    /// A bit is another.
    Flipped(u8),
    /// The rest is gone.
    Truncated,
}

/// A damage.
#[derive(Debug)]
struct Damage {
    /// A copy of which folder is damaged.
    of: &'static str,
    /// In the data folder.
    file: PathBuf,
    at: u64,
    how: How,
}

impl Damage {
    fn apply(&self, data_dir: &Path) {
        let path = data_dir.join(&self.file);
        let mut bytes = std::fs::read(&path).unwrap();
        let at = usize::try_from(self.at).unwrap();
        match self.how {
            How::Flipped(bit) => bytes[at] ^= 1 << bit,
            How::Truncated => bytes.truncate(at),
        }
        std::fs::write(&path, bytes).unwrap();
    }

    /// What is to be named: the store's file, or the log's folder.
    fn named(&self) -> PathBuf {
        let first = self.file.components().next().unwrap().as_os_str();
        Path::new(if first == "log" { "log" } else { "store.sqlite" }).to_owned()
    }
}

/// Files of a kind, and how many bytes they have; whose folder they are in.
#[derive(Default)]
struct Kind {
    of: &'static str,
    files: Vec<(PathBuf, u64)>,
}

impl Kind {
    fn of_the_store(whole: &Whole) -> Vec<Self> {
        vec![Self::find(whole, STOPPED, |file| file == "store.sqlite"), Self::of_its_wal(whole)]
    }

    fn of_its_wal(whole: &Whole) -> Self {
        Self::find(whole, KILLED, |file| file == "store.sqlite-wal")
    }

    fn of_the_log(whole: &Whole) -> Vec<Self> {
        let journal = |file: &str| file.ends_with(".jnl");
        let table = |file: &str| file.contains("/tables/");
        vec![
            Self::find(whole, KILLED, journal),
            Self::find(whole, STOPPED, table),
            Self::find(whole, STOPPED, |file| {
                file.starts_with("log/") && !journal(file) && !table(file)
            }),
        ]
    }

    fn find(whole: &Whole, of: &'static str, is_chosen: impl Fn(&str) -> bool) -> Self {
        let root = whole.folder.path().join(of);
        let mut files = Vec::new();
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let file = path.strip_prefix(&root).unwrap().to_owned();
                if path.is_dir() {
                    folders.push(path);
                } else if is_chosen(file.to_str().unwrap()) && written(&path) > 0 {
                    files.push((file, written(&path)));
                }
            }
        }
        files.sort();
        Self { of, files }
    }
}

/// How many bytes a file has, without zeros at its end: space that was only laid out.
fn written(path: &Path) -> u64 {
    let bytes = std::fs::read(path).unwrap();
    bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last as u64 + 1)
}

/// Damages places of each kind of file, chosen by a seed; tells how many were named.
async fn damage_each(
    seed: u64,
    whole: &Whole,
    kinds: Vec<Kind>,
    how: impl Fn(&mut ChaCha8Rng) -> How,
) -> usize {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut damages = Vec::new();
    for Kind { of, files } in kinds {
        for _ in 0..PLACES {
            let (file, bytes) = files[rng.random_range(0..files.len())].clone();
            let at = rng.random_range(0..bytes);
            damages.push(Damage { of, file, at, how: how(&mut rng) });
        }
    }
    let tried = futures::stream::iter(damages).map(|damage| async move {
        let named = whole.damage(&damage).await;
        usize::from(named.is_some())
    });
    tried.buffer_unordered(4).collect::<Vec<_>>().await.into_iter().sum()
}

fn flipped(rng: &mut ChaCha8Rng) -> How {
    How::Flipped(rng.random_range(0..8))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flipped_bit_of_what_the_store_wrote_ahead_is_named_or_does_no_harm() {
    let whole = Whole::make().await;
    damage_each(1, &whole, vec![Kind::of_its_wal(&whole)], flipped).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_is_cut_off_is_named_or_does_no_harm() {
    let whole = Whole::make().await;
    let named = damage_each(2, &whole, Kind::of_the_store(&whole), |_| How::Truncated).await;
    assert!(named >= PLACES as usize, "{named}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flipped_bit_of_the_log_is_named_or_does_no_harm() {
    let whole = Whole::make().await;
    let named = damage_each(3, &whole, Kind::of_the_log(&whole), flipped).await;
    assert!(named >= PLACES as usize, "{named}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_is_cut_off_is_named_or_does_no_harm() {
    let whole = Whole::make().await;
    let named = damage_each(4, &whole, Kind::of_the_log(&whole), |_| How::Truncated).await;
    assert!(named >= PLACES as usize, "{named}");
}
