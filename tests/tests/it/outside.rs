//! Clients that other people wrote hold a watch through a restart: a slice of `tests/outside/run`.

use std::path::Path;
use std::process::Stdio;

use kinhbac_tests::process::binary;
use tokio::process::Command;

const RUN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/outside/run");

#[tokio::test(flavor = "multi_thread")]
async fn connect_web_and_buf_curl_hold_a_watch_through_a_restart() {
    let output = Command::new(Path::new(RUN))
        .args(["--seconds", "16", "--clients", "connect-web,buf-curl", "--kinhbac"])
        .arg(std::path::absolute(binary().unwrap()).unwrap())
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await
        .unwrap();
    let [told, words] = [&output.stdout, &output.stderr].map(|of| String::from_utf8_lossy(of));
    assert!(output.status.success(), "{told}\n{words}");
    for client in ["connect-web", "buf-curl"] {
        let right = format!("{client}: streams 2, resumed by token 1, fresh snapshots 0, ");
        assert!(told.contains(&right), "not told: {right}, in {told}");
    }
}
