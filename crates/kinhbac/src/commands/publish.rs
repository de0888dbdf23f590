//! `kinhbac publish`.

use std::io::Read;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Result, anyhow};
use indicatif::{ProgressBar, ProgressStyle};
use kinhbac_api::refusal::FieldError;
use kinhbac_api::v1;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::client::{self, Client, ServerArgs};
use crate::config::value;
use crate::publish::reader::{self, Progress};
use crate::publish::sender::{self, Answers, GaveUp, Item, Manner};
use crate::publish::stored;
use crate::publish::tally::Tally;
use crate::server::signals::Signals;

/// Batches read ahead.
const READ_AHEAD: usize = 16;
/// How long a pipe is read on, to count what was not sent.
const REST_OF_A_PIPE: Duration = Duration::from_secs(1);

/// Publishes events: one JSON object a line.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  kinhbac publish --wait events.ndjson\n  \
    zcat events.ndjson.gz | kinhbac publish -\n  \
    echo '{\"id\":\"e-1\",\"source\":\"camera/cam-0001\",\"time\":\"2026-11-22T01:02:03Z\",\"cameraCount\":{\"people\":3}}' | kinhbac publish -\n\n\
    A refused line is printed as `line N: field: REASON: words`; the rest goes on.\n\
    The last line is accepted=N duplicate=N rejected=N, after unanswered=N if there is any.\n\
    The same events may be published again: each is counted once.")]
pub struct PublishArgs {
    /// A file of events, or `-` for standard input.
    pub file: PathBuf,
    /// Return when all of it can be queried.
    #[arg(long)]
    pub wait: bool,
    /// How long to go on trying while nothing is answered.
    #[arg(long, value_name = "DURATION", default_value = "60s", value_parser = value::duration)]
    pub retry_for: Duration,
    /// Events sent together; a server takes 1000 by default.
    #[arg(long, value_name = "N", default_value = "1000",
          value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..=100_000))]
    pub batch: usize,
    /// Which server.
    #[command(flatten)]
    pub server: ServerArgs,
}

pub(super) async fn run(args: PublishArgs) -> Result<ExitCode> {
    let (input, length) = reader::open(&args.file)?;
    let client = Client::connect(&args.server).await?;
    let progress = Progress::default();
    let words = Words::new(progress.clone(), length);
    let (out, batches) = mpsc::channel(READ_AHEAD);
    let reading = start_reading(input, args.batch, progress.clone(), words.clone(), out);

    let mut answers = Report { words: words.clone(), tally: Tally::default() };
    let stop = stop_by_signal()?;
    let manner = Manner { max_batch: args.batch, patience: args.retry_for, stop: stop.clone() };
    let sent = sender::send(client.publisher(), batches, manner, &mut answers).await;
    let mut tally = answers.tally;
    let mut ended = match sent {
        // Reading has ended too, or sending would go on.
        Ok(()) => reading.await.unwrap_or_else(|_| Err(anyhow!("the reader died"))),
        Err(GaveUp { unsent, status, .. }) => {
            read_on(unsent, length.is_some(), &stop).await;
            tally.unanswered = progress.events().saturating_sub(tally.answered());
            Err(client::refused(&status).context("given up"))
        }
    };
    if args.wait && ended.is_ok() {
        ended = stored::wait(&client, tally.positions(), args.retry_for, &stop).await;
    }
    tally.rejected += words.refused.load(Ordering::Relaxed);
    words.bar.finish_and_clear();
    if let Err(error) = &ended {
        eprintln!("{error:#}");
    }
    eprintln!("{}", tally.closing());
    let done = tally.is_clean() && ended.is_ok();
    Ok(if done { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Reads what is not sent any more, so that it is counted: the rest of a file; of a pipe, which may
/// never end, what comes soon.
async fn read_on(
    unsent: Option<mpsc::Receiver<Vec<Item<u64>>>>,
    is_file: bool,
    stop: &CancellationToken,
) {
    let Some(mut unsent) = unsent else { return };
    let to_the_end = async { while unsent.recv().await.is_some() {} };
    let most = if is_file { Duration::MAX } else { REST_OF_A_PIPE };
    // Whether it came to the end changes nothing: what was read is counted.
    let _ = stop.run_until_cancelled(timeout(most, to_the_end)).await;
}

/// Is cancelled by the first SIGTERM or SIGINT, so that the counts are told; a second one ends the
/// process.
fn stop_by_signal() -> Result<CancellationToken> {
    let (stop, mut signals) = (CancellationToken::new(), Signals::listen()?);
    let stopping = stop.clone();
    tokio::spawn(async move {
        signals.next().await;
        signals.arm();
        stopping.cancel();
    });
    Ok(stop)
}

/// Reads on a thread that nobody waits for when the process ends, for it may be blocked.
fn start_reading(
    input: Box<dyn Read + Send>,
    max_batch: usize,
    progress: Progress,
    words: Words,
    out: mpsc::Sender<Vec<Item<u64>>>,
) -> oneshot::Receiver<Result<()>> {
    let (tell, reading) = oneshot::channel();
    std::thread::spawn(move || {
        let refuse = |line, error: FieldError| {
            words.refused.fetch_add(1, Ordering::Relaxed);
            words.say(&format!("line {line}: {error}"));
        };
        let read = reader::read(input, max_batch, progress, refuse, &out);
        // Without a listener there is nobody left to tell.
        let _ = tell.send(read);
    });
    reading
}

/// Words to standard error, beside a progress bar where that is a terminal.
#[derive(Clone)]
struct Words {
    bar: ProgressBar,
    progress: Progress,
    /// Lines refused before they were sent.
    refused: Arc<AtomicU64>,
}

impl Words {
    fn new(progress: Progress, length: Option<u64>) -> Self {
        let bar = match length {
            Some(length) => ProgressBar::new(length),
            None => ProgressBar::new_spinner(),
        };
        let form = match length {
            Some(_) => "{bar:40} {bytes}/{total_bytes} {msg} eta {eta}",
            None => "{spinner} {bytes} {msg}",
        };
        if let Ok(style) = ProgressStyle::with_template(form) {
            bar.set_style(style);
        }
        Self { bar, progress, refused: Arc::default() }
    }

    fn say(&self, words: &str) {
        self.bar.suspend(|| eprintln!("{words}"));
    }
}

/// Counts answers and prints refusals.
struct Report {
    words: Words,
    tally: Tally,
}

impl Answers<u64> for Report {
    fn answered(&mut self, item: Item<u64>, result: v1::PublishResult) {
        match result.outcome() {
            v1::Outcome::Accepted => self.tally.accepted += 1,
            v1::Outcome::Duplicate => self.tally.duplicate += 1,
            _ => self.tally.rejected += 1,
        }
        for v1::FieldViolation { field, reason, description } in &result.violations {
            let line = item.note;
            self.words.say(&format!("line {line}: {field}: {reason}: {description}"));
        }
        self.tally.stands_at(result.position);
        let answered = self.tally.accepted + self.tally.duplicate;
        if answered.is_multiple_of(1_000) {
            self.words.bar.set_position(self.words.progress.bytes());
            self.words.bar.set_message(format!("{answered} events"));
        }
    }

    fn trouble(&mut self, words: &str) {
        self.words.say(&format!("{words}; trying again"));
    }
}
