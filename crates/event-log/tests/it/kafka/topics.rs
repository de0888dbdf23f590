//! The topics and their settings.

use std::sync::Arc;
use std::time::Duration;

use kinhbac_domain::ports::{EventLog, LogError};
use kinhbac_domain::position::{Offset, PartitionIndex, Stream, Topic};
use kinhbac_event_log::kafka::{Difference, KafkaLog, KafkaLogConfig, KafkaLogError};
use rdkafka::admin::{AdminOptions, NewTopic, ResourceSpecifier, TopicReplication};

use super::{Kafka, admin, config, engine, name};
use crate::contract::{CAMERA, Harness, append, from, in_time, read, record, value_of, values};

/// The settings of a topic as Kafka tells them.
async fn settings(config: &KafkaLogConfig, topic: Topic, names: &[&str]) -> Vec<String> {
    let topic = name(config, topic);
    let asked = [ResourceSpecifier::Topic(&topic)];
    let told = admin(config).describe_configs(&asked, &AdminOptions::new()).await.unwrap();
    let told = told.into_iter().next().unwrap().unwrap();
    names.iter().map(|name| told.get(name).unwrap().value.clone().unwrap()).collect()
}

#[tokio::test]
async fn topics_are_made_as_the_promises_need_them() {
    let h = Kafka::open().await;
    let day = 24 * 3_600_000;
    for topic in Topic::ALL {
        let kept = if topic == Topic::Cells { day } else { 7 * day };
        let names =
            ["cleanup.policy", "message.timestamp.type", "retention.ms", "max.message.bytes"];
        let bytes = ((100 << 10) + (16 << 10)).to_string();
        let wanted = ["delete", "LogAppendTime", &kept.to_string(), &bytes];
        assert_eq!(settings(&h.config, topic, &names).await, wanted, "{}", topic.name());
    }
    let log = h.log.as_ref().unwrap();
    log.check_topics().await.unwrap();
    log.ensure_topics().await.unwrap();
}

#[tokio::test]
async fn topics_that_are_missing_are_named() {
    let config = config(&engine::shared().await);
    let log = KafkaLog::open(config.clone()).unwrap();
    let error = log.check_topics().await.unwrap_err();
    let KafkaLogError::Missing(missing) = &error else { panic!("{error}") };
    assert_eq!(*missing, Topic::ALL.map(|topic| name(&config, topic)));
    assert!(error.to_string().contains("kinhbac migrate"), "{error}");
}

#[tokio::test]
async fn a_topic_with_other_settings_is_named_and_not_changed() {
    let config = config(&engine::shared().await);
    let camera = name(&config, CAMERA);
    let new = NewTopic::new(&camera, 2, TopicReplication::Fixed(1))
        .set("cleanup.policy", "compact")
        .set("retention.ms", "1000")
        .set("max.message.bytes", "1000");
    admin(&config).create_topics(&[new], &AdminOptions::new()).await.unwrap();
    let log = KafkaLog::open(config.clone()).unwrap();
    let error = log.ensure_topics().await.unwrap_err();
    let KafkaLogError::Different(differences) = error else { panic!("{error}") };
    let difference = |setting, found: &str, wanted: &str| Difference {
        topic: camera.clone(),
        setting,
        found: found.into(),
        wanted: wanted.into(),
    };
    let expected = [
        difference("partitions", "2", "3"),
        difference("cleanup.policy", "compact", "delete"),
        difference("message.timestamp.type", "CreateTime", "LogAppendTime"),
        difference("retention.ms", "1000", "604800000"),
        difference("max.message.bytes", "1000", "118784 or more"),
    ];
    assert_eq!(differences, expected);
    let names = ["cleanup.policy", "message.timestamp.type", "retention.ms"];
    let kept = settings(&config, CAMERA, &names).await;
    assert_eq!(kept, ["compact", "CreateTime", "1000"]);
}

#[tokio::test]
async fn what_is_too_old_goes_by_itself_and_is_gone_by_name() {
    let h = Kafka::open_with(|c| c.retention = Duration::from_secs(1)).await;
    let log = h.log();
    let mut reader = log.read(&[from(CAMERA, 0, Offset(0))]).await.unwrap();
    append(&log, CAMERA, 0, values("old", 10)).await;
    let partition = PartitionIndex(0);
    let trimmed =
        async { while log.bounds(CAMERA, partition).await.unwrap() != (Offset(10)..Offset(10)) {} };
    in_time(trimmed).await;
    let gone = LogError::Gone { topic: CAMERA, partition, wanted: Offset(9), first: Offset(10) };
    assert_eq!(log.read(&[from(CAMERA, 0, Offset(9))]).await.err(), Some(gone));
    // What a reader had read ahead it still has.
    assert_eq!(in_time(reader.next(100)).await.unwrap().len(), 10);
}

#[tokio::test]
async fn a_reader_that_is_overtaken_by_the_trimming_is_told() {
    let h = Kafka::open().await;
    let log = h.log();
    // Beyond the end, so that nothing is read ahead; then the beginning passes it.
    let mut reader = log.read(&[from(CAMERA, 0, Offset(5))]).await.unwrap();
    append(&log, CAMERA, 0, values("old", 10)).await;
    h.expire().await;
    let gone = LogError::Gone {
        topic: CAMERA,
        partition: PartitionIndex(0),
        wanted: Offset(5),
        first: Offset(10),
    };
    for _ in 0..2 {
        assert_eq!(in_time(reader.next(100)).await.err(), Some(gone.clone()));
    }
}

#[tokio::test]
async fn an_index_that_is_none_is_refused_by_name() {
    let h = Kafka::open().await;
    let topic = Topic::Input(Stream::Wifi);
    let error = h.log().bounds(topic, PartitionIndex(3)).await.unwrap_err().to_string();
    assert!(error.contains("no partition 3, only 3"), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_call_none_is_appended_after_one_that_the_broker_refuses() {
    let mut config = config(&engine::shared().await);
    // A request for each record, as large as it is, several on their way together.
    for (key, value) in [("batch.num.messages", "1"), ("compression.type", "none")] {
        config.extra.insert(key.into(), value.into());
    }
    let camera = name(&config, CAMERA);
    let less =
        NewTopic::new(&camera, 3, TopicReplication::Fixed(1)).set("max.message.bytes", "9000");
    admin(&config).create_topics(&[less], &AdminOptions::new()).await.unwrap();
    let log: Arc<dyn EventLog> = KafkaLog::open(config.clone()).unwrap();
    append(&log, CAMERA, 0, values("first", 1)).await;
    let large = record(0, "x".repeat(20_000));
    let mut records = vec![record(0, "before"), large];
    records.extend(values("after", 50).map(|value| record(0, value)));
    let answers = in_time(log.append(CAMERA, records)).await;
    // What is on its way before it may be given up with it.
    assert!(answers[1..].iter().all(Result::is_err), "{answers:?}");
    append(&log, CAMERA, 0, values("next", 1)).await;
    let end = log.bounds(CAMERA, PartitionIndex(0)).await.unwrap().end;
    let found = read(&log, CAMERA, 0, Offset(0), end.0 as usize).await;
    let found: Vec<_> = found.iter().map(value_of).filter(|v| v != "before").collect();
    assert_eq!(found, ["first0", "next0"]);
}
