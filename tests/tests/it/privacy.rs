//! A client's address never leaves the gateway in the clear.

use std::path::Path;

use kinhbac_tests::system::{System, sample_province};

use crate::support::{ZONE, ago, ask, question};

#[tokio::test(flavor = "multi_thread")]
async fn a_mac_is_in_no_file_and_devices_are_counted_all_the_same() {
    let system = System::builder().start().await.unwrap();
    let client = system.client().await.unwrap();
    client.import(&sample_province()).await.unwrap();
    let session = |id: &str, mac: &str| {
        let at = ago(1_000);
        format!(
            r#"{{"id":"{id}","source":"wifi/ap-0001","time":"{at}","wifiSession":{{"clientMac":"{mac}","ssid":"Bac Ninh Free"}}}}"#
        )
    };
    let macs = ["02:4b:42:00:00:01", "02:4B:42:00:00:02", "02-4b-42-00-00-01"];
    let events: Vec<_> =
        macs.iter().enumerate().map(|(n, mac)| session(&format!("s-{n}"), mac)).collect();
    let published = client.publish_json(&events).await.unwrap();
    assert_eq!(published.accepted, 3, "{:?}", published.rejected);
    client.stored(&published).await.unwrap();
    let found = ask(&client, ZONE, question("wifi.devices", "day", "device")).await;
    let counts: Vec<_> = found.values().map(String::as_str).collect();
    assert_eq!(counts, ["2"], "the same address in two notations is one device");
    let kept = system.stop_and_keep().await.unwrap();
    for mac in macs {
        assert!(!holds(kept.folder(), mac.as_bytes()), "{mac} is on disk");
    }
    let raw = [0x02, 0x4b, 0x42, 0x00, 0x00, 0x01];
    assert!(!holds(kept.folder(), &raw), "the six bytes are on disk");
}

fn holds(folder: &Path, wanted: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return holds(&path, wanted);
        }
        let bytes = std::fs::read(&path).unwrap();
        bytes.windows(wanted.len()).any(|window| window.eq_ignore_ascii_case(wanted))
    })
}
