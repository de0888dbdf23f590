//! A quantile sketch with a relative error of 1 %, by logarithmic buckets.
//!
//! Follows DDSketch (Masson, Rim, Lee: "DDSketch: A Fast and Fully-Mergeable Quantile Sketch with
//! Relative-Error Guarantees", VLDB 2019), with bucket bounds made by integer arithmetic, so that
//! every machine puts a value into the same bucket.

use std::sync::LazyLock;

use super::NotASketch;

/// Counts of non-negative amounts by bucket; negative amounts count as 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuantileSketch {
    /// By bucket, without zero weights.
    buckets: Vec<Counted>,
}

/// What a bucket counts. Packed: there are some thirty in a busy camera's minute, and 10 bytes
/// each instead of 16.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C, packed(2))]
struct Counted {
    bucket: u16,
    weight: u64,
}

/// The least amount of each bucket: 0, 1, 2, … each; from 51 on each 1.02 times the one before,
/// rounded down: the middle of a bucket is within 1 % of all in it.
static LEAST: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let mut bounds: Vec<u64> = (0..=50).collect();
    let mut bound = 51_u64;
    while let Some(next) = bound.checked_add(bound / 50) {
        bounds.push(bound);
        bound = next;
    }
    bounds.push(bound);
    bounds
});

fn bucket_of(amount: i64) -> u16 {
    let amount = amount.max(0).unsigned_abs();
    let after = LEAST.partition_point(|least| *least <= amount);
    // LEAST begins with 0 and has some 2,100 entries.
    (after - 1) as u16
}

/// The middle of a bucket.
fn middle(bucket: u16) -> f64 {
    let at = usize::from(bucket);
    let least = LEAST.get(at).copied().unwrap_or(0);
    let most = LEAST.get(at + 1).map_or(least, |next| next - 1);
    least.midpoint(most) as f64 + if (most - least) % 2 == 1 { 0.5 } else { 0.0 }
}

impl QuantileSketch {
    /// Counts an amount `weight` times.
    pub fn add(&mut self, amount: i64, weight: u64) {
        self.add_bucket(bucket_of(amount), weight);
    }

    fn add_bucket(&mut self, bucket: u16, weight: u64) {
        if weight == 0 {
            return;
        }
        match self.buckets.binary_search_by_key(&bucket, |b| b.bucket) {
            Ok(at) => self.buckets[at].weight = self.buckets[at].weight.saturating_add(weight),
            Err(at) => {
                if self.buckets.len() == self.buckets.capacity() {
                    // Twice as many would be too many for most.
                    self.buckets.reserve_exact(self.buckets.len() / 4 + 2);
                }
                self.buckets.insert(at, Counted { bucket, weight });
            }
        }
    }

    /// Puts another one's counts in.
    pub fn merge(&mut self, other: &Self) {
        for &Counted { bucket, weight } in &other.buckets {
            self.add_bucket(bucket, weight);
        }
    }

    /// Σ weights.
    #[must_use]
    pub fn weight(&self) -> u128 {
        self.buckets.iter().map(|b| u128::from(b.weight)).sum()
    }

    /// The amount below which the share `q` (0 to 1) of the weight lies, within 1 %; none when
    /// nothing was counted.
    #[must_use]
    pub fn quantile(&self, q: f64) -> Option<f64> {
        let last = self.weight().checked_sub(1)?;
        let rank = (q.clamp(0.0, 1.0) * last as f64) as u128;
        let mut seen = 0_u128;
        self.buckets
            .iter()
            .find(|counted| {
                seen += u128::from(counted.weight);
                seen > rank
            })
            .or(self.buckets.last())
            .map(|counted| middle(counted.bucket))
    }

    /// The bytes to keep: pairs of varints, (bucket's distance from the one before, weight).
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.buckets.len() * 3);
        let mut before = 0;
        for &Counted { bucket, weight } in &self.buckets {
            put_varint(&mut bytes, u64::from(bucket - before));
            put_varint(&mut bytes, weight);
            before = bucket;
        }
        bytes
    }

    /// Reads [`QuantileSketch::to_bytes`].
    ///
    /// # Errors
    /// When the bytes are not of that form.
    pub fn from_bytes(mut bytes: &[u8]) -> Result<Self, NotASketch> {
        let wrong = |why| NotASketch { wanted: "quantile", why };
        // The last byte of a varint is its only one below 128.
        let numbers = bytes.iter().filter(|byte| **byte < 0x80).count();
        let mut buckets: Vec<Counted> = Vec::with_capacity(numbers.div_ceil(2));
        while !bytes.is_empty() {
            let step = take_varint(&mut bytes).ok_or(wrong("a number is cut off"))?;
            let weight = take_varint(&mut bytes).ok_or(wrong("a number is cut off"))?;
            let before = buckets.last().map_or(0, |b| u64::from(b.bucket));
            let bucket = before
                .checked_add(step)
                .filter(|b| *b < LEAST.len() as u64)
                .and_then(|b| u16::try_from(b).ok())
                .ok_or(wrong("there is no such bucket"))?;
            if weight == 0 || (step == 0 && !buckets.is_empty()) {
                return Err(wrong("a bucket is empty or there twice"));
            }
            buckets.push(Counted { bucket, weight });
        }
        Ok(Self { buckets })
    }
}

fn put_varint(bytes: &mut Vec<u8>, mut n: u64) {
    while n >= 0x80 {
        bytes.push((n as u8) | 0x80);
        n >>= 7;
    }
    bytes.push(n as u8);
}

fn take_varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut n = 0_u64;
    for shift in (0..64).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        n |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Some(n);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_even_bucket_of_two_has_its_middle_between_them() {
        assert_eq!(middle(bucket_of(7)), 7.0);
        let at = bucket_of(1000);
        let (least, next) = (LEAST[usize::from(at)], LEAST[usize::from(at) + 1]);
        assert!(least <= 1000 && 1000 < next);
    }

    proptest! {
        #[test]
        fn quantiles_are_within_one_percent(mut amounts in prop::collection::vec(0..=i64::MAX / 4, 1..200), q in 0.0..=1.0_f64) {
            let mut sketch = QuantileSketch::default();
            for amount in &amounts {
                sketch.add(*amount, 1);
            }
            amounts.sort_unstable();
            let exact = amounts[(q * (amounts.len() - 1) as f64) as usize] as f64;
            let told = sketch.quantile(q).unwrap();
            prop_assert!((told - exact).abs() <= 0.01 * exact, "{told} for {exact}");
        }

        #[test]
        fn bytes_give_the_sketch_back(amounts in prop::collection::vec((any::<i64>(), 1_u64..1 << 40), 0..50)) {
            let mut sketch = QuantileSketch::default();
            for (amount, weight) in amounts {
                sketch.add(amount, weight);
            }
            prop_assert_eq!(QuantileSketch::from_bytes(&sketch.to_bytes()), Ok(sketch));
        }

        #[test]
        fn any_bytes_are_a_sketch_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            if let Ok(sketch) = QuantileSketch::from_bytes(&bytes) {
                let _ = sketch.quantile(0.5);
            }
        }
    }
}
