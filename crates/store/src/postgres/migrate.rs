//! The database's tables: made and brought up to date, or only compared.

use kinhbac_domain::ports::StoreError;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, Row, SqlSafeStr};

use super::config::Connecting;
use super::fault::Fault;

/// Held while a database is migrated: "kbac", and which of our locks.
const LOCK: &str = "SELECT pg_advisory_lock(1801609571, 1)";

/// What a migration found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migrated {
    /// PostgreSQL's version, e.g. 17.6.
    pub postgres: String,
    /// TimescaleDB, where tables of cells are hypertables.
    pub timescale: Option<Timescale>,
}

/// A TimescaleDB.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timescale {
    /// Its version, e.g. 2.19.3.
    pub version: String,
    /// Its licence: `apache`, or `timescale`, with which old cells are compressed.
    pub license: String,
}

/// A table of cells as a hypertable: the length of its chunks, and the age at which they are
/// compressed where that is to be had. Late events are folded up to 30 days; a chunk that they may
/// go to stays as it is. `cell_period` is none: its rows are few, and forgotten by resolution.
struct Hypertable {
    name: &'static str,
    chunk: &'static str,
    compressed_after: &'static str,
}

const HYPERTABLES: [Hypertable; 3] = [
    Hypertable { name: "cell_minute", chunk: "12 hours", compressed_after: "35 days" },
    Hypertable { name: "cell_hour", chunk: "7 days", compressed_after: "60 days" },
    Hypertable { name: "cell_day", chunk: "90 days", compressed_after: "400 days" },
];

fn migrator() -> Migrator {
    let step = |version, name: &'static str, sql: &'static str| {
        Migration::new(version, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
    };
    Migrator::with_migrations(vec![
        step(1, "cells", include_str!("../../migrations/postgres/0001_cells.sql")),
        step(2, "registry", include_str!("../../migrations/postgres/0002_registry.sql")),
        step(3, "settings", include_str!("../../migrations/postgres/0003_settings.sql")),
        step(4, "commune_hour", include_str!("../../migrations/postgres/0004_commune_hour.sql")),
        step(5, "boundary", include_str!("../../migrations/postgres/0005_boundary.sql")),
    ])
}

/// Makes the tables or brings them up to date.
pub(super) async fn migrate(to: &Connecting) -> Result<Migrated, Fault> {
    let mut conn = PgConnection::connect_with(&to.patient()).await?;
    sqlx::query(LOCK).execute(&mut conn).await?;
    migrator().run_direct(None, &mut conn, false).await?;
    let postgres = sqlx::query_scalar("SELECT current_setting('server_version')");
    let postgres = postgres.fetch_one(&mut conn).await?;
    let timescale = hypertables(&mut conn).await?;
    // The lock goes with the connection.
    conn.close().await?;
    Ok(Migrated { postgres, timescale })
}

/// Refuses a database that has not exactly our tables.
pub(super) async fn check(conn: &mut PgConnection) -> Result<(), Fault> {
    let refused = |what: String| Err(StoreError::Refused(what).into());
    let there: bool = sqlx::query_scalar("SELECT to_regclass('_sqlx_migrations') IS NOT NULL")
        .fetch_one(&mut *conn)
        .await?;
    let applied = if there { applied(conn).await? } else { Vec::new() };
    let ours = migrator();
    for step in ours.iter() {
        match applied.iter().find(|(version, _)| *version == step.version) {
            None => {
                let (version, name) = (step.version, &step.description);
                return refused(format!(
                    "migration {version} ({name}) is not applied: run `kinhbac migrate`"
                ));
            }
            Some((version, checksum)) if *checksum != *step.checksum => {
                return refused(format!("migration {version} is another one than ours"));
            }
            Some(_) => {}
        }
    }
    match applied.iter().find(|(version, _)| !ours.version_exists(*version)) {
        Some((version, _)) => refused(format!(
            "it is of a newer version of this program: migration {version} is not known"
        )),
        None => Ok(()),
    }
}

async fn applied(conn: &mut PgConnection) -> Result<Vec<(i64, Vec<u8>)>, Fault> {
    let rows = sqlx::query("SELECT version, checksum FROM _sqlx_migrations WHERE success");
    let rows = rows.fetch_all(conn).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

/// Makes hypertables where TimescaleDB is there.
async fn hypertables(conn: &mut PgConnection) -> Result<Option<Timescale>, Fault> {
    let Some(found) = timescale(conn).await? else { return Ok(None) };
    for Hypertable { name, chunk, .. } in HYPERTABLES {
        let make = format!(
            "SELECT create_hypertable('{name}', 'bucket',
             chunk_time_interval => interval '{chunk}', create_default_indexes => false,
             if_not_exists => true, migrate_data => true)"
        );
        sqlx::query(AssertSqlSafe(make)).execute(&mut *conn).await?;
    }
    if found.license == "timescale" {
        compress(conn).await;
    }
    Ok(Some(found))
}

/// The extension; made where it is to be had and may be made. One that the server has not loaded
/// at its start would end the connection.
async fn timescale(conn: &mut PgConnection) -> Result<Option<Timescale>, Fault> {
    let loaded: bool = sqlx::query_scalar(
        "SELECT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'timescaledb')
         AND current_setting('timescaledb.max_background_workers', true) IS NOT NULL",
    )
    .fetch_one(&mut *conn)
    .await?;
    if !loaded {
        return Ok(None);
    }
    let made = sqlx::query("CREATE EXTENSION IF NOT EXISTS timescaledb").execute(&mut *conn).await;
    if let Err(error) = made.map_err(Fault::from) {
        // 42501: it is not for this user to make.
        if error.state().as_deref() != Some("42501") {
            return Err(error);
        }
        tracing::warn!(%error, "timescaledb is there and not used: have it made in this database");
        return Ok(None);
    }
    let row = sqlx::query(
        "SELECT extversion, current_setting('timescaledb.license') FROM pg_extension
         WHERE extname = 'timescaledb'",
    )
    .fetch_one(conn)
    .await?;
    Ok(Some(Timescale { version: row.try_get(0)?, license: row.try_get(1)? }))
}

/// Has old chunks compressed by TimescaleDB's own jobs. Everything works without it, so a refusal
/// is only told.
async fn compress(conn: &mut PgConnection) {
    for Hypertable { name, compressed_after, .. } in HYPERTABLES {
        let order = format!(
            "ALTER TABLE {name} SET (timescaledb.compress,
             timescaledb.compress_segmentby = 'series_id', timescaledb.compress_orderby = 'bucket')"
        );
        let job = format!(
            "SELECT add_compression_policy('{name}',
             compress_after => interval '{compressed_after}', if_not_exists => true)"
        );
        for sql in [order, job] {
            if let Err(error) = sqlx::query(AssertSqlSafe(sql)).execute(&mut *conn).await {
                tracing::warn!(table = name, %error, "old cells are not compressed");
                break;
            }
        }
    }
}
