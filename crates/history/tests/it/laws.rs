//! Laws that hold whatever was told, on random provinces with moves and a reform.

use std::collections::BTreeMap;

use kinhbac_api::v1::QueryRequest;
use kinhbac_domain::event::DeviceKind;
use kinhbac_domain::measure::{Fixed, Kind, Measure};
use kinhbac_domain::position::Stream;
use kinhbac_domain::registry::Level;
use kinhbac_domain::time::{Resolution, Timestamp};
use proptest::prelude::*;

use crate::model::{Asked, Key};
use crate::sample::Sample;
use crate::world::{World, of};

const FIRST: &str = "2021-02-01";
const REFORM: &str = "2025-07-01";
const FROM: &str = "2025-06-01";
const TO: &str = "2025-08-01";
/// Old communes: code, district, province.
const OLD: [(&str, &str, &str); 5] =
    [("11", "1", "24"), ("12", "1", "24"), ("13", "2", "24"), ("21", "3", "27"), ("22", "3", "27")];
const NEW: [&str; 3] = ["101", "102", "103"];

/// A province's history: which new commune each old one became (none: it was shared among all),
/// the old commune of each site, where each device stood until it moved, and where from then on.
#[derive(Clone, Debug)]
struct Province {
    became: [Option<usize>; 5],
    sites: Vec<usize>,
    devices: Vec<(usize, usize, i64)>,
    samples: Vec<Told>,
}

/// A device (by number; of a report its site), minutes since the range began, a label, an amount.
#[derive(Clone, Debug)]
struct Told {
    who: usize,
    minute: i64,
    label: usize,
    amount: i64,
    seconds: u64,
    second_input: bool,
}

fn province() -> impl Strategy<Value = Province> {
    let minutes = 61 * 24 * 60_i64;
    let device = (any::<usize>(), any::<usize>(), 0..minutes);
    // Few hours, so that devices meet in them.
    let minute = (0..61_i64, 0..4_i64, 0..60_i64).prop_map(|(d, h, m)| (d * 24 + h * 6) * 60 + m);
    let told = (any::<usize>(), minute, 0..2_usize, 0..1000_i64, 1..=60_u64, any::<bool>());
    let told = told.prop_map(|(who, minute, label, amount, seconds, second_input)| Told {
        who,
        minute,
        label,
        amount,
        seconds,
        second_input,
    });
    (
        prop::array::uniform5(prop::option::weighted(0.8, 0..NEW.len())),
        prop::collection::vec(0..OLD.len(), 1..8),
        prop::collection::vec(device, 1..6),
        prop::collection::vec(told, 0..60),
    )
        .prop_map(|(became, sites, devices, samples)| Province {
            became,
            sites,
            devices,
            samples,
        })
}

impl Province {
    fn world(&self) -> World {
        let world = World::empty();
        for province in ["24", "27"] {
            world.unit(province, Level::Province, "", FIRST, REFORM, "24");
        }
        for (district, province) in [("1", "24"), ("2", "24"), ("3", "27")] {
            world.unit(district, Level::District, province, FIRST, REFORM, "");
        }
        for ((code, district, _), became) in OLD.into_iter().zip(self.became) {
            let successors = became.map_or(NEW.join("|"), |new| NEW[new].to_owned());
            world.unit(code, Level::Commune, district, FIRST, REFORM, &successors);
        }
        world.unit("24", Level::Province, "", REFORM, "", "");
        NEW.into_iter().for_each(|code| world.unit(code, Level::Commune, "24", REFORM, "", ""));
        for (site, old) in self.sites.iter().enumerate() {
            world.site(&format!("s{site}"), OLD[*old].0, FIRST);
        }
        for (number, (first, then, moved)) in self.devices.iter().enumerate() {
            let moved = world.zone.print(self.minute(&world, *moved));
            for kind in DeviceKind::ALL {
                let source = format!("{}/{number}", kind.name());
                world.device(kind, &source, &self.site(*first), "", &moved);
                world.device(kind, &source, &self.site(*then), &moved, "");
            }
        }
        world
    }

    fn minute(&self, world: &World, minute: i64) -> Timestamp {
        world.at(FROM).plus_millis(minute * 60_000)
    }

    fn site(&self, number: usize) -> String {
        format!("s{}", number % self.sites.len())
    }

    /// What was told of a measure.
    fn samples(&self, world: &World, measure: &Measure) -> Vec<Sample> {
        let sample = |(offset, told): (usize, &Told)| {
            let declared = match (measure.kind(), told.second_input) {
                (Kind::Ratio, false) => Fixed::ReportResolved.declared(),
                (Kind::Ratio, true) => Fixed::ReportOverdue.declared(),
                _ => measure.declared(),
            };
            let at = self.minute(world, told.minute);
            let (site, device) = if declared.stream.is_of_devices() {
                let number = told.who % self.devices.len();
                let (first, then, moved) = self.devices[number];
                let site = if told.minute < moved { first } else { then };
                (self.site(site), format!("{}/{number}", declared.stream.name()))
            } else {
                (self.site(told.who), String::new())
            };
            let label = declared.label.map_or("", |_| ["A", "B"][told.label]);
            let amount = match declared.kind {
                Kind::State => told.amount % 2,
                Kind::Stock => told.amount - 500,
                // Any odd number spreads them over 64 bits.
                Kind::Distinct => (told.amount % 40).wrapping_mul(-7_046_029_254_386_353_131),
                _ => told.amount,
            };
            let plain = Sample::new(&site, &device, declared.name, label, at, amount);
            Sample { offset: offset as i64, seconds: told.seconds, ..plain }
        };
        self.samples.iter().enumerate().map(sample).collect()
    }

    /// The place of a level that a sample counts in, as of the day before the reform or of it.
    fn place(&self, sample: &Sample, level: Level, reformed: bool) -> Option<String> {
        let site: usize = sample.site.as_str()[1..].parse().unwrap();
        let old = self.sites[site];
        let code = match (level, reformed) {
            (Level::Device, _) => sample.device.as_str(),
            (Level::Site, _) => sample.site.as_str(),
            (Level::Commune, false) => OLD[old].0,
            (Level::District, false) => OLD[old].1,
            (Level::Province, false) => OLD[old].2,
            (Level::Commune, true) => NEW[self.became[old]?],
            (Level::Province, true) => "24",
            (Level::District | Level::Agency, _) => return None,
        };
        Some(code.to_owned())
    }

    /// The world with all that was told of a measure.
    fn told(&self, measure: &Measure) -> (World, Vec<Sample>) {
        let world = self.world();
        let samples = self.samples(&world, measure);
        samples.iter().for_each(|sample| world.fold(sample));
        (world, samples)
    }
}

fn measures() -> impl Strategy<Value = Measure> {
    let all = prop::sample::select(Fixed::ALL.to_vec());
    // Levels tell one device from two.
    prop_oneof![4 => all, 1 => Just(Fixed::WifiClients)].prop_map(Measure::Fixed)
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

fn answered(world: &World, question: QueryRequest) -> BTreeMap<Key, String> {
    let answer = runtime().block_on(world.ask(question)).unwrap();
    let key = |row: &kinhbac_api::v1::Row| {
        let at = Timestamp::from_millis(row.time.unwrap().millis().unwrap());
        (row.place.clone(), at, row.label.clone())
    };
    let keys: Vec<_> = answer.rows.iter().map(key).collect();
    assert!(keys.is_sorted_by(|a, b| a < b), "out of order or twice: {keys:?}");
    keys.into_iter().zip(answer.rows.into_iter().map(|row| row.value)).collect()
}

/// Adds whole numbers up by a part of their keys.
fn summed<K: Ord>(rows: &BTreeMap<Key, String>, key: impl Fn(&Key) -> K) -> BTreeMap<K, i64> {
    let mut sums = BTreeMap::new();
    for (row, value) in rows {
        *sums.entry(key(row)).or_default() += value.parse::<i64>().unwrap();
    }
    sums
}

fn sums() -> impl Strategy<Value = Measure> {
    measures().prop_filter("a sum", |measure| measure.kind() == Kind::Sum)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn every_row_is_what_a_plain_recomputation_gives(
        province in province(),
        measure in measures(),
        level in prop::sample::select(Level::ALL.to_vec()),
        reformed: bool,
        by_label: bool,
        step in prop::sample::select(Resolution::ALL.to_vec()),
        statistic in any::<prop::sample::Index>(),
        cells_at_once in prop::sample::select(vec![1_usize, 500, 200_000]),
    ) {
        let statistics = measure.kind().statistics();
        let statistic = *statistic.get(statistics);
        prop_assume!(level == Level::Device || measure.kind().adds_in_space(statistic));
        prop_assume!(level != Level::Device || measure.stream().is_of_devices());
        prop_assume!(measure.kind() != Kind::Distinct || step <= Resolution::Day);
        let (mut world, samples) = province.told(&measure);
        world.config.cells_at_once = cells_at_once;
        // A lowest, highest or last of a labelled count is of one label only.
        let of_one = measure.kind() == Kind::Sum && !Kind::Sum.adds_in_space(statistic);
        let by_label = of_one || by_label && measure.kind() != Kind::Ratio;
        let (from, to) = match step {
            Resolution::Year => ("2025-01-01", "2026-01-01"),
            Resolution::Quarter => ("2025-04-01", "2025-10-01"),
            Resolution::Minute => ("2025-06-30", "2025-07-03"),
            _ => (FROM, TO),
        };
        let question = QueryRequest {
            label: if by_label { "*".into() } else { String::new() },
            by: level.name().into(),
            stat: statistic.name().into(),
            as_of: if reformed { REFORM.into() } else { "2025-06-30".into() },
            ..of(&measure.name(), from, to, step.name())
        };
        let asked = Asked {
            zone: &world.zone,
            measure,
            statistic,
            step,
            by_label,
            from: world.at(from),
            to: world.at(to),
        };
        let model = asked.rows(&samples, |sample| province.place(sample, level, reformed));
        prop_assert_eq!(answered(&world, question), model);
    }

    #[test]
    fn a_parent_is_its_children_put_together(
        province in province(),
        measure in sums(),
        reformed: bool,
    ) {
        let (world, _) = province.told(&measure);
        let by = |by: &str, place: &str| QueryRequest {
            by: by.into(),
            place: place.into(),
            as_of: if reformed { REFORM.into() } else { "2025-06-30".into() },
            ..of(&measure.name(), FROM, TO, "day")
        };
        let parent = answered(&world, by("", "24"));
        let by_time = |key: &Key| key.1;
        let sites = answered(&world, by("site", "24"));
        prop_assert_eq!(summed(&sites, by_time), summed(&parent, by_time));
        if measure.stream() == Stream::Camera || measure.stream() == Stream::Wifi {
            let devices = answered(&world, by("device", "24"));
            prop_assert_eq!(summed(&devices, by_time), summed(&parent, by_time));
        }
        if !reformed {
            for children in ["commune", "district"] {
                let children = answered(&world, by(children, "24"));
                prop_assert_eq!(summed(&children, by_time), summed(&parent, by_time));
            }
        }
    }

    #[test]
    fn a_day_is_its_hours_and_a_month_its_days(province in province(), measure in sums()) {
        let (world, _) = province.told(&measure);
        let by = |step: &str| QueryRequest {
            by: "site".into(),
            ..of(&measure.name(), FROM, TO, step)
        };
        let bucket = |resolution| {
            let zone = &world.zone;
            move |key: &Key| (key.0.clone(), zone.bucket(resolution, key.1).start)
        };
        let (hours, days) = (answered(&world, by("hour")), answered(&world, by("day")));
        prop_assert_eq!(
            summed(&hours, bucket(Resolution::Day)),
            summed(&days, bucket(Resolution::Day))
        );
        let months = answered(&world, by("month"));
        prop_assert_eq!(
            summed(&days, bucket(Resolution::Month)),
            summed(&months, bucket(Resolution::Month))
        );
    }

    #[test]
    fn the_rows_of_all_labels_add_up_to_the_row_without(
        province in province(),
        measure in sums(),
    ) {
        let (world, _) = province.told(&measure);
        let labelled = |label: &str| QueryRequest {
            label: label.into(),
            ..of(&measure.name(), FROM, TO, "day")
        };
        let key = |key: &Key| (key.0.clone(), key.1);
        let each = answered(&world, labelled("*"));
        prop_assert_eq!(summed(&each, key), summed(&answered(&world, labelled("")), key));
    }
}
