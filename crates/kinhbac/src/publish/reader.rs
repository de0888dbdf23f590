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

use super::lines::{Bounds, Line, Lines};
use super::sender::{BATCH_BYTES, Item};

/// How long a row of the input may be; one of 256 MiB without an end will have none.
const BOUNDS: Bounds = Bounds { line: json::MAX_JSON_BYTES, search: 256 << 20 };

/// How far the input is read.
#[derive(Clone, Default)]
pub struct Progress(Arc<Counts>);

#[derive(Default)]
struct Counts {
    bytes: AtomicU64,
    events: AtomicU64,
}

impl Progress {
    /// Bytes read.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.0.bytes.load(Ordering::Relaxed)
    }

    /// Events read, to be sent.
    #[must_use]
    pub fn events(&self) -> u64 {
        self.0.events.load(Ordering::Relaxed)
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
    let mut lines = Lines::new(Counted { input, progress: progress.clone() }, BOUNDS);
    let mut batch = Batch::default();
    loop {
        // What is there is sent before the thread waits for more.
        if !lines.is_ready() && out.capacity() > 0 && !batch.send(out) {
            return Ok(());
        }
        let Some((number, line)) = lines.read_line().context("the input can't be read on")? else {
            break;
        };
        // Of a file of another format each row would be refused.
        let is_all = number == 1 && is_other_format(&line);
        match parse(line) {
            None => {}
            Some(Ok(event)) => {
                progress.0.events.fetch_add(1, Ordering::Relaxed);
                batch.bytes += event.encoded_len();
                batch.items.push(Item { event, note: number });
                let full = batch.items.len() >= max_batch || batch.bytes >= BATCH_BYTES;
                if full && !batch.send(out) {
                    return Ok(());
                }
            }
            Some(Err(error)) => refuse(number, error),
        }
        if is_all {
            break;
        }
    }
    batch.send(out);
    Ok(())
}

fn is_other_format(line: &Line<'_>) -> bool {
    let (Line::Text(start) | Line::TooLong { start, .. }) = line;
    json::other_format(start).is_some()
}

/// The event of a line; none of a blank one.
fn parse(line: Line<'_>) -> Option<Result<v1::Event, FieldError>> {
    match line {
        Line::TooLong { start, bytes, has_end } => Some(Err(too_long(start, bytes, has_end))),
        Line::Text(text) if text.iter().all(u8::is_ascii_whitespace) => None,
        Line::Text(text) => Some(json::parse_event(text)),
    }
}

fn too_long(start: &[u8], bytes: u64, has_end: bool) -> FieldError {
    let most = BOUNDS.line;
    let words = match (json::other_format(start), start.trim_ascii_start()) {
        (Some(what), _) => what.into(),
        (None, _) if !has_end => {
            format!("has no end after {bytes} bytes, at most {most}: nothing more is read")
        }
        (None, [b'[', ..]) => format!(
            "has {bytes} bytes, at most {most}; is it an array? Write each event as an object of \
             its own, without commas"
        ),
        _ => format!("has {bytes} bytes, at most {most}"),
    };
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
        self.progress.0.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
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
    fn a_file_of_another_format_is_named_once() {
        for (start, format) in [
            (&b"\x1f\x8b\x08\x00"[..], "gzip"),
            (b"\x28\xb5\x2f\xfd", "zstd"),
            (b"PK\x03\x04", "zip"),
        ] {
            let (taken, refused) = read_all(&[start, b"\xffbits\nmore \xff\nand more\n"].concat());
            assert!(taken.is_empty());
            assert_eq!(refused.len(), 1);
            assert!(refused[0].contains(format), "{refused:?}");
        }
    }

    #[test]
    fn of_a_long_array_it_is_said_that_it_is_one() {
        let mut array = vec![b' '; BOUNDS.line + 1];
        array[0] = b'[';
        let (_, refused) = read_all(&array);
        assert!(refused[0].starts_with("line 1: event: TOO_LONG: "), "{refused:?}");
        assert!(refused[0].contains("array"), "{refused:?}");
    }

    #[test]
    fn a_row_without_an_end_is_the_last_one() {
        let (out, _from) = mpsc::channel(1);
        let mut refused = Vec::new();
        let refuse = |line, error: FieldError| refused.push(format!("line {line}: {error}"));
        read(std::io::repeat(0), 2, Progress::default(), refuse, &out).unwrap();
        assert_eq!(refused.len(), 1);
        assert!(refused[0].starts_with("line 1: event: TOO_LONG: has no end"), "{refused:?}");
    }
}
