//! Lines of an input that nobody vouches for: each is bounded, and one beyond the bound is passed
//! over without being kept.

use std::io::{self, BufRead, BufReader, ErrorKind, Read};

/// Bytes read at once.
const READ: usize = 256 << 10;

/// A line of the input.
#[derive(Debug, PartialEq, Eq)]
pub enum Line<'a> {
    /// Its text, without the end of line.
    Text(&'a [u8]),
    /// It is longer than the bound.
    TooLong {
        /// What it begins with: one byte more than the bound.
        start: &'a [u8],
        /// How many bytes were read of it.
        bytes: u64,
        /// Whether its end was found; if not, it is the last one that is read.
        has_end: bool,
    },
}

/// How long lines may be.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// The most bytes of a line.
    pub line: usize,
    /// After how many bytes of a line that is too long its end is no longer looked for.
    pub search: u64,
}

/// Reads lines.
pub struct Lines<R> {
    input: BufReader<R>,
    bounds: Bounds,
    number: u64,
    text: Vec<u8>,
    /// An end was looked for in vain.
    is_over: bool,
}

impl<R: Read> Lines<R> {
    /// Lines within bounds.
    pub fn new(input: R, bounds: Bounds) -> Self {
        let input = BufReader::with_capacity(READ, input);
        Self { input, bounds, number: 0, text: Vec::new(), is_over: false }
    }

    /// Whether the next line is in memory, so that reading it will not wait.
    pub fn is_ready(&self) -> bool {
        memchr::memchr(b'\n', self.input.buffer()).is_some()
    }

    /// The next line with its number, from 1; none at the end. The last one needs no end of line.
    ///
    /// # Errors
    /// When the input fails.
    pub fn read_line(&mut self) -> io::Result<Option<(u64, Line<'_>)>> {
        self.text.clear();
        if self.is_over {
            return Ok(None);
        }
        let (mut bytes, mut has_end) = (0_u64, false);
        while !has_end && bytes <= self.bounds.search {
            let chunk = match self.input.fill_buf() {
                Ok(chunk) => chunk,
                Err(e) if e.kind() == ErrorKind::Interrupted => continue,
                Err(e) => return Err(e),
            };
            if chunk.is_empty() {
                if bytes == 0 {
                    return Ok(None);
                }
                has_end = true;
                break;
            }
            let end = memchr::memchr(b'\n', chunk);
            has_end = end.is_some();
            let part = &chunk[..end.unwrap_or(chunk.len())];
            // One byte beyond the bound is enough to know.
            let room = (self.bounds.line + 1).saturating_sub(self.text.len());
            self.text.extend_from_slice(&part[..part.len().min(room)]);
            bytes += part.len() as u64;
            let used = part.len() + usize::from(has_end);
            self.input.consume(used);
        }
        self.is_over = !has_end;
        self.number += 1;
        let line = if self.text.len() > self.bounds.line {
            Line::TooLong { start: &self.text, bytes, has_end }
        } else {
            Line::Text(self.text.strip_suffix(b"\r").unwrap_or(&self.text))
        };
        Ok(Some((self.number, line)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn within(line: usize) -> Bounds {
        Bounds { line, search: 64 << 20 }
    }

    fn all(input: &[u8], limit: usize) -> Vec<(u64, Result<String, u64>)> {
        let mut lines = Lines::new(input, within(limit));
        let mut found = Vec::new();
        while let Some((number, line)) = lines.read_line().unwrap() {
            let line = match line {
                Line::Text(text) => Ok(String::from_utf8(text.to_vec()).unwrap()),
                Line::TooLong { bytes, .. } => Err(bytes),
            };
            found.push((number, line));
        }
        found
    }

    #[test]
    fn lines_count_from_one_with_blank_ones_and_need_no_last_end() {
        let read = all(b"a\n\nb\r\nc", 9);
        let texts: Vec<_> = read.iter().map(|(n, line)| (*n, line.clone().unwrap())).collect();
        assert_eq!(texts, [(1, "a".into()), (2, "".into()), (3, "b".into()), (4, "c".into())]);
        assert_eq!(all(b"", 9), []);
        assert_eq!(all(b"\n", 9).len(), 1);
    }

    #[test]
    fn a_line_beyond_the_bound_is_passed_over_and_the_rest_goes_on() {
        let mut input = vec![b'x'; 3 * READ];
        input.extend_from_slice(b"\n12345\n123456\nend");
        let read = all(&input, 5);
        assert_eq!(read[0], (1, Err(3 * READ as u64)));
        assert_eq!(read[1], (2, Ok("12345".into())));
        assert_eq!(read[2], (3, Err(6)));
        assert_eq!(read[3], (4, Ok("end".into())));
    }

    #[test]
    fn a_long_line_takes_no_more_memory_than_the_bound() {
        let long = std::io::repeat(b'x').take(32 << 20);
        let mut lines = Lines::new(long, within(1 << 10));
        let Some((1, Line::TooLong { start, bytes, has_end: true })) = lines.read_line().unwrap()
        else {
            panic!("a line that is too long");
        };
        assert_eq!((start.len(), bytes), (1025, 32 << 20));
        assert!(lines.text.capacity() < 1 << 20);
    }

    #[test]
    fn the_end_of_an_endless_line_is_not_looked_for_for_ever() {
        let mut lines = Lines::new(std::io::repeat(b'x'), within(1 << 10));
        let Some((1, Line::TooLong { bytes, has_end: false, .. })) = lines.read_line().unwrap()
        else {
            panic!("a line without an end");
        };
        assert!((64 << 20..65 << 20).contains(&bytes), "{bytes}");
        assert_eq!(lines.read_line().unwrap(), None);
    }
}
