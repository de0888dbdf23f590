//! Connections that are cut, owners that are stopped, and cells that are forgotten.

use std::pin::pin;
use std::task::Poll;
use std::time::{Duration, Instant};

use kinhbac_domain::cell::CellEntry;
use kinhbac_domain::ports::{CellStore, StoreError};
use kinhbac_domain::position::Ownership;
use kinhbac_domain::time::{Bucket, Resolution, Timestamp};
use kinhbac_store::postgres::{PostgresConfig, PostgresStore};
use sqlx::postgres::PgPool;

use super::{Database, Engine, Timescale, on_each_engine};
use crate::contract::Harness;
use crate::contract::sample::{
    self, MINUTE, P, commit, entry, minute, own, people, put, sorted, stored,
};

on_each_engine! {
    a_commit_that_is_cut_off_is_made_again_exactly
    commits_cut_off_anywhere_are_exact_in_the_end
    an_owner_that_is_stopped_within_its_commit_writes_nothing
    a_take_over_waits_for_the_commit_under_way
    a_read_whose_connection_is_lost_is_made_again
    a_lock_that_is_not_had_is_unavailable
    forgetting_minutes_changes_no_hour
}

const HOUR: i64 = MINUTE - MINUTE % 3600;

/// Cells of minute, hour and day.
fn cells(cameras: std::ops::Range<u32>, count: u64) -> Vec<CellEntry> {
    let buckets = [
        minute(MINUTE),
        Bucket { resolution: Resolution::Hour, start: HOUR },
        Bucket { resolution: Resolution::Day, start: HOUR - 8 * 3600 },
    ];
    let of = |camera| buckets.map(|bucket| entry(people(camera), bucket, count));
    sorted(cameras.flat_map(of).collect())
}

/// Asks until something is so; the store's own bounds are shorter.
async fn until<T>(sql: &PgPool, query: &'static str) -> T
where
    T: Send + Unpin + for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>,
{
    let began = Instant::now();
    loop {
        let found: Option<T> = sqlx::query_scalar(query).fetch_optional(sql).await.unwrap();
        match found {
            Some(found) => return found,
            None => assert!(began.elapsed() < Duration::from_secs(20), "never: {query}"),
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// The connection of the store that waits for a lock.
async fn waiting(sql: &PgPool) -> i32 {
    let query = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()
                 AND application_name = 'kinhbac' AND wait_event_type = 'Lock'";
    until(sql, query).await
}

async fn terminate(sql: &PgPool, pid: i32) {
    sqlx::query("SELECT pg_terminate_backend($1)").bind(pid).execute(sql).await.unwrap();
}

fn is_unavailable<T: std::fmt::Debug>(outcome: &Result<T, StoreError>) -> bool {
    matches!(outcome, Err(StoreError::Unavailable(_)))
}

async fn a_commit_that_is_cut_off_is_made_again_exactly<E: Engine>() {
    let database = Database::<E>::new();
    let store = database.open().await;
    let before = cells(0..10, 1);
    let owner = put(&*store, P, before.clone()).await;
    let made = commit(owner, 2, cells(5..20, 2));
    let sql = database.sql().await;

    // Minutes are written, hours are waited for.
    let mut lock = sql.begin().await.unwrap();
    sqlx::query("LOCK TABLE cell_hour IN SHARE MODE").execute(&mut *lock).await.unwrap();
    let cut = async { terminate(&sql, waiting(&sql).await).await };
    let (outcome, ()) = tokio::join!(store.commit(&made), cut);
    assert!(is_unavailable(&outcome), "{outcome:?}");
    lock.rollback().await.unwrap();

    let all = cells(0..20, 0);
    assert_eq!(stored(&*store, owner, &all).await, before);
    assert_eq!(store.progress().await.unwrap(), [(P, sample::progress(1))]);
    for _ in 0..2 {
        store.commit(&made).await.unwrap();
        let wanted = sorted([cells(0..5, 1), made.cells.clone()].concat());
        assert_eq!(stored(&*store, owner, &all).await, wanted);
        assert_eq!(store.progress().await.unwrap(), [(P, sample::progress(2))]);
    }
}

/// The store's connections are ended while commits are made, a little later each time.
async fn commits_cut_off_anywhere_are_exact_in_the_end<E: Engine>() {
    let database = Database::<E>::new();
    let store = database.open().await;
    let owner = own(&*store, P).await;
    let sql = database.sql().await;
    let mut cut_off = 0;
    for round in 1..=40_u64 {
        let cameras = 0..60 + round as u32;
        let made = commit(owner, round.cast_signed(), cells(cameras, round));
        let cut = async {
            for _ in 0..round {
                sqlx::query("SELECT 1").execute(&sql).await.unwrap();
            }
            sqlx::query(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                 WHERE datname = current_database() AND application_name = 'kinhbac'",
            )
            .execute(&sql)
            .await
            .unwrap();
        };
        let (outcome, ()) = tokio::join!(store.commit(&made), cut);
        if outcome.is_err() {
            assert!(is_unavailable(&outcome), "{outcome:?}");
            cut_off += 1;
            store.commit(&made).await.unwrap();
        }
        assert_eq!(stored(&*store, owner, &made.cells).await, made.cells);
        assert_eq!(store.progress().await.unwrap(), [(P, sample::progress(round.cast_signed()))]);
    }
    assert!(cut_off > 0, "no commit was cut off");
}

/// As by SIGSTOP: its commit is not polled any more, until others have taken the partition.
async fn an_owner_that_is_stopped_within_its_commit_writes_nothing<E: Engine>() {
    let database = Database::<E>::new();
    let config = PostgresConfig {
        idle_in_transaction_timeout: Duration::from_millis(300),
        ..database.config().await
    };
    let zombie = PostgresStore::open(&config).await.unwrap();
    let former = put(&*zombie, P, cells(0..10, 1)).await;
    let made = commit(former, 2, cells(0..30, 2));
    let sql = database.sql().await;
    let mut stopped = pin!(zombie.commit(&made));
    loop {
        assert!(matches!(futures::poll!(&mut stopped), Poll::Pending), "it was through at once");
        let query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
                     AND application_name = 'kinhbac' AND state = 'idle in transaction'
                     AND query LIKE 'INSERT INTO cell_%'";
        let within: i64 = sqlx::query_scalar(query).fetch_one(&sql).await.unwrap();
        if within > 0 {
            break;
        }
    }

    let store = database.open().await;
    let found = store.take_over(P).await.unwrap();
    assert_eq!(found.progress, sample::progress(1));
    let owner = Ownership { epoch: found.epoch, ..former };
    let wanted = cells(0..20, 3);
    store.commit(&commit(owner, 3, wanted.clone())).await.unwrap();

    let outcome = stopped.await;
    assert!(is_unavailable(&outcome), "{outcome:?}");
    let outcome = zombie.commit(&made).await;
    let fenced = StoreError::Fenced { partition: P, ours: former.epoch, owner: owner.epoch };
    assert_eq!(outcome, Err(fenced));
    assert_eq!(stored(&*store, owner, &cells(0..30, 0)).await, wanted);
    assert_eq!(store.progress().await.unwrap(), [(P, sample::progress(3))]);
}

async fn a_take_over_waits_for_the_commit_under_way<E: Engine>() {
    let database = Database::<E>::new();
    let former_store = database.open().await;
    let former = own(&*former_store, P).await;
    let made = commit(former, 5, cells(0..10, 1));
    let sql = database.sql().await;
    let mut lock = sql.begin().await.unwrap();
    sqlx::query("LOCK TABLE cell_hour IN SHARE MODE").execute(&mut *lock).await.unwrap();

    let store = database.open().await;
    let take_over = async {
        waiting(&sql).await;
        let both = async {
            let query = "SELECT count(*) FROM pg_stat_activity
                         WHERE datname = current_database() AND application_name = 'kinhbac'
                         AND wait_event_type = 'Lock' HAVING count(*) = 2";
            let _: i64 = until(&sql, query).await;
            lock.rollback().await.unwrap();
        };
        tokio::join!(store.take_over(P), both).0
    };
    let (outcome, found) = tokio::join!(former_store.commit(&made), take_over);
    outcome.unwrap();
    assert_eq!(found.unwrap().progress, sample::progress(5));
    assert!(matches!(former_store.commit(&made).await, Err(StoreError::Fenced { .. })));
}

async fn a_read_whose_connection_is_lost_is_made_again<E: Engine>() {
    let database = Database::<E>::new();
    let store = database.open().await;
    let wanted = cells(0..10, 1);
    let owner = put(&*store, P, wanted.clone()).await;
    let sql = database.sql().await;
    let mut lock = sql.begin().await.unwrap();
    sqlx::query("LOCK TABLE cell_hour IN ACCESS EXCLUSIVE MODE").execute(&mut *lock).await.unwrap();
    let cut = async {
        terminate(&sql, waiting(&sql).await).await;
        lock.rollback().await.unwrap();
    };
    let (found, ()) = tokio::join!(stored(&*store, owner, &wanted), cut);
    assert_eq!(found, wanted);
}

async fn a_lock_that_is_not_had_is_unavailable<E: Engine>() {
    let database = Database::<E>::new();
    let lock_timeout = Duration::from_millis(100);
    let config = PostgresConfig { lock_timeout, ..database.config().await };
    let store = PostgresStore::open(&config).await.unwrap();
    let owner = own(&*store, P).await;
    let sql = database.sql().await;
    let mut lock = sql.begin().await.unwrap();
    sqlx::query("SELECT FROM ownership FOR UPDATE").execute(&mut *lock).await.unwrap();
    let made = commit(owner, 1, cells(0..3, 1));
    let began = Instant::now();
    let outcome = store.commit(&made).await;
    assert!(is_unavailable(&outcome), "{outcome:?}");
    assert!(began.elapsed() < config.statement_timeout, "by another bound: {outcome:?}");
    lock.rollback().await.unwrap();
    store.commit(&made).await.unwrap();
}

/// Five days of one camera, a cell every 20 minutes.
fn days_of_minutes() -> Vec<CellEntry> {
    let minutes = (0..5 * 72).map(|n| minute(HOUR - n * 1200));
    sorted(minutes.map(|bucket| entry(people(1), bucket, 7)).collect())
}

async fn forgetting_minutes_changes_no_hour<E: Engine>() {
    let database = Database::<E>::new();
    let store = database.open().await;
    let minutes = days_of_minutes();
    let others: Vec<_> = (0..120)
        .flat_map(|n| {
            let hour = Bucket { resolution: Resolution::Hour, start: HOUR - n * 3600 };
            let day = Bucket { resolution: Resolution::Day, start: HOUR - n * 86_400 };
            [hour, day].map(|bucket| entry(people(1), bucket, 9))
        })
        .collect();
    let others = sorted(others);
    let owner = put(&*store, P, [minutes.clone(), others.clone()].concat()).await;

    let end = HOUR - 2 * 86_400 - 1200 * 5;
    let (old, kept): (Vec<_>, Vec<_>) =
        minutes.into_iter().partition(|cell| cell.key.bucket.start < end);
    let before = Timestamp::from_seconds(end);
    let forgotten = store.forget_cells(Resolution::Minute, before).await.unwrap();
    assert_eq!(forgotten, old.len() as u64);
    assert_eq!(store.forget_cells(Resolution::Minute, before).await.unwrap(), 0);
    assert_eq!(stored(&*store, owner, &others).await, others);
    assert_eq!(stored(&*store, owner, &[old, kept.clone()].concat()).await, kept);
}

#[tokio::test]
async fn old_minutes_go_by_whole_chunks() {
    let database = Database::<Timescale>::new();
    let store = database.open().await;
    put(&*store, P, days_of_minutes()).await;
    let sql = database.sql().await;
    let chunks =
        async |of: &'static str| -> i64 { sqlx::query_scalar(of).fetch_one(&sql).await.unwrap() };
    let all = "SELECT count(*) FROM timescaledb_information.chunks
               WHERE hypertable_name = 'cell_minute'";
    let before = chunks(all).await;
    assert!(before >= 10, "{before} chunks");
    let end = Timestamp::from_seconds(HOUR - 2 * 86_400);
    store.forget_cells(Resolution::Minute, end).await.unwrap();
    let after = chunks(all).await;
    assert!((4..=6).contains(&after), "{after} of {before} chunks are left");
}
