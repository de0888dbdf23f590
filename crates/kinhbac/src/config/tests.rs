use std::time::Duration;

use super::*;

fn variables(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

fn file(text: &str) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    file
}

/// What a file with this text is refused with.
fn refusal(text: &str) -> String {
    let mut layers = Layers::defaults().unwrap();
    let file = file(text);
    let read = layers.take_file(file.path()).and_then(|()| Config::from_layers(&layers));
    format!("{:#}", read.unwrap_err())
}

#[test]
fn the_defaults_are_those_of_the_conventions() {
    let config = Config::built_in().unwrap();
    assert_eq!(config.time_zone.name(), "Asia/Ho_Chi_Minh");
    assert_eq!(config.listen.grpc.to_string(), "127.0.0.1:7400");
    assert_eq!(config.listen.http.to_string(), "127.0.0.1:7480");
    assert_eq!(config.log.partitions, 12);
    assert_eq!(config.gateway.max_event_bytes, 65_536);
    assert_eq!(config.aggregator.publish_every, Duration::from_millis(200));
    assert_eq!(config.aggregator.max_lateness, Duration::from_secs(30 * 86_400));
    assert_eq!(config.retention.minute, Some(Duration::from_secs(90 * 86_400)));
    assert_eq!(config.retention.hour, None);
    assert_eq!(config.privacy.key_file, None);
}

#[test]
fn each_layer_overrules_the_ones_before() {
    let mut layers = Layers::defaults().unwrap();
    let file = file(
        "time_zone = \"Pacific/Auckland\"\n[log]\npartitions = 3\nretention = \"1d\"\n\
         [gateway]\nmax_batch = 10\n",
    );
    layers.take_file(file.path()).unwrap();
    layers
        .take_environment(variables(&[
            ("KINHBAC__LOG__RETENTION", "2d"),
            ("KINHBAC__GATEWAY__MAX_BATCH", "20"),
            ("KINHBAC__LIVE__CORS_ORIGINS", "http://a, http://b"),
            ("KINHBAC_TO", "http://elsewhere"),
            ("HOME", "/root"),
        ]))
        .unwrap();
    layers.take_flag("--listen-grpc", "listen.grpc", "[::1]:0".into()).unwrap();
    let config = Config::from_layers(&layers).unwrap();
    assert_eq!(config.time_zone.name(), "Pacific/Auckland");
    assert_eq!(config.log.partitions, 3);
    assert_eq!(config.log.retention, Duration::from_secs(2 * 86_400));
    assert_eq!(config.gateway.max_batch, 20);
    assert_eq!(config.live.cors_origins, ["http://a", "http://b"]);
    assert_eq!(config.listen.grpc.to_string(), "[::1]:0");
}

#[test]
fn an_unknown_key_is_refused_with_the_nearest_known_one_and_its_source() {
    let refused = refusal("[aggregator]\n# a comment\nmax_latenes = \"1d\"\n");
    assert!(refused.contains("unknown key `aggregator.max_latenes`"), "{refused}");
    assert!(refused.contains("line 3"), "{refused}");
    assert!(refused.ends_with("did you mean `aggregator.max_lateness`?"), "{refused}");
    let refused = refusal("gateway = 5\n");
    assert!(
        refused.ends_with("it is a section, with keys such as `gateway.max_batch`"),
        "{refused}"
    );

    let mut layers = Layers::defaults().unwrap();
    let refused = layers
        .take_environment(variables(&[("KINHBAC__LOG__PARTITION", "3")]))
        .unwrap_err()
        .to_string();
    assert!(refused.contains("the environment variable KINHBAC__LOG__PARTITION"), "{refused}");
    assert!(refused.ends_with("did you mean `log.partitions`?"), "{refused}");
}

#[test]
fn a_wrong_value_is_refused_with_key_and_source() {
    for (text, words) in [
        ("time_zone = \"Asia/Hanoi\"", "`time_zone` in"),
        ("[log]\npartitions = 0", "0 is not within 1 to 4096"),
        ("[log]\npartitions = \"three\"", "`log.partitions` in"),
        ("[aggregator]\nduplicate_horizon = \"46d\"", "46d is not within 0s to 45d"),
        ("[log]\nretention = \"5 parsecs\"", "is no duration: write 200ms, 2s"),
        ("[gateway]\nmax_event_bytes = \"64KB\"", "is no size"),
        ("[listen]\ngrpc = \"localhost\"", "is no address"),
        ("[log]\nurl = \"kafka:localhost\"", "is no log: write embedded: or kafka://host"),
        ("[store]\nurl = \"mysql://a:secret@b\"", "is no store: write sqlite: or postgres://"),
        ("[auth]\nfile = \"tokens\"", "leave it empty"),
        ("[log]\npartitions = 1.5", "must be"),
        ("data_dir = ", "is no TOML"),
    ] {
        let refused = refusal(text);
        assert!(refused.contains(words), "{text}: {refused}");
    }
}

#[test]
fn minutes_kept_shorter_than_the_lateness_must_be_meant() {
    let refused = refusal("[retention]\nminute = \"7d\"\n");
    assert!(refused.contains("`retention.minute` (7d, from "), "{refused}");
    assert!(refused.contains("`aggregator.max_lateness` (30d, from the built-in defaults)"));

    let refused = refusal("[aggregator]\nmax_lateness = \"9999d\"\n");
    assert!(refused.contains("less than `aggregator.max_lateness`"), "{refused}");

    let mut layers = Layers::defaults().unwrap();
    let file = file("[retention]\nminute = \"7d\"\n[aggregator]\nmax_lateness = \"8d\"\n");
    layers.take_file(file.path()).unwrap();
    assert!(Config::from_layers(&layers).is_ok());
}

#[test]
fn the_printed_configuration_reads_back_as_the_same_and_hides_secrets() {
    let mut layers = Layers::defaults().unwrap();
    assert_eq!(print(&layers).unwrap(), DEFAULT_TOML);
    layers
        .take_environment(variables(&[
            ("KINHBAC__LOG__PARTITIONS", "3"),
            ("KINHBAC__OPEN311__API_KEYS", "hush"),
        ]))
        .unwrap();
    let printed = print(&layers).unwrap();
    assert!(
        printed.contains("partitions = 3 # from the environment variable KINHBAC__LOG__PARTITIONS"),
        "{printed}"
    );
    assert!(!printed.contains("hush"));

    let mut again = Layers::defaults().unwrap();
    let file = file(&printed.replace("\"(hidden)\"", "[]"));
    again.take_file(file.path()).unwrap();
    assert_eq!(Config::from_layers(&again).unwrap().log.partitions, 3);
}

#[test]
fn settings_of_librdkafka_pass_through_and_those_that_may_be_secret_are_not_printed() {
    let mut layers = Layers::defaults().unwrap();
    let file = file(
        "[log.kafka]\n\"security.protocol\" = \"sasl_plaintext\"\n\"socket.timeout.ms\" = 5000\n",
    );
    layers.take_file(file.path()).unwrap();
    layers.take_environment(variables(&[("KINHBAC__LOG__KAFKA__SASL__PASSWORD", "hush")])).unwrap();
    let config = Config::from_layers(&layers).unwrap();
    let kafka = |name: &str| config.log.kafka.get(name).map(String::as_str);
    assert_eq!(kafka("security.protocol"), Some("sasl_plaintext"));
    assert_eq!(kafka("socket.timeout.ms"), Some("5000"));
    assert_eq!(kafka("sasl.password"), Some("hush"));
    assert!(!format!("{config:?}").contains("hush"));
    let printed = print(&layers).unwrap();
    assert!(printed.contains("\"socket.timeout.ms\" = \"5000\" # from "), "{printed}");
    assert!(printed.contains("\"sasl.password\" = \"(hidden)\""), "{printed}");
    assert!(!printed.contains("hush"), "{printed}");

    assert!(refusal("[log.kafka]\nx = [\"a\"]\n").contains("`log.kafka.x` in"));
    assert!(refusal("[log]\ntopic_prefix = \"a/b\"\n").contains("no beginning of a topic's name"));
}

#[test]
fn a_variable_that_is_no_utf8_is_refused_by_name() {
    use std::os::unix::ffi::OsStringExt;

    let of = |name: &str, value: &[u8]| {
        let variable = (name.into(), std::ffi::OsString::from_vec(value.to_vec()));
        Layers::defaults().unwrap().take_environment([variable])
    };
    let refused = of("KINHBAC__DATA_DIR", b"\xff").unwrap_err().to_string();
    assert!(refused.contains("KINHBAC__DATA_DIR is no UTF-8"), "{refused}");
    assert!(of("OTHER", b"\xff").is_ok());
}
