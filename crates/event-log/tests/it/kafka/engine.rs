//! The broker that the tests need: one for all, or one of a test's own that it may kill.

use kinhbac_test_engines::{Engine, Own};
use tokio::sync::{Mutex, MutexGuard};
use tokio::task::{block_in_place, spawn_blocking};

/// The brokers that all tests share.
pub(crate) async fn shared() -> String {
    brokers(spawn_blocking(|| Engine::Kafka.shared().unwrap()).await.unwrap())
}

fn brokers(url: &str) -> String {
    url.trim_start_matches("kafka://").to_owned()
}

/// A broker that a test may kill, while it has it.
pub(crate) struct Harmed {
    own: Own,
    pub(crate) brokers: String,
    _turn: MutexGuard<'static, ()>,
}

/// A broker that may be killed; the next test waits, for each has 256 MiB and more.
pub(crate) async fn to_be_harmed() -> Harmed {
    static TURN: Mutex<()> = Mutex::const_new(());
    let turn = TURN.lock().await;
    let own = spawn_blocking(|| Engine::Kafka.start_own().unwrap()).await.unwrap();
    let brokers = brokers(&own.url);
    Harmed { own, brokers, _turn: turn }
}

impl Harmed {
    /// Starts it again where it was.
    pub(crate) fn restart(&self) {
        block_in_place(|| self.own.restart().unwrap());
    }

    /// Sends it a signal.
    pub(crate) fn signal(&self, signal: &str) {
        self.own.signal(signal).unwrap();
    }
}
