//! Which line a record of a text begins in.

/// Counts lines up to places that are asked for in order. The reader's own count can be short: it
/// stands before blank lines, and before the second half of a CRLF.
pub(super) struct LineCounter<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl<'a> LineCounter<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text: text.as_bytes(), at: 0, line: 1 }
    }

    /// The line, from 1, of the first text at or after a byte.
    pub(super) fn line_at(&mut self, byte: u64) -> u64 {
        let start = usize::try_from(byte).unwrap_or(usize::MAX).min(self.text.len());
        let blank = self.text[start..].iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        while self.at < start + blank {
            let ends = match self.text[self.at] {
                b'\n' => true,
                b'\r' => self.text.get(self.at + 1) != Some(&b'\n'),
                _ => false,
            };
            self.line += u64::from(ends);
            self.at += 1;
        }
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_end_a_line_counts_once() {
        for text in ["a\n\nb\nc", "a\r\n\r\nb\r\nc", "a\r\rb\rc"] {
            let mut lines = LineCounter::new(text);
            let after = |letter| text.find(letter).unwrap() as u64 + 1;
            let found = [0, after('a'), after('b')].map(|byte| lines.line_at(byte));
            assert_eq!(found, [1, 3, 4], "{text:?}");
        }
    }
}
