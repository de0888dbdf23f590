//! What stands in Kafka is read by a plain client of another language.

use std::path::Path;

use kinhbac_tests::engines::Engines;
use serde_json::{Value, json};

use crate::support::{ago, people, printed, province};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/interchange");

/// A Python with what `consume.py` needs, made once.
async fn python() -> String {
    let made = Path::new(env!("CARGO_TARGET_TMPDIR")).join("interchange");
    let python = made.join("bin/python").to_str().unwrap().to_owned();
    let needs = format!("{FOLDER}/requirements.txt");
    if !made.exists() {
        printed("python3", &["-m", "venv", made.to_str().unwrap()]).await;
    }
    printed(&python, &["-m", "pip", "install", "--quiet", "--requirement", &needs]).await;
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
    let read = printed(&python().await, &[&script, &brokers, &topic]).await;
    let read: Value = serde_json::from_str(&read).unwrap();
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
