//! The task that has the log trimmed now and then.

use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::time::MissedTickBehavior;

use super::writer::Command;

/// Trims on a timer, until the log is dropped. Holds nothing of the log while it waits, or the log
/// could not be closed.
pub(super) async fn run(commands: mpsc::WeakSender<Command>, every: Duration) {
    let mut timer = tokio::time::interval(every.max(Duration::from_millis(1)));
    timer.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        timer.tick().await;
        let (answer, answered) = oneshot::channel();
        let Some(commands) = commands.upgrade() else { return };
        // Where the queue is full, the next time will do.
        let asked = commands.try_send(Command::Trim(answer)).is_ok();
        drop(commands);
        if asked && let Ok(Err(error)) = answered.await {
            tracing::warn!(%error, "nothing was trimmed");
        }
    }
}
