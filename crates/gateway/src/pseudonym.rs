//! Clients' addresses become keyed hashes, whose key is that of the event's local day: nobody can
//! follow a client from one day to the next, and nobody can find the address once the key is gone.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::civil::Date;
use kinhbac_api::refusal::{FieldError, Reason};
use kinhbac_domain::clock::Clock;
use kinhbac_domain::ports::{SettingsStore, StoreError};
use kinhbac_domain::time::{Timestamp, Zone};
use tokio_util::sync::CancellationToken;

use crate::{Deps, NewKey};

/// Binds the derived keys to their purpose.
const CONTEXT: &str = "kinhbac 2026-01 day key for hashes of clients' addresses";
/// How often old keys are looked for.
const FORGET_EVERY: Duration = Duration::from_secs(10 * 60);

/// Makes the hashes.
pub(crate) struct Pseudonyms {
    secret: [u8; 32],
    settings: Arc<dyn SettingsStore>,
    clock: Arc<dyn Clock>,
    zone: Zone,
    new_key: NewKey,
    /// The derived keys of the days that are kept; none where the store has none.
    days: Mutex<BTreeMap<Date, Option<[u8; 32]>>>,
}

impl Pseudonyms {
    pub(crate) fn new(secret: [u8; 32], deps: &Deps) -> Self {
        Self {
            secret,
            settings: deps.settings.clone(),
            clock: deps.clock.clone(),
            zone: deps.zone.clone(),
            new_key: deps.new_key.clone(),
            days: Mutex::default(),
        }
    }

    /// The hash of a client's address at an instant; none when the key of its day is gone.
    ///
    /// # Errors
    /// When the store is not available.
    pub(crate) async fn hash(&self, mac: Mac, at: Timestamp) -> Result<Option<u64>, StoreError> {
        let key = self.key(self.zone.date(at)).await?;
        Ok(key.map(|key| {
            let hash = blake3::keyed_hash(&key, &mac.0);
            let [a, b, c, d, e, f, g, h, ..] = *hash.as_bytes();
            u64::from_le_bytes([a, b, c, d, e, f, g, h])
        }))
    }

    async fn key(&self, day: Date) -> Result<Option<[u8; 32]>, StoreError> {
        let first = first_kept(&self.zone, self.clock.now());
        if day < first {
            return Ok(None);
        }
        if let Some(key) = self.days().get(&day) {
            return Ok(*key);
        }
        // Of several proposals at once the store takes one, and tells it to all.
        let of_day = self.settings.day_key(day, (self.new_key)()).await?;
        let key = of_day.map(|of_day| derive(&self.secret, &of_day));
        let mut days = self.days();
        days.retain(|day, _| *day >= first);
        days.insert(day, key);
        Ok(key)
    }

    fn days(&self) -> MutexGuard<'_, BTreeMap<Date, Option<[u8; 32]>>> {
        self.days.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn derive(secret: &[u8; 32], of_day: &[u8; 32]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key(CONTEXT);
    hasher.update(secret);
    hasher.update(of_day);
    *hasher.finalize().as_bytes()
}

/// The first day whose key is kept: yesterday.
fn first_kept(zone: &Zone, now: Timestamp) -> Date {
    let today = zone.date(now);
    today.yesterday().unwrap_or(today)
}

/// Deletes the keys of the days before yesterday from the store, again and again, until shutdown.
/// One in an installation is enough; several do no harm.
pub async fn forget_day_keys(
    settings: Arc<dyn SettingsStore>,
    clock: Arc<dyn Clock>,
    zone: Zone,
    shutdown: CancellationToken,
) {
    let mut every = tokio::time::interval(FORGET_EVERY);
    while shutdown.run_until_cancelled(every.tick()).await.is_some() {
        let before = first_kept(&zone, clock.now());
        if let Err(error) = settings.forget_day_keys(before).await {
            tracing::warn!(%error, %before, "old day keys are not deleted yet");
        }
    }
}

/// A client's address. Not printable.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mac([u8; 6]);

impl Mac {
    /// Reads `02:00:5e:10:00:01`, `02-00-5E-10-00-01`, `0200.5e10.0001`, `02005e-100001` or
    /// `02005e100001`.
    ///
    /// # Errors
    /// When it is none of these. The words don't tell the address.
    pub(crate) fn parse(text: &str) -> Result<Self, FieldError> {
        read_mac(text).map(Self).ok_or_else(|| {
            let words = "is no MAC address: write six bytes, e.g. 02:00:5e:10:00:01";
            FieldError::new("wifiSession.clientMac", Reason::Malformed, words)
        })
    }
}

fn read_mac(text: &str) -> Option<[u8; 6]> {
    if text.len() > "02:00:5e:10:00:01".len() {
        return None;
    }
    let separator = text.chars().find(|c| matches!(c, ':' | '-' | '.'));
    let groups = separator.map_or_else(|| vec![text], |s| text.split(s).collect());
    let length = 12 / groups.len();
    let is_even = matches!(groups.len(), 1 | 2 | 3 | 6) && groups.iter().all(|g| g.len() == length);
    let digits = groups.concat();
    if !is_even || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let number = u64::from_str_radix(&digits, 16).ok()?;
    let [_, _, mac @ ..] = number.to_be_bytes();
    Some(mac)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_common_notations_of_an_address_are_one_address() {
        let wanted = Some([0x02, 0, 0x5e, 0x10, 0, 0x0a]);
        for text in [
            "02:00:5e:10:00:0a",
            "02-00-5E-10-00-0A",
            "0200.5e10.000a",
            "02005E-10000A",
            "02005e10000a",
        ] {
            assert_eq!(read_mac(text), wanted, "{text}");
        }
        for text in
            ["", "02:00:5e:10:00", "02:00:5e:10:00:0g", "2:0:5e:10:0:a", "+2005e10000a", ":", "ấ"]
        {
            assert_eq!(read_mac(text), None, "{text}");
        }
    }

    #[test]
    fn the_words_of_a_refusal_do_not_tell_the_address() {
        let said = Mac::parse("02:00:5e:10:00:0").map(drop).unwrap_err();
        assert!(!said.to_string().contains("00:5e:10:00:0:"));
        assert!(!said.words.contains("02:00:5e:10:00:0 "));
    }
}
