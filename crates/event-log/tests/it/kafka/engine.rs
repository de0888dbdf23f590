//! The engine that the tests need: one for all, or one of a test's own that it may kill.

use std::io::Read;
use std::os::unix::process::parent_id;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use tokio::sync::{Mutex, MutexGuard};

const THERE_ALREADY: &str = "KINHBAC_TEST_KAFKA";
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy/engines/kafka");

/// The brokers that all tests share: those of `KINHBAC_TEST_KAFKA`, or one that is started once a
/// run and ends with it.
pub(crate) async fn shared() -> String {
    static BROKERS: OnceLock<String> = OnceLock::new();
    let find = || {
        BROKERS.get_or_init(|| {
            let url = std::env::var(THERE_ALREADY).unwrap_or_else(|_| {
                let run = run();
                start(&std::env::temp_dir().join(format!("kinhbac-kafka-{run}")), run, None)
            });
            brokers(&url)
        })
    };
    tokio::task::spawn_blocking(find).await.unwrap().clone()
}

/// The process that is the run: the test tool's where there is one, for it starts several like
/// this; else this one.
fn run() -> u32 {
    let parent = parent_id();
    let tool = std::fs::read_to_string(format!("/proc/{parent}/comm")).unwrap_or_default();
    if tool.starts_with("cargo") { parent } else { std::process::id() }
}

fn brokers(url: &str) -> String {
    url.trim_start_matches("kafka://").to_owned()
}

/// Starts a broker for as long as a process lives; answers its URL.
fn start(data: &Path, process: u32, port: Option<u16>) -> String {
    let mut command = Command::new(SCRIPT);
    command.arg("start").arg("--data").arg(data);
    command.args(["--while", &process.to_string()]);
    command.args(port.into_iter().flat_map(|p| ["--port".to_owned(), p.to_string()]));
    run_script(command).lines().last().unwrap().to_owned()
}

/// What the script prints. Its end is waited for, not that of what it leaves running.
fn run_script(mut command: Command) -> String {
    let mut child = command.stdout(Stdio::piped()).spawn().expect("the engine's script runs");
    let status = child.wait().unwrap();
    assert!(status.success(), "{command:?}: {status}");
    let mut words = String::new();
    child.stdout.take().unwrap().read_to_string(&mut words).unwrap();
    words
}

/// A broker that a test may kill, while it has it.
pub(crate) struct Harmed {
    data: PathBuf,
    pub(crate) brokers: String,
    _turn: MutexGuard<'static, ()>,
}

/// The broker that may be killed; the next test waits for it.
pub(crate) async fn to_be_harmed() -> Harmed {
    static TURN: Mutex<()> = Mutex::const_new(());
    let turn = TURN.lock().await;
    let run = std::process::id();
    let data = std::env::temp_dir().join(format!("kinhbac-kafka-harmed-{run}"));
    tokio::task::spawn_blocking(move || {
        let brokers = brokers(&start(&data, run, None));
        Harmed { data, brokers, _turn: turn }
    })
    .await
    .unwrap()
}

impl Harmed {
    /// Starts it again where it was.
    pub(crate) async fn restart(&self) {
        let (data, port) = (self.data.clone(), self.brokers.rsplit(':').next().unwrap().parse());
        let start = move || start(&data, std::process::id(), Some(port.unwrap()));
        tokio::task::spawn_blocking(start).await.unwrap();
    }

    /// Sends it a signal.
    pub(crate) fn signal(&self, signal: &str) {
        assert!(self.try_signal(signal), "{signal} reaches the broker");
    }

    fn try_signal(&self, signal: &str) -> bool {
        let process = std::fs::read_to_string(self.data.join("broker.pid")).unwrap_or_default();
        let mut kill = Command::new("kill");
        kill.args([signal, process.trim()]).status().is_ok_and(|status| status.success())
    }
}

impl Drop for Harmed {
    fn drop(&mut self) {
        // Whatever became of the test, the next one finds it running.
        self.try_signal("-CONT");
    }
}
