//! Writes the seeds that are made by a program, as `seeds/TARGET/made-NN`. Run it where a wire
//! format or a target has changed: `cargo run -p kinhbac-fuzz --bin make-seeds`.

use std::path::Path;

use anyhow::{Context, Result};

fn main() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let mut numbers = std::collections::BTreeMap::<&str, u32>::new();
    for (target, seed) in kinhbac_fuzz::seeds::made() {
        let number = numbers.entry(target).or_default();
        *number += 1;
        let folder = root.join(target);
        let file = folder.join(format!("made-{number:02}"));
        std::fs::create_dir_all(&folder)
            .and_then(|()| std::fs::write(&file, seed))
            .with_context(|| format!("can't write {}", file.display()))?;
    }
    Ok(())
}
