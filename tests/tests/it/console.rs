//! The operations centre's screen, in a real browser before the real binary.

use std::path::Path;
use std::process::Stdio;

use kinhbac_tests::process::binary;
use tokio::process::Command;

const WEB: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/console/web");

#[tokio::test(flavor = "multi_thread")]
async fn the_screen_is_right_in_a_browser_also_after_its_server_was_killed() {
    let output = Command::new(Path::new(WEB).join("run"))
        .arg("test/console.mjs")
        .arg(std::path::absolute(binary().unwrap()).unwrap())
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await
        .unwrap();
    let [told, words] = [&output.stdout, &output.stderr].map(|of| String::from_utf8_lossy(of));
    assert!(output.status.success(), "{told}\n{words}");
    for held in [
        "numbers move",
        "in the queue at most",
        "visible tabs work",
        "was frozen",
        "20 values",
        "after the restart",
        "none twice",
        "no serious fault",
    ] {
        assert!(told.contains(held), "not told: {held}, in {told}");
    }
}
