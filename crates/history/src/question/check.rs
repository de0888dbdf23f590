//! From a request to a question: each refusal names the field and the reason.

use std::ops::Range;

use jiff::civil::Date;
use kinhbac_api::refusal::{FieldError, Reason, shown};
use kinhbac_api::v1::QueryRequest;
use kinhbac_domain::id::{InvalidText, Label};
use kinhbac_domain::measure::{Kind, Measure, Statistic};
use kinhbac_domain::registry::{Level, Registry};
use kinhbac_domain::time::{Resolution, Timestamp, Zone};

use super::place::{by, within};
use super::{Fill, Labels, Question};
use crate::span::Span;

/// What was checked, or which field is refused.
pub(crate) type Checked<T> = Result<T, FieldError>;

impl Question {
    /// Takes a request that is asked at an instant of a registry.
    ///
    /// # Errors
    /// When it can't be answered: which field, and why.
    pub(crate) fn check(
        request: &QueryRequest,
        registry: &Registry,
        asked_at: Timestamp,
    ) -> Checked<Self> {
        let zone = registry.zone();
        let measure = measure(&request.measure)?;
        let range = range(&request.from, &request.to, zone)?;
        let step = step(&request.step, &measure)?;
        let stored =
            if measure.kind() == Kind::Indicator { step } else { step.min(Resolution::Day) };
        let as_of = as_of(&request.as_of, zone.date(asked_at))?;
        let within = within(&request.place, registry, as_of)?;
        let by = by(&request.by, &within, registry, &measure)?;
        let labels = labels(&request.label, &measure)?;
        Ok(Self {
            statistic: statistic(&request.stat, &measure, by, &labels)?,
            labels,
            span: Span::new(zone.clone(), step, stored, range),
            by,
            within,
            as_of,
            fill: fill(&request.fill)?,
            coverage: request.coverage,
            asked_at,
            measure,
        })
    }
}

pub(super) fn refuse<T>(field: &str, reason: Reason, words: impl Into<String>) -> Checked<T> {
    Err(FieldError::new(field, reason, words))
}

pub(crate) fn required(field: &str, text: &str) -> Checked<()> {
    if text.is_empty() { refuse(field, Reason::Required, "it is not given") } else { Ok(()) }
}

fn measure(name: &str) -> Checked<Measure> {
    required("measure", name)?;
    kinhbac_api::measure::named("measure", name)
}

/// The range of a request, its end exclusive.
pub(crate) fn range(from: &str, to: &str, zone: &Zone) -> Checked<Range<Timestamp>> {
    let instant = |field: &str, text: &str| {
        required(field, text)?;
        zone.parse(text).or_else(|_| {
            let words = format!(
                "{} is no time: write 2026-11-22, or 2026-11-22T08:02:03+07:00",
                shown(text)
            );
            refuse(field, Reason::Malformed, words)
        })
    };
    let (from, to) = (instant("from", from)?, instant("to", to)?);
    if from >= to {
        let words = format!("{to} is not after {from}; the end is exclusive");
        return refuse("to", Reason::OutOfRange, words);
    }
    Ok(from..to)
}

fn step(name: &str, measure: &Measure) -> Checked<Resolution> {
    required("step", name)?;
    let Some(step) = Resolution::from_name(name) else {
        let words =
            format!("{} is no step: {}", shown(name), names(Resolution::ALL, Resolution::name));
        return refuse("step", Reason::Malformed, words);
    };
    let whole = measure.name();
    match measure.kind() {
        Kind::Indicator if step < Resolution::Month => {
            let words = format!("{whole} is published by month, quarter or year, not by {name}");
            refuse("step", Reason::NotAllowed, words)
        }
        Kind::Distinct if step > Resolution::Day => {
            let words = format!(
                "{whole} has no {name}: different ones are told apart up to a local day, for the \
                 key of their hashes changes each day"
            );
            refuse("step", Reason::NotAllowed, words)
        }
        _ => Ok(step),
    }
}

fn as_of(text: &str, today: Date) -> Checked<Date> {
    if text.is_empty() {
        return Ok(today);
    }
    match text.parse() {
        Ok(date) if text.len() == 10 => Ok(date),
        _ => refuse(
            "as_of",
            Reason::Malformed,
            format!("{} is no date: write 2026-11-22", shown(text)),
        ),
    }
}

pub(super) fn reason(wrong: &InvalidText) -> Reason {
    match wrong {
        InvalidText::TooLong { .. } => Reason::TooLong,
        InvalidText::Empty | InvalidText::Control { .. } => Reason::Malformed,
    }
}

fn statistic(name: &str, measure: &Measure, by: Level, labels: &Labels) -> Checked<Statistic> {
    let kind = measure.kind();
    let known = kind.statistics();
    let default = if name.is_empty() { known.first().copied() } else { None };
    let Some(statistic) =
        default.or_else(|| Statistic::from_name(name).filter(|s| known.contains(s)))
    else {
        let words = format!(
            "{} is a {}, which has no {}: {}",
            measure.name(),
            kind.name(),
            shown(name),
            names(known.iter().copied(), Statistic::name)
        );
        return refuse("stat", Reason::NotAllowed, words);
    };
    if by != Level::Device && !kind.adds_in_space(statistic) {
        let words = format!(
            "{} of {} is of one device only: ask by device",
            statistic.name(),
            measure.name()
        );
        return refuse("stat", Reason::NotAllowed, words);
    }
    // A count of cars and one of lorries are told together: neither is the last, and the least of
    // the two is of nothing that is counted.
    let is_of_one_label = kind == Kind::Sum && !kind.adds_in_space(statistic);
    if is_of_one_label && measure.declared().label.is_some() && *labels == Labels::Together {
        let words = format!(
            "{} of {} is of one label only: name one, or * for a row each",
            statistic.name(),
            measure.name()
        );
        return refuse("stat", Reason::NotAllowed, words);
    }
    Ok(statistic)
}

fn labels(text: &str, measure: &Measure) -> Checked<Labels> {
    match (text, measure.declared().label) {
        ("", _) => Ok(Labels::Together),
        ("*", _) => Ok(Labels::Each),
        (_, None) => {
            refuse("label", Reason::NotAllowed, format!("{} has no label", measure.name()))
        }
        (_, Some(_)) => Label::new(text)
            .map(Labels::One)
            .or_else(|wrong| refuse("label", reason(&wrong), format!("the label {wrong}"))),
    }
}

fn fill(name: &str) -> Checked<Fill> {
    match name {
        "" | "none" => Ok(Fill::None),
        "null" => Ok(Fill::Null),
        "zero" => Ok(Fill::Zero),
        "previous" => Ok(Fill::Previous),
        _ => {
            let words = format!("{} is none of: none, null, zero, previous", shown(name));
            refuse("fill", Reason::Malformed, words)
        }
    }
}

pub(super) fn names<T>(
    all: impl IntoIterator<Item = T>,
    name: impl Fn(T) -> &'static str,
) -> String {
    all.into_iter().map(name).collect::<Vec<_>>().join(", ")
}
