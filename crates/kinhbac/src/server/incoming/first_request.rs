//! Whether the first bytes of a connection are a whole request: HTTP/2's preface, or the headers
//! of HTTP/1.

/// What every HTTP/2 client sends first.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// What came so far.
#[derive(Debug, Default)]
pub(super) struct FirstRequest {
    /// So many bytes of the preface; none once another byte came.
    preface: Preface,
    head: Head,
}

#[derive(Debug)]
enum Preface {
    So(usize),
    Never,
}

impl Default for Preface {
    fn default() -> Self {
        Self::So(0)
    }
}

/// Where HTTP/1's headers are: an empty line ends them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Head {
    /// Empty lines before the first are passed over.
    #[default]
    Before,
    InLine,
    LineEnded,
    Ended,
}

impl FirstRequest {
    /// Takes the next bytes; whether it is whole with them.
    pub(super) fn is_whole_with(&mut self, bytes: &[u8]) -> bool {
        bytes.iter().any(|byte| self.is_whole_with_byte(*byte))
    }

    fn is_whole_with_byte(&mut self, byte: u8) -> bool {
        self.head = self.head.with(byte);
        match self.preface {
            Preface::So(matched) if PREFACE[matched] == byte => {
                self.preface = Preface::So(matched + 1);
                matched + 1 == PREFACE.len()
            }
            // The preface looks like whole headers half-way.
            _ => {
                self.preface = Preface::Never;
                self.head == Head::Ended
            }
        }
    }
}

impl Head {
    fn with(self, byte: u8) -> Self {
        match (self, byte) {
            (Self::Ended, _) | (Self::LineEnded, b'\n') => Self::Ended,
            (Self::Before, b'\r' | b'\n') => Self::Before,
            (_, b'\n') => Self::LineEnded,
            (Self::LineEnded, b'\r') => Self::LineEnded,
            _ => Self::InLine,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// After how many bytes, one at a time, it is whole.
    fn whole_after(bytes: &[u8]) -> Option<usize> {
        let mut request = FirstRequest::default();
        bytes.iter().position(|byte| request.is_whole_with(&[*byte])).map(|at| at + 1)
    }

    #[test]
    fn the_preface_is_whole_with_its_last_byte_and_headers_with_their_empty_line() {
        for (bytes, after) in [
            (PREFACE, Some(PREFACE.len())),
            (&PREFACE[..PREFACE.len() - 1], None),
            (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", Some(27)),
            (b"GET / HTTP/1.1\nHost: a\n\n", Some(24)),
            (b"GET / HTTP/1.1\r\nHost: a\r\n", None),
            // Empty lines before a request are none.
            (b"\r\n\r\n\r\n\r\n", None),
            (b"\r\n\r\nGET / HTTP/1.0\r\n\r\n", Some(22)),
            // Begins as the preface.
            (b"PRI * HTTP/2.0\r\n\r\nGM", Some(19)),
            (b"PUT / HTTP/1.1\r\n\r\n", Some(18)),
        ] {
            assert_eq!(whole_after(bytes), after, "{:?}", String::from_utf8_lossy(bytes));
            assert_eq!(FirstRequest::default().is_whole_with(bytes), after.is_some());
        }
    }
}
