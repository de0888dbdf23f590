//! PostgreSQL, plain and with TimescaleDB: the contract, and what is only theirs.

mod crowd;
mod engine;
mod faults;
mod schema;
mod several;
mod views;

use std::marker::PhantomData;
use std::sync::Arc;

use kinhbac_store::postgres::{PostgresConfig, PostgresStore};
use sqlx::postgres::PgPool;
use tokio::sync::OnceCell;

use crate::contract::Harness;
use engine::Server;

/// An engine that the tests run on.
trait Engine: Send + Sync + 'static {
    /// Its server; started by the first who asks.
    fn server() -> &'static Server;
}

/// Plain PostgreSQL.
struct Plain;

/// PostgreSQL with TimescaleDB, Apache edition.
struct Timescale;

impl Engine for Plain {
    fn server() -> &'static Server {
        engine::plain()
    }
}

impl Engine for Timescale {
    fn server() -> &'static Server {
        engine::timescale()
    }
}

/// A migrated database of its own, dropped in the end.
struct Database<E: Engine, const KNOWN: usize = 250_000> {
    name: String,
    made: OnceCell<()>,
    of: PhantomData<E>,
}

impl<E: Engine, const KNOWN: usize> Harness for Database<E, KNOWN> {
    type Store = PostgresStore;

    fn new() -> Self {
        Self { name: engine::new_name(), made: OnceCell::new(), of: PhantomData }
    }

    async fn open(&self) -> Arc<PostgresStore> {
        PostgresStore::open(&self.config().await).await.unwrap()
    }

    async fn reopen(&self, store: Arc<PostgresStore>) -> Arc<PostgresStore> {
        store.close().await;
        self.open().await
    }
}

impl<E: Engine, const KNOWN: usize> Database<E, KNOWN> {
    async fn config(&self) -> PostgresConfig {
        self.made.get_or_init(|| E::server().copy_template(&self.name)).await;
        let url = E::server().url(&self.name);
        PostgresConfig { max_series_cached: KNOWN, ..PostgresConfig::new(url) }
    }

    /// For looking in without the adapter.
    async fn sql(&self) -> PgPool {
        PgPool::connect(&self.config().await.url).await.unwrap()
    }
}

impl<E: Engine, const KNOWN: usize> Drop for Database<E, KNOWN> {
    fn drop(&mut self) {
        if self.made.initialized() {
            E::server().drop_database(&self.name);
        }
    }
}

/// Makes a test of each sentence for each engine.
macro_rules! on_each_engine {
    ($($sentence:ident)*) => {
        mod plain {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $sentence() {
                super::$sentence::<crate::postgres::Plain>().await;
            })*
        }
        mod timescale {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $sentence() {
                super::$sentence::<crate::postgres::Timescale>().await;
            })*
        }
    };
}
use on_each_engine;

mod plain {
    crate::contract::contract!(super::Database<super::Plain>);
}

mod timescale {
    crate::contract::contract!(super::Database<super::Timescale>);
}

mod crowded {
    crate::contract::contract!(super::Database<super::Plain, 3>);
}
