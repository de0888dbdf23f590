//! Writing the registry's rows, each in place of the one with its key.

use jiff::civil::Date;
use kinhbac_domain::registry::{BoundaryRow, DeviceRow, RegistryRows, SiteRow, UnitRow};
use sqlx::postgres::PgConnection;

use super::super::instant::Instant;
use super::Fault;
use crate::stored;

pub(super) async fn rows(conn: &mut PgConnection, rows: &RegistryRows) -> Result<(), Fault> {
    units(conn, &rows.units).await?;
    successions(conn, &rows.units).await?;
    sites(conn, &rows.sites).await?;
    devices(conn, &rows.devices).await?;
    boundaries(conn, &rows.boundaries).await
}

/// One value of each row.
fn each<R, T>(rows: &[R], of: impl Fn(&R) -> T) -> Vec<T> {
    rows.iter().map(of).collect()
}

/// Days go as texts.
fn day(day: Option<Date>) -> Option<String> {
    day.map(|day| day.to_string())
}

async fn units(conn: &mut PgConnection, rows: &[UnitRow]) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO unit (code, valid_from, valid_to, level, kind, name, parent_code, latitude,
         longitude, area_km2)
         SELECT code, valid_from::date, valid_to::date, level, kind, name, parent, latitude,
         longitude, area
         FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
         $7::text[], $8::float8[], $9::float8[], $10::float8[]) AS row (code, valid_from, valid_to,
         level, kind, name, parent, latitude, longitude, area)
         ON CONFLICT (code, valid_from) DO UPDATE SET valid_to = excluded.valid_to,
         level = excluded.level, kind = excluded.kind, name = excluded.name,
         parent_code = excluded.parent_code, latitude = excluded.latitude,
         longitude = excluded.longitude, area_km2 = excluded.area_km2",
    )
    .bind(each(rows, |row| row.code.as_str().to_owned()))
    .bind(each(rows, |row| row.valid_from.to_string()))
    .bind(each(rows, |row| day(row.valid_to)))
    .bind(each(rows, |row| row.level.name()))
    .bind(each(rows, |row| row.kind.clone()))
    .bind(each(rows, |row| row.name.clone()))
    .bind(each(rows, |row| row.parent.as_ref().map(|code| code.as_str().to_owned())))
    .bind(each(rows, |row| row.centre.map(|(latitude, _)| latitude)))
    .bind(each(rows, |row| row.centre.map(|(_, longitude)| longitude)))
    .bind(each(rows, |row| row.area_km2))
    .execute(conn)
    .await?;
    Ok(())
}

/// The successors of units that are written, in place of those they had.
async fn successions(conn: &mut PgConnection, rows: &[UnitRow]) -> Result<(), Fault> {
    sqlx::query(
        "DELETE FROM unit_succession AS s USING unnest($1::text[], $2::text[]) AS u (code, day)
         WHERE s.code = u.code AND s.valid_from = u.day::date",
    )
    .bind(each(rows, |row| row.code.as_str().to_owned()))
    .bind(each(rows, |row| row.valid_from.to_string()))
    .execute(&mut *conn)
    .await?;
    let of = |row: &'_ UnitRow| (0_i32..).zip(row.succeeded_by.clone()).collect::<Vec<_>>();
    let each_of = |row| of(row).into_iter().map(move |one| (row, one));
    let all: Vec<_> = rows.iter().flat_map(each_of).collect();
    sqlx::query(
        "INSERT INTO unit_succession (code, valid_from, place, successor)
         SELECT code, day::date, place, successor
         FROM unnest($1::text[], $2::text[], $3::integer[], $4::text[])
         AS row (code, day, place, successor)",
    )
    .bind(each(&all, |(row, _)| row.code.as_str().to_owned()))
    .bind(each(&all, |(row, _)| row.valid_from.to_string()))
    .bind(each(&all, |(_, (place, _))| *place))
    .bind(each(&all, |(_, (_, successor))| successor.as_str().to_owned()))
    .execute(conn)
    .await?;
    Ok(())
}

async fn sites(conn: &mut PgConnection, rows: &[SiteRow]) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO site_unit (site_id, valid_from, valid_to, name, latitude, longitude, unit_code,
         unit_as_of)
         SELECT site, valid_from::date, valid_to::date, name, latitude, longitude, unit, as_of::date
         FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::float8[], $6::float8[],
         $7::text[], $8::text[]) AS row (site, valid_from, valid_to, name, latitude, longitude,
         unit, as_of)
         ON CONFLICT (site_id, coalesce(valid_from, '-infinity')) DO UPDATE SET
         valid_to = excluded.valid_to, name = excluded.name, latitude = excluded.latitude,
         longitude = excluded.longitude, unit_code = excluded.unit_code,
         unit_as_of = excluded.unit_as_of",
    )
    .bind(each(rows, |row| row.site.as_str().to_owned()))
    .bind(each(rows, |row| day(row.valid_from)))
    .bind(each(rows, |row| day(row.valid_to)))
    .bind(each(rows, |row| row.name.clone()))
    .bind(each(rows, |row| row.latitude))
    .bind(each(rows, |row| row.longitude))
    .bind(each(rows, |row| row.unit.as_str().to_owned()))
    .bind(each(rows, |row| row.unit_as_of.to_string()))
    .execute(conn)
    .await?;
    Ok(())
}

async fn devices(conn: &mut PgConnection, rows: &[DeviceRow]) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO device_site (source, valid_from, valid_to, kind, name, site_id,
         expected_interval)
         SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::timestamptz[], $4::text[],
         $5::text[], $6::text[], $7::integer[])
         ON CONFLICT (source, coalesce(valid_from, '-infinity')) DO UPDATE SET
         valid_to = excluded.valid_to, kind = excluded.kind, name = excluded.name,
         site_id = excluded.site_id, expected_interval = excluded.expected_interval",
    )
    .bind(each(rows, |row| row.source.as_str().to_owned()))
    .bind(each(rows, |row| row.valid_from.map(Instant)))
    .bind(each(rows, |row| row.valid_to.map(Instant)))
    .bind(each(rows, |row| row.kind.name()))
    .bind(each(rows, |row| row.name.clone()))
    .bind(each(rows, |row| row.site.as_str().to_owned()))
    .bind(each(rows, |row| row.expected_interval.cast_signed()))
    .execute(conn)
    .await?;
    Ok(())
}

async fn boundaries(conn: &mut PgConnection, rows: &[BoundaryRow]) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO boundary (code, valid_from, valid_to, rings)
         SELECT code, valid_from::date, valid_to::date, rings
         FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[])
         AS row (code, valid_from, valid_to, rings)
         ON CONFLICT (code, valid_from) DO UPDATE SET valid_to = excluded.valid_to,
         rings = excluded.rings",
    )
    .bind(each(rows, |row| row.unit.as_str().to_owned()))
    .bind(each(rows, |row| row.valid_from.to_string()))
    .bind(each(rows, |row| day(row.valid_to)))
    .bind(each(rows, |row| stored::rings_to_bytes(&row.rings)))
    .execute(conn)
    .await?;
    Ok(())
}
