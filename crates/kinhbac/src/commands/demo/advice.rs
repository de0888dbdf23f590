//! What to try beside a demo: commands that work as they stand, in a second terminal.

use std::net::SocketAddr;
use std::path::Path;

use kinhbac_domain::time::{Timestamp, Zone};

use super::play::PROVINCE;
use crate::client::DEFAULT_TO;

/// A device of the sample.
const CAMERA: &str = "camera/cam-0001";
/// How long after the start questions are still good, by the machine's clock: milliseconds.
const GOOD_FOR: i64 = 3_600_000;

/// What the commands are made of.
pub(super) struct Advice<'a> {
    pub(super) now: Timestamp,
    pub(super) zone: &'a Zone,
    /// The length of a bucket.
    pub(super) step: &'a str,
    pub(super) speed: u32,
    pub(super) to: &'a str,
    pub(super) http: SocketAddr,
}

impl Advice<'_> {
    /// A line each.
    pub(super) fn lines(&self) -> Vec<String> {
        let call = program(std::env::args_os().next().as_deref().map(Path::new));
        self.of(&call)
    }

    fn of(&self, call: &str) -> Vec<String> {
        let second = Timestamp::from_seconds(self.now.seconds());
        let at = |millis| self.zone.print(second.plus_millis(millis));
        let (now, step) = (at(0), self.step);
        let speed = i64::from(self.speed);
        let range = format!("--from {} --to {}", at(-3_600_000), at(GOOD_FOR * speed));
        let to = if self.to == DEFAULT_TO { String::new() } else { format!(" --to {}", self.to) };
        vec![
            format!("Open http://{} for the screen. Ctrl-C here ends all of it.", self.http),
            "Try in a second terminal: what a screen sees, what an analyst asks,".into(),
            "an event of your own, and where it went.".into(),
            format!("  {call} watch --place {PROVINCE} --by site --measure camera.vehicles{to}"),
            format!(
                "  {call} query --measure camera.people --by commune --step {step} {range}{to}"
            ),
            format!(
                "  echo '{{\"id\":\"my-1\",\"source\":\"{CAMERA}\",\"time\":\"{now}\",\
                 \"cameraCount\":{{\"people\":1000}}}}' | {call} publish --wait{to} -"
            ),
            format!(
                "  {call} query --measure camera.people --place {CAMERA} --step {step} {range}{to}"
            ),
            String::new(),
        ]
    }
}

/// The program as it was called, for a shell.
fn program(called: Option<&Path>) -> String {
    let name = "kinhbac".to_owned();
    let Some(called) = called.and_then(Path::to_str) else { return name };
    if !called.contains('/') {
        return name;
    }
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+".contains(c);
    if called.chars().all(is_plain) {
        return called.to_owned();
    }
    format!("'{}'", called.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::Cli;

    fn lines(to: &str) -> Vec<String> {
        let advice = Advice {
            now: Timestamp::from_millis(1_795_280_400_123),
            zone: &Zone::named("Asia/Ho_Chi_Minh").unwrap(),
            step: "hour",
            speed: 60,
            to,
            http: "127.0.0.1:7480".parse().unwrap(),
        };
        advice.of("target/release/kinhbac")
    }

    #[test]
    fn every_command_can_be_pasted() {
        for to in [DEFAULT_TO, "http://127.0.0.1:7999"] {
            let lines = lines(to);
            let commands: Vec<_> = lines
                .iter()
                .filter_map(|line| line.split_once("target/release/kinhbac "))
                .collect();
            assert_eq!(commands.len(), 4);
            for (before, after) in commands {
                let words = after.split(' ').filter(|word| !word.is_empty());
                Cli::try_parse_from(["kinhbac"].into_iter().chain(words)).unwrap();
                assert_eq!(after.contains(":7999"), to.contains(":7999"));
                if let Some((event, _)) = before.trim().split_once(" | ") {
                    let event = event.trim_start_matches("echo '").trim_end_matches('\'');
                    let event = kinhbac_api::json::parse_event(event.as_bytes()).unwrap();
                    assert_eq!(event.source, CAMERA);
                }
            }
        }
    }

    #[test]
    fn the_program_is_called_as_it_was() {
        assert_eq!(program(Some(Path::new("kinhbac"))), "kinhbac");
        assert_eq!(program(Some(Path::new("target/release/kinhbac"))), "target/release/kinhbac");
        assert_eq!(program(Some(Path::new("/my tools/kinhbac"))), "'/my tools/kinhbac'");
        assert_eq!(program(None), "kinhbac");
    }
}
