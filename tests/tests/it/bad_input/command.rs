//! `kinhbac publish`, as it is run and what it says.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Output, Stdio};

use kinhbac_tests::process::{binary, peak_memory};

/// The most memory that a publisher may take, whatever it reads, bytes.
const MEMORY: u64 = 64 << 20;

/// `kinhbac publish` of a file, or of `-`.
pub(super) fn publish(file: &Path, server: &str) -> Command {
    let mut command = Command::new(binary().unwrap());
    command.arg("publish").arg(file).args(["--to", server]);
    command
}

/// What `kinhbac publish` said.
#[derive(Debug)]
pub(super) struct Published {
    pub(super) code: Option<i32>,
    /// Row by row.
    pub(super) words: Vec<String>,
}

impl Published {
    pub(super) fn of(output: Output) -> Self {
        let words = String::from_utf8(output.stderr).unwrap();
        Self { code: output.status.code(), words: words.lines().map(str::to_owned).collect() }
    }

    /// The refusals by their rows: `field: REASON: words`.
    pub(super) fn refused(&self) -> BTreeMap<usize, &str> {
        let rows = self.words.iter().filter_map(|row| row.strip_prefix("line ")?.split_once(": "));
        rows.map(|(number, refusal)| (number.parse().unwrap(), refusal)).collect()
    }

    /// The last row.
    pub(super) fn counts(&self) -> &str {
        self.words.last().unwrap()
    }
}

/// A `kinhbac publish -` that is fed by hand.
pub(super) struct Piped {
    child: Child,
    input: Option<ChildStdin>,
}

impl Piped {
    pub(super) fn start(server: &str) -> Self {
        let mut command = publish(Path::new("-"), server);
        let pipes = command.stdin(Stdio::piped()).stderr(Stdio::piped()).stdout(Stdio::null());
        let mut child = pipes.spawn().unwrap();
        let input = child.stdin.take();
        Self { child, input }
    }

    /// Feeds a piece; false when it reads no more.
    pub(super) fn feed(&mut self, piece: &[u8]) -> bool {
        self.input.as_mut().unwrap().write_all(piece).is_ok()
    }

    /// It has not grown.
    pub(super) fn assert_small(&self) {
        // Where it has just ended there is nothing to be seen.
        let peak = peak_memory(self.child.id()).unwrap_or_default();
        assert!(peak < MEMORY, "{peak} bytes");
    }

    /// Ends its input, and waits for its own end.
    pub(super) fn end(mut self) -> Published {
        drop(self.input.take());
        Published::of(self.child.wait_with_output().unwrap())
    }
}
