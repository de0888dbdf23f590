//! The engines that tests and benchmarks need: one of each for all of a run, or one of a test's
//! own that it may kill. They are started by `deploy/engines` and end with the run; the variables
//! `KINHBAC_TEST_KAFKA`, `KINHBAC_TEST_POSTGRES` and `KINHBAC_TEST_TIMESCALE` name some that are
//! there already. A test whose engine can't be had fails.

use std::fmt;
use std::io;
use std::os::unix::process::parent_id;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

const SCRIPTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy/engines");

/// An engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Apache Kafka: `kafka://host:port`.
    Kafka,
    /// PostgreSQL without extensions: `postgres://user:password@host:port/database`.
    Postgres,
    /// PostgreSQL with TimescaleDB, Apache edition.
    Timescale,
}

/// Whether a new PostgreSQL waits for the disk; Kafka never does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sync {
    On,
    Off,
}

impl Engine {
    /// The name of its script.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Kafka => "kafka",
            Self::Postgres => "postgres",
            Self::Timescale => "timescale",
        }
    }

    /// The URL of the one that everybody shares: what its variable names, or one that is started
    /// once a run and ends with it. Blocks while it starts.
    ///
    /// # Errors
    /// When it does not start, with what its script said.
    pub fn shared(self) -> io::Result<&'static str> {
        static URLS: [OnceLock<Result<String, String>>; 3] = [const { OnceLock::new() }; 3];
        let url = URLS[self as usize].get_or_init(|| self.find().map_err(|e| e.to_string()));
        url.as_deref().map_err(|words| io::Error::other(words.clone()))
    }

    fn find(self) -> io::Result<String> {
        let variable = format!("KINHBAC_TEST_{}", self.name().to_uppercase());
        if let Ok(url) = std::env::var(variable) {
            return Ok(url);
        }
        let run = run();
        self.start(&folder(&format!("{}-{run}", self.name())), Sync::Off, Some(run), None)
    }

    /// Starts one that a test may kill; it ends with what is answered, or with this process. What
    /// it writes outlives a kill, not a loss of power.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start_own(self) -> io::Result<Own> {
        self.own(Sync::Off)
    }

    /// As [`Engine::start_own`], with the syncs that a province has: for benchmarks.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start_durable(self) -> io::Result<Own> {
        self.own(Sync::On)
    }

    fn own(self, sync: Sync) -> io::Result<Own> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let (process, number) = (std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let data = folder(&format!("{}-own-{process}-{number}", self.name()));
        let url = self.start(&data, sync, Some(process), None)?;
        Ok(Own { engine: self, data, url })
    }

    /// Starts one, to end with a process if one is named; answers its URL.
    fn start(
        self,
        data: &Path,
        sync: Sync,
        process: Option<u32>,
        port: Option<&str>,
    ) -> io::Result<String> {
        let mut command = self.script("start", data);
        if sync == Sync::Off {
            command.env("KINHBAC_ENGINE_SYNC", "off");
        }
        command.args(process.iter().flat_map(|p| ["--while".to_owned(), p.to_string()]));
        command.args(port.into_iter().flat_map(|port| ["--port", port]));
        let words = said(command)?;
        words.lines().last().map(str::to_owned).ok_or_else(|| io::Error::other("no URL"))
    }

    fn script(self, verb: &str, data: &Path) -> Command {
        let mut command = Command::new(format!("{SCRIPTS}/{}", self.name()));
        command.arg(verb).arg("--data").arg(data);
        command
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The process that is the run: the test tool's where there is one, for it starts several like
/// this; else this one.
fn run() -> u32 {
    let parent = parent_id();
    let tool = std::fs::read_to_string(format!("/proc/{parent}/comm")).unwrap_or_default();
    if tool.starts_with("cargo") { parent } else { std::process::id() }
}

/// PostgreSQL refuses root and runs as another user, whom root's own folders are closed to.
fn folder(name: &str) -> PathBuf {
    Path::new("/var/tmp").join(format!("kinhbac-test-{name}"))
}

/// What a script prints; what it leaves running holds no end of it.
fn said(mut command: Command) -> io::Result<String> {
    let done = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output()?;
    if !done.status.success() {
        return Err(io::Error::other(format!("{command:?}: {}, see above", done.status)));
    }
    String::from_utf8(done.stdout).map_err(io::Error::other)
}

/// An engine of a test's own.
#[derive(Debug)]
pub struct Own {
    engine: Engine,
    data: PathBuf,
    /// Where it is reached.
    pub url: String,
}

impl Own {
    /// Starts it again where it was, after a kill. Blocks.
    ///
    /// # Errors
    /// When it does not start.
    pub fn restart(&self) -> io::Result<()> {
        let port = self.url.rsplit(':').next().and_then(|rest| rest.split('/').next());
        self.engine.start(&self.data, Sync::Off, None, port).map(drop)
    }

    /// Sends a signal, e.g. `-KILL`, to each of its processes.
    ///
    /// # Errors
    /// When none of them is there.
    pub fn signal(&self, signal: &str) -> io::Result<()> {
        let file = match self.engine {
            Engine::Kafka => "broker.pid",
            Engine::Postgres | Engine::Timescale => "data/postmaster.pid",
        };
        let text = std::fs::read_to_string(self.data.join(file))?;
        let first = text.lines().next().and_then(|line| line.trim().parse().ok());
        let first: u32 = first.ok_or_else(|| io::Error::other(format!("{file}: {text:?}")))?;
        let processes = children(first).into_iter().chain([first]).map(|p| p.to_string());
        let mut kill = Command::new("kill");
        let status = kill.arg(signal).args(processes).stderr(Stdio::null()).status()?;
        // A child may have ended by itself meanwhile.
        let is_there = Path::new("/proc").join(first.to_string()).exists();
        if status.success() || is_there || signal == "-KILL" {
            return Ok(());
        }
        Err(io::Error::other(format!("{} has ended by itself", self.engine)))
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        // Who is paused can't stop; one that is dead need not. A leftover ends with this process.
        drop(self.signal("-CONT"));
        drop(said(self.engine.script("stop", &self.data)));
        drop(std::fs::remove_dir_all(&self.data));
    }
}

/// The processes that a process has started.
fn children(of: u32) -> Vec<u32> {
    let is_child = |process: &u32| {
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        // "number (name) state parent ...", where a name may have spaces and brackets.
        let parent = stat.rsplit_once(") ").and_then(|(_, rest)| rest.split(' ').nth(1));
        parent.and_then(|p| p.parse().ok()) == Some(of)
    };
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let numbers = entries.filter_map(|e| e.file_name().to_str().and_then(|n| n.parse().ok()));
    numbers.filter(is_child).collect()
}
