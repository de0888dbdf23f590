//! One key at a time: its type and range, refused with its name and source.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use anyhow::Result;

use super::layers::{Layers, Setting, Value};
use super::value;

/// The longest duration that makes sense: a thousand years.
pub(super) const LONGEST: Duration = Duration::from_secs(1000 * 366 * 86_400);

/// Reads values of layers.
pub(super) struct Reader<'a>(pub(super) &'a Layers);

impl Reader<'_> {
    /// A value made by `make`; its refusal is named with key and source.
    fn made<T, E: Display>(
        &self,
        key: &str,
        make: impl FnOnce(&Value) -> std::result::Result<T, E>,
    ) -> Result<T> {
        let Setting { value, source } = self.0.get(key)?;
        make(value).map_err(|why| anyhow::anyhow!("`{key}` in {source}: {why}"))
    }

    pub(super) fn parsed<T, E: Display>(
        &self,
        key: &str,
        parse: impl FnOnce(&str) -> std::result::Result<T, E>,
    ) -> Result<T> {
        self.made(key, |value| match value {
            Value::Text(text) => parse(text.trim()).map_err(|e| e.to_string()),
            _ => Err("must be a text".to_owned()),
        })
    }

    pub(super) fn path(&self, key: &str) -> Result<PathBuf> {
        self.parsed(key, |text| match text {
            "" => Err("names no folder"),
            text => Ok(PathBuf::from(text)),
        })
    }

    pub(super) fn optional_path(&self, key: &str) -> Result<Option<PathBuf>> {
        self.parsed(key, |text| Ok::<_, String>((!text.is_empty()).then(|| PathBuf::from(text))))
    }

    pub(super) fn address(&self, key: &str) -> Result<std::net::SocketAddr> {
        self.parsed(key, |text| {
            std::net::SocketAddr::from_str(text)
                .map_err(|_| format!("{text:?} is no address: write 127.0.0.1:7400 or [::]:7400"))
        })
    }

    pub(super) fn number(&self, key: &str, range: RangeInclusive<usize>) -> Result<usize> {
        self.made(key, |value| match value {
            Value::Number(n) => usize::try_from(*n)
                .ok()
                .filter(|n| range.contains(n))
                .ok_or_else(|| format!("{n} is not within {} to {}", range.start(), range.end())),
            _ => Err("must be a whole number".to_owned()),
        })
    }

    pub(super) fn duration(&self, key: &str, range: RangeInclusive<Duration>) -> Result<Duration> {
        self.parsed(key, |text| {
            let duration = value::duration(text).map_err(|e| e.to_string())?;
            if range.contains(&duration) {
                return Ok(duration);
            }
            let (least, most) = (range.start(), range.end());
            let (least, most) = (value::print_duration(*least), value::print_duration(*most));
            Err(format!("{text} is not within {least} to {most}"))
        })
    }

    /// A duration where 0 stands for none.
    pub(super) fn duration_or_none(&self, key: &str) -> Result<Option<Duration>> {
        let duration = self.duration(key, Duration::ZERO..=LONGEST)?;
        Ok((duration != Duration::ZERO).then_some(duration))
    }

    pub(super) fn size(&self, key: &str, range: RangeInclusive<usize>) -> Result<usize> {
        self.parsed(key, |text| {
            let bytes = value::size(text).map_err(|e| e.to_string())?;
            let (least, most) = (range.start(), range.end());
            match range.contains(&bytes) {
                true => Ok(bytes),
                false => Err(format!("{text} is not within {least}B to {most}B")),
            }
        })
    }

    pub(super) fn flag(&self, key: &str) -> Result<bool> {
        self.made(key, |value| match value {
            Value::Flag(flag) => Ok(*flag),
            _ => Err("must be true or false"),
        })
    }

    pub(super) fn list(&self, key: &str) -> Result<Vec<String>> {
        self.made(key, |value| match value {
            Value::List(items) => Ok(items.clone()),
            _ => Err("must be a list"),
        })
    }

    pub(super) fn must_be_empty(&self, key: &str) -> Result<()> {
        self.made(key, |value| match value {
            Value::Text(text) if text.is_empty() => Ok(()),
            Value::List(items) if items.is_empty() => Ok(()),
            _ => Err("this version has nothing that uses it yet: leave it empty"),
        })
    }
}
