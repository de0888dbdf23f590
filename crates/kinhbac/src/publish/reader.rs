//! Lines → batches of events, on a thread of its own, for files and pipes block.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Context;
use kinhbac_api::json;
use kinhbac_api::refusal::{FieldError, Reason};
use kinhbac_api::v1;
use prost::Message;
use tokio::sync::mpsc;

use super::lines::{Line, Lines};
use super::sender::{BATCH_BYTES, Item};

/// What a file that is compressed by gzip begins with.
const GZIP: &[u8] = b"\x1f\x8b";

/// How far the input is read, for a progress bar.
#[derive(Clone, Default)]
pub struct Progress(Arc<AtomicU64>);

impl Progress {
    /// Bytes read.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Opens a file, or standard input for `-`; with the file's length where it has one.
///
/// # Errors
/// When it can't be opened.
pub fn open(path: &Path) -> anyhow::Result<(Box<dyn Read + Send>, Option<u64>)> {
    if path.as_os_str() == "-" {
        return Ok((Box::new(std::io::stdin()), None));
    }
    let file =
        std::fs::File::open(path).with_context(|| format!("can't open {}", path.display()))?;
    let about = file.metadata().with_context(|| format!("can't read {}", path.display()))?;
    anyhow::ensure!(!about.is_dir(), "{} is a folder, not a file of events", path.display());
    let length = about.is_file().then_some(about.len());
    Ok((Box::new(file), length))
}

/// Reads until the input ends or nobody listens. Events go to `out` in batches, each with its
/// line; a line that is none goes to `refuse`.
///
/// # Errors
/// When the input fails.
pub fn read(
    input: impl Read,
    max_batch: usize,
    progress: Progress,
    mut refuse: impl FnMut(u64, FieldError),
    out: &mpsc::Sender<Vec<Item<u64>>>,
) -> anyhow::Result<()> {
    let mut lines = Lines::new(Counted { input, progress }, json::MAX_JSON_BYTES);
    let mut batch = Batch::default();
    loop {
        // What is there is sent before the thread waits for more.
        if !lines.is_ready() && out.capacity() > 0 && !batch.send(out) {
            return Ok(());
        }
        let Some((number, line)) = lines.read_line().context("the input can't be read on")? else {
            break;
        };
        match parse(line) {
            None => {}
            Some(Ok(event)) => {
                batch.bytes += event.encoded_len();
                batch.items.push(Item { event, note: number });
                let full = batch.items.len() >= max_batch || batch.bytes >= BATCH_BYTES;
                if full && !batch.send(out) {
                    return Ok(());
                }
            }
            Some(Err((error, is_compressed))) => {
                refuse(number, error);
                if is_compressed && number == 1 {
                    break;
                }
            }
        }
    }
    batch.send(out);
    Ok(())
}

/// The event of a line; none of a blank one. A refusal says whether the line is compressed data.
fn parse(line: Line<'_>) -> Option<Result<v1::Event, (FieldError, bool)>> {
    match line {
        Line::TooLong(bytes) => Some(Err((too_long(bytes), false))),
        Line::Text(text) if text.iter().all(u8::is_ascii_whitespace) => None,
        Line::Text(text) => {
            Some(json::parse_event(text).map_err(|error| (error, text.starts_with(GZIP))))
        }
    }
}

fn too_long(bytes: u64) -> FieldError {
    let words = format!("has {bytes} bytes, at most {}", json::MAX_JSON_BYTES);
    FieldError::new("event", Reason::TooLong, words)
}

#[derive(Default)]
struct Batch {
    items: Vec<Item<u64>>,
    bytes: usize,
}

impl Batch {
    /// Sends what there is; false when nobody listens.
    fn send(&mut self, out: &mpsc::Sender<Vec<Item<u64>>>) -> bool {
        let items = std::mem::take(self).items;
        items.is_empty() || out.blocking_send(items).is_ok()
    }
}

/// Counts what is read.
struct Counted<R> {
    input: R,
    progress: Progress,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let bytes = self.input.read(into)?;
        self.progress.0.fetch_add(bytes as u64, Ordering::Relaxed);
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(input: &[u8]) -> (Vec<u64>, Vec<String>) {
        let (out, mut from) = mpsc::channel(1_000);
        let mut refused = Vec::new();
        let refuse = |line, error: FieldError| refused.push(format!("line {line}: {error}"));
        read(input, 2, Progress::default(), refuse, &out).unwrap();
        drop(out);
        let mut taken = Vec::new();
        while let Some(items) = from.blocking_recv() {
            taken.extend(items.iter().map(|item| item.note));
        }
        (taken, refused)
    }

    #[test]
    fn a_bad_line_is_refused_alone_with_its_number() {
        let good = r#"{"id":"e","source":"s","cameraCount":{"people":1}}"#;
        let input = format!("{good}\n\n[]\n{good}\n{{\"id\":\"e\",\"colour\":1}}\n{good}");
        let (taken, refused) = read_all(input.as_bytes());
        assert_eq!(taken, [1, 4, 6]);
        assert!(refused[0].starts_with("line 3: event: MALFORMED: "), "{refused:?}");
        assert!(refused[1].starts_with("line 5: colour: UNKNOWN_FIELD: "), "{refused:?}");
    }

    #[test]
    fn a_compressed_file_is_named_once() {
        let (taken, refused) = read_all(b"\x1f\x8b\x08\x00garbage\nmore garbage\nand more\n");
        assert!(taken.is_empty());
        assert_eq!(refused.len(), 1);
        assert!(refused[0].contains("gzip"), "{refused:?}");
    }
}
