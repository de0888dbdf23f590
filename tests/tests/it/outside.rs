//! Clients that other people wrote hold a watch through a restart: a slice of `tests/outside/run`.

use crate::support::{built, printed};

const RUN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/outside/run");

#[tokio::test(flavor = "multi_thread")]
async fn connect_web_and_buf_curl_hold_a_watch_through_a_restart() {
    let binary = built();
    let slice = ["--seconds", "16", "--clients", "connect-web", "buf-curl", "--kinhbac", &binary];
    let told = printed(RUN, &slice).await;
    for client in ["connect-web", "buf-curl"] {
        let right = format!("{client}: streams 2, resumed by token 1, fresh snapshots 0, ");
        assert!(told.contains(&right), "not told: {right}, in {told}");
    }
}
