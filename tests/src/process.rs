//! The real binary: started, killed, started again.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::OnceLock;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, ChildStderr, Command};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// The longest that a start may take.
const START: Duration = Duration::from_secs(60);

/// So many lines of what it says are remembered.
const WORDS: usize = 200;

/// Names a binary to test instead of the one that is built.
const BINARY: &str = "KINHBAC_TEST_BINARY";

/// The binary: built like this one (debug or release), unless `KINHBAC_TEST_BINARY` names one.
///
/// # Errors
/// When it can't be built.
pub fn binary() -> Result<&'static Path> {
    static BUILT: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let built = BUILT.get_or_init(|| build().map_err(|error| format!("{error:#}")));
    built.as_deref().map_err(|error| anyhow::anyhow!("{error}"))
}

fn build() -> Result<PathBuf> {
    if let Some(named) = std::env::var_os(BINARY) {
        return Ok(named.into());
    }
    let release = !cfg!(debug_assertions);
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let mut command = std::process::Command::new(cargo);
    command.args(["build", "--quiet", "--bin", "kinhbac"]).current_dir(env!("CARGO_MANIFEST_DIR"));
    if release {
        command.args(["--release", "--package", "kinhbac"]);
    } else {
        // Features as `cargo test --workspace` has them, or all that is built would be built again.
        command.args(["--workspace", "--tests"]);
    }
    let status = command.status().context("cargo can't be run")?;
    anyhow::ensure!(status.success(), "the binary can't be built");
    let profile = if release { "release" } else { "debug" };
    // This program stands in target/PROFILE or target/PROFILE/deps.
    let here = std::env::current_exe()?;
    let folder = here.ancestors().find(|folder| folder.ends_with(profile));
    Ok(folder.context("the target folder is not found")?.join("kinhbac"))
}

/// A running server.
pub struct Process {
    child: Child,
    /// What it says, until it has ended.
    words: JoinHandle<String>,
    /// Where it serves gRPC, e.g. `http://127.0.0.1:40123`.
    pub grpc: String,
    /// Where it serves HTTP.
    pub http: String,
}

/// How a process ended by itself.
#[derive(Debug)]
pub struct Ended {
    /// Its exit code; none where a signal ended it.
    pub code: Option<i32>,
    /// The end of what it said on standard error.
    pub words: String,
}

/// The most memory that a process ever had resident, bytes.
///
/// # Errors
/// When it has ended.
pub fn peak_memory(pid: u32) -> Result<u64> {
    memory(pid, "VmHWM:")
}

/// The memory that a process has resident now, bytes.
///
/// # Errors
/// When it has ended.
pub fn resident_memory(pid: u32) -> Result<u64> {
    memory(pid, "VmRSS:")
}

fn memory(pid: u32, which: &str) -> Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let found = status.lines().find_map(|row| row.strip_prefix(which)?.strip_suffix("kB"));
    Ok(found.context("it has ended")?.trim().parse::<u64>()? << 10)
}

impl Process {
    /// Starts it on a data folder, with settings as in the environment, and waits until it says
    /// that it is ready.
    ///
    /// # Errors
    /// When it ends before, or takes too long; with what it said.
    pub async fn up(data_dir: &Path, settings: &[(&str, &str)]) -> Result<Self> {
        ready(Self::start(&["up"], data_dir, settings).await?)
    }

    /// As [`Process::up`], with some roles only: `kinhbac serve ROLE…`.
    ///
    /// # Errors
    /// When it ends before, or takes too long; with what it said.
    pub async fn serve(roles: &[&str], data_dir: &Path, settings: &[(&str, &str)]) -> Result<Self> {
        let command: Vec<_> = ["serve"].iter().chain(roles).copied().collect();
        ready(Self::start(&command, data_dir, settings).await?)
    }

    /// Starts a command of a server; where it ends before it is ready, tells how.
    ///
    /// # Errors
    /// When it can't be run, or takes too long.
    pub async fn start(
        command: &[&str],
        data_dir: &Path,
        settings: &[(&str, &str)],
    ) -> Result<Result<Self, Ended>> {
        let mut child = Command::new(binary()?)
            .args(command)
            .args(["--listen-grpc", "127.0.0.1:0", "--listen-http", "127.0.0.1:0"])
            .arg("--data-dir")
            .arg(data_dir)
            .envs(settings.iter().copied())
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let stderr = child.stderr.take().context("its words")?;
        let (tell, told) = oneshot::channel();
        let words = tokio::spawn(listen(stderr, tell));
        match timeout(START, told).await.context("it did not get ready in time")? {
            Ok((grpc, http)) => Ok(Ok(Self { child, words, grpc, http })),
            Err(_) => Ok(Err(ended(child, words).await?)),
        }
    }

    /// Its number, until it has ended.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        self.child.id()
    }

    /// As kill -9.
    ///
    /// # Errors
    /// When it ended by itself before.
    pub async fn kill(mut self) -> Result<()> {
        if let Some(status) = self.child.try_wait()? {
            bail!("it ended by itself: {status}");
        }
        self.child.kill().await?;
        Ok(())
    }

    /// Sends SIGTERM, as an operator does to stop it.
    ///
    /// # Errors
    /// When it has ended.
    pub fn terminate(&self) -> Result<()> {
        self.signal("-TERM")
    }

    /// Sends a signal, e.g. `-STOP`.
    ///
    /// # Errors
    /// When it has ended.
    pub fn signal(&self, signal: &str) -> Result<()> {
        let pid = self.child.id().context("it ended by itself")?;
        let status = std::process::Command::new("kill").args([signal, &pid.to_string()]).status();
        anyhow::ensure!(status?.success(), "no signal could be sent");
        Ok(())
    }

    /// Waits for its end.
    ///
    /// # Errors
    /// When it takes longer than that.
    pub async fn ended(self, within: Duration) -> Result<Ended> {
        timeout(within, ended(self.child, self.words)).await.context("it did not end in time")?
    }

    /// As an operator stops it: SIGTERM; waits for the end.
    ///
    /// # Errors
    /// When it does not end well.
    pub async fn stop(self) -> Result<()> {
        self.terminate()?;
        let Ended { code, words } = self.ended(Duration::from_secs(20)).await?;
        anyhow::ensure!(code == Some(0), "it ended with {code:?}: {words}");
        Ok(())
    }
}

fn ready(started: Result<Process, Ended>) -> Result<Process> {
    started.map_err(|ended| anyhow!("it ended before it was ready: {}", ended.words))
}

/// Reads what it says, so that it never waits for us; tells its addresses when it is ready.
async fn listen(stderr: ChildStderr, ready: oneshot::Sender<(String, String)>) -> String {
    let mut lines = BufReader::new(stderr).lines();
    let mut ready = Some(ready);
    let mut said = VecDeque::new();
    while let Ok(Some(line)) = lines.next_line().await {
        let addresses = line.strip_prefix("ready grpc=").and_then(|rest| rest.split_once(" http="));
        if let Some((grpc, http)) = addresses
            && let Some(ready) = ready.take()
        {
            // Who does not wait any more does not need them.
            let _ = ready.send((format!("http://{grpc}"), format!("http://{http}")));
        }
        if said.len() == WORDS {
            said.pop_front();
        }
        said.push_back(line);
    }
    Vec::from(said).join("\n")
}

async fn ended(mut child: Child, words: JoinHandle<String>) -> Result<Ended> {
    let code = child.wait().await?.code();
    Ok(Ended { code, words: words.await? })
}
