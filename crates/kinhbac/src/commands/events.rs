//! `kinhbac events`.

use std::io::{BufWriter, Write};
use std::process::ExitCode;

use anyhow::Result;
use kinhbac_api::v1;
use kinhbac_domain::time::Timestamp;

use super::range::RangeArgs;
use crate::client::{self, Client};
use crate::output::events::logged;
use crate::output::json::Object;

/// Tells the events behind a place's counts.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    kinhbac events --place camera/cam-0001 --from 2026-11-22T08:00:00+07:00 --to 2026-11-22T09:00:00+07:00\n  \
    kinhbac events --place 24 --from 2026-11-22 --to 2026-11-23 | jq -c .event | kinhbac publish --to http://other:7400\n\n\
    One JSON object a line, in the order of the log: `position`, `appendedAt`, `site` (where it is\n\
    counted), `event` (as it was published, without clients' hashes and free words) and, for one\n\
    that is in no count, `notCounted`: duplicate or late. An incident is told by its beginning, a\n\
    published figure by that of its period. Times are RFC 3339, or a date: the beginning of that\n\
    local day. The log keeps events as long as `log.retention` says.")]
pub struct EventsArgs {
    /// Where: a unit's code, a site's id or a device's source.
    #[arg(long, value_name = "CODE")]
    pub place: String,
    /// From when to when, and of which server.
    #[command(flatten)]
    pub range: RangeArgs,
}

pub(super) async fn run(args: EventsArgs) -> Result<ExitCode> {
    let (to, server) = args.range.ends()?;
    let client = Client::connect(&server).await?;
    let request = v1::EventsRequest { place: args.place, from: args.range.from, to };
    let answer =
        client.history().events(request).await.map_err(|status| client::refused(&status))?;
    let zone = client::zone(answer.metadata());
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut chunks = answer.into_inner();
    let mut kept_since = None;
    while let Some(chunk) = chunks.message().await.map_err(|status| client::refused(&status))? {
        for told in &chunk.events {
            writeln!(out, "{}", logged(Object::default(), told)?.line())?;
        }
        kept_since = kept_since.max(chunk.kept_since.and_then(|at| at.millis()));
    }
    out.flush()?;
    if let Some(since) = kept_since {
        let since = zone.print(Timestamp::from_millis(since));
        eprintln!("events that were logged before {since} are no longer kept");
    }
    Ok(ExitCode::SUCCESS)
}
