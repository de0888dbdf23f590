//! Writes the wire types of `proto/` into `crates/api/src/generated`, without protoc: protox reads
//! the files, tonic and pbjson write Rust.
//!
//! What it writes is checked in, so that who builds Kinh Bắc needs neither it nor what it is made
//! of; a test proves that it is what the files give. `cargo run -p kinhbac-api-generate` writes it
//! anew.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use prost::Message;

const PROTO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../proto");
const GENERATED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../src/generated");

fn main() -> Result<()> {
    let fresh = tempfile::tempdir()?;
    generate(fresh.path())?;
    let there = Path::new(GENERATED);
    for name in stale(fresh.path(), there)? {
        match fs::read(fresh.path().join(&name)) {
            Ok(bytes) => fs::write(there.join(name), bytes)?,
            Err(_) => fs::remove_file(there.join(name))?,
        }
    }
    Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wire_types_are_what_proto_gives() {
        let fresh = tempfile::tempdir().unwrap();
        generate(fresh.path()).unwrap();
        let stale = stale(fresh.path(), Path::new(GENERATED)).unwrap();
        assert!(stale.is_empty(), "{stale:?}: run cargo run -p kinhbac-api-generate, and commit");
    }
}
