//! The declared catalogue of measures: what can be counted, in which unit, and how it adds.

mod fixed;
mod kind;

use std::fmt;
use std::sync::Arc;

use crate::position::Stream;

pub use fixed::{Declared, Fixed};
pub use kind::{Kind, Statistic};

/// The code of a published indicator: lower case letters, digits and `_`, 1 to 48 of them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IndicatorCode(Arc<str>);

impl IndicatorCode {
    /// The most characters.
    pub const MAX_BYTES: usize = 48;

    /// Takes a code; none when it is not of the form.
    #[must_use]
    pub fn new(code: &str) -> Option<Self> {
        let fits = (1..=Self::MAX_BYTES).contains(&code.len())
            && code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        fits.then(|| Self(code.into()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for IndicatorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// Something countable.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// One of the fixed catalogue.
    Fixed(Fixed),
    /// `indicator.CODE`: a published figure.
    Indicator(IndicatorCode),
}

const INDICATOR: Declared = Declared {
    name: "indicator",
    kind: Kind::Indicator,
    decimals: 4,
    unit: "",
    label: None,
    stream: Stream::Indicator,
};
const INDICATOR_PREFIX: &str = "indicator.";

impl Measure {
    /// The measure of a name, e.g. `camera.people` or `indicator.online_share`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        if let Some(code) = name.strip_prefix(INDICATOR_PREFIX) {
            return IndicatorCode::new(code).map(Self::Indicator);
        }
        Fixed::ALL.into_iter().find(|m| m.declared().name == name).map(Self::Fixed)
    }

    /// What is declared of it. The `name` of an indicator is only the prefix: use
    /// [`Measure::name`].
    #[must_use]
    pub fn declared(&self) -> Declared {
        match self {
            Self::Fixed(fixed) => fixed.declared(),
            Self::Indicator(_) => INDICATOR,
        }
    }

    /// The full name.
    #[must_use]
    pub fn name(&self) -> std::borrow::Cow<'static, str> {
        match self {
            Self::Fixed(fixed) => fixed.declared().name.into(),
            Self::Indicator(code) => format!("{INDICATOR_PREFIX}{}", code.as_str()).into(),
        }
    }

    /// The kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.declared().kind
    }

    /// The one stream that feeds it.
    #[must_use]
    pub fn stream(&self) -> Stream {
        self.declared().stream
    }
}

impl From<Fixed> for Measure {
    fn from(fixed: Fixed) -> Self {
        Self::Fixed(fixed)
    }
}

/// Makes a fixed-point amount of a measure's decimals, rounded half to even; none when it is no
/// number or beyond ±2^53.
#[must_use]
pub fn fixed_point(value: f64, decimals: u8) -> Option<i64> {
    const BOUND: f64 = 9_007_199_254_740_992.0;
    let scaled = (value * 10_f64.powi(i32::from(decimals))).round_ties_even();
    // The bound makes the conversion exact.
    (scaled.abs() <= BOUND).then_some(scaled as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_measure_is_found_by_its_name() {
        for fixed in Fixed::ALL {
            let measure = Measure::Fixed(fixed);
            assert_eq!(Measure::from_name(&measure.name()), Some(measure));
        }
        let indicator = Measure::from_name("indicator.online_share").unwrap();
        assert_eq!(indicator.name(), "indicator.online_share");
        assert_eq!(indicator.kind(), Kind::Indicator);
        assert_eq!(Measure::from_name("indicator.Online"), None);
        assert_eq!(Measure::from_name("camera.cats"), None);
    }

    #[test]
    fn amounts_round_half_to_even_and_are_bounded() {
        assert_eq!(fixed_point(31.25, 1), Some(312));
        assert_eq!(fixed_point(31.35, 1), Some(314));
        assert_eq!(fixed_point(-0.5, 0), Some(0));
        assert_eq!(fixed_point(f64::NAN, 1), None);
        assert_eq!(fixed_point(1e300, 0), None);
    }
}
