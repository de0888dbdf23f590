//! Rows of a query as csv, ndjson or a table.

use std::io::{Result, Write};

use kinhbac_api::v1::Row;
use kinhbac_domain::time::{Timestamp, Zone};

use super::json::Object;
use super::table::{Side, Table};

/// The columns; the last two only where coverage is asked for.
const COLUMNS: [(&str, Side); 9] = [
    ("place", Side::Left),
    ("name", Side::Left),
    ("time", Side::Left),
    ("measure", Side::Left),
    ("label", Side::Left),
    ("stat", Side::Left),
    ("value", Side::Right),
    ("devices_heard", Side::Right),
    ("devices_expected", Side::Right),
];

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people.
    Table,
    /// With a header.
    Csv,
    /// A JSON object a line.
    Ndjson,
}

/// Writes rows as they come.
pub struct Rows<W: Write> {
    zone: Zone,
    coverage: bool,
    form: Form<W>,
}

enum Form<W: Write> {
    Table(Table<W>),
    Csv(W),
    Ndjson(W),
}

impl<W: Write> Rows<W> {
    /// In a format, with times of a zone.
    ///
    /// # Errors
    /// When the header can't be written.
    pub fn new(mut out: W, format: Format, zone: Zone, coverage: bool) -> Result<Self> {
        let columns = &COLUMNS[..if coverage { 9 } else { 7 }];
        let form = match format {
            Format::Table => Form::Table(Table::new(out, columns)),
            Format::Csv => {
                let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
                writeln!(out, "{}", names.join(","))?;
                Form::Csv(out)
            }
            Format::Ndjson => Form::Ndjson(out),
        };
        Ok(Self { zone, coverage, form })
    }

    /// Writes a row.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn write(&mut self, row: Row) -> Result<()> {
        let time = printed(&self.zone, row.time);
        if let Form::Ndjson(out) = &mut self.form {
            return writeln!(out, "{}", object(&row, &time, self.coverage));
        }
        let mut cells =
            vec![row.place, row.name, time, row.measure, row.label, row.stat, row.value];
        if self.coverage {
            let count = |n: Option<u32>| n.map(|n| n.to_string()).unwrap_or_default();
            cells.extend([count(row.devices_heard), count(row.devices_expected)]);
        }
        match &mut self.form {
            Form::Table(table) => table.row(cells),
            Form::Csv(out) | Form::Ndjson(out) => {
                let fields: Vec<_> = cells.into_iter().map(csv_field).collect();
                writeln!(out, "{}", fields.join(","))
            }
        }
    }

    /// Writes what waits.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn finish(self) -> Result<()> {
        match self.form {
            Form::Table(table) => table.finish(),
            Form::Csv(mut out) | Form::Ndjson(mut out) => out.flush(),
        }
    }
}

/// A wire time in a zone; empty for none.
#[must_use]
pub fn printed(zone: &Zone, time: Option<kinhbac_api::wkt::Timestamp>) -> String {
    let millis = time.and_then(|time| time.millis());
    millis.map(|millis| zone.print(Timestamp::from_millis(millis))).unwrap_or_default()
}

fn object(row: &Row, time: &str, coverage: bool) -> String {
    // The value is an exact decimal without exponent: JSON as it stands.
    let value = if row.value.is_empty() { "null" } else { &row.value };
    let object = Object::default()
        .text("place", &row.place)
        .text("name", &row.name)
        .text("time", time)
        .text("measure", &row.measure)
        .text("label", &row.label)
        .text("stat", &row.stat)
        .raw("value", value);
    let count = |n: Option<u32>| n.map_or("null".to_owned(), |n| n.to_string());
    let object = if coverage {
        object
            .raw("devices_heard", &count(row.devices_heard))
            .raw("devices_expected", &count(row.devices_expected))
    } else {
        object
    };
    object.line()
}

/// A field of RFC 4180.
fn csv_field(text: String) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(value: &str) -> Row {
        Row {
            place: "07210".into(),
            name: "Phường \"Kinh Bắc\", cũ".into(),
            time: Some(Timestamp::from_seconds(1_795_280_400).into()),
            measure: "camera.people".into(),
            label: String::new(),
            stat: "sum".into(),
            value: value.into(),
            devices_heard: Some(3),
            devices_expected: Some(4),
        }
    }

    fn written(format: Format, coverage: bool, values: &[&str]) -> String {
        let mut out = Vec::new();
        let zone = Zone::named("Asia/Ho_Chi_Minh").unwrap();
        let mut rows = Rows::new(&mut out, format, zone, coverage).unwrap();
        for value in values {
            rows.write(row(value)).unwrap();
        }
        rows.finish().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn csv_has_a_header_and_local_times() {
        assert_eq!(
            written(Format::Csv, false, &["12", ""]),
            "place,name,time,measure,label,stat,value\n\
             07210,\"Phường \"\"Kinh Bắc\"\", cũ\",2026-11-22T00:00:00+07:00,camera.people,,sum,12\n\
             07210,\"Phường \"\"Kinh Bắc\"\", cũ\",2026-11-22T00:00:00+07:00,camera.people,,sum,\n"
        );
    }

    #[test]
    fn ndjson_has_the_same_names_exact_values_and_null() {
        let lines = written(Format::Ndjson, true, &["9007199254740993.5", ""]);
        let mut lines = lines.lines();
        assert_eq!(
            lines.next().unwrap(),
            r#"{"place":"07210","name":"Phường \"Kinh Bắc\", cũ","time":"2026-11-22T00:00:00+07:00","measure":"camera.people","label":"","stat":"sum","value":9007199254740993.5,"devices_heard":3,"devices_expected":4}"#
        );
        assert!(lines.next().unwrap().contains("\"value\":null"));
    }

    #[test]
    fn a_table_has_the_same_columns() {
        let text = written(Format::Table, true, &["12"]);
        let header: Vec<_> = text.lines().next().unwrap().split_whitespace().collect();
        assert_eq!(header.join(","), COLUMNS.map(|(name, _)| name).join(","));
    }
}
