//! Reading the registry's rows.

use std::collections::HashMap;

use jiff::civil::Date;
use kinhbac_domain::event::DeviceKind;
use kinhbac_domain::id::{SiteId, UnitCode};
use kinhbac_domain::registry::{BoundaryRow, DeviceRow, Level, RegistryRows, SiteRow, UnitRow};
use sqlx::Row;
use sqlx::postgres::{PgConnection, PgRow};

use super::super::instant::Instant;
use super::Fault;
use crate::stored;

/// All of them, by key.
pub(super) async fn rows(conn: &mut PgConnection) -> Result<RegistryRows, Fault> {
    let mut successors = successors(conn).await?;
    let units = sqlx::query(
        "SELECT code, valid_from::text, valid_to::text, level, kind, name, parent_code, latitude,
         longitude, area_km2 FROM unit ORDER BY code, unit.valid_from",
    );
    let sites = sqlx::query(
        "SELECT site_id, valid_from::text, valid_to::text, name, latitude, longitude, unit_code,
         unit_as_of::text FROM site_unit ORDER BY site_id, site_unit.valid_from NULLS FIRST",
    );
    let devices = sqlx::query(
        "SELECT source, valid_from, valid_to, kind, name, site_id, expected_interval
         FROM device_site ORDER BY source, valid_from NULLS FIRST",
    );
    let boundaries = sqlx::query(
        "SELECT code, valid_from::text, valid_to::text, rings FROM boundary
         ORDER BY code, boundary.valid_from",
    );
    Ok(RegistryRows {
        units: read(&units.fetch_all(&mut *conn).await?, |row| unit(row, &mut successors))?,
        sites: read(&sites.fetch_all(&mut *conn).await?, site)?,
        devices: read(&devices.fetch_all(&mut *conn).await?, device)?,
        boundaries: read(&boundaries.fetch_all(conn).await?, boundary)?,
    })
}

fn read<T>(rows: &[PgRow], one: impl FnMut(&PgRow) -> Result<T, Fault>) -> Result<Vec<T>, Fault> {
    rows.iter().map(one).collect()
}

/// The successors of units, in the order that the file told them.
type Successors = HashMap<(String, String), Vec<UnitCode>>;

async fn successors(conn: &mut PgConnection) -> Result<Successors, Fault> {
    let rows = sqlx::query(
        "SELECT code, valid_from::text, successor FROM unit_succession ORDER BY code, place",
    )
    .fetch_all(conn)
    .await?;
    let mut successors = Successors::new();
    for row in rows {
        let of = successors.entry((row.try_get(0)?, row.try_get(1)?)).or_default();
        of.push(code(row.try_get(2)?)?);
    }
    Ok(successors)
}

fn unit(row: &PgRow, successors: &mut Successors) -> Result<UnitRow, Fault> {
    let (unit_code, valid_from): (&str, &str) = (row.try_get(0)?, row.try_get(1)?);
    let level: &str = row.try_get(3)?;
    let (latitude, longitude): (Option<f64>, Option<f64>) = (row.try_get(7)?, row.try_get(8)?);
    Ok(UnitRow {
        valid_from: date(valid_from)?,
        valid_to: day(row, 2)?,
        code: code(unit_code)?,
        level: stored::named(Level::from_name(level), level)?,
        kind: row.try_get(4)?,
        name: row.try_get(5)?,
        parent: row.try_get::<Option<&str>, _>(6)?.map(code).transpose()?,
        centre: latitude.zip(longitude),
        area_km2: row.try_get(9)?,
        succeeded_by: successors.remove(&(unit_code.into(), valid_from.into())).unwrap_or_default(),
    })
}

fn site(row: &PgRow) -> Result<SiteRow, Fault> {
    Ok(SiteRow {
        site: stored::text(SiteId::new(row.try_get::<&str, _>(0)?))?,
        valid_from: day(row, 1)?,
        valid_to: day(row, 2)?,
        name: row.try_get(3)?,
        latitude: row.try_get(4)?,
        longitude: row.try_get(5)?,
        unit: code(row.try_get(6)?)?,
        unit_as_of: date(row.try_get(7)?)?,
    })
}

fn device(row: &PgRow) -> Result<DeviceRow, Fault> {
    let instant = |index: usize| -> Result<_, Fault> {
        Ok(row.try_get::<Option<Instant>, _>(index)?.map(|Instant(at)| at))
    };
    let kind: &str = row.try_get(3)?;
    Ok(DeviceRow {
        source: stored::source(row.try_get(0)?)?,
        valid_from: instant(1)?,
        valid_to: instant(2)?,
        kind: stored::named(DeviceKind::from_name(kind), kind)?,
        name: row.try_get(4)?,
        site: stored::text(SiteId::new(row.try_get::<&str, _>(5)?))?,
        expected_interval: row.try_get::<i32, _>(6)?.cast_unsigned(),
    })
}

fn boundary(row: &PgRow) -> Result<BoundaryRow, Fault> {
    Ok(BoundaryRow {
        unit: code(row.try_get(0)?)?,
        valid_from: date(row.try_get(1)?)?,
        valid_to: day(row, 2)?,
        rings: stored::rings(row.try_get(3)?)?,
    })
}

fn code(text: &str) -> Result<UnitCode, Fault> {
    Ok(stored::text(UnitCode::new(text))?)
}

fn day(row: &PgRow, index: usize) -> Result<Option<Date>, Fault> {
    row.try_get::<Option<&str>, _>(index)?.map(date).transpose()
}

fn date(text: &str) -> Result<Date, Fault> {
    Ok(text.parse().map_err(|_| stored::damaged("a day of the registry"))?)
}
