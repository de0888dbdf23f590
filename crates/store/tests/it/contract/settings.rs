//! What is decided once, and the keys of the days.

use jiff::civil::date;
use kinhbac_domain::ports::SettingsStore;

use super::Harness;

pub(crate) async fn a_setting_is_decided_once(harness: impl Harness) {
    let store = harness.open().await;
    assert_eq!(store.settle("time_zone", "Asia/Ho_Chi_Minh").await.unwrap(), "Asia/Ho_Chi_Minh");
    assert_eq!(store.settle("time_zone", "UTC").await.unwrap(), "Asia/Ho_Chi_Minh");
    assert_eq!(store.settle("partitions", "12").await.unwrap(), "12");
    let store = harness.reopen(store).await;
    assert_eq!(store.settle("time_zone", "UTC").await.unwrap(), "Asia/Ho_Chi_Minh");
}

pub(crate) async fn a_forgotten_day_key_never_comes_back(harness: impl Harness) {
    let store = harness.open().await;
    let day = |n| date(2026, 11, n);
    assert_eq!(store.day_key(day(20), [1; 32]).await.unwrap(), Some([1; 32]));
    assert_eq!(store.day_key(day(20), [2; 32]).await.unwrap(), Some([1; 32]));
    assert_eq!(store.day_key(day(21), [3; 32]).await.unwrap(), Some([3; 32]));
    store.forget_day_keys(day(21)).await.unwrap();
    assert_eq!(store.day_key(day(20), [4; 32]).await.unwrap(), None);
    assert_eq!(store.day_key(day(21), [4; 32]).await.unwrap(), Some([3; 32]));

    // An earlier day that never had one gets none either, and the horizon never steps back.
    store.forget_day_keys(day(10)).await.unwrap();
    let store = harness.reopen(store).await;
    assert_eq!(store.day_key(day(20), [4; 32]).await.unwrap(), None);
    assert_eq!(store.day_key(day(15), [4; 32]).await.unwrap(), None);
    assert_eq!(store.day_key(day(21), [4; 32]).await.unwrap(), Some([3; 32]));
}
