//! Makes the sample province: the sites, cameras and hotspots that `kinhbac demo` shows.
//!
//! It reads the administrative units in force before 2025-07-01 and the names beside them
//! (`deploy/sample/names/`), and writes `sites.csv` and `devices.csv`. The same seed gives the
//! same bytes on every machine: positions are whole micro-degrees, distances whole metres, and
//! the dice are `ChaCha8` under our own arithmetic.
//!
//! ```text
//! cargo run -p kinhbac-tests --bin sample-province  # write deploy/sample anew
//! cargo run -p kinhbac-tests --bin sample-province -- --seed 7 --out other-province
//! ```

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail, ensure};
use clap::Parser;
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{RngCore, SeedableRng},
};

// The figures that the two provinces published; see `deploy/sample/README.md`.
const SITES: usize = 1_038;
const CAMERAS: usize = 3_200;
const PILOT_HOTSPOTS: usize = 53;
const FURTHER_HOTSPOTS: usize = 187;
const HOTSPOT_AREAS: usize = 60;

const MOST_CAMERAS_AT_A_SITE: usize = 6;
/// Two sites are never nearer to each other than this.
const METRES_BETWEEN_SITES: i64 = 40;

/// The last day of the districts: sites are given the commune of before, and followed forward
/// through its successor.
const DISTRICTS_END: &str = "2025-07-01";
const VALID_FROM: &str = "2020-01-01";
const EXPECTED_INTERVAL: &str = "60s";

const LANDMARKS: &str = include_str!("../../../deploy/sample/names/landmarks.csv");
const ROADS: &str = include_str!("../../../deploy/sample/names/roads.csv");
const VILLAGES: &str = include_str!("../../../deploy/sample/names/villages.csv");

/// Make the sample province's sites.csv and devices.csv.
#[derive(Parser)]
struct Args {
    /// Another seed gives another province of the same size
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// The administrative units to fill
    #[arg(long, value_name = "FILE", default_value = "deploy/sample/units.csv")]
    units: PathBuf,
    /// Where sites.csv and devices.csv go
    #[arg(long, value_name = "DIR", default_value = "deploy/sample")]
    out: PathBuf,
}

fn main() -> Result<()> {
    let args = Args::parse();
    let units = fs::read_to_string(&args.units)
        .with_context(|| format!("cannot read {}", args.units.display()))?;
    let files =
        province(&units, args.seed).with_context(|| format!("from {}", args.units.display()))?;
    write(&files, &args.out)
}

/// A file's name and all that is in it.
type NamedFile = (&'static str, Vec<u8>);

fn write(files: &[NamedFile], out: &Path) -> Result<()> {
    fs::create_dir_all(out).with_context(|| format!("cannot make {}", out.display()))?;
    for (name, bytes) in files {
        let path = out.join(name);
        fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// The whole of the work, without the disk.
fn province(units: &str, seed: u64) -> Result<[NamedFile; 2]> {
    let mut dice = Dice::new(seed);
    let communes = communes(units)?;
    let sites = sites(&communes, &mut dice)?;
    let devices = devices(&sites, &mut dice)?;
    Ok([("sites.csv", sites_csv(&sites)?), ("devices.csv", devices_csv(&devices)?)])
}

fn sites_csv(sites: &[Site]) -> Result<Vec<u8>> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(["site_id", "name", "lat", "lon", "unit_code", "valid_from", "valid_to"])?;
    for site in sites {
        let (lat, lon) = (degrees(site.at.lat), degrees(site.at.lon));
        let unit = site.commune.code.as_str();
        csv.write_record([&site.id, &site.name, &lat, &lon, unit, VALID_FROM, ""])?;
    }
    Ok(csv.into_inner()?)
}

fn devices_csv(devices: &[Device]) -> Result<Vec<u8>> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record([
        "source",
        "kind",
        "name",
        "site_id",
        "valid_from",
        "valid_to",
        "expected_interval",
    ])?;
    for device in devices {
        csv.write_record([
            &device.source,
            device.kind,
            &device.name,
            &device.site_id,
            VALID_FROM,
            "",
            EXPECTED_INTERVAL,
        ])?;
    }
    Ok(csv.into_inner()?)
}

// ---- the communes ---------------------------------------------------------------------------

/// A commune as it was while there were districts.
struct Commune {
    code: String,
    district: String,
    kind: CommuneKind,
    /// As within a sentence: `xã Tam Giang`.
    title: String,
    /// As within the name of a school or a market: `Tam Giang`.
    short: String,
    ground: Disc,
}

#[derive(Clone, Copy, PartialEq)]
enum CommuneKind {
    /// *Phường* of a *thành phố*.
    CityWard,
    /// *Phường* of a *thị xã*, or a *thị trấn*.
    Town,
    /// *Xã*.
    Rural,
}

impl CommuneKind {
    /// How many of the sites a commune gets, as against the others.
    fn weight(self) -> usize {
        match self {
            CommuneKind::CityWard => 6,
            CommuneKind::Town => 4,
            CommuneKind::Rural => 2,
        }
    }
}

type Row = HashMap<String, String>;

fn field<'a>(row: &'a Row, column: &str) -> Result<&'a str> {
    row.get(column).map(String::as_str).with_context(|| format!("no column {column}"))
}

fn rows(text: &str) -> Result<Vec<Row>> {
    Ok(csv::Reader::from_reader(text.as_bytes()).deserialize().collect::<Result<_, _>>()?)
}

/// The units of one epoch, by code.
struct Epoch {
    units: BTreeMap<String, Row>,
}

impl Epoch {
    fn of(rows: &[Row], column: &str, date: &str) -> Result<Self> {
        let mut units = BTreeMap::new();
        for row in rows {
            if field(row, column)? == date {
                let code = field(row, "code")?.to_owned();
                ensure!(units.insert(code.clone(), row.clone()).is_none(), "unit {code} twice");
            }
        }
        let epoch = Self { units };
        ensure!(epoch.communes().next().is_some(), "no commune with {column} {date}");
        Ok(epoch)
    }

    fn get(&self, code: &str) -> Result<&Row> {
        self.units.get(code).with_context(|| format!("no unit {code}"))
    }

    fn communes(&self) -> impl Iterator<Item = &Row> {
        self.units.values().filter(|row| field(row, "level").is_ok_and(|it| it == "commune"))
    }
}

fn communes(units: &str) -> Result<Vec<Commune>> {
    let rows = rows(units)?;
    let old = Epoch::of(&rows, "valid_to", DISTRICTS_END)?;
    let new = Epoch::of(&rows, "valid_from", DISTRICTS_END)?;
    let grounds = Grounds::new(&old, &new)?;
    let mut seen = HashMap::new();
    for row in old.communes() {
        *seen.entry(field(row, "name")?).or_insert(0) += 1;
    }
    let named_alike = |name| seen.get(name).is_some_and(|times| *times > 1);
    old.communes()
        .map(|row| {
            let code = field(row, "code")?;
            let ground = grounds.of(row).with_context(|| format!("unit {code}"))?;
            commune(row, &old, ground, named_alike(field(row, "name")?))
        })
        .collect()
}

fn commune(row: &Row, old: &Epoch, ground: Disc, named_alike: bool) -> Result<Commune> {
    let (kind, name) = (field(row, "type")?, field(row, "name")?);
    let district = old.get(field(row, "parent_code")?)?;
    let mut own_name = own_name(row)?.to_owned();
    if named_alike {
        own_name = format!("{own_name} ({})", self::own_name(district)?);
    }
    let title = format!("{} {own_name}", kind.to_lowercase());
    // A name of one syllable is never said alone: the school is of «phường Hồ», not of «Hồ».
    let alone = kind != "Thị trấn" && own_name.contains(' ');
    let kind = match (kind, field(district, "type")?) {
        ("Phường", "Thành phố") => CommuneKind::CityWard,
        ("Phường" | "Thị trấn", _) => CommuneKind::Town,
        ("Xã", _) => CommuneKind::Rural,
        _ => bail!("{name} is a commune of an unknown type, {kind}"),
    };
    Ok(Commune {
        code: field(row, "code")?.to_owned(),
        district: field(district, "code")?.to_owned(),
        kind,
        short: if alone { own_name } else { title.clone() },
        title,
        ground,
    })
}

/// `Tam Giang` of `Xã Tam Giang`.
fn own_name(unit: &Row) -> Result<&str> {
    // By length, because one district's type is written with other capitals in its name.
    let (kind, name) = (field(unit, "type")?, field(unit, "name")?);
    name.get(kind.len()..)
        .map(str::trim_start)
        .with_context(|| format!("{name} does not begin with {kind}"))
}

// ---- where things stand ---------------------------------------------------------------------

/// In micro-degrees, so that no sum is ever rounded.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Point {
    lat: i64,
    lon: i64,
}

/// Metres in a degree at 21.25° north, the middle of the province; less than 0.3 % off at its
/// edges.
const METRES_A_DEGREE_NORTH: i64 = 110_700;
const METRES_A_DEGREE_EAST: i64 = 103_800;

impl Point {
    fn of(unit: &Row) -> Result<Self> {
        Ok(Self { lat: millionths(unit, "lat")?, lon: millionths(unit, "lon")? })
    }

    fn moved(self, north_m: i64, east_m: i64) -> Self {
        Self {
            lat: self.lat + north_m * 1_000_000 / METRES_A_DEGREE_NORTH,
            lon: self.lon + east_m * 1_000_000 / METRES_A_DEGREE_EAST,
        }
    }

    fn square_metres_to(self, other: Self) -> i64 {
        let north = (other.lat - self.lat) * METRES_A_DEGREE_NORTH / 1_000_000;
        let east = (other.lon - self.lon) * METRES_A_DEGREE_EAST / 1_000_000;
        north * north + east * east
    }
}

fn millionths(row: &Row, column: &str) -> Result<i64> {
    let text = field(row, column)?;
    let number: f64 = text.parse().with_context(|| format!("{column} {text:?}"))?;
    ensure!((0.0..1e5).contains(&number), "{column} {text:?} is out of range");
    // Parsing, × and rounding are exact in IEEE 754, so the same everywhere.
    Ok((number * 1e6).round() as i64)
}

fn degrees(micro: i64) -> String {
    let sign = if micro < 0 { "-" } else { "" };
    format!("{sign}{}.{:06}", micro.abs() / 1_000_000, micro.abs() % 1_000_000)
}

#[derive(Clone, Copy)]
struct Disc {
    centre: Point,
    radius_m: i64,
}

impl Disc {
    fn of_area(centre: Point, square_metres: i64) -> Self {
        Self { centre, radius_m: (square_metres * 1_000_000 / 3_141_593).isqrt() }
    }

    /// Any point of it is as likely as any other.
    fn draw(&self, dice: &mut Dice) -> Point {
        let radius = self.radius_m;
        loop {
            let (north, east) = (dice.between(-radius, radius), dice.between(-radius, radius));
            if north * north + east * east <= radius * radius {
                return self.centre.moved(north, east);
            }
        }
    }

    /// Four in five within 40 % of the radius, where most people live; the fifth within 60 %.
    fn draw_site(&self, dice: &mut Dice) -> Point {
        let percent = if dice.below(5) == 0 { 60 } else { 40 };
        Self { radius_m: self.radius_m * percent / 100, ..*self }.draw(dice)
    }
}

/// The ground of each old commune, as well as it can be told: the units' file has areas for the
/// communes since 2025-07-01 only, and some of the old centres are their district's.
struct Grounds<'a> {
    new: &'a Epoch,
    centres: HashMap<Point, usize>,
    predecessors: HashMap<&'a str, i64>,
}

impl<'a> Grounds<'a> {
    fn new(old: &'a Epoch, new: &'a Epoch) -> Result<Self> {
        let mut centres = HashMap::new();
        for row in old.units.values() {
            *centres.entry(Point::of(row)?).or_default() += 1;
        }
        let mut predecessors = HashMap::new();
        for row in old.communes() {
            *predecessors.entry(field(row, "succeeded_by")?).or_default() += 1;
        }
        Ok(Self { new, centres, predecessors })
    }

    /// An equal share of the successor's area around the commune's own centre; where that centre
    /// cannot be its own, the successor's whole ground.
    fn of(&self, commune: &Row) -> Result<Disc> {
        let successor = field(commune, "succeeded_by")?;
        let area = millionths(self.new.get(successor)?, "area_km2")?;
        let whole = Disc::of_area(Point::of(self.new.get(successor)?)?, area);
        let centre = Point::of(commune)?;
        if self.centres.get(&centre).is_some_and(|units| *units > 1) || is_far(centre, &whole) {
            return Ok(whole);
        }
        let predecessors = self.predecessors.get(successor).copied().unwrap_or(1);
        Ok(Disc::of_area(centre, area / predecessors))
    }
}

/// Farther from the middle of a unit than any place of it, unless its shape is uncommon.
fn is_far(point: Point, unit: &Disc) -> bool {
    let limit = unit.radius_m * 6 / 5;
    point.square_metres_to(unit.centre) > limit * limit
}

// ---- sites ----------------------------------------------------------------------------------

struct Site<'a> {
    id: String,
    name: String,
    kind: SiteKind,
    at: Point,
    commune: &'a Commune,
}

#[derive(Clone, Copy, PartialEq)]
enum SiteKind {
    /// Has more cameras than others.
    Junction,
    /// Where people stay, so where a hotspot may stand.
    Public,
    /// Schools, police, industrial zones.
    Guarded,
}

use SiteKind::{Guarded, Junction, Public};

/// The sites in the order of their ids. Each part of that order has its share of the whole
/// province, so that the first few hundred cameras make a fair small sample.
fn sites<'a>(communes: &'a [Commune], dice: &mut Dice) -> Result<Vec<Site<'a>>> {
    let mut names = Names::new(communes)?;
    let mut places = Places::default();
    let mut rounds: BTreeMap<usize, Vec<Site>> = BTreeMap::new();
    for (commune, count) in communes.iter().zip(sites_by_commune(communes, &names)?) {
        let mut named = names.draw(commune, count, dice)?;
        dice.shuffle(&mut named);
        for (round, (kind, name)) in named.into_iter().enumerate() {
            let at = places.draw(&commune.ground, dice).with_context(|| name.clone())?;
            let site = Site { id: String::new(), name, kind, at, commune };
            rounds.entry(round).or_default().push(site);
        }
    }
    let mut sites = Vec::new();
    for mut round in rounds.into_values() {
        dice.shuffle(&mut round);
        sites.append(&mut round);
    }
    for (number, site) in (1..).zip(&mut sites) {
        site.id = format!("site-{number:04}");
    }
    Ok(sites)
}

/// The seat of each commune and its landmarks first, the rest by weight.
fn sites_by_commune(communes: &[Commune], names: &Names) -> Result<Vec<usize>> {
    let certain: Vec<_> = communes.iter().map(|it| 1 + names.landmarks_of(it).len()).collect();
    let rest = SITES
        .checked_sub(certain.iter().sum())
        .context("more communes and landmarks than sites")?;
    let weights: Vec<_> = communes.iter().map(|it| it.kind.weight()).collect();
    Ok(certain.iter().zip(shares(rest, &weights)).map(|(one, other)| one + other).collect())
}

/// Parts `total` by weight, to the last one (largest remainder; of equals, the first).
fn shares(total: usize, weights: &[usize]) -> Vec<usize> {
    let sum: usize = weights.iter().sum();
    let mut shares: Vec<_> = weights.iter().map(|it| total * it / sum).collect();
    let mut by_remainder: Vec<_> = (0..weights.len()).collect();
    by_remainder.sort_by_key(|at| std::cmp::Reverse(total * weights[*at] % sum));
    let left = total - shares.iter().sum::<usize>();
    for at in by_remainder.into_iter().take(left) {
        shares[at] += 1;
    }
    shares
}

/// The places already taken.
#[derive(Default)]
struct Places(Vec<Point>);

impl Places {
    fn draw(&mut self, ground: &Disc, dice: &mut Dice) -> Result<Point> {
        let nearest = METRES_BETWEEN_SITES * METRES_BETWEEN_SITES;
        for _ in 0..1_000 {
            let place = ground.draw_site(dice);
            if self.0.iter().all(|it| it.square_metres_to(place) >= nearest) {
                self.0.push(place);
                return Ok(place);
            }
        }
        bail!("no room for another site")
    }
}

// ---- names ----------------------------------------------------------------------------------

/// The names of a commune's sites; the words in braces are filled by [`Names::fill`].
type Templates = &'static [(SiteKind, &'static str)];

const SEAT: &str = "UBND {title}";

const RURAL: Templates = &[
    (Public, "Chợ {short}"),
    (Public, "Trung tâm Văn hóa – Thể thao {title}"),
    (Public, "Bưu điện {title}"),
    (Public, "Sân vận động {title}"),
    (Public, "Nhà văn hóa thôn {village}, {title}"),
    (Public, "Đình làng {village}, {title}"),
    (Guarded, "Trường Mầm non {short}"),
    (Guarded, "Trường Tiểu học {short}"),
    (Guarded, "Trường THCS {short}"),
    (Guarded, "Trạm Y tế {title}"),
    (Guarded, "Công an {title}"),
    (Guarded, "Cổng làng văn hóa {village}, {title}"),
    (Junction, "Ngã ba {highway} – đường vào {title}"),
    (Junction, "Ngã tư {highway} – đường trục {title}"),
    (Junction, "Ngã ba đầu làng {village}, {title}"),
];

const URBAN: Templates = &[
    (Public, "Chợ {short}"),
    (Public, "Công viên {title}"),
    (Public, "Vườn hoa {title}"),
    (Public, "Bưu điện {title}"),
    (Public, "Sân thể thao {title}"),
    (Public, "Nhà văn hóa tổ dân phố số {group}, {title}"),
    (Guarded, "Trường Mầm non {short}"),
    (Guarded, "Trường Tiểu học {short}"),
    (Guarded, "Trường THCS {short}"),
    (Guarded, "Trạm Y tế {title}"),
    (Guarded, "Công an {title}"),
    (Guarded, "Cổng Khu đô thị {short}"),
    // Four times, since a city has more of them than of anything else.
    (Junction, "Ngã tư {crossing}"),
    (Junction, "Ngã tư {crossing}"),
    (Junction, "Ngã tư {crossing}"),
    (Junction, "Ngã tư {crossing}"),
    (Junction, "Ngã tư {highway} – {title}"),
    (Junction, "Ngã ba {highway} – đường vào {title}"),
];

struct Names {
    landmarks: HashMap<String, Vec<(SiteKind, String)>>,
    /// The streets of a commune and the highways of a district, by its code.
    roads: HashMap<String, Vec<String>>,
    /// Such as are found in any commune.
    villages: Vec<String>,
    taken: HashSet<String>,
}

impl Names {
    fn new(communes: &[Commune]) -> Result<Self> {
        let known: HashSet<_> =
            communes.iter().flat_map(|it| [it.code.as_str(), it.district.as_str()]).collect();
        let landmarks = landmarks(&known).context("names/landmarks.csv")?;
        let taken = landmarks.values().flatten().map(|(_, name)| name.clone()).collect();
        Ok(Self {
            landmarks,
            roads: roads(&known).context("names/roads.csv")?,
            villages: villages().context("names/villages.csv")?,
            taken,
        })
    }

    fn landmarks_of(&self, commune: &Commune) -> &[(SiteKind, String)] {
        self.landmarks.get(&commune.code).map_or(&[], Vec::as_slice)
    }

    fn roads_of(&self, code: &str) -> &[String] {
        self.roads.get(code).map_or(&[], Vec::as_slice)
    }

    /// `count` names for a commune, none of them given before.
    fn draw(
        &mut self,
        commune: &Commune,
        count: usize,
        dice: &mut Dice,
    ) -> Result<Vec<(SiteKind, String)>> {
        let mut pool = if commune.kind == CommuneKind::Rural { RURAL } else { URBAN }.to_vec();
        dice.shuffle(&mut pool);
        let tries = 20 * pool.len();
        let mut drawn = self.landmarks_of(commune).to_vec();
        // Round and round, since a template with a word to fill gives a new name each time.
        for (kind, template) in
            [(Public, SEAT)].into_iter().chain(pool.into_iter().cycle().take(tries))
        {
            if drawn.len() == count {
                break;
            }
            if let Some(name) = self.fill(template, commune, dice)
                && self.taken.insert(name.clone())
            {
                drawn.push((kind, name));
            }
        }
        ensure!(drawn.len() == count, "{}: no more names", commune.title);
        Ok(drawn)
    }

    /// `None` if the commune has not got such a thing.
    fn fill(&self, template: &str, commune: &Commune, dice: &mut Dice) -> Option<String> {
        let mut name =
            template.replace("{title}", &commune.title).replace("{short}", &commune.short);
        for word in ["{village}", "{group}", "{highway}", "{crossing}"] {
            if name.contains(word) {
                name = name.replace(word, &self.word(word, commune, dice)?);
            }
        }
        Some(name)
    }

    fn word(&self, word: &str, commune: &Commune, dice: &mut Dice) -> Option<String> {
        match word {
            "{village}" => dice.pick(&self.villages).cloned(),
            "{group}" => Some((1 + dice.below(9)).to_string()),
            "{highway}" => dice.pick(self.roads_of(&commune.district)).cloned(),
            "{crossing}" => self.crossing(commune, dice),
            _ => None,
        }
    }

    /// In a city a crossing is known by its streets; in towns the same streets are found again
    /// and again, so the town is named too.
    fn crossing(&self, commune: &Commune, dice: &mut Dice) -> Option<String> {
        let streets = self.roads_of(&commune.code);
        let second = 1 + dice.below(streets.len().checked_sub(1)?.max(1));
        let (one, other) = (streets.get(dice.below(second))?, streets.get(second)?);
        let crossing = format!("{one} – {other}");
        Some(match commune.kind {
            CommuneKind::CityWard => crossing,
            _ => format!("{crossing}, {}", commune.title),
        })
    }
}

fn landmarks(known: &HashSet<&str>) -> Result<HashMap<String, Vec<(SiteKind, String)>>> {
    let mut landmarks: HashMap<String, Vec<_>> = HashMap::new();
    for row in rows(LANDMARKS)? {
        let (code, name) = (field(&row, "unit_code")?, field(&row, "name")?);
        ensure!(known.contains(code), "{name}: no unit {code}");
        let kind = match field(&row, "kind")? {
            "junction" => Junction,
            "public" => Public,
            "guarded" => Guarded,
            other => bail!("{name}: unknown kind {other}"),
        };
        landmarks.entry(code.to_owned()).or_default().push((kind, name.to_owned()));
    }
    Ok(landmarks)
}

fn villages() -> Result<Vec<String>> {
    rows(VILLAGES)?.iter().map(|row| Ok(field(row, "name")?.to_owned())).collect()
}

fn roads(known: &HashSet<&str>) -> Result<HashMap<String, Vec<String>>> {
    let mut roads: HashMap<String, Vec<_>> = HashMap::new();
    for row in rows(ROADS)? {
        let name = field(&row, "name")?;
        for code in field(&row, "unit_codes")?.split('|') {
            ensure!(known.contains(code), "{name}: no unit {code}");
            roads.entry(code.to_owned()).or_default().push(name.to_owned());
        }
    }
    Ok(roads)
}

// ---- devices --------------------------------------------------------------------------------

struct Device {
    source: String,
    kind: &'static str,
    name: String,
    site_id: String,
}

fn devices(sites: &[Site], dice: &mut Dice) -> Result<Vec<Device>> {
    let mut devices = cameras(sites, &cameras_by_site(sites, dice)?);
    devices.extend(hotspots(&hotspots_by_site(sites, dice)?));
    Ok(devices)
}

/// One at each site, then one more at any of them until all stand.
fn cameras_by_site(sites: &[Site], dice: &mut Dice) -> Result<Vec<usize>> {
    ensure!(sites.len() <= CAMERAS, "fewer cameras than sites");
    ensure!(sites.len() * MOST_CAMERAS_AT_A_SITE >= CAMERAS, "too many cameras for the sites");
    let mut counts = vec![1; sites.len()];
    let mut left = CAMERAS - sites.len();
    while left > 0 {
        let at = dice.below(sites.len());
        let wanted = sites[at].kind == Junction || dice.below(2) == 0;
        if wanted && counts[at] < MOST_CAMERAS_AT_A_SITE {
            counts[at] += 1;
            left -= 1;
        }
    }
    Ok(counts)
}

fn cameras(sites: &[Site], counts: &[usize]) -> Vec<Device> {
    let at_sites =
        sites.iter().zip(counts).flat_map(|(site, count)| (1..=*count).map(move |n| (site, n)));
    (1..)
        .zip(at_sites)
        .map(|(number, (site, at_site)): (usize, _)| Device {
            source: format!("camera/cam-{number:04}"),
            kind: "camera",
            name: format!("Camera {at_site} – {}", site.name),
            site_id: site.id.clone(),
        })
        .collect()
}

/// The pilot's hotspots stand one by one in the cities; the later ones together, in areas of all
/// districts in turn.
fn hotspots_by_site<'a>(
    sites: &'a [Site<'a>],
    dice: &mut Dice,
) -> Result<Vec<(&'a Site<'a>, usize)>> {
    let mut public: Vec<_> = sites.iter().filter(|it| it.kind == Public).collect();
    dice.shuffle(&mut public);
    let (mut pilot, mut rest): (Vec<_>, Vec<_>) =
        public.into_iter().partition(|it| it.commune.kind == CommuneKind::CityWard);
    ensure!(pilot.len() >= PILOT_HOTSPOTS, "too few public places in the cities");
    rest.extend(pilot.split_off(PILOT_HOTSPOTS));
    let areas = in_turn(rest, |it| it.commune.district.as_str());
    ensure!(areas.len() >= HOTSPOT_AREAS, "too few public places");
    let counts = shares(FURTHER_HOTSPOTS, &[1; HOTSPOT_AREAS]);
    Ok(pilot.into_iter().map(|it| (it, 1)).chain(areas.into_iter().zip(counts)).collect())
}

/// The first of every group, then the second of every group, and so on.
fn in_turn<'a, T: Copy>(items: Vec<T>, group: impl Fn(T) -> &'a str) -> Vec<T> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut turns: Vec<_> = items
        .into_iter()
        .map(|item| {
            let turn = seen.entry(group(item)).or_default();
            *turn += 1;
            (*turn, group(item), item)
        })
        .collect();
    turns.sort_by_key(|(turn, group, _)| (*turn, *group));
    turns.into_iter().map(|(.., item)| item).collect()
}

fn hotspots(by_site: &[(&Site, usize)]) -> Vec<Device> {
    let at_sites =
        by_site.iter().flat_map(|(site, count)| (1..=*count).map(move |n| (*site, n, *count)));
    (1..)
        .zip(at_sites)
        .map(|(number, (site, at_site, of)): (usize, _)| Device {
            source: format!("wifi/ap-{number:04}"),
            kind: "wifi",
            name: match of {
                1 => format!("Wi-Fi miễn phí – {}", site.name),
                _ => format!("Wi-Fi miễn phí {at_site} – {}", site.name),
            },
            site_id: site.id.clone(),
        })
        .collect()
}

// ---- dice -----------------------------------------------------------------------------------

/// `ChaCha8` is the same in every version; the ways of `rand` to make a range or a shuffle of it
/// are not, so they are here.
struct Dice(ChaCha8Rng);

impl Dice {
    fn new(seed: u64) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        Self(ChaCha8Rng::from_seed(key))
    }

    /// From 0 to `end` - 1; 0 if `end` is 0.
    fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.0.next_u64()) * end as u128) >> 64) as usize
    }

    /// Both ends included.
    fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1) as usize) as i64
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.below(items.len()))
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNITS: &str = include_str!("../../../deploy/sample/units.csv");

    fn column(file: &NamedFile, column: &str) -> Vec<String> {
        let text = std::str::from_utf8(&file.1).unwrap();
        let rows = rows(text).unwrap();
        rows.iter().map(|row| field(row, column).unwrap().to_owned()).collect()
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
        let one = province(UNITS, 1).unwrap();
        assert_eq!(one, province(UNITS, 1).unwrap());
        assert_ne!(one, province(UNITS, 2).unwrap());
    }

    #[test]
    fn the_sample_in_the_repository_is_that_of_seed_1() {
        let [sites, devices] = province(UNITS, 1).unwrap();
        let on_disk = include_bytes!("../../../deploy/sample/sites.csv");
        assert!(sites.1 == on_disk, "run sample-province: sites.csv is old");
        let on_disk = include_bytes!("../../../deploy/sample/devices.csv");
        assert!(devices.1 == on_disk, "run sample-province: devices.csv is old");
    }

    #[test]
    fn every_seed_gives_all_devices_at_sites_with_one_to_six_cameras() {
        for seed in 0..5 {
            let [sites, devices] = province(UNITS, seed).unwrap();
            let sites: HashSet<_> = column(&sites, "site_id").into_iter().collect();
            assert_eq!(sites.len(), SITES);
            let mut cameras: HashMap<_, usize> = HashMap::new();
            let mut hotspots = 0;
            let kinds = column(&devices, "kind");
            for (kind, site) in kinds.iter().zip(column(&devices, "site_id")) {
                assert!(sites.contains(&site));
                match kind.as_str() {
                    "camera" => *cameras.entry(site).or_default() += 1,
                    _ => hotspots += 1,
                }
            }
            assert_eq!(cameras.len(), SITES);
            assert_eq!(cameras.values().sum::<usize>(), CAMERAS);
            assert!(cameras.values().all(|it| *it <= MOST_CAMERAS_AT_A_SITE));
            assert_eq!(hotspots, PILOT_HOTSPOTS + FURTHER_HOTSPOTS);
        }
    }

    #[test]
    fn every_commune_has_a_site_and_no_name_is_given_twice() {
        let [sites, _] = province(UNITS, 1).unwrap();
        let names: HashSet<_> = column(&sites, "name").into_iter().collect();
        assert_eq!(names.len(), SITES);
        let filled: HashSet<_> = column(&sites, "unit_code").into_iter().collect();
        let communes = communes(UNITS).unwrap();
        assert!(communes.iter().all(|it| filled.contains(&it.code)));
        assert_eq!(filled.len(), communes.len());
    }

    #[test]
    fn shares_are_by_weight_and_lose_nothing() {
        assert_eq!(shares(10, &[1, 1, 1]), [4, 3, 3]);
        assert_eq!(shares(7, &[4, 2, 1]), [4, 2, 1]);
        assert_eq!(shares(3, &[1, 5]), [1, 2]);
    }

    #[test]
    fn the_numbers_that_chacha_gives_are_the_published_ones() {
        // ChaCha8 with a key of zeros, first eight bytes of the key stream: 3e00ef2f 895f40d6.
        let mut dice = Dice::new(0);
        assert_eq!(dice.0.next_u64(), 0xd640_5f89_2fef_003e);
    }

    #[test]
    fn degrees_have_six_decimals() {
        assert_eq!(degrees(21_000_050), "21.000050");
        assert_eq!(degrees(-500_000), "-0.500000");
    }
}
