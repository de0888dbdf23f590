//! Configuration files.

use std::cell::RefCell;
use std::io::{Seek, Write};
use std::sync::LazyLock;

use kinhbac::config::{Config, Layers, print, value};
use tempfile::NamedTempFile;

/// A file is a configuration or refused in words. What is printed of it is read as the same.
pub fn config(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        spans(text);
    }
    let Some((layers, config)) = read(data) else { return };
    let printed = print(&layers).unwrap();
    let (_, again) = read(printed.as_bytes()).unwrap();
    assert_eq!(format!("{again:?}"), format!("{config:?}"), "{printed}");
}

fn read(content: &[u8]) -> Option<(Layers, Config)> {
    static DEFAULTS: LazyLock<Layers> = LazyLock::new(|| Layers::defaults().unwrap());
    let mut layers = DEFAULTS.clone();
    let taken = with_file(content, |path| layers.take_file(path));
    let config = taken.and_then(|()| Config::from_layers(&layers));
    match config {
        Ok(config) => Some((layers, config)),
        Err(error) => {
            assert!(!format!("{error:#}").is_empty());
            None
        }
    }
}

/// Files are read by their path: one is written again and again.
fn with_file<T>(content: &[u8], read: impl FnOnce(&std::path::Path) -> T) -> T {
    thread_local! {
        static FILE: RefCell<NamedTempFile> = RefCell::new(NamedTempFile::new().unwrap());
    }
    FILE.with_borrow_mut(|file| {
        file.as_file().set_len(0).unwrap();
        file.rewind().unwrap();
        file.write_all(content).unwrap();
        read(file.path())
    })
}

fn spans(text: &str) {
    if let Ok(span) = value::duration(text) {
        assert_eq!(value::duration(&value::print_duration(span)), Ok(span));
    }
    let _ = value::size(text);
}
