//! `kinhbac dead-letter`.

use std::io::{BufWriter, Write};
use std::process::ExitCode;
use std::str::FromStr;

use anyhow::{Result, bail};
use clap::Subcommand;
use kinhbac_api::v1::{
    DeadLetter, ListDeadLettersRequest, RecordPosition, ReplayDeadLettersRequest, ReplayOutcome,
};
use kinhbac_api::{v1, wkt};
use kinhbac_domain::time::{Timestamp, Zone};
use prost::Message;

use crate::client::{self, Client, ServerArgs};
use crate::output::json::Object;
use crate::output::table::{Side, Table};

/// Positions of one request.
const AT_ONCE: usize = 1_000;

/// Records that could not be folded.
#[derive(Debug, clap::Args)]
#[command(
    arg_required_else_help = true,
    after_help = "Examples:\n  kinhbac dead-letter list\n  \
    kinhbac dead-letter show kinhbac.camera.v1/3/1042\n  \
    kinhbac dead-letter replay kinhbac.camera.v1/3/1042\n\n\
    A record that can't be read, or stands where it does not belong, goes to the topic\n\
    kinhbac.dead-letter.v1 with the reason, and the partition goes on. It is named by where it\n\
    stood: TOPIC/PARTITION/OFFSET. A server with the role gateway answers."
)]
pub struct DeadLetterArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: DeadLetterCommand,
}

/// What to do with them.
#[derive(Debug, Subcommand)]
pub enum DeadLetterCommand {
    /// Lists those that are kept.
    #[command(after_help = "Examples:\n  kinhbac dead-letter list\n  \
        kinhbac dead-letter list --format ndjson")]
    List {
        /// As a table, or one JSON object a line.
        #[arg(long, default_value = "table", value_parser = ["table", "ndjson"])]
        format: String,
        /// Which server.
        #[command(flatten)]
        server: ServerArgs,
    },
    /// Tells all of one: its reason, and the event as far as it can be read.
    #[command(after_help = "Examples:\n  kinhbac dead-letter show kinhbac.camera.v1/3/1042")]
    Show {
        /// Where it stood.
        #[arg(value_name = "TOPIC/PARTITION/OFFSET")]
        position: At,
        /// Which server.
        #[command(flatten)]
        server: ServerArgs,
    },
    /// Puts those that can be folded by now where they belong: each is counted once, however often
    /// it is replayed.
    #[command(after_help = "Examples:\n  \
        kinhbac dead-letter replay kinhbac.camera.v1/3/1042 kinhbac.wifi.v1/0/7\n  \
        kinhbac dead-letter replay --all")]
    Replay {
        /// Where they stood.
        #[arg(value_name = "TOPIC/PARTITION/OFFSET", required_unless_present = "all")]
        positions: Vec<At>,
        /// All that can be folded by now.
        #[arg(long, conflicts_with = "positions")]
        all: bool,
        /// Which server.
        #[command(flatten)]
        server: ServerArgs,
    },
}

/// A record's position: `TOPIC/PARTITION/OFFSET`.
#[derive(Clone, Debug, PartialEq)]
pub struct At(RecordPosition);

impl FromStr for At {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is no position: write e.g. kinhbac.camera.v1/3/1042");
        let mut parts = text.rsplitn(3, '/');
        let offset = parts.next().and_then(|part| part.parse().ok()).ok_or_else(wrong)?;
        let partition = parts.next().and_then(|part| part.parse().ok()).ok_or_else(wrong)?;
        let topic = parts.next().filter(|topic| !topic.is_empty()).ok_or_else(wrong)?.to_owned();
        Ok(Self(RecordPosition { topic, partition, offset }))
    }
}

pub(super) async fn run(args: DeadLetterArgs) -> Result<ExitCode> {
    match args.command {
        DeadLetterCommand::List { format, server } => list(&server, format == "ndjson").await,
        DeadLetterCommand::Show { position, server } => show(&server, position.0).await,
        DeadLetterCommand::Replay { positions, all, server } => {
            let client = Client::connect(&server).await?;
            let positions = if all {
                let mut found = Vec::new();
                each(&client, Vec::new(), |letter, _| {
                    found.extend(letter.position.filter(|_| letter.still.is_empty()));
                    Ok(())
                })
                .await?;
                found
            } else {
                positions.into_iter().map(|at| at.0).collect()
            };
            replay(&client, positions).await
        }
    }
}

/// Asks for letters, and has each told with the installation's zone.
async fn each(
    client: &Client,
    positions: Vec<RecordPosition>,
    mut tell: impl FnMut(DeadLetter, &Zone) -> Result<()>,
) -> Result<()> {
    let request = ListDeadLettersRequest { positions };
    let answer = client.dead_letters().list_dead_letters(request).await;
    let answer = answer.map_err(|status| client::refused(&status))?;
    let zone = client::zone(answer.metadata());
    let mut chunks = answer.into_inner();
    while let Some(chunk) = chunks.message().await.map_err(|status| client::refused(&status))? {
        for letter in chunk.letters {
            tell(letter, &zone)?;
        }
    }
    Ok(())
}

async fn list(server: &ServerArgs, as_ndjson: bool) -> Result<ExitCode> {
    let client = Client::connect(server).await?;
    if as_ndjson {
        let mut out = BufWriter::new(std::io::stdout().lock());
        each(&client, Vec::new(), |letter, zone| Ok(writeln!(out, "{}", line(&letter, zone))?))
            .await?;
        out.flush()?;
        return Ok(ExitCode::SUCCESS);
    }
    let columns = [
        ("position", Side::Left),
        ("set aside", Side::Left),
        ("bytes", Side::Right),
        ("replay", Side::Left),
        ("reason", Side::Left),
    ];
    let mut table = Table::new(std::io::stdout().lock(), &columns);
    let mut count = 0_usize;
    each(&client, Vec::new(), |letter, zone| {
        count += 1;
        let can = if letter.still.is_empty() { "yes" } else { "no" };
        let (at, bytes) = (set_aside(&letter, zone), letter.value.len().to_string());
        let position = letter.position.unwrap_or_default().to_string();
        Ok(table.row(vec![position, at, bytes, can.into(), letter.reason])?)
    })
    .await?;
    table.finish()?;
    eprintln!("{count} dead letters");
    Ok(ExitCode::SUCCESS)
}

async fn show(server: &ServerArgs, position: RecordPosition) -> Result<ExitCode> {
    let client = Client::connect(server).await?;
    let mut out = std::io::stdout().lock();
    let mut found = false;
    let wanted = position.to_string();
    each(&client, vec![position], |letter, zone| {
        found = true;
        let event = v1::Event::decode(letter.value.clone()).ok();
        let event = event.and_then(|event| serde_json::to_string_pretty(&event).ok());
        let still = match letter.still.as_str() {
            "" => "can be replayed",
            still => still,
        };
        writeln!(out, "position   {wanted}")?;
        writeln!(out, "reason     {}", letter.reason)?;
        writeln!(out, "now        {still}")?;
        writeln!(out, "set aside  {}", set_aside(&letter, zone))?;
        writeln!(out, "key        {}", letter.key.escape_ascii())?;
        writeln!(out, "bytes      {}", letter.value.len())?;
        match event {
            Some(event) => writeln!(out, "event      {event}")?,
            None => writeln!(out, "value      {}", letter.value.escape_ascii())?,
        }
        Ok(())
    })
    .await?;
    if !found {
        bail!("there is no dead letter of {wanted}: `kinhbac dead-letter list` lists them");
    }
    Ok(ExitCode::SUCCESS)
}

async fn replay(client: &Client, positions: Vec<RecordPosition>) -> Result<ExitCode> {
    let mut out = std::io::stdout();
    let (mut replayed, mut before, mut not) = (0_usize, 0_usize, 0_usize);
    for some in positions.chunks(AT_ONCE) {
        let request = ReplayDeadLettersRequest { positions: some.to_vec() };
        let answer = client.dead_letters().replay_dead_letters(request).await;
        for result in answer.map_err(|status| client::refused(&status))?.into_inner().results {
            let outcome = result.outcome();
            let was = result.position.unwrap_or_default();
            let now = result.now.unwrap_or_default();
            match outcome {
                ReplayOutcome::Replayed => {
                    replayed += 1;
                    writeln!(out, "{was}: replayed as {now}")?;
                }
                ReplayOutcome::ReplayedBefore => {
                    before += 1;
                    writeln!(out, "{was}: was replayed before, as {now}")?;
                }
                _ => {
                    not += 1;
                    writeln!(out, "{was}: not replayed: {}", result.words)?;
                }
            }
        }
    }
    eprintln!("replayed={replayed} before={before} not={not}");
    Ok(if not == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn set_aside(letter: &DeadLetter, zone: &Zone) -> String {
    let millis = letter.set_aside_at.as_ref().and_then(wkt::Timestamp::millis);
    millis.map(|millis| zone.print(Timestamp::from_millis(millis))).unwrap_or_default()
}

fn line(letter: &DeadLetter, zone: &Zone) -> String {
    let position = letter.position.clone().unwrap_or_default();
    Object::default()
        .text("topic", &position.topic)
        .whole("partition", position.partition)
        .whole("offset", position.offset)
        .text("reason", &letter.reason)
        .text("still", &letter.still)
        .text("setAsideAt", &set_aside(letter, zone))
        .text("key", &letter.key.escape_ascii().to_string())
        .whole("bytes", letter.value.len() as u64)
        .line()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_read_as_it_is_written() {
        let text_of = |told: &str| told.parse::<At>().map(|at| at.0.to_string());
        assert_eq!(text_of("kinhbac.camera.v1/3/1042").as_deref(), Ok("kinhbac.camera.v1/3/1042"));
        for wrong in ["", "kinhbac.camera.v1", "kinhbac.camera.v1/3", "/3/4", "a/b/c", "a/-1/4"] {
            let refused = text_of(wrong).unwrap_err();
            assert!(refused.contains("write e.g. kinhbac.camera.v1/3/1042"), "{refused}");
        }
    }
}
