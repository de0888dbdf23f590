//! Records of the input topics.

use kinhbac_api::event::{decode_logged, encode_logged};

use crate::folding;
use crate::world::{now, zone};

/// A record's value is an event or poison. An event that is written again is read as the same,
/// and can be folded, whenever the log took it.
pub fn logged(data: &[u8]) {
    let Ok(event) = decode_logged(data, zone()) else { return };
    let written = encode_logged(&event, zone());
    assert_eq!(decode_logged(&written, zone()).as_ref(), Ok(&event));
    folding::fold(std::slice::from_ref(&event), event.time);
    folding::fold(&[event], now());
}
