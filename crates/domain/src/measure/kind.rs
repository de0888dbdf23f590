//! How measures add, and what can be asked of them.

/// How a measure's cells merge, and what a parent place's value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Things that happened: adds in time and in space.
    Sum,
    /// How many now; a sample holds for its period. Σ value·seconds; adds in space.
    Level,
    /// A share of time, %. Σ value·seconds ÷ Σ seconds covered, in time and in space.
    Share,
    /// Up or not: seconds up and seconds known.
    State,
    /// How many are open: signed changes; the value is the running sum at the bucket's end.
    Stock,
    /// A distribution of values: a sketch with 1 % relative error.
    Distribution,
    /// How many different ones: HyperLogLog; in time up to one local day.
    Distinct,
    /// Of two other measures, made when read.
    Ratio,
    /// A published figure of a place for a period; the newest revision stands.
    Indicator,
}

impl Kind {
    /// The kind's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sum => "sum",
            Self::Level => "level",
            Self::Share => "share",
            Self::State => "state",
            Self::Stock => "stock",
            Self::Distribution => "distribution",
            Self::Distinct => "distinct",
            Self::Ratio => "ratio",
            Self::Indicator => "indicator",
        }
    }

    /// The statistics that can be asked of it, the default first.
    #[must_use]
    pub fn statistics(self) -> &'static [Statistic] {
        use Statistic::{
            Count, Coverage, Distinct, Known, Last, Max, Mean, Min, P50, P95, P99, Sum, Up,
        };
        match self {
            Self::Sum => &[Sum, Count, Min, Max, Last],
            Self::Level => &[Mean, Count, Coverage, Min, Max, Last],
            Self::Share => &[Mean, Count, Coverage],
            Self::State => &[Up, Known, Coverage, Count],
            Self::Stock | Self::Ratio | Self::Indicator => &[Last],
            Self::Distribution => &[Mean, Count, Min, Max, P50, P95, P99],
            Self::Distinct => &[Distinct, Count],
        }
    }

    /// Whether a sample holds for some time, and so can reach into what is yet to come.
    #[must_use]
    pub fn holds(self) -> bool {
        matches!(self, Self::Level | Self::Share | Self::State)
    }

    /// Whether a statistic of this kind has a meaning above one device.
    #[must_use]
    pub fn adds_in_space(self, statistic: Statistic) -> bool {
        use Statistic::{Last, Max, Min};
        match self {
            Self::Sum => !matches!(statistic, Min | Max | Last),
            Self::Level => !matches!(statistic, Min | Max),
            _ => true,
        }
    }
}

/// A statistic of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Statistic {
    /// Σ amounts.
    Sum,
    /// Samples folded.
    Count,
    /// The least amount.
    Min,
    /// The greatest amount.
    Max,
    /// The last amount by event time.
    Last,
    /// The mean by the measure's kind.
    Mean,
    /// Σ seconds covered ÷ the bucket's length; adds in space.
    Coverage,
    /// Seconds up.
    Up,
    /// Seconds known.
    Known,
    /// The median.
    P50,
    /// The 95th percentile.
    P95,
    /// The 99th percentile.
    P99,
    /// How many different ones.
    Distinct,
}

impl Statistic {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Sum,
        Self::Count,
        Self::Min,
        Self::Max,
        Self::Last,
        Self::Mean,
        Self::Coverage,
        Self::Up,
        Self::Known,
        Self::P50,
        Self::P95,
        Self::P99,
        Self::Distinct,
    ];

    /// Whether it is made of the seconds that samples cover.
    #[must_use]
    pub fn is_of_time(self) -> bool {
        matches!(self, Self::Mean | Self::Coverage | Self::Up | Self::Known)
    }

    /// The name on command lines and in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sum => "sum",
            Self::Count => "count",
            Self::Min => "min",
            Self::Max => "max",
            Self::Last => "last",
            Self::Mean => "mean",
            Self::Coverage => "coverage",
            Self::Up => "up",
            Self::Known => "known",
            Self::P50 => "p50",
            Self::P95 => "p95",
            Self::P99 => "p99",
            Self::Distinct => "distinct",
        }
    }

    /// The statistic of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.name() == name)
    }
}
