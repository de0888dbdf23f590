//! A note of where the log ended, outside of the database: fjall takes a journal that it can't
//! read any further for one whose last write was torn, and cuts it off. Where that would lose
//! what was acknowledged, the note tells.
//!
//! The note is written once in a while and when the log is closed, always after what it says is
//! on disk, and without a sync: an older note is as true, and a half-written one is passed over.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use kinhbac_domain::position::{Offset, PartitionIndex, Topic};
use xxhash_rust::xxh3::xxh3_64;

use super::error::WAY_OUT;
use super::state::{Shared, Topics};

const FILE: &str = "ends";
const DRAFT: &str = "ends.new";
/// The least time between two notes.
const PAUSE: Duration = Duration::from_secs(1);

/// Writes the note.
pub(super) struct Watermark {
    dir: PathBuf,
    written: Instant,
}

/// The end of each partition that is not empty.
type Ends = BTreeMap<(Topic, PartitionIndex), Offset>;

impl Watermark {
    pub(super) fn new(dir: &Path) -> Self {
        Self { dir: dir.to_owned(), written: Instant::now() }
    }

    /// Notes where the log ends, if that was not done just now.
    pub(super) fn note_now_and_then(&mut self, shared: &Shared) {
        if self.written.elapsed() >= PAUSE {
            self.note(shared);
        }
    }

    /// Notes where the log ends.
    pub(super) fn note(&mut self, shared: &Shared) {
        self.written = Instant::now();
        let Some(ends) = ends_now(shared) else { return };
        let text = print(&ends);
        let draft = self.dir.join(DRAFT);
        let written = std::fs::write(&draft, text)
            .and_then(|()| std::fs::rename(&draft, self.dir.join(FILE)));
        if let Err(error) = written {
            tracing::warn!(%error, "the log's end was not noted");
        }
    }
}

/// Says where the log ends before what the note says, if it does.
pub(super) fn loss(dir: &Path, found: &Topics) -> io::Result<Option<String>> {
    let text = match std::fs::read_to_string(dir.join(FILE)) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => return Ok(None),
        Err(error) => return Err(error),
    };
    let Some(noted) = parse(&text) else {
        tracing::warn!("the note of the log's end can't be read");
        return Ok(None);
    };
    let lost = noted.into_iter().find_map(|((topic, partition), end)| {
        let there = found.get(&topic)?.end(partition).offset;
        (there < end).then(|| {
            format!(
                "{} partition {partition} ends at {there}, but records before {end} were \
                 acknowledged: {WAY_OUT}, or remove {} to go on without them",
                topic.name(),
                dir.join(FILE).display()
            )
        })
    });
    Ok(lost)
}

fn ends_now(shared: &Shared) -> Option<Ends> {
    let mut all = Ends::new();
    for topic in Topic::ALL {
        let ends = shared.look(topic, |state| state.ends.clone()).ok()?;
        let ends = (0..).map(PartitionIndex).zip(ends).filter(|(_, end)| end.offset > Offset(0));
        all.extend(ends.map(|(partition, end)| ((topic, partition), end.offset)));
    }
    Some(all)
}

fn print(ends: &Ends) -> String {
    let mut text = String::new();
    for ((topic, partition), end) in ends {
        // Writing to a text can't fail.
        let _ = writeln!(text, "{} {partition} {end}", topic.name());
    }
    let hash = xxh3_64(text.as_bytes());
    let _ = writeln!(text, "xxh3 {hash:016x}");
    text
}

fn parse(text: &str) -> Option<Ends> {
    let (lines, hash) = text.strip_suffix('\n')?.rsplit_once("xxh3 ")?;
    if u64::from_str_radix(hash, 16).ok()? != xxh3_64(lines.as_bytes()) {
        return None;
    }
    lines.lines().map(parse_line).collect()
}

fn parse_line(line: &str) -> Option<((Topic, PartitionIndex), Offset)> {
    let mut words = line.split(' ');
    let name = words.next()?;
    let topic = Topic::ALL.into_iter().find(|t| t.name() == name)?;
    let partition = PartitionIndex(words.next()?.parse().ok()?);
    let end = Offset(words.next()?.parse().ok()?);
    Some(((topic, partition), end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_read_as_it_was_written_or_not_at_all() {
        let ends = Ends::from([
            ((Topic::Cells, PartitionIndex(3)), Offset(17)),
            ((Topic::Late, PartitionIndex(0)), Offset(1)),
        ]);
        let text = print(&ends);
        for length in 0..text.len() {
            assert_eq!(parse(&text[..length]), None, "{length}");
        }
        assert_eq!(parse(&text.replace("17", "71")), None);
        assert_eq!(parse(&text), Some(ends));
    }
}
