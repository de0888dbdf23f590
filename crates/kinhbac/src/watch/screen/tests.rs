use super::*;
use crate::watch::board::Shown;

fn zone() -> Zone {
    Zone::named("Asia/Ho_Chi_Minh").unwrap()
}

fn frame(places: usize) -> Frame {
    let row = |i: usize| Row {
        place: format!("{:05}", 7_210 + i),
        values: vec![Some(Shown { value: 1_234.0, change: if i == 0 { 3.0 } else { 0.0 } }), None],
    };
    Frame {
        columns: vec!["camera.people".into(), "camera.vehicles".into()],
        rows: (0..places).map(row).collect(),
        bucket: 1_795_280_400,
    }
}

fn around(news: &[&str]) -> Surroundings {
    let mut around = Surroundings::default();
    around.names.insert("07210".into(), "Phường Kinh Bắc".into());
    around.news = news.iter().map(|line| (*line).to_owned()).collect();
    around
}

fn moment(zone: &Zone) -> Moment<'_> {
    let now = Timestamp::from_millis(1_795_280_401_250);
    Moment { now, zone, age: Duration::from_millis(400) }
}

fn drawn(redraws: bool, frames: &[Surroundings]) -> String {
    let mut out = Vec::new();
    let mut screen = Screen::new(&mut out, redraws, false);
    for around in frames {
        screen.draw(&frame(2), around, moment(&zone())).unwrap();
    }
    String::from_utf8(out).unwrap()
}

#[test]
fn a_pipe_gets_plain_lines_of_what_changed() {
    assert_eq!(
        drawn(false, &[around(&[])]),
        "2026-11-22T00:00:01.25+07:00  Phường Kinh Bắc (07210)  camera.people 1,234 +3\n"
    );
}

#[test]
fn a_pipe_is_told_what_happened_once_and_in_order() {
    let text = drawn(false, &[around(&["two", "one"]), around(&["four", "three", "two"])]);
    let told: Vec<_> = text.lines().filter(|line| !line.contains("camera")).collect();
    assert_eq!(told, ["one", "two", "three", "four"]);
}

#[test]
fn a_terminal_gets_a_table_with_its_time_and_age() {
    let mut around = around(&["00:00:01  something happened"]);
    around.title = Some("Tỉnh Bắc Ninh".into());
    let text = drawn(true, &[around]);
    assert!(text.contains("Tỉnh Bắc Ninh, 2026-11-22T00:00:01+07:00"), "{text}");
    assert!(text.contains("from 2026-11-22T00:00:00+07:00, 0.4 s old"), "{text}");
    assert!(text.contains("Phường Kinh Bắc (07210)"), "{text}");
    assert!(text.contains("1,234 +3"), "{text}");
    assert!(text.contains("something happened"), "{text}");
}

#[test]
fn a_frame_leaves_room_for_what_stands_above_unless_too_little_is_left() {
    let screen = Screen::new(Vec::new(), true, false);
    let zone = zone();
    let mut around = around(&["news"]);
    let mut height = |above: usize, height: usize| {
        around.above = vec![String::new(); above];
        screen.lines(&frame(99), &around, moment(&zone), (80, height)).len()
    };
    assert_eq!(height(0, 30), 30 - SPARE_LINES);
    assert_eq!(height(10, 30), 20 - SPARE_LINES);
    assert_eq!(height(30, 30), 2 + LEAST_ROWS + 1);
}
