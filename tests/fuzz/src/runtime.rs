//! A runtime of one thread, so that an input does the same each time.

use tokio::runtime::{Builder, Handle, Runtime};

thread_local! {
    static RUNTIME: Runtime = Builder::new_current_thread().enable_time().build().unwrap();
}

/// Runs something to its end.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    RUNTIME.with(|runtime| runtime.block_on(future))
}

/// Where to start tasks.
pub(crate) fn handle() -> Handle {
    RUNTIME.with(|runtime| runtime.handle().clone())
}
