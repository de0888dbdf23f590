//! The effective configuration, for people and for the next start.

use anyhow::{Context, Result};
use toml_edit::DocumentMut;

use super::layers::{DEFAULT_TOML, Layers, Source, Value};

/// Keys whose values are told to nobody.
const SECRET: [&str; 2] = ["open311.api_keys", "store.url"];
/// What stands in the names of librdkafka's settings whose values are told to nobody.
const SECRET_WORDS: [&str; 5] = ["password", "secret", "key", "token", "oauthbearer"];

pub(super) fn effective(layers: &Layers) -> Result<String> {
    let mut document: DocumentMut = DEFAULT_TOML.parse().context("the built-in defaults")?;
    let tables: Vec<String> =
        document.iter().filter(|(_, i)| i.is_table()).map(|(name, _)| name.to_owned()).collect();
    fill("", document.as_table_mut(), layers)?;
    for name in tables {
        if let Some(table) = document.get_mut(&name).and_then(|i| i.as_table_mut()) {
            fill(&format!("{name}."), table, layers)?;
        }
    }
    fill_kafka(&mut document, layers);
    Ok(document.to_string())
}

/// Puts the settings of librdkafka into their table; those that may be secret without a value.
fn fill_kafka(document: &mut DocumentMut, layers: &Layers) {
    for (name, setting) in layers.kafka() {
        let is_secret = SECRET_WORDS.iter().any(|word| name.contains(word));
        let shown = if is_secret { "(hidden)".into() } else { written(&setting.value) };
        let mut item = toml_edit::value(shown);
        if let Some(value) = item.as_value_mut() {
            *value.decor_mut() = toml_edit::Decor::new(" ", format!(" # from {}", setting.source));
        }
        document["log"]["kafka"][name] = item;
    }
}

/// Puts the effective values of the keys that begin with `prefix` into their table.
fn fill(prefix: &str, table: &mut toml_edit::Table, layers: &Layers) -> Result<()> {
    for (name, item) in table.iter_mut() {
        let Some(value) = item.as_value_mut() else { continue };
        let key = format!("{prefix}{}", name.get());
        let setting = layers.get(&key)?;
        if setting.source == Source::Default {
            continue;
        }
        *value = if SECRET.contains(&key.as_str()) {
            "(hidden)".into()
        } else {
            written(&setting.value)
        };
        *value.decor_mut() = toml_edit::Decor::new(" ", format!(" # from {}", setting.source));
    }
    Ok(())
}

fn written(value: &Value) -> toml_edit::Value {
    match value {
        Value::Text(text) => text.as_str().into(),
        Value::Number(number) => (*number).into(),
        Value::Flag(flag) => (*flag).into(),
        Value::List(items) => items.iter().map(String::as_str).collect::<toml_edit::Array>().into(),
    }
}
