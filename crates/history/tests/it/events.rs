//! The events behind a cell, read from the log.

use std::time::Duration;

use bytes::Bytes;
use kinhbac_api::json::parse_event;
use kinhbac_api::v1::history_service_client::HistoryServiceClient;
use kinhbac_api::v1::{self, EventsRequest, EventsResponse, LoggedEvent, Resolved};
use kinhbac_domain::ports::LogError;
use kinhbac_domain::position::{Stream, Topic};
use kinhbac_domain::registry::Level;
use prost::Message;
use tonic::{Code, Status};

use crate::world::World;

const DAY: (&str, &str) = ("2026-11-20", "2026-11-21");

fn of(place: &str, (from, to): (&str, &str)) -> EventsRequest {
    EventsRequest { place: place.into(), from: from.into(), to: to.into() }
}

/// Logs an event as the gateway would.
fn log(world: &World, stream: Stream, site: &str, appended_at: &str, json: &str) {
    let mut event = parse_event(json.as_bytes()).unwrap();
    event.resolved = Some(Resolved { site: site.into(), sign_of_life: None });
    let value = event.encode_to_vec().into();
    world.log.put(Topic::Input(stream), site, value, world.at(appended_at));
}

/// A camera counted people, and the log took it a minute later or when it is said.
fn people(world: &World, id: &str, camera: &str, site: &str, at: &str, appended_at: &str) {
    let json = format!(
        r#"{{"id":"{id}","source":"{camera}","time":"{at}:00+07:00","cameraCount":{{"people":1}}}}"#
    );
    let appended_at = if appended_at.is_empty() { at } else { appended_at };
    log(world, Stream::Camera, site, &format!("{appended_at}:59+07:00"), &json);
}

async fn messages(world: &World, request: EventsRequest) -> Result<Vec<EventsResponse>, Status> {
    let mut client = HistoryServiceClient::new(world.service().await);
    let mut answer = client.events(request).await?.into_inner();
    let mut messages = Vec::new();
    while let Some(message) = answer.message().await? {
        messages.push(message);
    }
    Ok(messages)
}

async fn events(world: &World, request: EventsRequest) -> Vec<LoggedEvent> {
    let messages = messages(world, request).await.unwrap();
    messages.into_iter().flat_map(|message| message.events).collect()
}

/// The ids, each with why it is not counted.
async fn ids(world: &World, request: EventsRequest) -> Vec<String> {
    let shown = |told: LoggedEvent| {
        let id = told.event.unwrap().id;
        if told.not_counted.is_empty() { id } else { format!("{id} {}", told.not_counted) }
    };
    let mut ids: Vec<_> = events(world, request).await.into_iter().map(shown).collect();
    ids.sort();
    ids
}

/// Two communes with three cameras; the second one was moved from `s2` to `s3`.
fn counted() -> World {
    let world = World::small();
    people(&world, "before", "camera/1", "s1", "2026-11-19T23:59", "");
    people(&world, "a", "camera/1", "s1", "2026-11-20T00:00", "");
    people(&world, "b", "camera/2", "s2", "2026-11-20T08:00", "");
    people(&world, "c", "camera/3", "s3", "2026-11-20T08:00", "");
    people(&world, "moved", "camera/2", "s3", "2026-11-20T12:00", "");
    people(&world, "after", "camera/1", "s1", "2026-11-21T00:00", "");
    people(&world, "late", "camera/1", "s1", "2026-11-20T23:59", "2026-11-22T10:00");
    world
}

#[tokio::test]
async fn a_place_has_the_events_that_count_in_it_however_late_they_were_told() {
    let world = counted();
    assert_eq!(ids(&world, of("camera/1", DAY)).await, ["a", "late"]);
    assert_eq!(ids(&world, of("camera/2", DAY)).await, ["b", "moved"], "wherever it stood");
    assert_eq!(ids(&world, of("s3", DAY)).await, ["c", "moved"]);
    assert_eq!(ids(&world, of("101", DAY)).await, ["a", "b", "late"]);
    assert_eq!(ids(&world, of("24", DAY)).await, ["a", "b", "c", "late", "moved"]);
    let noon = ("2026-11-20T12:00:00+07:00", "2026-11-20T12:00:00.001+07:00");
    assert_eq!(ids(&world, of("24", noon)).await, ["moved"]);
}

#[tokio::test]
async fn an_event_ahead_of_its_time_is_found() {
    let world = World::small();
    people(&world, "ahead", "camera/1", "s1", "2026-11-20T00:03", "2026-11-19T23:59");
    assert_eq!(ids(&world, of("s1", DAY)).await, ["ahead"]);
}

#[tokio::test]
async fn a_told_event_has_its_position_and_is_as_it_was_published() {
    let world = counted();
    let told = events(&world, of("camera/1", DAY)).await.remove(0);
    let position = told.position.unwrap();
    assert_eq!((position.stream.as_str(), position.offset), ("camera", 1));
    assert_eq!(told.site, "s1");
    assert_eq!(
        told.appended_at.unwrap().millis(),
        Some(world.at("2026-11-20T00:00:59+07:00").millis())
    );
    let json = serde_json::to_string(&told.event.unwrap()).unwrap();
    assert_eq!(
        json,
        r#"{"id":"a","source":"camera/1","time":"2026-11-19T17:00:00Z","cameraCount":{"people":"1"}}"#
    );
}

#[tokio::test]
async fn what_is_in_no_cell_says_why() {
    let world = World::small();
    people(&world, "a", "camera/1", "s1", "2026-11-20T08:00", "");
    people(&world, "a", "camera/1", "s1", "2026-11-20T08:00", "2026-11-20T08:14");
    people(&world, "a", "camera/1", "s1", "2026-11-20T08:00", "2026-11-20T08:30");
    let numbered = |id: &str, number: u32| {
        let json = format!(
            r#"{{"id":"{id}","source":"camera/2","time":"2026-11-20T08:00:00+07:00","sequence":{number},"cameraCount":{{"people":1}}}}"#
        );
        log(&world, Stream::Camera, "s2", "2026-11-20T10:00:00+07:00", &json);
    };
    numbered("n-1", 1);
    numbered("n-2", 2);
    numbered("n-3", 1);
    world.log.put(Topic::Input(Stream::Camera), "s1", Bytes::from("?"), world.now);
    people(&world, "month-late", "camera/1", "s1", "2026-11-20T09:00", "2026-12-20T09:01");
    assert_eq!(
        ids(&world, of("101", DAY)).await,
        ["a", "a", "a duplicate", "month-late late", "n-1", "n-2", "n-3 duplicate"]
    );
}

#[tokio::test]
async fn an_incident_counts_when_it_began_and_a_figure_in_its_period() {
    let world = World::small();
    let incident = r#"{"id":"i-2","source":"camera/1","time":"2026-11-21T08:00:00+07:00",
        "cameraIncident":{"incidentId":"i","startedAt":"2026-11-20T23:00:00+07:00","category":"FIRE","phase":"END"}}"#;
    log(&world, Stream::Camera, "s1", "2026-11-21T08:00:01+07:00", incident);
    let figure = r#"{"id":"f","source":"office","time":"2026-10-01T00:00:00Z",
        "indicator":{"code":"online_share","kpiValue":83,"calculationPeriod":"2026-11"}}"#;
    log(&world, Stream::Indicator, "unit:101@2025-07-01", "2026-10-01T00:00:00Z", figure);
    assert_eq!(ids(&world, of("101", DAY)).await, ["i-2"]);
    assert_eq!(ids(&world, of("101", ("2026-11-01", "2026-11-02"))).await, ["f"]);
}

#[tokio::test]
async fn what_is_personal_is_left_out() {
    let world = World::small();
    let secret = "Bà Nguyễn, số 7";
    let report = format!(
        r#"{{"id":"r","source":"app/vi","time":"2026-11-20T08:00:00Z","reportSubmitted":{{"serviceCode":"URBAN_ORDER","description":"{secret}"}}}}"#
    );
    log(&world, Stream::Report, "s1", "2026-11-20T08:00:00Z", &report);
    let step = format!(
        r#"{{"id":"u","source":"desk","time":"2026-11-20T09:00:00Z","reportUpdated":{{"reportId":"r","submittedAt":"2026-11-20T08:00:00Z","step":1,"status":"ACCEPTED","serviceCode":"URBAN_ORDER","note":"{secret}"}}}}"#
    );
    log(&world, Stream::Report, "s1", "2026-11-20T09:00:00Z", &step);
    let session = v1::event::Payload::WifiSession(v1::WifiSession {
        client_hash: Some(0x1234_5678_9abc),
        ssid: "Free".into(),
        ..v1::WifiSession::default()
    });
    let wifi = v1::Event {
        id: "w".into(),
        source: "wifi/1".into(),
        time: Some(world.at("2026-11-20T08:00:00Z").into()),
        resolved: Some(Resolved { site: "s1".into(), sign_of_life: None }),
        payload: Some(session),
        ..v1::Event::default()
    };
    let value = wifi.encode_to_vec().into();
    world.log.put(Topic::Input(Stream::Wifi), "s1", value, world.at("2026-11-20T08:00:00Z"));
    let told = events(&world, of("s1", DAY)).await;
    assert_eq!(told.len(), 3);
    let json = serde_json::to_string(&told).unwrap();
    assert!(!json.contains("Nguyễn") && !json.contains("clientHash"), "{json}");
    assert!(json.contains(r#""wifiSession":{"ssid":"Free"}"#), "{json}");
}

#[tokio::test]
async fn a_log_that_does_not_reach_back_says_since_when_it_does() {
    let world = counted();
    let whole = messages(&world, of("camera/1", DAY)).await.unwrap();
    assert!(whole.iter().all(|message| message.kept_since.is_none()));
    world.log.trim(2);
    let kept_since = |messages: Vec<EventsResponse>| {
        messages.last().unwrap().kept_since.map(|at| at.millis().unwrap())
    };
    let week = ("2026-11-10", "2026-11-22");
    let cut = kept_since(messages(&world, of("101", week)).await.unwrap());
    assert_eq!(cut, Some(world.at("2026-11-15T12:00:00+07:00").millis()), "a week before now");
    let since_then = ("2026-11-18", "2026-11-22");
    let whole = kept_since(messages(&world, of("101", since_then)).await.unwrap());
    assert_eq!(whole, None, "what is gone is older than a week");
}

#[tokio::test]
async fn answers_are_bounded_and_come_in_messages() {
    let mut world = World::small();
    for n in 0..100 {
        people(&world, &format!("e-{n}"), "camera/1", "s1", "2026-11-20T08:00", "");
    }
    world.config.rows_per_message = 30;
    assert_eq!(messages(&world, of("s1", DAY)).await.unwrap().len(), 4);
    world.config.max_events = 99;
    let status = messages(&world, of("s1", DAY)).await.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted);
    assert!(status.message().contains("more than 99 events"), "{status}");
}

#[tokio::test]
async fn an_outage_of_the_log_says_when_to_ask_again() {
    let world = counted();
    world.log.failures.lock().unwrap().push(LogError::Unavailable("away".into()));
    let status = messages(&world, of("s1", DAY)).await.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable);
    assert!(kinhbac_api::status::retry_after(&status).is_some());
}

#[tokio::test]
async fn a_client_that_goes_away_stops_the_reading() {
    let mut world = World::small();
    for n in 0..1_000 {
        people(&world, &format!("e-{n}"), "camera/1", "s1", "2026-11-20T08:00", "");
    }
    world.config.rows_per_message = 1;
    world.config.max_queries = 1;
    let mut client = HistoryServiceClient::new(world.service().await);
    drop(client.events(of("s1", DAY)).await.unwrap());
    let deadline = tokio::time::Instant::now() + Duration::from_secs(10);
    while client.events(of("s1", DAY)).await.is_err() {
        assert!(tokio::time::Instant::now() < deadline, "it still runs");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_question_that_is_none_is_refused_with_field_and_reason() {
    let world = World::small();
    world.unit("999", Level::Commune, "24", "2021-02-01", "2025-07-01", "");
    for (request, refusal) in [
        (of("", DAY), "place: REQUIRED"),
        (of("nowhere", DAY), "place: UNKNOWN_PLACE: there is no unit, site or device"),
        (of("999", DAY), "place: UNKNOWN_PLACE: there is no unit \"999\" on 2026-11-22"),
        (of("s1", ("", "2026-11-21")), "from: REQUIRED"),
        (of("s1", ("2026-11-20", "tomorrow")), "to: MALFORMED"),
        (of("s1", ("2026-11-20", "2026-11-20")), "to: OUT_OF_RANGE"),
    ] {
        let status = messages(&world, request).await.unwrap_err();
        assert_eq!(status.code(), Code::InvalidArgument);
        assert!(status.message().starts_with(refusal), "{status}");
    }
}
