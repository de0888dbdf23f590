//! The operations centre's screen, in a real browser before the real binary.

use crate::support::{built, printed};

const RUN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/console/web/run");

#[tokio::test(flavor = "multi_thread")]
async fn the_screen_is_right_in_a_browser_also_after_its_server_was_killed() {
    let told = printed(RUN, &["test/console.mjs", &built()]).await;
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
