//! Forms of files that are taken.

use kinhbac_domain::registry::AsOf;
use proptest::prelude::*;

use crate::world::{DEVICES, SITES, UNITS, World, date};

fn units() -> String {
    format!("{UNITS}2020-01-01,,P,province,Tỉnh,Tỉnh P,,21.2,106.1,,\n")
}

#[tokio::test]
async fn byte_order_marks_crlf_spaces_blank_rows_and_other_orders_of_columns_are_taken() {
    let mut world = World::new("UTC").await;
    world.import("units.csv", units().replace('\n', "\r\n")).await.unwrap();
    let sites = "\u{feff}unit_code, lon ,lat,name,site_id\r\n\r\nP, 106.1,21.2,\"Ngã tư, \
                 chợ\",s-1\r\n";
    let done = world.import("sites.csv", sites).await.unwrap();
    assert_eq!((done.kind.as_str(), done.rows, done.changed), ("sites", 1, 1));
    let registry = world.registry();
    let site = registry.site("s-1", date("2020-01-01")).unwrap();
    assert_eq!((site.name.as_str(), site.longitude), ("Ngã tư, chợ", 106.1));
    assert_eq!(site.unit_as_of, date("2026-11-22"), "the day of the import");
}

#[tokio::test]
async fn a_file_of_no_rows_changes_nothing() {
    let mut world = World::new("UTC").await;
    let done = world.import("units.csv", UNITS).await.unwrap();
    assert_eq!((done.rows, done.changed, done.revision), (0, 0, 0));
}

#[tokio::test]
async fn a_site_keeps_the_unit_that_was_meant_until_its_row_changes() {
    let mut world = World::new("UTC").await;
    world.import("units.csv", units()).await.unwrap();
    let site = "site_id,name,lat,lon,unit_code\ns-1,Chợ,21.2,106.1,P\n";
    world.import("sites.csv", site).await.unwrap();
    world.today("2027-01-01");
    assert_eq!(world.import("sites.csv", site).await.unwrap().changed, 0);
    let as_of = |world: &World| world.registry().site_rows("s-1")[0].unit_as_of;
    assert_eq!(as_of(&world), date("2026-11-22"));
    let renamed = site.replace("Chợ", "Chợ mới");
    assert_eq!(world.import("sites.csv", renamed).await.unwrap().changed, 1);
    assert_eq!(as_of(&world), date("2027-01-01"));
}

#[tokio::test]
async fn a_reform_closes_and_opens_units_in_one_file() {
    let mut world = World::new("UTC").await;
    world.import("units.csv", units()).await.unwrap();
    let reform = format!(
        "{UNITS}2020-01-01,2027-01-01,P,province,Tỉnh,Tỉnh P,,21.2,106.1,,P\n\
         2027-01-01,,P,province,Tỉnh,Tỉnh P mới,,21.2,106.1,,\n"
    );
    let done = world.import("reform.csv", reform).await.unwrap();
    assert_eq!((done.rows, done.changed, done.revision), (2, 2, 2));
    let registry = world.registry();
    let [old, new] = registry.lives("P") else { panic!("two lives") };
    assert_eq!(registry.as_of(*old, date("2027-01-01")), AsOf::Unit(*new));
}

#[tokio::test]
async fn successors_may_come_in_a_later_file() {
    let mut world = World::new("UTC").await;
    let old = format!(
        "{}2020-01-01,2026-01-01,A,commune,,A,P,,,,B\n\
         2020-01-01,2026-01-01,C,commune,,C,P,,,,P|X\n",
        units()
    );
    let done = world.import("old.csv", old).await.unwrap();
    assert_eq!(
        (done.changed, done.notes),
        (
            3,
            [
                "unit A counts at the unit above from 2026-01-01 on, until its successors are \
              imported: B",
                "unit C counts at the unit above from 2026-01-01 on, until its successors are \
              imported: X"
            ]
            .map(str::to_owned)
            .to_vec()
        )
    );
    let found = |world: &World| {
        let registry = world.registry();
        let found = registry.as_of(registry.lives("A")[0], date("2026-01-01"));
        let code = found.unit().map(|unit| registry.unit_row(unit).code.to_string()).unwrap();
        (code, matches!(found, AsOf::Unit(_)))
    };
    assert_eq!(found(&world), ("P".into(), false));
    let new = format!("{UNITS}2026-01-01,,B,commune,,B,P,,,,\n");
    let done = world.import("new.csv", new).await.unwrap();
    assert_eq!(done.notes, [""; 0]);
    assert_eq!(found(&world), ("B".into(), true));
}

#[tokio::test]
async fn a_device_moves_at_an_instant_of_its_zone() {
    let mut world = World::new("Asia/Ho_Chi_Minh").await;
    world.import("units.csv", units()).await.unwrap();
    let sites = format!("{SITES}s-1,A,21.2,106.1,P,,\ns-2,B,21.2,106.1,P,,\n");
    world.import("sites.csv", sites).await.unwrap();
    let devices = format!(
        "{DEVICES}camera/1,camera,C,s-1,,2026-05-01T12:00:00+07:00,\n\
         camera/1,camera,C,s-2,2026-05-01T05:00:00Z,2026-06-01,5m\n"
    );
    world.import("devices.csv", devices).await.unwrap();
    let registry = world.registry();
    let at = |text: &str| {
        let stay = registry.stay("camera/1", text.parse().unwrap());
        stay.map(|row| (row.site.as_str(), row.expected_interval))
    };
    assert_eq!(at("2026-05-01T04:59:59Z"), Some(("s-1", 60)));
    assert_eq!(at("2026-05-01T05:00:00Z"), Some(("s-2", 300)));
    assert_eq!(at("2026-05-31T16:59:59Z"), Some(("s-2", 300)));
    assert_eq!(at("2026-05-31T17:00:00Z"), None);
}

#[tokio::test]
async fn notes_are_bounded_and_refuse_nothing() {
    let mut world = World::new("UTC").await;
    world.import("units.csv", units()).await.unwrap();
    let far: String = (0..25).map(|n| format!("s-{n:02},,22.2,106.1,P,,\n")).collect();
    let done = world.import("sites.csv", format!("{SITES}{far}")).await.unwrap();
    assert_eq!((done.changed, done.notes.len()), (25, 21));
    assert_eq!(done.notes[0], "site s-00 is 111 km from the centre of its unit P");
    assert_eq!(done.notes[20], "and 5 more");
}

#[tokio::test]
async fn what_an_import_takes_the_unit_from_is_noted() {
    let mut world = World::new("UTC").await;
    world.import("units.csv", units()).await.unwrap();
    world.import("sites.csv", format!("{SITES}s-1,,21.2,106.1,P,,\n")).await.unwrap();
    let closed = units().replace("2020-01-01,,P", "2020-01-01,2024-01-01,P");
    let notes = world.import("units.csv", closed).await.unwrap().notes;
    assert_eq!(notes[1], "site s-1 is in unit P, which is not there on 2026-11-22");
}

fn tame_or_wild() -> impl Strategy<Value = Vec<u8>> {
    let words = prop::sample::select(vec![
        "valid_from",
        "valid_to",
        "code",
        "level",
        "site_id",
        "lat",
        "lon",
        "unit_code",
        "source",
        "2020-01-01",
        "commune",
        "21.2",
        "P",
        ",",
        ",",
        ",",
        "\n",
        "\r\n",
        "\"",
        "|",
        "\u{feff}",
        "{",
        "é",
    ]);
    let tame = prop::collection::vec(words, 0..60).prop_map(|words| words.concat().into_bytes());
    prop_oneof![tame, prop::collection::vec(any::<u8>(), 0..200)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes_are_taken_or_refused(files in prop::collection::vec(tame_or_wild(), 1..20)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut world = World::new("UTC").await;
            world.import("units.csv", units()).await.unwrap();
            for file in files {
                if let Err(status) = world.import("any.csv", file).await {
                    assert_eq!(status.code(), tonic::Code::InvalidArgument, "{status:?}");
                }
            }
        });
    }
}
