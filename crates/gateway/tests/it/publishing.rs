use std::time::Duration;

use kinhbac_api::status;
use kinhbac_api::v1::Outcome::{Accepted, Duplicate, Rejected};
use kinhbac_domain::event::Payload;
use kinhbac_domain::position::{PartitionIndex, Stream, Topic};
use tokio::time::timeout;
use tonic::Code;

use crate::support::{Fixture, Mood, NOW, count, event, headers, outcomes, zone};

#[tokio::test]
async fn nothing_is_acknowledged_before_the_log_has_it() {
    let gateway = Fixture::start().await;
    gateway.log.set(Mood::Holds);
    let mut answer = std::pin::pin!(gateway.publish(vec![count("e-1")]));
    assert!(timeout(Duration::from_millis(50), &mut answer).await.is_err());
    gateway.log.has_waiting(1).await;
    assert_eq!(gateway.log.len(), 0);
    gateway.log.set(Mood::Takes);
    let results = answer.await;
    assert_eq!(outcomes(&results), [Accepted]);
    assert_eq!(gateway.log.len(), 1);
}

#[tokio::test]
async fn results_stand_in_the_order_of_the_request_with_their_positions() {
    let gateway = Fixture::start().await;
    let usage = |id: &str| {
        let time = NOW;
        event(&format!(
            r#"{{"id":"{id}","source":"wifi/1","time":"{time}","wifiUsage":{{"rxBytes":1}}}}"#
        ))
    };
    let bad = event(r#"{"id":"e-3","source":"camera/1","cameraCount":{"people":3}}"#);
    let batch = vec![usage("e-1"), count("e-2"), bad, usage("e-4"), count("e-5")];
    let results = gateway.publish(batch).await;
    assert_eq!(outcomes(&results), [Accepted, Accepted, Rejected, Accepted, Accepted]);
    let at = |n: usize| results[n].position.as_ref().and_then(|p| p.known());
    let (wifi, camera) = (at(0).unwrap(), at(1).unwrap());
    assert_eq!((wifi.stream, camera.stream), (Stream::Wifi, Stream::Camera));
    assert_eq!(wifi.partition, PartitionIndex::of_key(b"s-3", 12));
    assert_eq!(camera.partition, PartitionIndex::of_key(b"s-1", 12));
    assert_eq!(at(2), None);
    assert_eq!(at(3).unwrap().offset.0, wifi.offset.0 + 1);
    assert_eq!(at(4).unwrap().offset.0, camera.offset.0 + 1);
}

#[tokio::test]
async fn a_duplicate_is_answered_with_the_first_position() {
    let gateway = Fixture::start().await;
    let first = gateway.publish(vec![count("e-1"), count("e-1")]).await;
    assert_eq!(outcomes(&first), [Accepted, Duplicate]);
    let again = gateway.publish(vec![count("e-2"), count("e-1")]).await;
    assert_eq!(outcomes(&again), [Accepted, Duplicate]);
    for result in [&first[1], &again[1]] {
        assert_eq!(result.position, first[0].position);
    }
    assert_eq!(gateway.log.len(), 2);
}

#[tokio::test]
async fn an_identity_on_its_way_shares_the_outcome_of_the_first() {
    for (mood, expected) in [(Mood::Takes, Some(Duplicate)), (Mood::Away, None)] {
        let gateway = Fixture::start().await;
        gateway.log.set(Mood::Holds);
        let first = gateway.try_publish(vec![count("e-1")]);
        let second = async {
            gateway.log.has_waiting(1).await;
            let mut second = std::pin::pin!(gateway.try_publish(vec![count("e-1")]));
            assert!(timeout(Duration::from_millis(50), &mut second).await.is_err());
            gateway.log.set(mood);
            second.await
        };
        let (first, second) = tokio::join!(first, second);
        match expected {
            Some(outcome) => assert_eq!(outcomes(&second.unwrap()), [outcome]),
            None => assert_eq!(second.unwrap_err().code(), Code::Unavailable),
        }
        assert_eq!(first.is_ok(), mood == Mood::Takes);
    }
}

#[tokio::test]
async fn what_the_log_did_not_take_is_no_duplicate_later() {
    let gateway = Fixture::start().await;
    gateway.log.set(Mood::Away);
    assert!(gateway.try_publish(vec![count("e-1")]).await.is_err());
    gateway.log.set(Mood::Takes);
    assert_eq!(outcomes(&gateway.publish(vec![count("e-1")]).await), [Accepted]);
}

#[tokio::test]
async fn a_log_that_takes_nothing_is_told_with_a_time_to_try_again() {
    let gateway = Fixture::start().await;
    for (mood, code) in [(Mood::Away, Code::Unavailable), (Mood::Full, Code::ResourceExhausted)] {
        gateway.log.set(mood);
        let status = gateway.try_publish(vec![count("e-1"), count("e-2")]).await.unwrap_err();
        assert_eq!(status.code(), code);
        assert!(status::retry_after(&status).is_some());
        let mut bad = count("e-3");
        bad.id.clear();
        let results = gateway.publish(vec![count("e-1"), bad]).await;
        assert_eq!(outcomes(&results), [kinhbac_api::v1::Outcome::Unavailable, Rejected]);
    }
}

#[tokio::test]
async fn a_batch_waits_for_room_and_is_turned_away_after_a_while() {
    let gateway = Fixture::with(|config| {
        config.max_in_flight = 2;
        config.max_wait = Duration::from_millis(50);
    })
    .await;
    gateway.log.set(Mood::Holds);
    let first = gateway.try_publish(vec![count("e-1"), count("e-2"), count("e-3")]);
    let second = async {
        gateway.log.has_waiting(1).await;
        let status = gateway.try_publish(vec![count("e-4")]).await.unwrap_err();
        assert_eq!(status.code(), Code::ResourceExhausted);
        assert!(status::retry_after(&status).is_some());
        gateway.log.set(Mood::Takes);
    };
    let (first, ()) = tokio::join!(first, second);
    assert_eq!(outcomes(&first.unwrap()), [Accepted; 3]);
    assert_eq!(outcomes(&gateway.publish(vec![count("e-4")]).await), [Accepted]);
}

#[tokio::test]
async fn what_a_publisher_sent_before_it_went_away_is_settled() {
    let gateway = Fixture::start().await;
    gateway.log.set(Mood::Holds);
    let mut answer = Box::pin(gateway.try_publish(vec![count("e-1")]));
    assert!(timeout(Duration::from_millis(50), &mut answer).await.is_err());
    gateway.log.has_waiting(1).await;
    drop(answer);
    gateway.log.set(Mood::Takes);
    gateway.log.has_waiting(0).await;
    let again = gateway.publish(vec![count("e-1")]).await;
    assert_eq!(outcomes(&again), [Duplicate]);
}

#[tokio::test]
async fn records_are_cloud_events_in_binary_mode() {
    let gateway = Fixture::start().await;
    gateway.publish(vec![count("e-1")]).await;
    let (topic, record) = gateway.log.values().remove(0);
    assert_eq!(topic, Topic::Input(Stream::Camera));
    assert_eq!(record.key, "s-1");
    let headers = headers(&record);
    assert_eq!(headers.len(), 5);
    assert_eq!(headers["ce_specversion"], "1.0");
    assert_eq!(headers["ce_id"], "e-1");
    assert_eq!(headers["ce_source"], "camera/1");
    assert_eq!(headers["ce_type"], "vn.kinhbac.camera.count.v1");
    assert_eq!(headers["content-type"], "application/protobuf");
    let plain = Fixture::with(|config| config.cloud_event_headers = false).await;
    plain.publish(vec![count("e-1")]).await;
    assert!(plain.log.values()[0].1.headers.is_empty());
}

#[tokio::test]
async fn what_is_logged_is_what_the_fold_reads() {
    let gateway = Fixture::start().await;
    let payloads = [
        ("camera/1", r#""deviceHealth":{"on":true}"#),
        (
            "camera/1",
            r#""cameraCount":{"vehicles":[{"type":"CAR","count":2}],"averageVehicleSpeed":31.25,"occupancy":7.77}"#,
        ),
        (
            "camera/1",
            r#""cameraIncident":{"incidentId":"i","startedAt":"2026-11-22T04:00:00Z","category":"FIRE","phase":"NEW"}"#,
        ),
        ("wifi/1", r#""deviceHealth":{"on":false}"#),
        ("wifi/1", r#""wifiUsage":{"clientsConnected":41,"rxBytesTotal":"9"}"#),
        ("wifi/1", r#""wifiSession":{"clientMac":"02:00:5e:10:00:01"}"#),
        ("app/vi", r#""unit":"09184","reportSubmitted":{"serviceCode":"URBAN_ORDER"}"#),
        (
            "app/vi",
            r#""unit":"09184","reportUpdated":{"reportId":"r","submittedAt":"2026-11-22T04:00:00Z","step":1,"status":"RESOLVED","serviceCode":"URBAN_ORDER"}"#,
        ),
        (
            "x",
            r#""unit":"24","indicator":{"code":"online_share","kpiValue":83.03,"calculationPeriod":"2026-10"}"#,
        ),
        ("soc/1", r#""unit":"24","securityAlert":{"category":"MALWARE","severity":"HIGH"}"#),
        ("point/1", r#""site":"s-1","deviceHealth":{"on":true,"kind":"conference"}"#),
    ];
    for (source, told) in payloads {
        let json =
            format!(r#"{{"id":"{}","source":"{source}","time":"{NOW}",{told}}}"#, told.len());
        gateway.logged(event(&json)).await;
        let (topic, record) = gateway.log.values().pop().unwrap();
        let event = kinhbac_api::event::decode_logged(&record.value, &zone()).unwrap();
        assert_eq!(Topic::Input(event.stream()), topic, "{told}");
        assert_eq!(headers(&record)["ce_type"], event.payload.cloud_event_type());
        if let Payload::CameraCount { speed, occupancy, .. } = event.payload {
            assert_eq!((speed, occupancy), (Some(312), Some(78)));
        }
    }
}
