//! Migrations, and what a store says that is not as it should be.

use std::time::Duration;

use kinhbac_domain::ports::StoreError;
use kinhbac_store::postgres::{PostgresConfig, PostgresStore};
use sqlx::postgres::PgPool;

use super::engine::new_name;
use super::{Engine, Plain, Timescale, on_each_engine};

on_each_engine! {
    a_store_that_is_not_migrated_is_refused
    a_store_of_a_newer_version_is_refused
    several_migrate_at_once
}

/// An empty database.
struct Empty<E: Engine>(String, PostgresConfig, std::marker::PhantomData<E>);

impl<E: Engine> Empty<E> {
    async fn new() -> Self {
        let name = new_name();
        E::server().make_database(&name).await;
        let config = PostgresConfig::new(E::server().url(&name));
        Self(name, config, std::marker::PhantomData)
    }
}

impl<E: Engine> Drop for Empty<E> {
    fn drop(&mut self) {
        E::server().drop_database(&self.0);
    }
}

fn refusal<T>(outcome: Result<T, StoreError>) -> String {
    match outcome {
        Err(StoreError::Refused(what)) => what,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("not refused"),
    }
}

async fn a_store_that_is_not_migrated_is_refused<E: Engine>() {
    let Empty(name, config, _) = &Empty::<E>::new().await;
    let what = refusal(PostgresStore::open(config).await);
    assert!(what.contains(name.as_str()), "{what}");
    assert!(what.contains("`kinhbac migrate`"), "{what}");
    PostgresStore::migrate(config).await.unwrap();
    PostgresStore::open(config).await.unwrap();
}

async fn a_store_of_a_newer_version_is_refused<E: Engine>() {
    let Empty(_, config, _) = &Empty::<E>::new().await;
    PostgresStore::migrate(config).await.unwrap();
    let sql = PgPool::connect(&config.url).await.unwrap();
    sqlx::query("INSERT INTO _sqlx_migrations VALUES (9999, 'later', now(), true, '', 0)")
        .execute(&sql)
        .await
        .unwrap();
    let what = refusal(PostgresStore::open(config).await);
    assert!(what.contains("newer version"), "{what}");
    refusal(PostgresStore::migrate(config).await);
}

async fn several_migrate_at_once<E: Engine>() {
    let Empty(_, config, _) = &Empty::<E>::new().await;
    let all = futures::future::join_all((0..4).map(|_| PostgresStore::migrate(config))).await;
    for one in all {
        one.unwrap();
    }
    PostgresStore::open(config).await.unwrap();
}

#[tokio::test]
async fn cells_stand_in_hypertables_where_timescaledb_is() {
    let plain = Empty::<Plain>::new().await;
    assert_eq!(PostgresStore::migrate(&plain.1).await.unwrap().timescale, None);

    let database = Empty::<Timescale>::new().await;
    let found = PostgresStore::migrate(&database.1).await.unwrap().timescale.unwrap();
    assert_eq!(found.license, "apache");
    let sql = PgPool::connect(&database.1.url).await.unwrap();
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT hypertable_name::text FROM timescaledb_information.hypertables ORDER BY 1",
    )
    .fetch_all(&sql)
    .await
    .unwrap();
    assert_eq!(tables, ["cell_day", "cell_hour", "cell_minute"]);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unavailable() {
    // A port that nobody listens on: taken and given back.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let config = PostgresConfig {
        acquire_timeout: Duration::from_millis(300),
        ..PostgresConfig::new(format!("postgres://nobody:secret@127.0.0.1:{port}/none"))
    };
    let outcome = PostgresStore::open(&config).await;
    let Err(StoreError::Unavailable(what)) = outcome else { panic!("{outcome:?}") };
    assert!(what.contains(&format!("127.0.0.1:{port}/none")), "{what}");
    assert!(!what.contains("secret"), "{what}");
    assert!(!format!("{config:?}").contains("secret"));
}

#[tokio::test]
async fn a_user_that_is_not_let_in_is_refused() {
    let url = Plain::server().url("postgres");
    let (_, server) = url.rsplit_once('@').unwrap();
    let config = PostgresConfig::new(format!("postgres://no-such-user:secret@{server}"));
    let what = refusal(PostgresStore::open(&config).await);
    assert!(what.contains("no-such-user") && !what.contains("secret"), "{what}");
}
