//! The headers of a record. Each event's record carries some and hardly any reader looks at them,
//! so they stay as they are packed until somebody does.

use std::fmt;

use bytes::{Buf, BufMut, Bytes, BytesMut};

/// A header of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header<'a> {
    /// The name.
    pub name: &'a str,
    /// The value.
    pub value: &'a [u8],
}

/// Headers, packed: their number, then each one's name and value with its length before it, all
/// numbers in four bytes, the lowest first. An event log may keep them as they are packed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Headers(
    /// Empty where there are none.
    Bytes,
);

/// Packed where there are none.
const NONE: &[u8] = &[0; 4];

impl Headers {
    /// Packs headers at the end of a memory that other things may stand in before them.
    #[must_use]
    pub fn pack<'a>(memory: &mut BytesMut, headers: impl IntoIterator<Item = Header<'a>>) -> Self {
        let begin = memory.len();
        memory.put_u32_le(0);
        let mut count = 0_u32;
        for Header { name, value } in headers {
            count += 1;
            for bytes in [name.as_bytes(), value] {
                // No log takes a record of 4 GiB.
                memory.put_u32_le(bytes.len() as u32);
                memory.put_slice(bytes);
            }
        }
        memory[begin..begin + 4].copy_from_slice(&count.to_le_bytes());
        let packed = memory.split_off(begin).freeze();
        if count == 0 { Self::default() } else { Self(packed) }
    }

    /// Takes headers off the front of what begins with them; none where they are cut off or a
    /// name is no text.
    #[must_use]
    pub fn unpack(rest: &mut Bytes) -> Option<Self> {
        let mut after: &[u8] = rest;
        let count = after.try_get_u32_le().ok()?;
        for _ in 0..count {
            std::str::from_utf8(take(&mut after)?).ok()?;
            take(&mut after)?;
        }
        let packed = rest.split_to(rest.len() - after.len());
        Some(if count == 0 { Self::default() } else { Self(packed) })
    }

    /// As they are packed.
    #[must_use]
    pub fn packed(&self) -> &[u8] {
        if self.is_empty() { NONE } else { &self.0 }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.first_chunk().map_or(0, |count| u32::from_le_bytes(*count) as usize)
    }

    /// The value of the last header of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        self.iter().filter(|header| header.name == name).last().map(|header| header.value)
    }

    /// The headers in their order.
    pub fn iter(&self) -> impl Iterator<Item = Header<'_>> {
        let mut rest = self.0.get(NONE.len()..).unwrap_or_default();
        std::iter::from_fn(move || {
            let name = std::str::from_utf8(take(&mut rest)?).ok()?;
            Some(Header { name, value: take(&mut rest)? })
        })
    }
}

/// Takes bytes with their length before them.
fn take<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = rest.try_get_u32_le().ok()?;
    rest.split_off(..length as usize)
}

impl<'a> FromIterator<Header<'a>> for Headers {
    fn from_iter<I: IntoIterator<Item = Header<'a>>>(headers: I) -> Self {
        Self::pack(&mut BytesMut::new(), headers)
    }
}

impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}
