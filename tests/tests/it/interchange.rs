//! What stands in Kafka is read by a plain client of another language.

use std::path::Path;
use std::process::Command;

use kinhbac_tests::engines::Engines;
use serde_json::{Value, json};

use crate::support::{ago, people, province};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/interchange");

/// What a command prints; its end must be a good one.
fn printed(program: impl AsRef<std::ffi::OsStr>, args: &[&str]) -> String {
    let done = Command::new(program).args(args).output().unwrap();
    assert!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

/// A Python with what `consume.py` needs, made once.
fn python() -> String {
    let made = Path::new(env!("CARGO_TARGET_TMPDIR")).join("interchange");
    let python = made.join("bin/python").to_str().unwrap().to_owned();
    let needs = format!("{FOLDER}/requirements.txt");
    if !made.exists() {
        printed("python3", &["-m", "venv", made.to_str().unwrap()]);
    }
    printed(&python, &["-m", "pip", "install", "--quiet", "--requirement", &needs]);
    python
}

#[tokio::test(flavor = "multi_thread")]
async fn a_few_lines_of_python_consume_and_decode_an_event() {
    let (system, client) = province(Engines::Apart).await;
    let at = ago(1_000);
    let event = people("e-1", "camera/cam-0001", at, 3);
    assert_eq!(client.publish_json(&[event]).await.unwrap().accepted, 1);
    let setting = |key: &str| system.setting(key).unwrap().to_owned();
    let brokers = setting("log.url").replace("kafka://", "");
    let topic = format!("{}kinhbac.camera.v1", setting("log.topic_prefix"));
    let script = format!("{FOLDER}/consume.py");
    let read = tokio::task::spawn_blocking(move || printed(python(), &[&script, &brokers, &topic]));
    let read: Value = serde_json::from_str(&read.await.unwrap()).unwrap();
    assert_eq!(read["key"], "site-0001");
    let headers = json!({
        "ce_specversion": "1.0",
        "ce_id": "e-1",
        "ce_source": "camera/cam-0001",
        "ce_type": "vn.kinhbac.camera.count.v1",
        "content-type": "application/protobuf",
    });
    assert_eq!(read["headers"], headers);
    assert_eq!(read["event"]["id"], "e-1");
    assert_eq!(read["event"]["cameraCount"]["people"], "3");
    system.stop().await.unwrap();
}
