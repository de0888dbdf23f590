//! Writes the wire types of `proto/` into `crates/api/src/generated`, without protoc: protox reads
//! the files, tonic and pbjson write Rust.
//!
//! What it writes is checked in, so that who builds Kinh Bắc needs neither it nor what it is made
//! of; CI proves that it is what the files give.
//!
//! ```text
//! cargo run -p kinhbac-api-generate             # write it anew
//! cargo run -p kinhbac-api-generate -- --check  # exit 1 if it would change
//! ```

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Parser;
use prost::Message;

const PROTO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../proto");
const GENERATED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../src/generated");

/// Write the wire types of proto/ into crates/api/src/generated.
#[derive(Parser)]
struct Args {
    /// Change nothing; exit 1 if something would change
    #[arg(long)]
    check: bool,
}

fn main() -> Result<ExitCode> {
    let args = Args::parse();
    let fresh = tempfile::tempdir()?;
    generate(fresh.path())?;
    let there = Path::new(GENERATED);
    let stale = stale(fresh.path(), there)?;
    if !args.check {
        for name in &stale {
            match fs::read(fresh.path().join(name)) {
                Ok(bytes) => fs::write(there.join(name), bytes)?,
                Err(_) => fs::remove_file(there.join(name))?,
            }
        }
        return Ok(ExitCode::SUCCESS);
    }
    if stale.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    let names: Vec<_> = stale.iter().map(|name| name.display().to_string()).collect();
    eprintln!(
        "crates/api/src/generated is not what proto/ gives: {}; run `cargo run -p \
         kinhbac-api-generate` and commit what it writes",
        names.join(", ")
    );
    Ok(ExitCode::FAILURE)
}

fn generate(out: &Path) -> Result<()> {
    let root = PathBuf::from(PROTO);
    let package = root.join("kinhbac/v1");
    let mut protos: Vec<_> = files(&package)?.into_iter().map(|name| package.join(name)).collect();
    protos.sort();
    let descriptors = protox::compile(&protos, [&root])?;
    let encoded = descriptors.encode_to_vec();
    fs::write(out.join("descriptors.bin"), &encoded)?;
    tonic_prost_build::configure()
        .extern_path(".google.protobuf.Timestamp", "crate::wkt::Timestamp")
        .extern_path(".google.protobuf.Duration", "crate::wkt::Duration")
        .bytes(".")
        .out_dir(out)
        .compile_fds(descriptors)?;
    pbjson_build::Builder::new()
        .register_descriptors(&encoded)?
        .extern_path(".google.protobuf.Timestamp", "crate::wkt::Timestamp")
        .extern_path(".google.protobuf.Duration", "crate::wkt::Duration")
        .out_dir(out)
        .build(&[".kinhbac.v1"])?;
    Ok(())
}

/// The files that stand only in one of two folders, or differ.
fn stale(fresh: &Path, there: &Path) -> Result<Vec<PathBuf>> {
    let mut names = files(fresh)?;
    names.extend(files(there)?);
    names.sort();
    names.dedup();
    names.retain(|name| fs::read(fresh.join(name)).ok() != fs::read(there.join(name)).ok());
    Ok(names)
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    entries.map(|entry| Ok(PathBuf::from(entry?.file_name()))).collect()
}
