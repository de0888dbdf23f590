use std::sync::atomic::Ordering;

use kinhbac_api::v1::event::Payload;
use kinhbac_api::v1::{self, Outcome};

use crate::support::{Fixture, NOW, event, outcomes, zone};

fn session(id: &str, time: &str, mac: &str) -> v1::Event {
    event(&format!(
        r#"{{"id":"{id}","source":"wifi/1","time":"{time}","wifiSession":{{"clientMac":"{mac}"}}}}"#
    ))
}

fn hash(logged: v1::Event) -> Option<u64> {
    let Some(Payload::WifiSession(session)) = logged.payload else { panic!("no session") };
    assert_eq!(session.client_mac, "");
    session.client_hash
}

#[tokio::test]
async fn a_mac_never_leaves_in_the_clear() {
    let gateway = Fixture::start().await;
    gateway.logged(session("e-1", NOW, "02:00:5e:10:ab:cd")).await;
    let (_, record) = gateway.log.values().remove(0);
    for needle in [&b"02:00:5e"[..], b"\x02\x00\x5e\x10\xab\xcd", b"ab:cd"] {
        assert!(!record.value.windows(needle.len()).any(|part| part == needle));
    }
    let bad = session("e-2", NOW, "02:00:5e:10:ab");
    let result = gateway.publish(vec![bad]).await.remove(0);
    assert_eq!(result.violations[0].field, "wifiSession.clientMac");
    assert_eq!(result.violations[0].reason, "MALFORMED");
    assert!(!result.violations[0].description.contains("10:ab"));
}

#[tokio::test]
async fn a_client_is_one_on_a_local_day_and_another_on_the_next() {
    let gateway = Fixture::start().await;
    let mac = "02:00:5e:10:00:01";
    // The local day ends at 17:00Z.
    let morning = hash(gateway.logged(session("e-1", "2026-11-21T17:00:00Z", mac)).await);
    let evening = hash(gateway.logged(session("e-2", NOW, "0200.5E10.0001")).await);
    let before = hash(gateway.logged(session("e-3", "2026-11-21T16:59:59Z", mac)).await);
    let other = hash(gateway.logged(session("e-4", NOW, "02:00:5e:10:00:02")).await);
    assert!(morning.is_some());
    assert_eq!(morning, evening);
    assert_ne!(morning, before);
    assert_ne!(morning, other);
}

#[tokio::test]
async fn without_the_key_of_its_day_an_event_counts_no_device() {
    let gateway = Fixture::start().await;
    let old = session("e-1", "2026-11-20T05:00:00Z", "02:00:5e:10:00:01");
    assert_eq!(hash(gateway.logged(old).await), None);
    assert!(gateway.store.day_keys.lock().unwrap().is_empty());
}

#[tokio::test]
async fn an_address_waits_for_its_key_while_the_store_is_away() {
    let gateway = Fixture::start().await;
    gateway.store.is_away.store(true, Ordering::SeqCst);
    let mac = "02:00:5e:10:00:01";
    assert!(gateway.try_publish(vec![session("e-1", NOW, mac)]).await.is_err());
    gateway.store.is_away.store(false, Ordering::SeqCst);
    let results = gateway.publish(vec![session("e-1", NOW, mac)]).await;
    assert_eq!(outcomes(&results), [Outcome::Accepted]);
}

#[tokio::test]
async fn keys_two_days_old_are_forgotten() {
    let gateway = Fixture::start().await;
    let mac = "02:00:5e:10:00:01";
    gateway.logged(session("e-1", "2026-11-21T05:00:00Z", mac)).await;
    gateway.logged(session("e-2", NOW, mac)).await;
    gateway.clock.set("2026-11-23T05:00:00Z");
    let (settings, clock) = (gateway.store.clone(), gateway.clock.clone());
    let shutdown = gateway.shutdown.clone();
    let task = tokio::spawn(kinhbac_gateway::forget_day_keys(settings, clock, zone(), shutdown));
    let kept = || gateway.store.day_keys.lock().unwrap().keys().copied().collect::<Vec<_>>();
    while kept() != [jiff::civil::date(2026, 11, 22)] {
        tokio::task::yield_now().await;
    }
    gateway.shutdown.cancel();
    task.await.unwrap();
    let late = session("e-3", "2026-11-21T05:00:00Z", mac);
    assert_eq!(hash(gateway.logged(late).await), None);
}
