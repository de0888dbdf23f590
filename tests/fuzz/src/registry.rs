//! Registry files.

use std::sync::Arc;

use jiff::civil::Date;
use kinhbac_api::v1::ImportRequest;
use kinhbac_api::v1::registry_service_client::RegistryServiceClient;
use kinhbac_domain::registry::{AsOf, Level, Registry, UnitId};
use kinhbac_registry::RegistryCache;
use tonic::{Code, Status};
use tonic_types::StatusExt;

use crate::memory::MemoryStore;
use crate::runtime::block_on;
use crate::words;
use crate::world::{StandingClock, now, province, zone};

/// A file is taken into the registry of a small province, or refused in words. One that was taken
/// changes nothing when it is taken again, and the registry answers.
pub fn registry(data: &[u8]) {
    let content = data.to_vec();
    block_on(async {
        let store = Arc::new(MemoryStore::new(province(), Vec::new()));
        let cache = RegistryCache::open(store.clone(), zone().clone()).await.unwrap();
        let service = kinhbac_registry::service(cache.clone(), store, Arc::new(StandingClock));
        let mut client = RegistryServiceClient::new(service);
        let file = ImportRequest { file_name: "a.csv".into(), content: content.into() };
        let first = match client.import(file.clone()).await {
            Ok(answer) => answer.into_inner(),
            Err(status) => return is_refused_in_words(&status),
        };
        let second = client.import(file).await.unwrap().into_inner();
        assert_eq!((second.changed, second.rows), (0, first.rows), "{:?}", second.notes);
        answers(&cache.current());
    });
}

fn is_refused_in_words(status: &Status) {
    assert_eq!(status.code(), Code::InvalidArgument, "{status:?}");
    let details = status.get_details_bad_request().unwrap();
    assert!(!details.field_violations.is_empty());
    for violation in details.field_violations {
        words::are_good(&violation.field, &violation.description);
        words::count_no_rows(&violation.description);
    }
}

/// What the registry tells is as it is on the day that is asked for.
fn answers(registry: &Registry) {
    let today = zone().date(now());
    for (unit, row) in registry.units() {
        assert!(registry.lives(row.code.as_str()).contains(&unit));
        for day in [row.valid_from, row.valid_to.unwrap_or(today), today] {
            is_answered(registry, unit, day);
        }
    }
    for unit in registry.units_on(today, None) {
        assert!(registry.unit_row(unit).holds_on(today));
    }
    for device in registry.devices() {
        let stays = registry.stays(device.source.as_str());
        assert!(stays.contains(device));
        let stay = registry.stay(device.source.as_str(), now());
        assert!(stay.is_none_or(|stay| stays.contains(stay)));
    }
}

fn is_answered(registry: &Registry, unit: UnitId, day: Date) {
    if let AsOf::Unit(then) | AsOf::Ancestor(then) = registry.as_of(unit, day) {
        assert!(registry.unit_row(then).holds_on(day));
    }
    for level in Level::ALL {
        let above = registry.ancestor(unit, level, day);
        assert!(above.is_none_or(|above| registry.unit_row(above).level == level));
    }
    for site in registry.sites_in(unit, day) {
        assert!(registry.unit_of_site(&site, day).is_some(), "{site:?} is in no unit");
    }
}
