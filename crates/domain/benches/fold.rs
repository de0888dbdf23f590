//! Events folded per second on one core: the load of the demo (people, two vehicle types, speed),
//! 3,200 cameras, in the order of time.

use divan::Bencher;
use divan::counter::ItemsCount;
use kinhbac_domain::event::{Amount, Event, Payload};
use kinhbac_domain::fold::{Fold, FoldConfig, Logged};
use kinhbac_domain::id::{EventId, InvalidText, Label, SiteId, Source};
use kinhbac_domain::ports::TakeOver;
use kinhbac_domain::position::{Offset, PartitionIndex, Stream};
use kinhbac_domain::time::{NotATime, Timestamp, Zone};

const CAMERAS: usize = 3_200;
const NOW: i64 = 1_790_000_000_000;

fn main() {
    divan::main();
}

fn event(number: usize) -> Result<Event, InvalidText> {
    let camera = number % CAMERAS;
    Ok(Event {
        id: EventId::new(format!("e-{number}"))?,
        source: Source::new(format!("camera/cam-{camera:04}"))?,
        time: Timestamp::from_millis(NOW + (number / CAMERAS * 1000) as i64),
        sequence: None,
        site: SiteId::new(format!("site-{:04}", camera / 3))?,
        sign_of_life: 60,
        payload: Payload::CameraCount {
            period: 60,
            vehicles: vec![
                (Label::new("CAR")?, Amount::Plain(12)),
                (Label::new("MOTORBIKE")?, Amount::Plain(31)),
            ],
            people: Some(Amount::Plain(3)),
            speed: Some(315),
            occupancy: None,
        },
    })
}

fn new_fold() -> Result<Fold, NotATime> {
    let config = FoldConfig::for_zone(Zone::named("Asia/Ho_Chi_Minh")?);
    Ok(Fold::new(config, PartitionIndex(0), TakeOver::default()))
}

#[divan::bench(args = [32_000, 320_000], sample_count = 5)]
fn fold(bencher: Bencher, count: usize) {
    let events: Vec<Event> = (0..count).filter_map(|n| event(n).ok()).collect();
    bencher
        .counter(ItemsCount::new(count))
        .with_inputs(|| (new_fold(), events.clone()))
        .bench_values(|(fold, events)| {
            let Ok(mut fold) = fold else { return };
            for (offset, event) in (0..).zip(&events) {
                let logged = Logged {
                    stream: Stream::Camera,
                    offset: Offset(offset),
                    appended_at: event.time,
                };
                let _ = divan::black_box(fold.fold(logged, event));
            }
        });
}
