//! The threads that answers are made on: half of the processors, and apart from those that take
//! events in. Fifty screens and analysts who ask for everything at once keep each other waiting,
//! and no publisher.

use std::thread::available_parallelism;

use anyhow::{Context, Result};
use tokio::runtime::{Builder, Handle, Runtime};

/// A runtime that ends with this.
pub(super) struct Answering {
    handle: Handle,
    runtime: Option<Runtime>,
}

impl Answering {
    /// Starts the threads.
    ///
    /// # Errors
    /// When the system gives none.
    pub(super) fn start() -> Result<Self> {
        let threads = available_parallelism().map_or(1, |processors| processors.get().div_ceil(2));
        let runtime = Builder::new_multi_thread()
            .worker_threads(threads)
            .thread_name("kinhbac-answers")
            .enable_all()
            .build()
            .context("no threads for answers")?;
        Ok(Self { handle: runtime.handle().clone(), runtime: Some(runtime) })
    }

    /// Where to start tasks.
    pub(super) fn handle(&self) -> Handle {
        self.handle.clone()
    }
}

/// What is still being made then is for nobody. A runtime may not be waited for on another one.
impl Drop for Answering {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
