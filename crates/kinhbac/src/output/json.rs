//! JSON objects on a line of their own, with their keys in a given order and exact numbers.

use std::fmt::Write as _;

/// An object being written.
pub struct Object(String);

impl Default for Object {
    fn default() -> Self {
        Self("{".into())
    }
}

impl Object {
    /// Adds a text.
    #[must_use]
    pub fn text(self, key: &str, value: &str) -> Self {
        let quoted = serde_json::Value::from(value).to_string();
        self.raw(key, &quoted)
    }

    /// Adds a number; one that is none (NaN, infinite) as null.
    #[must_use]
    pub fn number(self, key: &str, value: f64) -> Self {
        self.raw(key, &print(value))
    }

    /// Adds a whole number.
    #[must_use]
    pub fn whole(self, key: &str, value: impl Into<i128>) -> Self {
        self.raw(key, &value.into().to_string())
    }

    /// Adds a number, if there is one.
    #[must_use]
    pub fn maybe(self, key: &str, value: Option<f64>) -> Self {
        match value {
            Some(value) => self.number(key, value),
            None => self,
        }
    }

    /// Adds what is JSON already.
    #[must_use]
    pub fn raw(mut self, key: &str, json: &str) -> Self {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        // Writing to a String does not fail.
        let _ = write!(self.0, "\"{key}\":{json}");
        self
    }

    /// The line, without its end.
    #[must_use]
    pub fn line(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

/// A number as JSON: whole ones without a fraction, none with an exponent.
#[must_use]
pub fn print(value: f64) -> String {
    if value.is_finite() { format!("{value}") } else { "null".into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_keep_their_order_and_numbers_have_no_exponent() {
        let line = Object::default()
            .text("name", "Phường \"1\"\n")
            .number("sum", 9_007_199_254_740_992.0)
            .number("mean", 31.25)
            .number("tiny", 1e-7)
            .maybe("min", None)
            .whole("version", 7)
            .line();
        assert_eq!(
            line,
            r#"{"name":"Phường \"1\"\n","sum":9007199254740992,"mean":31.25,"tiny":0.0000001,"version":7}"#
        );
        assert_eq!(print(f64::NAN), "null");
        assert!(serde_json::from_str::<serde_json::Value>(&line).is_ok());
    }
}
