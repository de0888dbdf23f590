//! Layers → [`Config`]: types, ranges, and what contradicts each other.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Result, bail};
use kinhbac_domain::fold::FoldConfig;
use kinhbac_domain::time::Zone;

use super::layers::{Layers, Setting, Source};
use super::reader::{LONGEST, Reader};
use super::value;
use super::{
    Aggregator, Config, Gateway, Listen, Live, Log, LogEngine, Privacy, Retention, Store,
    StoreEngine,
};

/// Keys whose feature is not there yet: a value that would be ignored is refused.
const NOT_YET: [&str; 7] = [
    "listen.tls",
    "open311.api_keys",
    "catalogue.services",
    "catalogue.indicators",
    "catalogue.holidays",
    "alerts.webhook",
    "auth.file",
];

pub(super) fn config(layers: &Layers) -> Result<Config> {
    for key in NOT_YET {
        Reader(layers).must_be_empty(key)?;
    }
    let read = Reader(layers);
    let config = Config {
        time_zone: read.parsed("time_zone", Zone::named)?,
        data_dir: read.path("data_dir")?,
        listen: listen(&read)?,
        log: Log {
            engine: read.parsed("log.url", log_engine)?,
            partitions: read.number("log.partitions", 1..=4_096)? as u32,
            retention: read.duration("log.retention", Duration::from_secs(60)..=LONGEST)?,
            max_bytes: read.size("log.max_bytes", 0..=1 << 50)? as u64,
            min_free: read.size("log.min_free", 0..=1 << 50)? as u64,
            cloud_event_headers: read.flag("log.cloud_event_headers")?,
            topic_prefix: read.parsed("log.topic_prefix", topic_prefix)?,
            group: read.parsed("log.group", group)?,
            replication: read.number("log.replication", 0..=i16::MAX as usize)? as u16,
            kafka: kafka(layers),
        },
        store: Store {
            engine: read.parsed("store.url", store_engine)?,
            max_connections: read.number("store.max_connections", 2..=1_024)? as u32,
            max_series_cached: read.number("store.max_series_cached", 1_000..=10_000_000_000)?,
        },
        gateway: gateway(&read)?,
        aggregator: aggregator(&read)?,
        live: live(&read)?,
        retention: retention(&read)?,
        privacy: Privacy { key_file: read.optional_path("privacy.key_file")? },
    };
    check_retention(layers, &config)?;
    Ok(config)
}

fn log_engine(url: &str) -> Result<LogEngine, String> {
    match url {
        "embedded:" => Ok(LogEngine::Embedded),
        _ if url.starts_with("kafka://") => Ok(LogEngine::Kafka(url.to_owned())),
        _ => Err(format!("{url:?} is no log: write embedded: or kafka://host:port,host:port")),
    }
}

fn topic_prefix(text: &str) -> Result<String, String> {
    let is_fit = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    if text.len() <= 100 && text.chars().all(is_fit) {
        return Ok(text.to_owned());
    }
    Err(format!("{text:?} is no beginning of a topic's name: at most 100 of a-z A-Z 0-9 . _ -"))
}

fn group(text: &str) -> Result<String, String> {
    if (1..=200).contains(&text.len()) {
        return Ok(text.to_owned());
    }
    Err(format!("{text:?} is no name of a group: from 1 to 200 bytes"))
}

fn kafka(layers: &Layers) -> BTreeMap<String, String> {
    let text = |(name, s): (&str, &Setting)| Some((name.to_owned(), s.value.clone().into_text()?));
    layers.kafka().filter_map(text).collect()
}

/// The URL may hold a password, so it is not told.
fn store_engine(url: &str) -> Result<StoreEngine, &'static str> {
    match url {
        "sqlite:" => Ok(StoreEngine::Sqlite),
        _ if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
            Ok(StoreEngine::Postgres(url.to_owned()))
        }
        _ => Err("is no store: write sqlite: or postgres://user:password@host:port/database"),
    }
}

fn listen(read: &Reader<'_>) -> Result<Listen> {
    Ok(Listen {
        grpc: read.address("listen.grpc")?,
        http: read.address("listen.http")?,
        max_message: read.size("listen.max_message", 64 << 10..=1 << 30)?,
        connection_age: read.duration_or_none("listen.connection_age")?,
        connection_grace: read.duration("listen.connection_grace", Duration::ZERO..=LONGEST)?,
        keep_alive: read.duration("listen.keep_alive", Duration::from_secs(1)..=LONGEST)?,
        max_connections: read.number("listen.max_connections", 16..=1_000_000)?,
        first_request: read
            .duration("listen.first_request", Duration::from_millis(100)..=LONGEST)?,
    })
}

fn gateway(read: &Reader<'_>) -> Result<Gateway> {
    Ok(Gateway {
        max_batch: read.number("gateway.max_batch", 1..=100_000)?,
        max_event_bytes: read.size("gateway.max_event_bytes", 256..=16 << 20)?,
        max_future: read.duration("gateway.max_future", Duration::ZERO..=LONGEST)?,
        max_in_flight: read.number("gateway.max_in_flight", 1..=100_000_000)?,
    })
}

fn aggregator(read: &Reader<'_>) -> Result<Aggregator> {
    let beat = Duration::from_millis(10)..=Duration::from_secs(60);
    let longest_horizon =
        Duration::from_millis(FoldConfig::LONGEST_DUPLICATE_HORIZON.unsigned_abs());
    Ok(Aggregator {
        publish_every: read.duration("aggregator.publish_every", beat)?,
        commit_every: read.duration(
            "aggregator.commit_every",
            Duration::from_millis(10)..=Duration::from_secs(3_600),
        )?,
        memory_horizon: read.duration("aggregator.memory_horizon", Duration::ZERO..=LONGEST)?,
        duplicate_horizon: read
            .duration("aggregator.duplicate_horizon", Duration::ZERO..=longest_horizon)?,
        max_identities: read.number("aggregator.max_identities", 1_000..=10_000_000_000)?,
        max_lateness: read
            .duration("aggregator.max_lateness", Duration::from_secs(60)..=LONGEST)?,
        grace: read.duration("aggregator.grace", Duration::ZERO..=LONGEST)?,
        max_series: read.number("aggregator.max_series", 1_000..=10_000_000_000)?,
    })
}

fn live(read: &Reader<'_>) -> Result<Live> {
    Ok(Live {
        max_watchers: read.number("live.max_watchers", 1..=10_000_000)?,
        max_cells: read.number("live.max_cells", 1_000..=10_000_000_000)?,
        max_watcher_bytes: read.size("live.max_watcher_bytes", 64 << 10..=1 << 30)?,
        stall_timeout: read.duration("live.stall_timeout", Duration::from_millis(100)..=LONGEST)?,
        cors_origins: read.list("live.cors_origins")?,
    })
}

fn retention(read: &Reader<'_>) -> Result<Retention> {
    Ok(Retention {
        minute: read.duration_or_none("retention.minute")?,
        hour: read.duration_or_none("retention.hour")?,
        day: read.duration_or_none("retention.day")?,
    })
}

/// Late events restate their minutes: kept minutes that are shorter than the lateness are an
/// oversight unless somebody wrote both.
fn check_retention(layers: &Layers, config: &Config) -> Result<()> {
    let (minute, lateness) =
        (layers.get("retention.minute")?, layers.get("aggregator.max_lateness")?);
    let on_purpose = minute.source != Source::Default && lateness.source != Source::Default;
    match config.retention.minute {
        Some(kept) if kept < config.aggregator.max_lateness && !on_purpose => bail!(
            "`retention.minute` ({}, from {}) is less than `aggregator.max_lateness` ({}, from {}): \
             late events would restate minutes that are gone. Change one, or set both if it is \
             meant so",
            value::print_duration(kept),
            minute.source,
            value::print_duration(config.aggregator.max_lateness),
            lateness.source,
        ),
        _ => Ok(()),
    }
}
