//! Screens that come, fall behind, go and come again: a short slice of `campaign seam`.

use std::time::Duration;

use kinhbac_tests::engines::Engines;
use kinhbac_tests::seam::{self, Plan};

use crate::support::on_all_engines;

on_all_engines! { a_screen_that_came_again_has_what_a_new_one_gets_and_a_query_tells }

async fn a_screen_that_came_again_has_what_a_new_one_gets_and_a_query_tells(engines: Engines) {
    let round = Duration::from_secs(3);
    let plan = Plan { engines, trials: 80, at_once: 40, round, seed: 7 };
    let verdict = seam::run(&plan, |_| ()).await.unwrap();
    assert_eq!(verdict.trials, 80, "{verdict}");
    assert!(verdict.resumes > 40 && verdict.rows > 100, "{verdict}");
}
