//! Screens that come, fall behind, go, and come again with their tokens, to one replica or another,
//! under load, while replicas are killed and stopped and sites move: in the end each has what a new
//! screen gets, and that is what a query tells.

mod question;
mod trial;

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use crate::client::{Client, Published};
use crate::engines::Engines;
use crate::load;
use crate::stage::Stage;
use crate::system::sample_province;
use crate::table::Table;
use question::{Question, Rows};
use trial::Trial;

/// How long what was published may take to be told everywhere, once it is quiet.
const PATIENCE: Duration = Duration::from_secs(60);
/// Between two looks whether it is.
const LOOK: Duration = Duration::from_millis(300);

/// What is to happen, and from which seed.
#[derive(Clone, Debug)]
pub struct Plan {
    /// On which engines.
    pub engines: Engines,
    /// How many trials.
    pub trials: usize,
    /// How many go on at once; then it is quiet, and they are looked at.
    pub at_once: usize,
    /// How long they do.
    pub round: Duration,
    /// Says what each does.
    pub seed: u64,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// Trials whose tables were right.
    pub trials: usize,
    /// How often one came back with its token.
    pub resumes: usize,
    /// How often it was given a whole snapshot then: the registry had changed.
    pub fresh: usize,
    /// Rows that were compared.
    pub rows: usize,
    /// Events that were published.
    pub events: usize,
    /// Replicas that were killed or stopped, and sites that moved.
    pub disturbances: usize,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { trials, resumes, fresh, rows, events, disturbances } = self;
        write!(
            f,
            "{trials} screens, {resumes} resumes ({fresh} with a whole snapshot), {disturbances} \
             replicas killed or stopped or sites moved, {events} events: each ended with what a \
             new screen gets and a query tells ({rows} rows)"
        )
    }
}

/// Runs it; `tick` is told how many trials are done.
///
/// # Errors
/// When a table is not what a new screen gets or a query tells, with the question.
pub async fn run(plan: &Plan, mut tick: impl FnMut(usize)) -> Result<Verdict> {
    let mut rng = ChaCha8Rng::seed_from_u64(plan.seed);
    let mut stage =
        Stage::open(plan.engines, &[("KINHBAC__AGGREGATOR__COMMIT_EVERY", "1s")]).await?;
    let mut verdict = Verdict::default();
    while verdict.trials < plan.trials {
        let count = plan.at_once.min(plan.trials - verdict.trials);
        round(&mut stage, plan, count, &mut rng, &mut verdict).await?;
        tick(verdict.trials);
    }
    stage.stop().await?;
    Ok(verdict)
}

async fn round(
    stage: &mut Stage,
    plan: &Plan,
    count: usize,
    rng: &mut ChaCha8Rng,
    verdict: &mut Verdict,
) -> Result<()> {
    let stop = watch::Sender::new(false);
    let name = format!("{}-{}", plan.seed, verdict.trials);
    let publisher = ChaCha8Rng::seed_from_u64(rng.random());
    let event = move |n: usize, rng: &mut ChaCha8Rng| load::count(format!("{name}-{n}"), rng);
    let (to, until) = (stage.publishing(), stop.subscribe());
    let publishing = tokio::spawn(load::keep_publishing(to, until, publisher, event));
    let mut trials = JoinSet::new();
    for _ in 0..count {
        let trial = Trial::new(stage.replicas(), rng.random());
        trials.spawn(trial.run(stop.subscribe()));
    }
    let before = rng.random_range(0.2..0.8);
    sleep(plan.round.mul_f64(before)).await;
    verdict.disturbances += usize::from(disturb(stage, rng).await?);
    sleep(plan.round.mul_f64(1.0 - before)).await;
    stop.send_replace(true);
    let published = publishing.await??;
    verdict.events += published.accepted;
    let mut done = Vec::new();
    while let Some(trial) = trials.join_next().await {
        done.push(trial??);
    }
    settle(stage, &published, done, verdict, rng).await
}

/// Kills or stops a replica, or moves a site; sometimes nothing.
async fn disturb(stage: &mut Stage, rng: &mut ChaCha8Rng) -> Result<bool> {
    let number = rng.random_range(0..stage.count());
    match rng.random_range(0..4) {
        0 => return Ok(false),
        1 => {
            let replica = stage.replica(number);
            replica.kill().await?;
            replica.start().await?;
        }
        2 => {
            let replica = stage.replica(number);
            replica.stop().await?;
            replica.start().await?;
        }
        _ => move_a_site(&stage.publisher().await?, rng).await?,
    }
    Ok(true)
}

/// A site of a camera that is told of goes to another unit.
async fn move_a_site(client: &Client, rng: &mut ChaCha8Rng) -> Result<()> {
    const UNIT: usize = 4;
    let [_, sites, devices] = sample_province();
    let mut sites = csv::Reader::from_path(sites)?;
    let head = sites.headers()?.clone();
    let sites: Vec<_> = sites.records().collect::<Result<_, _>>()?;
    let devices = csv::Reader::from_path(devices)?.into_records();
    let devices: Vec<_> = devices.take(load::CAMERAS as usize).collect::<Result<_, _>>()?;
    let device = devices.choose(rng).context("no camera")?;
    let site = sites.iter().find(|row| row.get(0) == device.get(3)).context("no site")?;
    let unit = sites.choose(rng).and_then(|row| row.get(UNIT)).context("no unit")?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("sites.csv");
    let mut moved = csv::Writer::from_path(&file)?;
    moved.write_record(&head)?;
    moved.write_record(
        site.iter().enumerate().map(|(n, field)| if n == UNIT { unit } else { field }),
    )?;
    moved.flush()?;
    client.import(&[file]).await
}

/// Waits until each screen has what a new one gets and a query tells.
async fn settle(
    stage: &Stage,
    published: &Published,
    trials: Vec<Trial>,
    verdict: &mut Verdict,
    rng: &mut ChaCha8Rng,
) -> Result<()> {
    let mut replicas = Vec::new();
    for mut address in stage.replicas() {
        replicas.push(load::connect(&mut address).await?);
    }
    replicas[0].stored(published).await?;
    let mut truths: BTreeMap<(usize, Question), Rows> = BTreeMap::new();
    let mut settling = JoinSet::new();
    for trial in trials {
        let number = rng.random_range(0..replicas.len());
        let key = (number, trial.question.clone());
        if !truths.contains_key(&key) {
            let truth = truth(&replicas[number], &trial.question, rng).await?;
            truths.insert(key.clone(), truth);
        }
        settling.spawn(trial.settle(replicas[number].clone(), truths[&key].clone()));
    }
    while let Some(trial) = settling.join_next().await {
        let (resumes, fresh) = trial??.came_back;
        verdict.trials += 1;
        verdict.resumes += resumes;
        verdict.fresh += fresh;
    }
    verdict.rows += truths.values().map(BTreeMap::len).sum::<usize>();
    Ok(())
}

/// What a new screen gets, as soon as that is what a query tells.
async fn truth(client: &Client, question: &Question, rng: &mut ChaCha8Rng) -> Result<Rows> {
    let began = Instant::now();
    loop {
        let (since, to) = question.window()?;
        let queried = question.queried(client, since, to).await?;
        let mut table = Table::default();
        table.catch_up(&mut client.watch(question.request("", rng)).await?).await?;
        let told = question.within(&table.rows, since);
        let is_now = question.window()?.0 == since;
        if told == queried && is_now {
            return Ok(told);
        }
        let differs = difference(&told, &queried);
        ensure!(began.elapsed() < PATIENCE || !is_now, "{question:?}: a new screen {differs}");
        sleep(LOOK).await;
    }
}

/// The first row in which some rows differ from what they should be.
fn difference(found: &Rows, expected: &Rows) -> String {
    let wrong = expected.iter().find(|(key, sum)| found.get(*key) != Some(sum));
    let surplus = found.keys().find(|key| !expected.contains_key(*key));
    match (wrong, surplus) {
        (Some((key, sum)), _) => format!("has {:?} for {key:?} instead of {sum}", found.get(key)),
        (None, surplus) => format!("has a row too many: {surplus:?}"),
    }
}
