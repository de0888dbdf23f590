//! `kinhbac query`.

use std::io::BufWriter;
use std::process::ExitCode;

use anyhow::Result;
use clap::builder::PossibleValuesParser;
use kinhbac_api::v1;
use kinhbac_domain::measure::Statistic;
use kinhbac_domain::time::Resolution;

use super::range::RangeArgs;
use crate::client::{self, Client};
use crate::output::rows::{Format, Rows};

/// Asks for stored series.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    kinhbac query --measure camera.people --from 2026-11-22 --to 2026-11-23 --step hour\n  \
    kinhbac query --measure camera.vehicles --label '*' --by commune --step day --from 2026-11-01 --to 2026-12-01 --format csv\n  \
    kinhbac query --measure camera.speed --stat p95 --place 24 --step month --from 2026-01-01 --to 2027-01-01 --fill null\n\n\
    Times are RFC 3339, or a date: the beginning of that local day. --from is inclusive, --to exclusive.")]
pub struct QueryArgs {
    /// The measure, e.g. camera.vehicles.
    #[arg(long, value_name = "M")]
    pub measure: String,
    /// One label (a type, a category, a severity); `*` for a row each; all put together if not given.
    #[arg(long, value_name = "L", default_value = "", hide_default_value = true)]
    pub label: String,
    /// From when to when, and of which server.
    #[command(flatten)]
    pub range: RangeArgs,
    /// The length of a bucket.
    #[arg(long, value_parser = PossibleValuesParser::new(Resolution::ALL.map(Resolution::name)))]
    pub step: String,
    /// A row for each place of this level; the place itself if not given.
    #[arg(long, value_name = "LEVEL", default_value = "", hide_default_value = true,
          value_parser = super::level_or_none())]
    pub by: String,
    /// The place whose inside is asked for: a unit's code, a site's id or a device's source.
    #[arg(long, value_name = "CODE", default_value = "", hide_default_value = true)]
    pub place: String,
    /// The statistic; the default of the measure's kind if not given.
    #[arg(long, value_parser = PossibleValuesParser::new(Statistic::ALL.map(Statistic::name)))]
    pub stat: Option<String>,
    /// The day whose boundaries are used; today's if not given.
    #[arg(long, value_name = "DATE", default_value = "", hide_default_value = true)]
    pub as_of: String,
    /// What stands where nothing was counted.
    #[arg(long, default_value = "none", value_parser = ["none", "null", "zero", "previous"])]
    pub fill: String,
    /// Adds devices_heard and devices_expected.
    #[arg(long)]
    pub coverage: bool,
    /// How it is written.
    #[arg(long, value_enum, default_value = "table")]
    pub format: Format,
}

pub(super) async fn run(args: QueryArgs) -> Result<ExitCode> {
    let (to, server) = args.range.ends()?;
    let client = Client::connect(&server).await?;
    let (format, coverage) = (args.format, args.coverage);
    let answer = client
        .history()
        .query(request(args, to))
        .await
        .map_err(|status| client::refused(&status))?;
    let zone = client::zone(answer.metadata());
    let out = BufWriter::new(std::io::stdout().lock());
    let mut rows = Rows::new(out, format, zone, coverage)?;
    let mut chunks = answer.into_inner();
    let mut unassigned = Vec::new();
    while let Some(chunk) = chunks.message().await.map_err(|status| client::refused(&status))? {
        for row in chunk.rows {
            rows.write(row)?;
        }
        unassigned.extend(chunk.unassigned);
    }
    rows.finish()?;
    if !unassigned.is_empty() {
        eprintln!("not within any unit of that level and day: {}", unassigned.join(" "));
    }
    Ok(ExitCode::SUCCESS)
}

fn request(args: QueryArgs, to: String) -> v1::QueryRequest {
    v1::QueryRequest {
        measure: args.measure,
        label: args.label,
        from: args.range.from,
        to,
        step: args.step,
        by: args.by,
        place: args.place,
        stat: args.stat.unwrap_or_default(),
        as_of: args.as_of,
        fill: args.fill,
        coverage: args.coverage,
    }
}
