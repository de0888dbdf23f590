//! A file of boundaries: a GeoJSON FeatureCollection, in WGS 84.

use jiff::civil::Date;
use kinhbac_api::refusal::{FieldError, Reason};
use kinhbac_domain::id::UnitCode;
use kinhbac_domain::registry::{BoundaryRow, GroundPoint, Registry, RegistryRows};
use serde::Deserialize;

use super::Plan;
use super::merge::merge;
use super::problems::Problems;
use super::table::BadCell;
use super::values::date;

/// Degrees are kept to so many parts: a tenth of a metre.
const PARTS: f64 = 1e6;

/// A file's features.
#[derive(Debug)]
pub(super) struct Boundaries {
    file: String,
    features: Vec<Feature>,
}

/// Checked by hand, so that what is wrong is told of the feature.
#[derive(Debug, Deserialize)]
struct Collection {
    features: Vec<Feature>,
}

/// The outline of a unit.
#[derive(Debug, Deserialize)]
struct Feature {
    id: Option<String>,
    #[serde(default)]
    properties: Option<Properties>,
    geometry: Geometry,
}

#[derive(Debug, Default, Deserialize)]
struct Properties {
    valid_from: Option<String>,
    valid_to: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", content = "coordinates")]
enum Geometry {
    Polygon(Vec<Line>),
    MultiPolygon(Vec<Vec<Line>>),
}

/// Longitude and latitude, perhaps a height.
type Line = Vec<Vec<f64>>;

impl Boundaries {
    pub(super) fn read(file: &str, text: &str) -> Result<Self, Vec<FieldError>> {
        match serde_json::from_str(text) {
            Ok(Collection { features }) => Ok(Self { file: file.into(), features }),
            Err(error) => {
                let mut problems = Problems::of(file);
                let words = format!(
                    "{error}; boundaries are a GeoJSON FeatureCollection of polygons whose ids are \
                     codes of units, as texts"
                );
                problems.file(Reason::Malformed, words);
                Err(problems.into_errors())
            }
        }
    }

    /// How many there are; a file has no more than its bytes.
    pub(super) fn len(&self) -> u32 {
        self.features.len() as u32
    }

    /// Checks the file against the registry. In what is wrong, the feature's number stands where
    /// other files have the line.
    pub(super) fn plan(&self, registry: &Registry, today: Date) -> Result<Plan, Vec<FieldError>> {
        let mut problems = Problems::of(&self.file);
        let mut file = Vec::new();
        for (number, feature) in (1..).zip(&self.features) {
            match feature.row(registry, today) {
                Ok(row) => file.push((number, row)),
                Err(bad) => problems.check(number, Err(bad)),
            }
        }
        let changed = merge(registry.boundaries(), &file, &mut problems).changed;
        let changes = RegistryRows { boundaries: changed, ..RegistryRows::default() };
        problems.unless(Plan { changes, notes: Vec::new() })
    }
}

impl Feature {
    /// The boundary of the unit's life on `valid_from`, else today; without dates of its own it
    /// holds as long as that life.
    fn row(&self, registry: &Registry, today: Date) -> Result<BoundaryRow, BadCell> {
        let code = self.id.as_deref().unwrap_or_default();
        let unit = UnitCode::new(code).map_err(|error| {
            BadCell::of("id", code, Reason::Malformed, &format!("a unit's code, but it {error}"))
        })?;
        let none = Properties::default();
        let told = self.properties.as_ref().unwrap_or(&none);
        let valid_from = day("valid_from", told.valid_from.as_deref())?;
        let life = registry.unit(code, valid_from.unwrap_or(today)).ok_or_else(|| {
            let day = valid_from.unwrap_or(today);
            let words = format!("no unit on {day}; import it first, or give a valid_from");
            BadCell::of("id", code, Reason::UnknownPlace, &words)
        })?;
        let life = registry.unit_row(life);
        let valid_from = valid_from.unwrap_or(life.valid_from);
        let valid_to = day("valid_to", told.valid_to.as_deref())?.or(life.valid_to);
        if valid_to.is_some_and(|end| end <= valid_from) {
            let words = format!("it is not after {valid_from}");
            return Err(BadCell { column: "valid_to", reason: Reason::OutOfRange, words });
        }
        Ok(BoundaryRow { unit, valid_from, valid_to, rings: self.geometry.rings()? })
    }
}

impl Geometry {
    fn rings(&self) -> Result<Vec<Vec<GroundPoint>>, BadCell> {
        let rings: Result<Vec<_>, _> = match self {
            Self::Polygon(lines) => lines.iter().map(ring).collect(),
            Self::MultiPolygon(polygons) => polygons.iter().flatten().map(ring).collect(),
        };
        rings.and_then(|rings| match rings.len() {
            0 => Err(bad(Reason::Required, "it has no line")),
            _ => Ok(rings),
        })
    }
}

/// A closed line without its last point, which is the first.
fn ring(line: &Line) -> Result<Vec<GroundPoint>, BadCell> {
    let mut points = line.iter().map(|p| point(p)).collect::<Result<Vec<_>, _>>()?;
    if points.len() < 4 || points.first() != points.last() {
        let words = "a line must be closed: at least four points, the last like the first";
        return Err(bad(Reason::Malformed, words));
    }
    points.pop();
    Ok(points)
}

fn point(position: &[f64]) -> Result<GroundPoint, BadCell> {
    match position {
        [lon, lat, ..] if lon.abs() <= 180.0 && lat.abs() <= 90.0 => {
            // In range: at most 180 million.
            Ok(((lon * PARTS).round() as i32, (lat * PARTS).round() as i32))
        }
        _ => {
            let words = format!("{position:?} is no longitude and latitude in degrees");
            Err(bad(Reason::OutOfRange, &words))
        }
    }
}

fn day(column: &'static str, text: Option<&str>) -> Result<Option<Date>, BadCell> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let no_date = || BadCell::of(column, text, Reason::Malformed, "no date, e.g. 2025-07-01");
    Ok(Some(date(text).ok_or_else(no_date)?))
}

fn bad(reason: Reason, words: &str) -> BadCell {
    BadCell { column: "geometry", reason, words: words.into() }
}
