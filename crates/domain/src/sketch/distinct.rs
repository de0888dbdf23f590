//! How many different ones: HyperLogLog.
//!
//! Registers as in Flajolet, Fusy, Gandouet, Meunier: "HyperLogLog" (2007), over 64-bit hashes;
//! the estimate is Ertl's improved raw estimator ("New cardinality estimation algorithms for
//! HyperLogLog sketches", 2017), which needs no tables of corrections and depends on the
//! registers alone, never on the order in which they were set.

use super::NotASketch;

/// Bits of the hash that choose the register: 4,096 registers, a standard error of 1.6 %.
const PRECISION: u32 = 12;
const REGISTERS: usize = 1 << PRECISION;
/// The greatest value of a register.
const RANK_LIMIT: u8 = (64 - PRECISION + 1) as u8;

/// Registers that are set, by number: a sketch of few things stays small.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DistinctSketch {
    /// (register, rank), by register, without zero ranks.
    registers: Vec<(u16, u8)>,
}

impl DistinctSketch {
    /// Counts a thing by a hash of it that is uniform over 64 bits.
    pub fn add(&mut self, hash: u64) {
        let register = (hash >> (64 - PRECISION)) as u16;
        // At most 64 - PRECISION zeros and the one after them.
        let rank = ((hash << PRECISION).leading_zeros().min(64 - PRECISION) + 1) as u8;
        self.raise(register, rank);
    }

    fn raise(&mut self, register: u16, rank: u8) {
        match self.registers.binary_search_by_key(&register, |r| r.0) {
            Ok(at) => self.registers[at].1 = self.registers[at].1.max(rank),
            Err(at) => self.registers.insert(at, (register, rank)),
        }
    }

    /// Puts another one's things in.
    pub fn merge(&mut self, other: &Self) {
        for &(register, rank) in &other.registers {
            self.raise(register, rank);
        }
    }

    /// How many different ones, about.
    #[must_use]
    pub fn estimate(&self) -> f64 {
        let m = REGISTERS as f64;
        let mut ranks = [0_u32; RANK_LIMIT as usize + 1];
        ranks[0] = (REGISTERS - self.registers.len()) as u32;
        for (_, rank) in &self.registers {
            ranks[usize::from(*rank)] += 1;
        }
        let mut z = m * tau(1.0 - f64::from(ranks[usize::from(RANK_LIMIT)]) / m);
        for count in ranks[1..usize::from(RANK_LIMIT)].iter().rev() {
            z = 0.5 * (z + f64::from(*count));
        }
        z += m * sigma(f64::from(ranks[0]) / m);
        m * m / (2.0 * std::f64::consts::LN_2 * z)
    }

    /// The bytes to keep: three for each register that is set, or all 4,096 where that is less.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        if self.registers.len() * 3 < REGISTERS {
            return self
                .registers
                .iter()
                .flat_map(|(register, rank)| {
                    let [low, high] = register.to_le_bytes();
                    [low, high, *rank]
                })
                .collect();
        }
        let mut bytes = vec![0; REGISTERS];
        for (register, rank) in &self.registers {
            bytes[usize::from(*register)] = *rank;
        }
        bytes
    }

    /// Reads [`DistinctSketch::to_bytes`].
    ///
    /// # Errors
    /// When the bytes are not of that form.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NotASketch> {
        let wrong = |why| NotASketch { wanted: "distinct", why };
        let registers: Vec<(u16, u8)> = if bytes.len() == REGISTERS {
            (0..).zip(bytes).filter(|(_, rank)| **rank > 0).map(|(r, rank)| (r, *rank)).collect()
        } else {
            let (entries, []) = bytes.as_chunks::<3>() else {
                return Err(wrong("an entry is cut off"));
            };
            entries.iter().map(|[l, h, rank]| (u16::from_le_bytes([*l, *h]), *rank)).collect()
        };
        let in_range = |(register, rank): &(u16, u8)| {
            usize::from(*register) < REGISTERS && (1..=RANK_LIMIT).contains(rank)
        };
        if !registers.iter().all(in_range) {
            return Err(wrong("there is no such register"));
        }
        if !registers.is_sorted_by(|a, b| a.0 < b.0) {
            return Err(wrong("registers are out of order"));
        }
        Ok(Self { registers })
    }
}

/// Ertl 2017, algorithm 6: what the registers that are still zero tell.
fn sigma(mut x: f64) -> f64 {
    if x == 1.0 {
        return f64::INFINITY;
    }
    let (mut y, mut z) = (1.0, x);
    loop {
        x *= x;
        let before = z;
        z += x * y;
        y += y;
        if z == before {
            return z;
        }
    }
}

/// Ertl 2017, algorithm 6: what the registers at their limit tell.
fn tau(mut x: f64) -> f64 {
    if x == 0.0 || x == 1.0 {
        return 0.0;
    }
    let (mut y, mut z) = (1.0, 1.0 - x);
    loop {
        x = x.sqrt();
        let before = z;
        y *= 0.5;
        z -= (1.0 - x).powi(2) * y;
        if z == before {
            return z / 3.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use xxhash_rust::xxh3::xxh3_64;

    use super::*;

    fn of(range: std::ops::Range<u64>) -> DistinctSketch {
        let mut sketch = DistinctSketch::default();
        range.for_each(|n| sketch.add(xxh3_64(&n.to_le_bytes())));
        sketch
    }

    #[test]
    fn the_estimate_is_within_four_standard_errors() {
        assert_eq!(DistinctSketch::default().estimate(), 0.0);
        for n in [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000] {
            let told = of(0..n).estimate();
            let off = (told - n as f64).abs() / n as f64;
            assert!(off < 4.0 * 0.0163, "{told} for {n}");
        }
    }

    proptest! {
        #[test]
        fn bytes_give_the_sketch_back(n in prop_oneof![0_u64..50, 1_000_u64..20_000]) {
            let sketch = of(0..n);
            prop_assert_eq!(DistinctSketch::from_bytes(&sketch.to_bytes()), Ok(sketch));
        }

        #[test]
        fn any_bytes_are_a_sketch_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            if let Ok(sketch) = DistinctSketch::from_bytes(&bytes) {
                let _ = sketch.estimate();
            }
        }

        #[test]
        fn what_is_counted_in_parts_is_counted_once(a in 0_u64..3000, b in 0_u64..3000) {
            let mut merged = of(0..a);
            merged.merge(&of(0..b));
            prop_assert_eq!(merged, of(0..a.max(b)));
        }
    }
}
