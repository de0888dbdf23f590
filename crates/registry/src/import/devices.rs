//! A file of devices.

use kinhbac_api::refusal::{FieldError, Reason};
use kinhbac_domain::event::DeviceKind;
use kinhbac_domain::id::{SiteId, Source};
use kinhbac_domain::registry::{DeviceRow, Registry, RegistryRows};
use kinhbac_domain::time::Zone;

use super::Plan;
use super::merge::{Merged, merge};
use super::table::{BadCell, Row, Table};

/// The most stays of devices.
const MAX_DEVICES: usize = 1_000_000;
/// Seconds between two signs of life of a device whose row does not say.
const EXPECTED_INTERVAL: u32 = 60;

pub(super) fn plan(table: &Table, registry: &Registry) -> Result<Plan, Vec<FieldError>> {
    let mut problems = table.problems();
    let file = table.parse(&mut problems, |row| read(row, registry.zone()));
    if registry.sites().next().is_none() {
        problems.file(Reason::UnknownPlace, "no site is registered yet: import a sites file first");
    }
    if !problems.is_empty() {
        return Err(problems.into_errors());
    }
    let Merged { rows, changed } = merge(registry.devices(), &file, &mut problems);
    if rows.len() > MAX_DEVICES {
        let words = format!("there would be {} rows of devices, at most {MAX_DEVICES}", rows.len());
        problems.file(Reason::TooMany, words);
    }
    for (line, device) in &file {
        problems.check(*line, check_site(device, registry));
    }
    let changes = RegistryRows { devices: changed, ..RegistryRows::default() };
    problems.unless(Plan { changes, notes: Vec::new() })
}

fn read(row: Row<'_>, zone: &Zone) -> Result<DeviceRow, BadCell> {
    let valid_from = row.instant("valid_from", zone)?;
    Ok(DeviceRow {
        source: row.id("source", Source::new)?,
        kind: row.one_of("kind", DeviceKind::from_name, "write camera, wifi or conference")?,
        name: row.name("name")?,
        site: row.id("site_id", SiteId::new)?,
        valid_from,
        valid_to: row.after(valid_from, row.instant("valid_to", zone)?)?,
        expected_interval: row.seconds("expected_interval", EXPECTED_INTERVAL)?,
    })
}

fn check_site(device: &DeviceRow, registry: &Registry) -> Result<(), BadCell> {
    let site = device.site.as_str();
    if !registry.site_rows(site).is_empty() {
        return Ok(());
    }
    let words = "no such site; import a sites file with it first";
    Err(BadCell::of("site_id", site, Reason::UnknownPlace, words))
}
