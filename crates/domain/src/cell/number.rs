//! Exact decimals for answers.

use std::fmt;

/// A decimal number: `units` times 10^-`decimals`. Printed without exponent and without trailing
/// zeros.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    units: i128,
    decimals: u8,
}

/// More decimals than the measure's own that a quotient is rounded to.
const QUOTIENT_DECIMALS: u8 = 4;

impl Number {
    /// `units` times 10^-`decimals`.
    #[must_use]
    pub fn new(units: i128, decimals: u8) -> Self {
        Self { units, decimals }
    }

    /// A whole number.
    #[must_use]
    pub fn whole(n: impl Into<i128>) -> Self {
        Self::new(n.into(), 0)
    }

    /// `units`·10^-`decimals` ÷ `by`, rounded half to even to four decimals more; none for a
    /// division by 0.
    #[must_use]
    pub fn quotient(units: i128, decimals: u8, by: i128) -> Option<Self> {
        let scaled = units.checked_mul(10_i128.pow(u32::from(QUOTIENT_DECIMALS)))?;
        let floor = scaled.checked_div_euclid(by)?;
        let twice_rest = (scaled - floor * by) * 2;
        let up = twice_rest > by.abs() || (twice_rest == by.abs() && floor % 2 != 0);
        let rounded = floor + i128::from(up) * by.signum();
        Some(Self::new(rounded, decimals + QUOTIENT_DECIMALS))
    }

    /// The number nearest to `value`·10^-`decimals` with four decimals more; for estimates.
    #[must_use]
    pub fn estimate(value: f64, decimals: u8) -> Self {
        let scaled = (value * 10_f64.powi(i32::from(QUOTIENT_DECIMALS))).round_ties_even();
        Self::new(scaled as i128, decimals + QUOTIENT_DECIMALS)
    }

    /// The nearest floating-point number.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        self.units as f64 / 10_f64.powi(i32::from(self.decimals))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = 10_u128.pow(u32::from(self.decimals));
        let magnitude = self.units.unsigned_abs();
        if self.units < 0 {
            f.write_str("-")?;
        }
        write!(f, "{}", magnitude / scale)?;
        let fraction = magnitude % scale;
        if fraction == 0 {
            return Ok(());
        }
        let digits = format!("{fraction:0width$}", width = usize::from(self.decimals));
        write!(f, ".{}", digits.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_print_without_exponent_and_trailing_zeros() {
        assert_eq!(Number::new(83_0300, 4).to_string(), "83.03");
        assert_eq!(Number::new(-5, 1).to_string(), "-0.5");
        assert_eq!(Number::new(1_000, 1).to_string(), "100");
        assert_eq!(Number::whole(9_007_199_254_740_993_i64).to_string(), "9007199254740993");
    }

    #[test]
    fn quotients_round_half_to_even() {
        let q = |units, by| Number::quotient(units, 0, by).unwrap().to_string();
        assert_eq!(q(1, 3), "0.3333");
        assert_eq!(q(2, 3), "0.6667");
        assert_eq!(q(-1, 3), "-0.3333");
        assert_eq!(q(-2, 3), "-0.6667");
        assert_eq!(q(1, 20_000), "0");
        assert_eq!(q(3, 20_000), "0.0002");
        assert_eq!(Number::quotient(1, 0, 0), None);
    }
}
