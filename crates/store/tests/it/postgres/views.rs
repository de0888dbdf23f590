//! What those see who read with SQL: the same on each engine.

use std::sync::Arc;

use jiff::civil::date;
use kinhbac_domain::cell::CellEntry;
use kinhbac_domain::id::UnitCode;
use kinhbac_domain::ports::{RegistryStore, SettingsStore};
use kinhbac_domain::registry::{Level, RegistryRows, SiteRow, UnitRow};
use kinhbac_domain::time::{Bucket, Resolution};
use kinhbac_store::postgres::PostgresStore;
use sqlx::AssertSqlSafe;

use super::{Database, Engine, Plain, Timescale};
use crate::contract::Harness;
use crate::contract::sample::{P, entry, people, put, site};

/// 2026-11-21T16:00:00Z: 23:00 in Bắc Ninh, an hour before the next local day.
const EVENING: i64 = 1_795_276_800;

fn unit(code: &str, name: &str) -> UnitRow {
    UnitRow {
        valid_from: date(2025, 7, 1),
        valid_to: None,
        code: UnitCode::new(code).unwrap(),
        level: Level::Commune,
        kind: "Phường".into(),
        name: name.into(),
        parent: Some(UnitCode::new("24").unwrap()),
        centre: None,
        area_km2: None,
        succeeded_by: Vec::new(),
    }
}

/// site-0 stays in one commune; site-1 goes from it to another on 22 November.
fn registry() -> RegistryRows {
    let stays = SiteRow {
        site: site("site-0"),
        name: "Ngã sáu".into(),
        latitude: 21.18,
        longitude: 106.07,
        unit: UnitCode::new("09163").unwrap(),
        unit_as_of: date(2026, 1, 1),
        valid_from: None,
        valid_to: None,
    };
    let moves = date(2026, 11, 22);
    let before = SiteRow { site: site("site-1"), valid_to: Some(moves), ..stays.clone() };
    let after = SiteRow {
        unit: UnitCode::new("09169").unwrap(),
        valid_from: Some(moves),
        valid_to: None,
        ..before.clone()
    };
    let units = vec![unit("09163", "Phường Vũ Ninh"), unit("09169", "Phường Kinh Bắc")];
    RegistryRows { units, sites: vec![stays, before, after], ..RegistryRows::default() }
}

/// Three hours of cameras 0 to 5 (of which 0 to 2 at site-0), and their minutes.
fn cells() -> Vec<CellEntry> {
    let hours = (0..3).map(|n| (Resolution::Hour, EVENING + n * 3600));
    let minutes = (0..3).map(|n| (Resolution::Minute, EVENING + n * 60));
    let of = |(resolution, start)| {
        (0..6_u32).map(move |n| entry(people(n), Bucket { resolution, start }, 1))
    };
    hours.chain(minutes).flat_map(of).collect()
}

async fn filled<E: Engine>() -> (Database<E>, Arc<PostgresStore>) {
    let database = Database::<E>::new();
    let store = database.open().await;
    store.settle("time_zone", "Asia/Ho_Chi_Minh").await.unwrap();
    store.upsert(&registry(), 0).await.unwrap();
    put(&*store, P, cells()).await;
    (database, store)
}

/// Rows as texts, in the order of the question.
async fn ask<E: Engine>(database: &Database<E>, question: &str) -> Vec<String> {
    let sql = format!("SELECT row_to_json(answer)::text FROM ({question}) AS answer");
    sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&database.sql().await).await.unwrap()
}

const PEOPLE: &str = "SELECT commune, name, hour, sum, samples FROM commune_hour
    WHERE measure = 'camera.people'
      AND hour >= '2026-11-21T23:00+07' AND hour < '2026-11-22T01:00+07'
    ORDER BY commune, hour";

/// The question of the view's own description.
#[tokio::test]
async fn people_by_commune_by_hour_are_told_in_plain_sql() {
    let (database, _store) = filled::<Plain>().await;
    let row = |commune: &str, name: &str, hour: &str, sum: u32, samples: u32| {
        format!(
            r#"{{"commune":"{commune}","name":"{name}","hour":"{hour}","sum":{sum},"samples":{samples}}}"#
        )
    };
    // Each cell has one sample of 4 people.
    let wanted = [
        row("09163", "Phường Vũ Ninh", "2026-11-21T16:00:00+00:00", 24, 6),
        row("09163", "Phường Vũ Ninh", "2026-11-21T17:00:00+00:00", 12, 3),
        row("09169", "Phường Kinh Bắc", "2026-11-21T17:00:00+00:00", 12, 3),
    ];
    assert_eq!(ask(&database, PEOPLE).await, wanted);
}

#[tokio::test]
async fn plain_sql_answers_the_same_with_and_without_timescaledb() {
    let (plain, _plain_store) = filled::<Plain>().await;
    let (timescale, _timescale_store) = filled::<Timescale>().await;
    let questions = [
        PEOPLE,
        "SELECT * FROM cell ORDER BY site_id, device, measure, label, resolution, bucket",
        "SELECT site_id, bucket, sum(count) FROM cell WHERE resolution = 'minute'
         AND bucket >= '2026-11-21T16:01Z' GROUP BY 1, 2 ORDER BY 1, 2",
        "SELECT * FROM device ORDER BY source",
    ];
    for question in questions {
        let answer = ask(&plain, question).await;
        assert!(!answer.is_empty() || question.contains("device ORDER"), "{question}");
        assert_eq!(answer, ask(&timescale, question).await, "{question}");
    }
}
