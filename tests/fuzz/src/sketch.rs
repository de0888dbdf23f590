//! Sketches as they are stored.

use kinhbac_domain::cell::Sketch;
use kinhbac_domain::measure::Kind;

/// The first byte chooses the kind, the rest is a sketch of it or none. A sketch that is written
/// again is read as the same, and what it tells is within bounds.
pub fn sketch(data: &[u8]) {
    let Some((choice, bytes)) = data.split_first() else { return };
    let kind = [Kind::Distribution, Kind::Distinct, Kind::State][usize::from(choice % 3)];
    let Ok(sketch) = Sketch::from_bytes(kind, bytes) else { return };
    assert_eq!(Sketch::from_bytes(kind, &sketch.to_bytes()).as_ref(), Ok(&sketch));
    let mut with_itself = sketch.clone();
    with_itself.merge(&sketch);
    match (&sketch, with_itself) {
        (Sketch::Quantiles(once), Sketch::Quantiles(twice)) => {
            assert!(twice.weight() >= once.weight());
            let told = [0.0, 0.5, 0.95, 0.99, 1.0].map(|q| once.quantile(q));
            assert!(told.is_sorted(), "{told:?}");
        }
        (Sketch::Distinct(once), Sketch::Distinct(twice)) => {
            assert_eq!(*once, twice);
            assert!(once.estimate().is_finite() && once.estimate() >= 0.0);
        }
        (Sketch::Presence(once), Sketch::Presence(twice)) => {
            assert_eq!(*once, twice);
            assert!((0..=once.known_seconds()).contains(&once.up_seconds()));
            assert!(once.known_seconds() <= 60);
        }
        (before, after) => assert_eq!(*before, after),
    }
}
