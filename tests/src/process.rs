//! The real binary: started, killed, started again.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::OnceLock;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

/// The longest that a start may take.
const START: Duration = Duration::from_secs(60);

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
    command.args(["build", "--quiet", "--package", "kinhbac", "--bin", "kinhbac"]);
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    if release {
        command.arg("--release");
    }
    let status = command.status().context("cargo can't be run")?;
    anyhow::ensure!(status.success(), "the binary can't be built");
    let profile = if release { "release" } else { "debug" };
    // This program stands in target/PROFILE or target/PROFILE/deps.
    let here = std::env::current_exe()?;
    let folder = here.ancestors().find(|folder| folder.ends_with(profile));
    Ok(folder.context("the target folder is not found")?.join("kinhbac"))
}

/// A running `kinhbac up`.
pub struct Process {
    child: Child,
    /// Where it serves gRPC, e.g. `http://127.0.0.1:40123`.
    pub grpc: String,
    /// Where it serves HTTP.
    pub http: String,
}

/// The most memory that a process ever had resident, bytes.
///
/// # Errors
/// When it has ended.
pub fn peak_memory(pid: u32) -> Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let peak = status.lines().find_map(|row| row.strip_prefix("VmHWM:")?.strip_suffix("kB"));
    Ok(peak.context("it has ended")?.trim().parse::<u64>()? << 10)
}

impl Process {
    /// Starts it on a data folder, with settings as in the environment, and waits until it says
    /// that it is ready.
    ///
    /// # Errors
    /// When it ends before, or takes too long; with what it said.
    pub async fn up(data_dir: &Path, settings: &[(&str, &str)]) -> Result<Self> {
        let mut child = Command::new(binary()?)
            .args(["up", "--listen-grpc", "127.0.0.1:0", "--listen-http", "127.0.0.1:0"])
            .arg("--data-dir")
            .arg(data_dir)
            .envs(settings.iter().copied())
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let stderr = child.stderr.take().context("its words")?;
        let mut lines = BufReader::new(stderr).lines();
        let mut said = Vec::new();
        let ready = async {
            while let Some(line) = lines.next_line().await? {
                if let Some(rest) = line.strip_prefix("ready grpc=") {
                    let (grpc, http) = rest.split_once(" http=").context("two addresses")?;
                    return anyhow::Ok((format!("http://{grpc}"), format!("http://{http}")));
                }
                said.push(line);
            }
            bail!("it ended before it was ready: {}", said.join("\n"))
        };
        let (grpc, http) =
            timeout(START, ready).await.context("it did not get ready in time")??;
        // What it says from now on is read and thrown away, so that it never waits for us.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok(Self { child, grpc, http })
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

    /// As an operator stops it: SIGTERM; waits for the end.
    ///
    /// # Errors
    /// When it does not end well.
    pub async fn stop(mut self) -> Result<()> {
        let pid = self.child.id().context("it ended by itself")?;
        let status = std::process::Command::new("kill").args(["-TERM", &pid.to_string()]).status();
        anyhow::ensure!(status?.success(), "no signal could be sent");
        let ended = timeout(Duration::from_secs(20), self.child.wait()).await;
        let status = ended.context("it did not stop in time")??;
        anyhow::ensure!(status.success(), "it ended with {status}");
        Ok(())
    }
}
