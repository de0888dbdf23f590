use std::fs;

use kinhbac_domain::time::Timestamp;
use tempfile::TempDir;

use super::*;
use crate::config::Config;

/// A backup of a log of one file, and a configuration that names a folder that is not there yet.
fn backup() -> (TempDir, Config) {
    let dir = tempfile::tempdir().unwrap();
    let (data, backup) = (dir.path().join("data"), dir.path().join("backup"));
    fs::create_dir_all(data.join("log/log/empty")).unwrap();
    for path in ["log/log/0.jnl", "store.sqlite", KEY] {
        fs::write(data.join(path), path).unwrap();
    }
    let contents = contents(&DataDir::take(&data).unwrap(), None).unwrap();
    let manifest = Manifest::new("a".repeat(32), Timestamp::MIN);
    copy_out(contents, &backup, manifest, &Progress::default()).unwrap();
    let mut config = Config::built_in().unwrap();
    config.data_dir = dir.path().join("restored");
    (dir, config)
}

fn refused(config: &Config, dir: &TempDir) -> String {
    let refused = restore(config, &dir.path().join("backup"), &Progress::default());
    format!("{:#}", refused.unwrap_err())
}

#[test]
fn a_backup_is_restored_as_it_was_into_a_folder_that_is_not_there() {
    let (dir, config) = backup();
    restore(&config, &dir.path().join("backup"), &Progress::default()).unwrap();
    for path in ["log/log/0.jnl", "store.sqlite", KEY] {
        assert_eq!(fs::read_to_string(config.data_dir.join(path)).unwrap(), path);
    }
    assert!(config.data_dir.join("log/log/empty").is_dir());
    assert!(DataDir::take(&config.data_dir).is_ok());
    let refused = refused(&config, &dir);
    assert!(refused.contains("is not empty"), "{refused}");
}

#[test]
fn a_backup_that_is_not_whole_is_named_and_nothing_is_written() {
    type Harm = fn(&Path);
    let harms: [(Harm, &str); 6] = [
        (|dir| fs::write(dir.join("log/log/0.jnl"), "log/log/1.jnl").unwrap(), "log/log/0.jnl"),
        (|dir| fs::write(dir.join("store.sqlite"), "store.sqli").unwrap(), "it has 10 bytes"),
        (|dir| fs::remove_file(dir.join("store.sqlite")).unwrap(), "store.sqlite"),
        (|dir| fs::remove_file(dir.join("manifest.json")).unwrap(), "no whole backup"),
        (|dir| change(dir, "log/log/0.jnl", "../elsewhere"), "it names \"../elsewhere\""),
        (|dir| change(dir, "store.sqlite", "stor.sqlite"), "does not name store.sqlite"),
    ];
    for (harm, words) in harms {
        let (dir, config) = backup();
        harm(&dir.path().join("backup"));
        let refused = refused(&config, &dir);
        assert!(refused.contains(words), "{refused}");
        assert!(!config.data_dir.exists(), "{refused}");
    }
}

fn change(dir: &Path, from: &str, to: &str) {
    let manifest = dir.join("manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, text.replace(from, to)).unwrap();
}

#[test]
fn a_key_elsewhere_is_put_there_and_never_overwritten() {
    let (dir, mut config) = backup();
    let key_file = dir.path().join("keys/province.key");
    config.privacy.key_file = Some(key_file.clone());
    restore(&config, &dir.path().join("backup"), &Progress::default()).unwrap();
    assert_eq!(fs::read_to_string(&key_file).unwrap(), KEY);
    assert!(!config.data_dir.join(KEY).exists());
    config.data_dir = dir.path().join("again");
    restore(&config, &dir.path().join("backup"), &Progress::default()).unwrap();
    config.data_dir = dir.path().join("other");
    fs::write(&key_file, "another").unwrap();
    let refused = refused(&config, &dir);
    assert!(refused.contains("is another than the backup's"), "{refused}");
    assert!(!config.data_dir.exists());
}

#[test]
fn a_backup_inside_of_the_data_folder_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let refused = refuse_inside(&dir.path().join("a/b"), dir.path()).unwrap_err().to_string();
    assert!(refused.contains("would be lost with it"), "{refused}");
    assert!(refuse_inside(&dir.path().with_extension("bak"), dir.path()).is_ok());
}
