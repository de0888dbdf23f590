//! Puts `dist/` into the crate: each file as it is and, where that is smaller, compressed.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::{env, fs};

use flate2::Compression;
use flate2::write::GzEncoder;

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=dist");
    println!("cargo::rerun-if-changed=build.rs");
    let dist = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("dist");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let mut table = String::from("&[\n");
    for (name, path) in files(&dist)? {
        let content = fs::read(&path)?;
        let mut hasher = DefaultHasher::new();
        content.hash(&mut hasher);
        let packed = gzip(&content)?;
        let gzip = if packed.len() < content.len() {
            let file = out.join(format!("{name}.gz"));
            fs::write(&file, packed)?;
            format!("Some(include_bytes!({file:?}))")
        } else {
            "None".into()
        };
        let _ = writeln!(
            table,
            "    File {{ name: {name:?}, etag: \"\\\"{:016x}\\\"\", content: include_bytes!({path:?}), \
             gzip: {gzip} }},",
            hasher.finish()
        );
    }
    fs::write(out.join("files.rs"), table + "]\n")
}

/// The files of the folder, by name; it has no folders in it.
fn files(folder: &Path) -> io::Result<BTreeMap<String, PathBuf>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        files.insert(entry.file_name().to_string_lossy().into_owned(), entry.path());
    }
    Ok(files)
}

fn gzip(content: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    encoder.finish()
}
