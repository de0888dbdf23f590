//! The servers that the tests run on: started by `deploy/engines` once a run, or those that
//! `KINHBAC_TEST_POSTGRES` and `KINHBAC_TEST_TIMESCALE` name.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use kinhbac_store::postgres::{PostgresConfig, PostgresStore};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, Connection, Executor};
use tokio::sync::OnceCell;

const ENGINES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy/engines");

/// Starts an engine ($0) on a folder ($1), and stops it when whoever holds the other end of its
/// input is gone, for whatever reason.
const SUPERVISOR: &str =
    r#""$0" start --data "$1" && cat > /dev/null; "$0" stop --data "$1" > /dev/null; rm -rf "$1""#;

pub(super) fn plain() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| Server::new("postgres", "KINHBAC_TEST_POSTGRES"))
}

pub(super) fn timescale() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| Server::new("timescale", "KINHBAC_TEST_TIMESCALE"))
}

/// A name that no other database has.
pub(super) fn new_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("kinhbac_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

/// A server with a template of a migrated database.
pub(super) struct Server {
    /// Of a database that is there already.
    url: String,
    template: OnceCell<String>,
    /// While its input is open, the supervisor keeps the engine running.
    _supervisor: Option<Child>,
}

impl Server {
    fn new(engine: &str, variable: &str) -> Self {
        let (url, supervisor) = match std::env::var(variable) {
            Ok(url) => (url, None),
            Err(_) => start(engine),
        };
        Self { url, template: OnceCell::new(), _supervisor: supervisor }
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

fn start(engine: &str) -> (String, Option<Child>) {
    let folder = format!("/var/tmp/kinhbac-test-{engine}-{}", std::process::id());
    let mut supervisor = Command::new("sh")
        .env("KINHBAC_ENGINE_SYNC", "off")
        .args(["-c", SUPERVISOR, &format!("{ENGINES}/{engine}"), &folder])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        // An interrupt at the terminal is not for it.
        .process_group(0)
        .spawn()
        .unwrap();
    let lines = BufReader::new(supervisor.stdout.take().unwrap()).lines();
    let url = lines.map_while(Result::ok).find(|line| line.starts_with("postgres://"));
    let url = url.unwrap_or_else(|| panic!("{engine} did not start: see above"));
    (url, Some(supervisor))
}
