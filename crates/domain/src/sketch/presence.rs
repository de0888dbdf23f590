//! Which seconds of a minute a device was known, and known down.

use super::NotASketch;

/// A minute of a device: a bit for each second that is known, and for each that is known down.
/// Merging is union, so overlapping signs of life count each second once; a second that is told
/// both up and down is down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Presence {
    known: u64,
    down: u64,
}

impl Presence {
    /// Marks the seconds `from..to` (0 to 60) of the minute.
    pub fn mark(&mut self, from: u32, to: u32, up: bool) {
        let ones = |n: u32| (1_u64 << n.min(60)) - 1;
        let span = ones(to) & !ones(from);
        self.known |= span;
        if !up {
            self.down |= span;
        }
    }

    /// Puts another one's seconds in.
    pub fn merge(&mut self, other: &Self) {
        self.known |= other.known;
        self.down |= other.down;
    }

    /// Seconds known.
    #[must_use]
    pub fn known_seconds(&self) -> i64 {
        i64::from(self.known.count_ones())
    }

    /// Seconds up.
    #[must_use]
    pub fn up_seconds(&self) -> i64 {
        i64::from((self.known & !self.down).count_ones())
    }

    /// The bytes to keep.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        [self.known.to_le_bytes(), self.down.to_le_bytes()].concat()
    }

    /// Reads [`Presence::to_bytes`].
    ///
    /// # Errors
    /// When the bytes are not of that form.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NotASketch> {
        let wrong = |why| NotASketch { wanted: "presence", why };
        let ([known, down], []) = bytes.as_chunks::<8>() else {
            return Err(wrong("it is not 16 bytes long"));
        };
        let (known, down) = (u64::from_le_bytes(*known), u64::from_le_bytes(*down));
        if known >> 60 != 0 || down & !known != 0 {
            return Err(wrong("it has seconds that no minute has"));
        }
        Ok(Self { known, down })
    }
}
