//! Writing the registry's rows, each in place of the one with its key.

use kinhbac_domain::registry::{BoundaryRow, DeviceRow, RegistryRows, SiteRow, UnitRow};
use kinhbac_domain::time::Timestamp;
use sqlx::SqliteConnection;

use super::Fault;
use crate::stored;

pub(super) async fn rows(conn: &mut SqliteConnection, rows: &RegistryRows) -> Result<(), Fault> {
    for row in &rows.units {
        unit(conn, row).await?;
    }
    for row in &rows.sites {
        site(conn, row).await?;
    }
    for row in &rows.devices {
        device(conn, row).await?;
    }
    for row in &rows.boundaries {
        boundary(conn, row).await?;
    }
    Ok(())
}

async fn unit(conn: &mut SqliteConnection, row: &UnitRow) -> Result<(), Fault> {
    // Before the unit: they refer to it.
    sqlx::query("DELETE FROM unit_succession WHERE code = ?1 AND valid_from = ?2")
        .bind(row.code.as_str())
        .bind(row.valid_from.to_string())
        .execute(&mut *conn)
        .await?;
    sqlx::query(
        "INSERT OR REPLACE INTO unit (code, valid_from, valid_to, level, kind, name, parent_code,
         latitude, longitude, area_km2) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )
    .bind(row.code.as_str())
    .bind(row.valid_from.to_string())
    .bind(row.valid_to.map(|day| day.to_string()))
    .bind(row.level.name())
    .bind(row.kind.as_str())
    .bind(row.name.as_str())
    .bind(row.parent.as_ref().map(|code| code.as_str()))
    .bind(row.centre.map(|(latitude, _)| latitude))
    .bind(row.centre.map(|(_, longitude)| longitude))
    .bind(row.area_km2)
    .execute(&mut *conn)
    .await?;
    for (place, successor) in (0_i64..).zip(&row.succeeded_by) {
        sqlx::query("INSERT INTO unit_succession VALUES (?1, ?2, ?3, ?4)")
            .bind(row.code.as_str())
            .bind(row.valid_from.to_string())
            .bind(place)
            .bind(successor.as_str())
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

async fn site(conn: &mut SqliteConnection, row: &SiteRow) -> Result<(), Fault> {
    sqlx::query(
        "INSERT OR REPLACE INTO site_unit (site_id, valid_from, valid_to, name, latitude, longitude,
         unit_code, unit_as_of) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )
    .bind(row.site.as_str())
    .bind(row.valid_from.map(|day| day.to_string()))
    .bind(row.valid_to.map(|day| day.to_string()))
    .bind(row.name.as_str())
    .bind(row.latitude)
    .bind(row.longitude)
    .bind(row.unit.as_str())
    .bind(row.unit_as_of.to_string())
    .execute(conn)
    .await?;
    Ok(())
}

async fn device(conn: &mut SqliteConnection, row: &DeviceRow) -> Result<(), Fault> {
    sqlx::query(
        "INSERT OR REPLACE INTO device_site (source, valid_from, valid_to, kind, name, site_id,
         expected_interval) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )
    .bind(row.source.as_str())
    .bind(row.valid_from.map(Timestamp::millis))
    .bind(row.valid_to.map(Timestamp::millis))
    .bind(row.kind.name())
    .bind(row.name.as_str())
    .bind(row.site.as_str())
    .bind(row.expected_interval)
    .execute(conn)
    .await?;
    Ok(())
}

async fn boundary(conn: &mut SqliteConnection, row: &BoundaryRow) -> Result<(), Fault> {
    sqlx::query(
        "INSERT OR REPLACE INTO boundary (code, valid_from, valid_to, rings)
         VALUES (?1, ?2, ?3, ?4)",
    )
    .bind(row.unit.as_str())
    .bind(row.valid_from.to_string())
    .bind(row.valid_to.map(|day| day.to_string()))
    .bind(stored::rings_to_bytes(&row.rings))
    .execute(conn)
    .await?;
    Ok(())
}
