//! `kinhbac registry import | list | show`.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use kinhbac_api::v1;

use crate::client::{self, Client, ServerArgs};
use crate::output::table::{Side, Table};

/// The longest registry file, bytes.
const MAX_FILE: u64 = 32 << 20;

/// Units, sites and devices.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  kinhbac registry import deploy/sample/*.csv\n  \
    kinhbac registry list --level commune\n  kinhbac registry show 24")]
pub struct RegistryArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: RegistryCommand,
}

/// What to do with the registry.
#[derive(Debug, clap::Subcommand)]
pub enum RegistryCommand {
    /// Takes files in: CSV of units, sites, devices, told apart by their headers; boundaries as GeoJSON.
    #[command(after_help = "Example:\n  kinhbac registry import deploy/sample/*.csv\n\n\
        units    valid_from,valid_to,code,level,type,name,parent_code,lat,lon,area_km2,succeeded_by\n\
        sites    site_id,name,lat,lon,unit_code[,valid_from,valid_to]\n\
        devices  source,kind,name,site_id,valid_from,valid_to[,expected_interval]\n\
        boundaries  a GeoJSON FeatureCollection of polygons, `id` = unit code\n\n\
        Importing the same file again changes nothing; of a file with a bad row nothing is taken.")]
    Import {
        /// The files; units are taken first, then sites, then devices and boundaries.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Which server.
        #[command(flatten)]
        server: ServerArgs,
    },
    /// Lists the units of a day: code, level, parent, validity, name.
    #[command(after_help = "Example:\n  kinhbac registry list --level commune --as-of 2025-06-30")]
    List {
        /// Only those of a level.
        #[arg(long, value_name = "LEVEL",
              value_parser = ["commune", "district", "province", "agency"])]
        level: Option<String>,
        /// The day; today if not given.
        #[arg(long, value_name = "DATE", default_value = "", hide_default_value = true)]
        as_of: String,
        /// Which server.
        #[command(flatten)]
        server: ServerArgs,
    },
    /// Shows all that is known of a code.
    #[command(
        after_help = "Examples:\n  kinhbac registry show 24\n  kinhbac registry show camera/cam-0001"
    )]
    Show {
        /// A unit's code, a site's id or a device's source.
        code: String,
        /// The day to follow a unit to; today if not given.
        #[arg(long, value_name = "DATE", default_value = "", hide_default_value = true)]
        as_of: String,
        /// Which server.
        #[command(flatten)]
        server: ServerArgs,
    },
}

pub(super) async fn run(args: RegistryArgs) -> Result<ExitCode> {
    match args.command {
        RegistryCommand::Import { files, server } => import(files, &server).await,
        RegistryCommand::List { level, as_of, server } => {
            let request = v1::ListUnitsRequest { level: level.unwrap_or_default(), as_of };
            list(request, &server).await
        }
        RegistryCommand::Show { code, as_of, server } => {
            show(v1::ShowRequest { code, as_of }, &server).await
        }
    }
}

async fn import(files: Vec<PathBuf>, server: &ServerArgs) -> Result<ExitCode> {
    let mut contents = Vec::new();
    for path in files {
        contents.push((read(&path)?, path.display().to_string()));
    }
    contents.sort_by_key(|(content, _)| order(content));
    let client = Client::connect(server).await?;
    for (content, name) in contents {
        eprintln!("{}", import_one(&client, name, content.into()).await?);
    }
    Ok(ExitCode::SUCCESS)
}

/// Takes one file in; says in words what it did.
///
/// # Errors
/// When the server refuses it.
pub async fn import_one(client: &Client, name: String, content: bytes::Bytes) -> Result<String> {
    let request = v1::ImportRequest { file_name: name.clone(), content };
    let done =
        client.registry().import(request).await.map_err(|status| client::refused(&status))?;
    let v1::ImportResponse { kind, rows, changed, revision, notes } = done.into_inner();
    let notes: String = notes.iter().map(|note| format!("{name}: {note}\n")).collect();
    Ok(format!("{notes}{name}: {rows} {kind}, {changed} new or changed, revision {revision}"))
}

fn read(path: &Path) -> Result<Vec<u8>> {
    let about =
        std::fs::metadata(path).with_context(|| format!("can't read {}", path.display()))?;
    ensure!(
        about.len() <= MAX_FILE,
        "{} has {} bytes, more than the {MAX_FILE} that a registry file may have",
        path.display(),
        about.len()
    );
    std::fs::read(path).with_context(|| format!("can't read {}", path.display()))
}

/// Sites and boundaries name units, devices name sites: which kind of file first.
fn order(content: &[u8]) -> u8 {
    if content.trim_ascii_start().starts_with(b"{") {
        return 3;
    }
    let header = content.split(|b| *b == b'\n').next().unwrap_or_default();
    let header = String::from_utf8_lossy(header);
    let has = |column: &str| header.split(',').any(|name| name.trim() == column);
    if has("source") {
        2
    } else if has("site_id") {
        1
    } else {
        0
    }
}

async fn list(request: v1::ListUnitsRequest, server: &ServerArgs) -> Result<ExitCode> {
    let client = Client::connect(server).await?;
    let units =
        client.registry().list_units(request).await.map_err(|status| client::refused(&status))?;
    let out = BufWriter::new(std::io::stdout().lock());
    let mut table = Table::new(out, &[("", Side::Left); 6]);
    for unit in units.into_inner().units {
        table.row(unit_cells(unit))?;
    }
    table.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// Code, level, parent, validity and name; `-` for none.
fn unit_cells(unit: v1::Unit) -> Vec<String> {
    let or_none = |text: String| if text.is_empty() { "-".to_owned() } else { text };
    vec![
        unit.code,
        unit.level,
        or_none(unit.parent_code),
        or_none(unit.valid_from),
        or_none(unit.valid_to),
        unit.name,
    ]
}

async fn show(request: v1::ShowRequest, server: &ServerArgs) -> Result<ExitCode> {
    let client = Client::connect(server).await?;
    let shown = client.registry().show(request).await.map_err(|status| client::refused(&status))?;
    write_shown(&mut BufWriter::new(std::io::stdout().lock()), shown.into_inner())?;
    Ok(ExitCode::SUCCESS)
}

fn write_shown(out: &mut impl Write, shown: v1::ShowResponse) -> std::io::Result<()> {
    let from_to = |from: &str, to: &str| {
        let from = if from.is_empty() { "ever" } else { from };
        if to.is_empty() { format!("since {from}") } else { format!("{from} to {to}") }
    };
    for unit in shown.units {
        let until = from_to(&unit.valid_from, &unit.valid_to);
        writeln!(out, "unit {} {} ({}), {until}", unit.code, unit.name, unit.level)?;
        if !unit.parent_code.is_empty() {
            writeln!(out, "  in {}", unit.parent_code)?;
        }
        if !unit.succeeded_by.is_empty() {
            writeln!(out, "  succeeded by {}", unit.succeeded_by.join(" "))?;
        }
    }
    if !shown.as_of_units.is_empty() {
        writeln!(out, "on the day asked for: {}", shown.as_of_units.join(" "))?;
    }
    for site in shown.sites {
        let until = from_to(&site.valid_from, &site.valid_to);
        let (at, name) = (format!("{},{}", site.latitude, site.longitude), site.name);
        writeln!(out, "site {} {name} at {at} in unit {}, {until}", site.site_id, site.unit_code)?;
    }
    for device in shown.devices {
        let v1::Device { source, kind, name, site_id, expected_interval_seconds: each, .. } =
            &device;
        let until = from_to(&device.valid_from, &device.valid_to);
        writeln!(out, "{kind} {source} {name} at site {site_id}, {until}, heard each {each} s")?;
    }
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_come_before_sites_before_devices() {
        let units = order(b"valid_from,valid_to,code,level,type,name,parent_code,lat\n2020");
        let sites = order(b"site_id,name,lat,lon,unit_code\r\n");
        let devices = order("source,kind,name,site_id,valid_from,valid_to".as_bytes());
        assert!(units < sites && sites < devices);
    }
}
