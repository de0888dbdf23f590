//! The layers of the configuration: built-in defaults, a file, the environment, flags. Each later
//! one overrules the ones before, key by key; every value remembers where it came from.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use toml_edit::{Document, Item, Table};

/// The defaults, with a comment for each key.
pub const DEFAULT_TOML: &str = include_str!("default.toml");
/// What names of environment variables begin with; `__` stands for the dot of a key.
const ENV_PREFIX: &str = "KINHBAC__";
/// What keys begin with that are librdkafka's, not ours: any name goes, with a text as its value.
pub(super) const KAFKA_PREFIX: &str = "log.kafka.";

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The built-in defaults.
    Default,
    /// A file.
    File {
        /// Which.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// An environment variable.
    Environment(String),
    /// A flag of the command line.
    Flag(&'static str),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("the built-in defaults"),
            Self::File { path, line } => write!(f, "{} line {line}", path.display()),
            Self::Environment(name) => write!(f, "the environment variable {name}"),
            Self::Flag(name) => write!(f, "the flag {name}"),
        }
    }
}

/// A value as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A text.
    Text(String),
    /// A whole number.
    Number(i64),
    /// Yes or no.
    Flag(bool),
    /// Some texts.
    List(Vec<String>),
}

/// A value and its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The value.
    pub value: Value,
    /// Where it came from.
    pub source: Source,
}

/// All keys with their effective values.
#[derive(Clone, Debug)]
pub struct Layers {
    settings: BTreeMap<String, Setting>,
}

impl Layers {
    /// The built-in defaults alone.
    ///
    /// # Errors
    /// Never, for a test reads them.
    pub fn defaults() -> Result<Self> {
        let document = Document::parse(DEFAULT_TOML).context("the built-in defaults")?;
        let settings = flatten(document.as_table())?
            .into_iter()
            .map(|(key, value, _)| (key, Setting { value, source: Source::Default }))
            .collect();
        Ok(Self { settings })
    }

    /// Takes a file in.
    ///
    /// # Errors
    /// When it can't be read, is no TOML, or has an unknown key or a value of another type.
    pub fn take_file(&mut self, path: &Path) -> Result<()> {
        let text = std::fs::read_to_string(path).map_err(|error| {
            anyhow!(
                "can't read the configuration {}: {error}. `kinhbac config` prints one to begin with",
                path.display()
            )
        })?;
        let document = Document::parse(text.as_str())
            .map_err(|e| anyhow!("{} is no TOML: {e}", path.display()))?;
        for (key, value, at) in flatten(document.as_table())
            .with_context(|| format!("in the configuration {}", path.display()))?
        {
            let line = 1 + text.bytes().take(at).filter(|b| *b == b'\n').count();
            self.set(&key, value, Source::File { path: path.into(), line })?;
        }
        Ok(())
    }

    /// Takes environment variables in: those whose names begin with `KINHBAC__`.
    ///
    /// # Errors
    /// When one is an unknown key, is no UTF-8, or has a value of another type.
    pub fn take_environment<T: Into<OsString>>(
        &mut self,
        variables: impl IntoIterator<Item = (T, T)>,
    ) -> Result<()> {
        for (name, value) in variables {
            let Ok(name) = name.into().into_string() else { continue };
            if let Some(key) = name.strip_prefix(ENV_PREFIX) {
                let key = key.to_ascii_lowercase().replace("__", ".");
                let text = value.into().into_string().map_err(|value| {
                    anyhow!("the environment variable {name} is no UTF-8: {}", value.display())
                })?;
                self.set_text(&key, text, Source::Environment(name))?;
            }
        }
        Ok(())
    }

    /// Takes a flag in.
    ///
    /// # Errors
    /// When its value is of another type.
    pub fn take_flag(&mut self, flag: &'static str, key: &str, text: String) -> Result<()> {
        self.set_text(key, text, Source::Flag(flag))
    }

    /// The effective value of a known key.
    ///
    /// # Errors
    /// When the key is not in the defaults.
    pub fn get(&self, key: &str) -> Result<&Setting> {
        self.settings.get(key).ok_or_else(|| anyhow!("no default of the key {key}"))
    }

    /// The settings for librdkafka, by librdkafka's names.
    pub(super) fn kafka(&self) -> impl Iterator<Item = (&str, &Setting)> {
        let from = self.settings.range(KAFKA_PREFIX.to_owned()..);
        from.map_while(|(key, setting)| Some((key.strip_prefix(KAFKA_PREFIX)?, setting)))
    }

    fn set_text(&mut self, key: &str, text: String, source: Source) -> Result<()> {
        let value = match self.settings.get(key).map(|s| &s.value) {
            Some(Value::Number(_)) => Value::Number(
                text.trim().parse().map_err(|_| wrong(key, &source, &text, "whole number"))?,
            ),
            Some(Value::Flag(_)) => Value::Flag(
                text.trim().parse().map_err(|_| wrong(key, &source, &text, "true or false"))?,
            ),
            Some(Value::List(_)) => Value::List(
                text.split(',').map(|t| t.trim().to_owned()).filter(|t| !t.is_empty()).collect(),
            ),
            _ => Value::Text(text),
        };
        self.set(key, value, source)
    }

    fn set(&mut self, key: &str, value: Value, source: Source) -> Result<()> {
        if key.starts_with(KAFKA_PREFIX) {
            let value = value.into_text().ok_or_else(|| {
                anyhow!("`{key}` in {source} must be a text, a whole number, true or false")
            })?;
            self.settings.insert(key.to_owned(), Setting { value: Value::Text(value), source });
            return Ok(());
        }
        let Some(setting) = self.settings.get_mut(key) else {
            bail!("unknown key `{key}` in {source}{}", self.suggestion(key));
        };
        if std::mem::discriminant(&setting.value) != std::mem::discriminant(&value) {
            bail!("`{key}` in {source} must be {}", setting.value.wanted());
        }
        *setting = Setting { value, source };
        Ok(())
    }

    /// Names the known key that is nearest to an unknown one.
    fn suggestion(&self, key: &str) -> String {
        let within = format!("{key}.");
        if let Some(known) = self.settings.keys().find(|known| known.starts_with(&within)) {
            return format!(": it is a section, with keys such as `{known}`");
        }
        self.settings
            .keys()
            .map(|known| (strsim::damerau_levenshtein(known, key), known))
            .min()
            .map(|(_, known)| format!(": did you mean `{known}`?"))
            .unwrap_or_default()
    }
}

impl Value {
    /// As it would be written in a text; none of a list.
    pub(super) fn into_text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            Self::Number(number) => Some(number.to_string()),
            Self::Flag(flag) => Some(flag.to_string()),
            Self::List(_) => None,
        }
    }

    fn wanted(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text in quotes",
            Self::Number(_) => "a whole number",
            Self::Flag(_) => "true or false",
            Self::List(_) => "a list of texts, e.g. [\"a\", \"b\"]",
        }
    }
}

fn wrong(key: &str, source: &Source, text: &str, wanted: &str) -> anyhow::Error {
    anyhow!("`{key}` in {source}: {text:?} is no {wanted}")
}

/// All values of a table by dotted key, each with where it stands (bytes from the beginning).
fn flatten(table: &Table) -> Result<Vec<(String, Value, usize)>> {
    let mut found = Vec::new();
    let mut open: Vec<(String, &dyn toml_edit::TableLike)> = vec![(String::new(), table)];
    while let Some((prefix, table)) = open.pop() {
        for (name, item) in table.iter() {
            let key = format!("{prefix}{name}");
            match item.as_table_like() {
                Some(inner) => open.push((format!("{key}."), inner)),
                None => {
                    let at = item.span().map_or(0, |span| span.start);
                    let value = read(item).ok_or_else(|| {
                        anyhow!("`{key}` must be a text, a whole number, true or false, or a list of texts")
                    })?;
                    found.push((key, value, at));
                }
            }
        }
    }
    found.sort_by_key(|(.., at)| *at);
    Ok(found)
}

fn read(item: &Item) -> Option<Value> {
    match item.as_value()? {
        toml_edit::Value::String(text) => Some(Value::Text(text.value().clone())),
        toml_edit::Value::Integer(number) => Some(Value::Number(*number.value())),
        toml_edit::Value::Boolean(flag) => Some(Value::Flag(*flag.value())),
        toml_edit::Value::Array(items) => items
            .iter()
            .map(|item| item.as_str().map(str::to_owned))
            .collect::<Option<_>>()
            .map(Value::List),
        _ => None,
    }
}
