//! Identifiers: texts that are valid by construction.

use std::fmt;
use std::sync::{Arc, LazyLock};

/// Of those who have no name, of whom there are many.
static NOTHING: LazyLock<Arc<str>> = LazyLock::new(|| "".into());

/// A text is too long or empty or has a character that it may not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidText {
    /// It is empty.
    #[error("is empty")]
    Empty,
    /// It is longer than allowed.
    #[error("has {length} bytes, more than {limit}")]
    TooLong {
        /// Its length in bytes.
        length: usize,
        /// The most bytes allowed.
        limit: usize,
    },
    /// It has a control character.
    #[error("has the control character {character:?}")]
    Control {
        /// The first one.
        character: char,
    },
}

fn check(text: &str, limit: usize) -> Result<(), InvalidText> {
    if text.is_empty() {
        return Err(InvalidText::Empty);
    }
    if text.len() > limit {
        return Err(InvalidText::TooLong { length: text.len(), limit });
    }
    // Nearly all are plain ASCII, which is seen at once.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Ok(());
    }
    match text.chars().find(|c| c.is_control()) {
        Some(character) => Err(InvalidText::Control { character }),
        None => Ok(()),
    }
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $limit:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The most bytes.
            pub const MAX_BYTES: usize = $limit;

            /// Takes a text of 1 to `MAX_BYTES` bytes without control characters.
            ///
            /// # Errors
            /// When the text is not so.
            pub fn new(text: impl AsRef<str> + Into<Arc<str>>) -> Result<Self, InvalidText> {
                check(text.as_ref(), $limit)?;
                Ok(Self(text.into()))
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

text_id!(
    /// An event's id, unique within its source.
    EventId,
    128
);
text_id!(
    /// Who tells an event, e.g. `camera/cam-0001`. A registered device is known by it.
    Source,
    128
);
text_id!(
    /// A site's id: a registered one, `h3:CELL` of a bare point, or `unit:CODE@VALID_FROM` of a
    /// thing told of a unit.
    SiteId,
    128
);
text_id!(
    /// The official code of an administrative unit. No key by itself: a code can be given again.
    UnitCode,
    32
);
text_id!(
    /// An incident's id, unique within its source.
    IncidentId,
    128
);

impl SiteId {
    /// The id of a text that is made of valid parts.
    pub(crate) fn made_of(text: String) -> Self {
        Self(text.into())
    }
}

/// The device of a series: its source, or nobody for things told of a place.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Device(Arc<str>);

impl Device {
    /// No device: the series of a place itself.
    #[must_use]
    pub fn nobody() -> Self {
        Self(NOTHING.clone())
    }

    /// The text: a source, or empty for nobody.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_nobody(&self) -> bool {
        self.0.is_empty()
    }

    /// The device of a text that was written by [`Device::as_str`].
    #[must_use]
    pub fn stored(text: impl AsRef<str> + Into<Arc<str>>) -> Self {
        if text.as_ref().is_empty() { Self::nobody() } else { Self(text.into()) }
    }
}

impl From<Source> for Device {
    fn from(source: Source) -> Self {
        Self(source.0)
    }
}

impl fmt::Debug for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// The value of a measure's label, e.g. `CAR`; empty where the measure has none.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label(Arc<str>);

impl Label {
    /// The most bytes.
    pub const MAX_BYTES: usize = 64;

    /// No label.
    #[must_use]
    pub fn none() -> Self {
        Self(NOTHING.clone())
    }

    /// Takes a text of 1 to 64 bytes without control characters.
    ///
    /// # Errors
    /// When the text is not so.
    pub fn new(text: impl AsRef<str> + Into<Arc<str>>) -> Result<Self, InvalidText> {
        check(text.as_ref(), Self::MAX_BYTES)?;
        Ok(Self(text.into()))
    }

    /// The label of a text that was written by [`Label::as_str`].
    #[must_use]
    pub fn stored(text: impl AsRef<str> + Into<Arc<str>>) -> Self {
        if text.as_ref().is_empty() { Self::none() } else { Self(text.into()) }
    }

    /// The text; empty for none.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}
