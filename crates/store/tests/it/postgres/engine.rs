//! The servers that the tests run on.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use kinhbac_store::postgres::{PostgresConfig, PostgresStore};
use kinhbac_test_engines::Engine;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, Connection, Executor};
use tokio::sync::OnceCell;

pub(super) fn plain() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| Server::new(Engine::Postgres))
}

pub(super) fn timescale() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| Server::new(Engine::Timescale))
}

/// A name that no other database has.
pub(super) fn new_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("kinhbac_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

/// A server with a template of a migrated database.
pub(super) struct Server {
    /// Of a database that is there already.
    url: &'static str,
    template: OnceCell<String>,
}

impl Server {
    fn new(engine: Engine) -> Self {
        Self { url: engine.shared().unwrap(), template: OnceCell::new() }
    }

    /// The URL of one of its databases.
    pub(super) fn url(&self, database: &str) -> String {
        let (server, _) = self.url.rsplit_once('/').unwrap();
        format!("{server}/{database}")
    }

    /// Makes an empty database.
    pub(super) async fn make_database(&self, name: &str) {
        self.run(format!("CREATE DATABASE {name}")).await;
    }

    /// Makes a migrated database.
    pub(super) async fn copy_template(&self, name: &str) {
        let template = self.template.get_or_init(async || {
            let template = new_name();
            self.make_database(&template).await;
            PostgresStore::migrate(&PostgresConfig::new(self.url(&template))).await.unwrap();
            template
        });
        let template = template.await;
        self.run(format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
    }

    /// Drops a database, whoever uses it.
    pub(super) fn drop_database(&self, name: &str) {
        let sql = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        let drop = || tokio::runtime::Runtime::new().unwrap().block_on(self.run(sql));
        std::thread::scope(|scope| scope.spawn(drop).join()).unwrap();
    }

    async fn run(&self, sql: String) {
        let options: PgConnectOptions = self.url.parse().unwrap();
        let mut conn = PgConnection::connect_with(&options).await.unwrap();
        conn.execute(AssertSqlSafe(sql)).await.unwrap();
        conn.close().await.unwrap();
    }
}
