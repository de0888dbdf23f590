//! Bad input, by the real binary: each bad thing is refused alone with row, field and reason, the
//! rest is taken; neither side falls over or grows.

mod cases;
mod command;

use std::collections::BTreeMap;
use std::io::Write;
use std::process::Command;

use kinhbac_api::v1::Event;
use kinhbac_tests::client::Client;
use kinhbac_tests::process::{Process, peak_memory};
use kinhbac_tests::system::sample_province;
use tempfile::TempDir;
use tonic::Code;

use crate::support::{ZONE, ago, ask, metrics_at, people, question, total};
use cases::{Bad, By, but};
use command::{Piped, Published, publish};

/// The most memory that a server of the sample province may take, whatever it is sent, bytes.
const SERVER_MEMORY: u64 = 128 << 20;

/// A server of the sample province.
struct Server {
    process: Process,
    client: Client,
    folder: TempDir,
}

impl Server {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let process = Process::up(&folder.path().join("data"), &[]).await.unwrap();
        let client = Client::connect(&process.grpc).await.unwrap();
        client.import(&sample_province()).await.unwrap();
        Self { process, client, folder }
    }

    /// Runs `kinhbac publish` on a file of these bytes.
    fn publish(&self, content: &[u8], more: &[&str]) -> Published {
        let file = self.folder.path().join("events.ndjson");
        std::fs::write(&file, content).unwrap();
        let mut command = publish(&file, &self.process.grpc);
        Published::of(command.args(more).output().unwrap())
    }

    /// It still does its work, within its memory, and stops in good order.
    async fn ends_well(self) {
        let good = people(&format!("well-{}", ago(0)), "camera/cam-0001", ago(0), 1);
        let published = self.client.publish_json(&[good]).await.unwrap();
        assert_eq!(published.accepted, 1);
        let peak = peak_memory(self.process.pid().unwrap()).unwrap();
        assert!(peak < SERVER_MEMORY, "{peak} bytes");
        self.process.stop().await.unwrap();
    }

    /// Counters of `/metrics` by the value of a label, added over the others.
    async fn counted(&self, name: &str, label: &str) -> BTreeMap<String, u64> {
        let mut counted = BTreeMap::new();
        let told = metrics_at(&self.process.http).await;
        for (labels, count) in told
            .lines()
            .filter_map(|row| row.strip_prefix(name)?.strip_prefix('{')?.rsplit_once("} "))
        {
            let labels = labels.split(',').filter_map(|pair| pair.split_once('='));
            let value = labels.filter(|(key, _)| *key == label).map(|(_, value)| value).next();
            let value = value.unwrap().trim_matches('"').to_owned();
            *counted.entry(value).or_default() += count.parse::<u64>().unwrap();
        }
        counted
    }
}

fn good(number: usize) -> String {
    people(&format!("good-{number}"), "camera/cam-0001", ago(0), 1)
}

/// A file in which each bad event stands between good ones.
fn between_good_ones(bad: &[Bad]) -> Vec<u8> {
    let mut file = Vec::new();
    for (number, bad) in bad.iter().enumerate() {
        file.extend(good(number).bytes().chain([b'\n']));
        file.extend(&bad.text);
        file.push(b'\n');
    }
    // The last one is the end of the file.
    file.pop();
    file
}

#[tokio::test(flavor = "multi_thread")]
async fn each_bad_event_is_refused_alone_with_row_field_and_reason() {
    let server = Server::start().await;
    let bad = cases::all();
    let file = between_good_ones(&bad);
    let published = server.publish(&file, &["--wait"]);
    let refused = published.refused();
    for (number, Bad { text, refused: expected, .. }) in bad.iter().enumerate() {
        let refused = refused.get(&(2 * number + 2)).copied().unwrap_or_default();
        let text = String::from_utf8_lossy(&text[..text.len().min(99)]);
        assert!(refused.starts_with(expected), "{text} is refused as {refused:?}");
        assert!(!refused.contains("line"), "{refused}");
    }
    assert_eq!(refused.len(), bad.len(), "{published:?}");
    assert_eq!(published.words.len(), bad.len() + 1, "one refusal each: {published:?}");
    let count = bad.len();
    assert_eq!(published.counts(), format!("accepted={count} duplicate=0 rejected={count}"));
    assert_eq!(published.code, Some(1));
    let counted = ask(&server.client, ZONE, question("camera.people", "day", "province")).await;
    assert_eq!(total(&counted), i64::try_from(count).unwrap());

    // What the reader refused, the server never heard of: its metrics say what it refused itself.
    let by_server = || bad.iter().filter(|bad| bad.by == By::Server);
    let outcomes = server.counted("kinhbac_ingest_events_total", "outcome").await;
    assert_eq!(outcomes["accepted"], bad.len() as u64);
    assert_eq!(outcomes["rejected"], by_server().count() as u64);
    let mut reasons = BTreeMap::new();
    for bad in by_server() {
        let reason = bad.refused.split(": ").nth(1).unwrap();
        *reasons.entry(reason.to_owned()).or_insert(0) += 1;
    }
    assert_eq!(server.counted("kinhbac_ingest_refusals_total", "reason").await, reasons);

    let again = server.publish(&file, &[]);
    assert_eq!(again.counts(), format!("accepted=0 duplicate={count} rejected={count}"));
    server.ends_well().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_is_empty_or_too_large_is_refused_as_a_whole() {
    let server = Server::start().await;
    let events = |count| (0..count).map(|n| parsed(&good(n))).collect::<Vec<Event>>();
    let refused = server.client.publish_batch(events(0)).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
    assert_eq!(refused.message(), "events: REQUIRED: there are none: send 1 to 1000");
    let refused = server.client.publish_batch(events(1_001)).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
    assert!(refused.message().starts_with("events: TOO_MANY: there are 1001, at most 1000"));
    let large = |bytes| Event { id: "x".repeat(bytes), ..parsed(&good(0)) };
    let refused = server.client.publish_batch(vec![large(5 << 20)]).await.unwrap_err();
    assert_eq!(refused.code(), Code::OutOfRange);
    // An event that alone is too large is refused alone.
    let mixed = vec![parsed(&good(1)), large(2_000_000), parsed(&good(2))];
    let results = server.client.publish_batch(mixed).await.unwrap();
    let fields = |at: usize| results[at].violations.iter().map(|v| v.reason.as_str());
    assert_eq!(fields(1).collect::<Vec<_>>(), ["TOO_LONG", "TOO_LONG"]);
    assert_eq!(fields(0).chain(fields(2)).count(), 0);

    // By the command line: none of it is taken, and it says how to go on.
    let file: String = (10..1_510).map(|n| good(n) + "\n").collect();
    let published = server.publish(file.as_bytes(), &["--batch", "1500"]);
    let [.., why, unanswered, counts] = &published.words[..] else { panic!("{published:?}") };
    assert!(why.starts_with("given up: events: TOO_MANY: there are 1500"), "{why}");
    assert_eq!(unanswered, "unanswered=1500");
    assert_eq!(counts, "accepted=0 duplicate=0 rejected=0");
    assert_eq!(published.code, Some(1));
    let turned_away = server.counted("kinhbac_ingest_turned_away_total", "code").await;
    assert_eq!(turned_away["InvalidArgument"], 3);
    server.ends_well().await;
}

fn parsed(event: &str) -> Event {
    kinhbac_api::json::parse_event(event.as_bytes()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_of_100_mb_is_passed_over_and_the_rest_is_taken() {
    let server = Server::start().await;
    let mut publishing = Piped::start(&server.process.grpc);
    assert!(publishing.feed(format!("{}\n", good(1)).as_bytes()));
    for _ in 0..100 {
        assert!(publishing.feed(&[b'x'; 1_000_000]));
        publishing.assert_small();
    }
    assert!(publishing.feed(format!("\n{}", good(2)).as_bytes()));
    let published = publishing.end();
    let expected = ["line 2: event: TOO_LONG: has 100000000 bytes, at most 4194304"];
    assert_eq!(published.words[..1], expected);
    assert_eq!(published.counts(), "accepted=2 duplicate=0 rejected=1");
    assert_eq!(published.code, Some(1));
    server.ends_well().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_never_ends_ends_the_reading() {
    let server = Server::start().await;
    for piece in [&[0; 1 << 20][..], &b"{\"id\":\"".repeat(1 << 17)] {
        let mut publishing = Piped::start(&server.process.grpc);
        assert!(publishing.feed(format!("{}\n", good(1)).as_bytes()));
        let mut fed = 0_u64;
        while publishing.feed(piece) {
            publishing.assert_small();
            fed += piece.len() as u64;
            assert!(fed < 1 << 30, "it reads on and on");
        }
        let published = publishing.end();
        let refused = published.refused();
        assert!(refused[&2].starts_with("event: TOO_LONG: has no end after "), "{published:?}");
        assert!(refused[&2].ends_with("nothing more is read"), "{published:?}");
        assert!(published.counts().ends_with("rejected=1"), "{published:?}");
        assert_eq!(published.code, Some(1));
    }
    server.ends_well().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_compressed_file_is_named_and_nothing_else_is_said() {
    let server = Server::start().await;
    let file = server.folder.path().join("events");
    let events: String = (0..1_000).map(|n| good(n) + "\n").collect();
    std::fs::write(&file, events).unwrap();
    let packed = Command::new("gzip").arg("--stdout").arg(&file).output().unwrap().stdout;
    let published = server.publish(&packed, &[]);
    let [words, counts] = &published.words[..] else { panic!("{published:?}") };
    assert!(words.starts_with("line 1: event: MALFORMED: is compressed by gzip"), "{words}");
    assert!(words.contains("gunzip"), "{words}");
    assert_eq!(counts, "accepted=0 duplicate=0 rejected=1");
    assert_eq!(published.code, Some(1));
    server.ends_well().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_never_sent_is_unanswered() {
    let server = Server::start().await;
    let mut publishing = Piped::start(&server.process.http);
    assert!(publishing.feed(format!("{}\nbad\n{}\n", good(1), good(2)).as_bytes()));
    let published = publishing.end();
    let [.., why, unanswered, counts] = &published.words[..] else { panic!("{published:?}") };
    assert!(why.starts_with("given up: this address doesn't speak gRPC"), "{why}");
    assert_eq!(unanswered, "unanswered=2");
    assert_eq!(counts, "accepted=0 duplicate=0 rejected=1");
    assert_eq!(published.code, Some(1));
    server.ends_well().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn garbage_on_its_ports_does_no_harm() {
    let server = Server::start().await;
    let but_not_whole = but("", "");
    let garbage: [&[u8]; 5] = [
        b"",
        b"\0\xff\0\xff\0\xff\0\xff\0\xff",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\xff\xff\xff\xff\xff\xff\xff\xff\xff",
        but_not_whole.as_bytes(),
    ];
    for to in [&server.process.grpc, &server.process.http] {
        for bytes in garbage {
            let mut stream =
                std::net::TcpStream::connect(to.trim_start_matches("http://")).unwrap();
            // It may hang up on us before all is said.
            let _ = stream.write_all(bytes);
        }
    }
    server.ends_well().await;
}
