//! Entities, which articles are about and which have files of their own: events, locations, persons and the other
//! kinds of the table.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::article::{chosen_slug, said_language, script_of};
use super::language::{Language, Letters};
use super::path_hints::hints;
use super::rules::Rules;
use super::walk::ContentFile;
use crate::address::folder_slug;
use crate::config::Config;
use crate::date::When;
use crate::diagnostic::{Diagnostic, Kind, sentence};
use crate::front_matter::{Fields, keys};
use crate::kinds::{ByKind, EntityKind};
use crate::markdown::{Habits, outline};
use crate::script::Script;

/// An entity of any kind. Texts are in its own script.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EntityMeta {
    /// The file, relative to the site's root; empty for one that only articles name.
    pub file: String,
    /// Where its body begins, in bytes.
    pub body: usize,
    /// What it is.
    pub kind: EntityKind,
    /// The script it is written in.
    pub script: Script,
    /// The last part of its address, by which articles may name it.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What else it is called.
    pub aliases: Vec<String>,
    /// What else it is called in one script or region alone.
    pub regional: BTreeMap<Script, Vec<String>>,
    /// How its name is read, in pinyin, where sorting by it would go wrong.
    pub reading: Option<String>,
    /// What sort of event, place, person or body it is, in a word or two.
    pub category: Option<String>,
    /// Its official name in scripts and regions that have one of their own.
    pub names: BTreeMap<Script, String>,
    /// A sentence or two.
    pub summary: String,
    /// The id or name of what it is part of.
    pub parent: Option<String>,
    /// Ids or names of the entities that it is tied to: where an event took place, which bodies a person belongs to.
    pub ties: ByKind<Vec<String>>,
    /// When an event began, a person was born, a body was founded.
    pub start: Option<When>,
    /// When it ended; never before `start`.
    pub end: Option<When>,
    /// A location's latitude and longitude, in degrees (WGS 84).
    pub coordinates: Option<[f64; 2]>,
    /// Its item in Wikidata, such as `Q1234`.
    pub wikidata: Option<String>,
    /// A location's number in GeoNames.
    pub geonames: Option<String>,
    /// Whether its names in articles become links.
    pub mentions: bool,
    /// Where in the file some of this stands.
    pub places: EntityPlaces,
    /// Whether its raw HTML passes unfiltered.
    pub trusted_html: bool,
    /// How its Markdown is read.
    pub habits: Habits,
    /// What dibao does not know, for the site's templates.
    #[serde(with = "crate::packed::json")]
    pub extra: Map<String, Value>,
}

/// Where in an entity's file what it says of itself stands, in bytes.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct EntityPlaces {
    /// The value of `id`, or the begin of the file.
    pub id: Range<usize>,
    /// The value of `parent`.
    pub parent: Range<usize>,
    /// The values of the keys by which it names these.
    pub ties: ByKind<Range<usize>>,
}

impl EntityMeta {
    /// An entity of which nothing but the name is known.
    pub fn named(kind: EntityKind, id: String, name: String, script: Script) -> Self {
        Self {
            file: String::new(),
            body: 0,
            kind,
            script,
            id,
            name,
            aliases: Vec::new(),
            regional: BTreeMap::new(),
            reading: None,
            category: None,
            names: BTreeMap::new(),
            summary: String::new(),
            parent: None,
            ties: ByKind::default(),
            start: None,
            end: None,
            coordinates: None,
            wikidata: None,
            geonames: None,
            mentions: false,
            places: EntityPlaces::default(),
            trusted_html: false,
            habits: Habits::default(),
            extra: Map::new(),
        }
    }

    /// Whether a file describes it.
    pub fn is_described(&self) -> bool {
        !self.file.is_empty()
    }

    /// All that it is called, each with the script that it is written in.
    pub fn all_names(&self) -> impl Iterator<Item = (Script, &str)> {
        let own = std::iter::once(&self.name).chain(&self.aliases).map(|name| (self.script, name.as_str()));
        let official = self.names.iter().map(|(&script, name)| (script, name.as_str()));
        let regional =
            self.regional.iter().flat_map(|(&script, names)| names.iter().map(move |name| (script, name.as_str())));
        own.chain(official).chain(regional)
    }
}

pub(super) fn read(
    fields: &mut Fields<'_>,
    file: &ContentFile,
    kind: EntityKind,
    letters: &Letters,
    rules: &Rules,
    config: &Config,
) -> EntityMeta {
    let said = match said_language(fields) {
        Some(Language::Chinese(script)) => script,
        _ => None,
    };
    let stem = hints(&file.within).stem;
    let outline = outline(&fields.text[fields.body..], rules.habits);
    let (formats, zone) = (&rules.date_formats, &config.time_zone);
    // What its kind does not name is kept for templates, as any unknown key is.
    let named = || kind.row().names.iter().map(|&named| (named, &config.kinds[named].keys));
    let places = EntityPlaces {
        id: fields.place_of(keys::ID),
        parent: fields.place_of(keys::PARENT),
        ties: named().map(|(named, keys)| (named, fields.place_of(keys))).collect(),
    };
    let id = chosen_slug(fields, keys::ID, true).unwrap_or_else(|| folder_slug(stem));
    let id = Some(id).filter(|id| !id.is_empty() && id != "index").unwrap_or_else(|| "entity".to_owned());
    let mut regional = BTreeMap::new();
    let mut names = names(fields, "names", &mut regional);
    if fields.is_table("name") {
        names.extend(self::names(fields, "name", &mut regional));
    }
    let written = fields.string(keys::NAME).or(outline.title);
    let script = said.or(rules.script);
    let name = written.or_else(|| official(&names, script, config)).unwrap_or_else(|| stem.to_owned());
    // Many files are a name and nothing else.
    let script = script.unwrap_or_else(|| match letters.script() {
        Some(_) => script_of(letters, config),
        None => script_of(&Letters::of(&name), config),
    });
    let place_of_end = fields.place_of(keys::END);
    let start = fields.date(keys::START, formats, zone);
    let end = fields.date(keys::END, formats, zone);
    let end = end_after(start, end, place_of_end, fields);
    let aliases = aliases(fields, &mut regional);
    EntityMeta {
        file: file.name.clone(),
        body: fields.body,
        kind,
        script,
        id,
        name,
        aliases,
        names,
        regional,
        reading: fields.string(keys::READING),
        category: fields.string(keys::CATEGORY),
        summary: fields.string(keys::ABOUT).or(outline.summary).unwrap_or_default(),
        parent: fields.string(keys::PARENT),
        ties: named().map(|(named, keys)| (named, fields.list(keys))).collect(),
        start,
        end,
        coordinates: coordinates(fields, kind),
        wikidata: identifier(fields, "wikidata", |id| {
            id.strip_prefix('Q').is_some_and(|number| number.parse::<u64>().is_ok())
        }),
        geonames: identifier(fields, "geonames", |id| id.parse::<u64>().is_ok()),
        mentions: fields.bool(keys::MENTIONS).unwrap_or(!kind.row().is_term),
        places,
        trusted_html: rules.trusted_html,
        habits: rules.habits,
        extra: fields.rest(),
    }
}

/// An end that is not before the start: one that is would be drawn backwards, and is left out.
fn end_after(start: Option<When>, end: Option<When>, place: Range<usize>, fields: &mut Fields<'_>) -> Option<When> {
    let (Some(from), Some(to)) = (start, end) else { return end };
    // 2024-07 does not end before 2024-07-05 begins.
    if to >= from || from.iso_date().starts_with(&to.iso_date()) {
        return end;
    }
    let message = sentence!("entity-end", end = to.iso(), start = from.iso());
    fields.report_at(Diagnostic::error(Kind::EntityDates, fields.file, message), place);
    None
}

/// An item's number in a register that others keep; a whole address is taken for its last part.
fn identifier(fields: &mut Fields<'_>, key: &str, is_right: impl Fn(&str) -> bool) -> Option<String> {
    let written = fields.string(&[key])?;
    let parts = written.trim_end_matches('/').split('/');
    let id = parts.rev().find(|part| is_right(part)).map(str::to_owned);
    if id.is_none() {
        fields.wrong(key, sentence!("entity-identifier", key, written));
    }
    id
}

/// `aliases`, as a list, or a list for each script.
fn aliases(fields: &mut Fields<'_>, regional: &mut BTreeMap<Script, Vec<String>>) -> Vec<String> {
    for key in keys::OTHER_NAMES {
        if !fields.is_table(key) {
            continue;
        }
        for (script, names) in by_script(fields, key) {
            regional.entry(script).or_default().extend(names);
        }
    }
    fields.list(keys::OTHER_NAMES)
}

/// `names`, by script: the official one, and after it others that are usual there.
fn names(fields: &mut Fields<'_>, key: &str, regional: &mut BTreeMap<Script, Vec<String>>) -> BTreeMap<Script, String> {
    let mut official = BTreeMap::new();
    for (script, mut names) in by_script(fields, key) {
        if names.is_empty() {
            continue;
        }
        official.insert(script, names.remove(0));
        if !names.is_empty() {
            regional.entry(script).or_default().extend(names);
        }
    }
    official
}

/// The name of an entity that has only official ones: that in its own script, or the first.
fn official(names: &BTreeMap<Script, String>, script: Option<Script>, config: &Config) -> Option<String> {
    let own = script.unwrap_or(config.source_script);
    names.get(&own).or_else(|| names.values().next()).cloned()
}

/// A table of texts, or of lists of texts, by script.
fn by_script(fields: &mut Fields<'_>, key: &str) -> Vec<(Script, Vec<String>)> {
    let entries = match fields.value(key) {
        None => return Vec::new(),
        Some(Value::Object(entries)) => entries,
        Some(_) => {
            fields.wrong(key, sentence!("entity-names", key));
            return Vec::new();
        }
    };
    let mut found = Vec::new();
    for (code, value) in entries {
        let names: Option<Vec<String>> = match value {
            Value::String(name) => Some(vec![name]),
            Value::Array(names) => names.into_iter().map(|name| name.as_str().map(str::to_owned)).collect(),
            _ => None,
        };
        match (code.parse::<Script>(), names) {
            (Ok(script), Some(names)) => found.push((script, names)),
            (Ok(_), None) => fields.wrong(key, sentence!("entity-names-of-script", key)),
            (Err(_), _) => fields.wrong(key, sentence!("entity-names-unknown-script", key, code)),
        }
    }
    found
}

/// A number, also one that was kept as it is written: `37.80`.
fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())
}

/// `coordinates: [lat, lon]`, or `lat` and `lon`.
fn coordinates(fields: &mut Fields<'_>, kind: EntityKind) -> Option<[f64; 2]> {
    let pair = fields.value("coordinates");
    let (lat, lon) = (fields.number("lat", -90.0..=90.0), fields.number("lon", -180.0..=180.0));
    if !kind.row().is_mapped && (pair.is_some() || lat.is_some() || lon.is_some()) {
        fields.wrong("coordinates", sentence!("coordinates-of-no-place"));
        return None;
    }
    if pair.is_none() && lat.is_some() != lon.is_some() {
        let key = if lat.is_some() { "lat" } else { "lon" };
        fields.wrong(key, sentence!("coordinates-half", key));
    }
    let Some(pair) = pair else {
        return Some([lat?, lon?]);
    };
    let numbers: Vec<f64> =
        pair.as_array().into_iter().flatten().map(|value| number(value).unwrap_or(f64::NAN)).collect();
    match numbers.as_slice() {
        &[lat, lon] if lat.abs() <= 90.0 && lon.abs() <= 180.0 => Some([lat, lon]),
        _ => {
            // Most lists of places have the longitude first.
            let are_swapped = matches!(numbers.as_slice(), [lon, lat] if lat.abs() <= 90.0 && lon.abs() <= 180.0);
            let message = if are_swapped { sentence!("coordinates-swapped") } else { sentence!("coordinates-wrong") };
            fields.wrong("coordinates", message);
            None
        }
    }
}
