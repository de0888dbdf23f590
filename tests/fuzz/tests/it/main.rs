//! Each seed, once, through its target.

use std::path::{Path, PathBuf};

use kinhbac_fuzz::TARGETS;

fn seeds(target: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(target);
    let files = std::fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    files.flatten().map(|file| file.path()).collect()
}

#[test]
fn every_seed_keeps_what_its_target_promises() {
    for (name, target) in TARGETS {
        let seeds = seeds(name);
        assert!(seeds.len() >= 3, "{name} has {} seeds", seeds.len());
        for seed in seeds {
            let data = std::fs::read(&seed).unwrap();
            let kept = std::panic::catch_unwind(|| target(&data));
            assert!(kept.is_ok(), "{} breaks its promise", seed.display());
        }
    }
}

#[test]
fn every_target_is_a_program_for_the_fuzzer() {
    let manifest = include_str!("../../libfuzzer/Cargo.toml");
    let programs: Vec<&str> = manifest
        .split("[[bin]]\nname = \"")
        .skip(1)
        .filter_map(|bin| bin.split('"').next())
        .collect();
    assert_eq!(programs, TARGETS.map(|(name, _)| name));
}
