//! Events and locations that have a file of their own.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use super::article::{said_language, script_of};
use super::fields::Fields;
use super::language::{Language, Letters};
use super::path_hints::hints;
use super::rules::Rules;
use super::{ContentFile, When, slug};
use crate::config::Config;
use crate::markdown::{Habits, outline};
use crate::script::Script;

/// What an entity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum EntityKind {
    /// Something that happened.
    Event,
    /// Somewhere.
    Location,
}

impl EntityKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Event, Self::Location];

    /// The folder of its files in the content, and of its pages in the output.
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Event => "events",
            Self::Location => "locations",
        }
    }
}

/// An event or a location. Texts are in its own script.
#[derive(Debug)]
pub struct EntityMeta {
    /// The file, relative to the site's root; empty for one that only articles name.
    pub file: String,
    /// Where its body begins, in bytes.
    pub body: usize,
    /// Event or location.
    pub kind: EntityKind,
    /// The script it is written in.
    pub script: Script,
    /// The last part of its address, by which articles may name it.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What else it is called.
    pub aliases: Vec<String>,
    /// Its official name in scripts and regions that have one of their own.
    pub names: BTreeMap<Script, String>,
    /// A sentence or two.
    pub summary: String,
    /// The id or name of what it is part of.
    pub parent: Option<String>,
    /// Where an event took place: ids or names.
    pub locations: Vec<String>,
    /// When an event began.
    pub start: Option<When>,
    /// When it ended.
    pub end: Option<When>,
    /// A location's latitude and longitude, in degrees (WGS 84).
    pub coordinates: Option<[f64; 2]>,
    /// Its item in Wikidata, such as `Q1234`.
    pub wikidata: Option<String>,
    /// Whether its raw HTML passes unfiltered.
    pub trusted_html: bool,
    /// How its Markdown is read.
    pub habits: Habits,
    /// What dibao does not know, for the site's templates.
    pub extra: Map<String, Value>,
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
    let id = fields.string(&["id", "slug"]).unwrap_or_else(|| stem.to_owned());
    let id = Some(slug(&id)).filter(|id| !id.is_empty() && id != "index").unwrap_or_else(|| "entity".to_owned());
    let name = fields.string(&["name", "title"]).or(outline.title).unwrap_or_else(|| stem.to_owned());
    EntityMeta {
        file: file.name.clone(),
        body: fields.body,
        kind,
        script: said.or(rules.script).unwrap_or_else(|| script_of(letters, config)),
        id,
        name,
        aliases: fields.list(&["aliases", "alias"]),
        names: names(fields),
        summary: fields.string(&["summary", "description"]).or(outline.summary).unwrap_or_default(),
        parent: fields.string(&["parent"]),
        locations: fields.list(&["locations", "location"]),
        start: fields.date(&["start", "date"], formats, zone),
        end: fields.date(&["end"], formats, zone),
        coordinates: coordinates(fields),
        wikidata: fields.string(&["wikidata"]),
        trusted_html: rules.trusted_html,
        habits: rules.habits,
        extra: fields.rest(),
    }
}

/// `names`, by script.
fn names(fields: &mut Fields<'_>) -> BTreeMap<Script, String> {
    let mut names = BTreeMap::new();
    let entries = match fields.value("names") {
        None => return names,
        Some(Value::Object(entries)) => entries,
        Some(_) => {
            fields.wrong("names", "should give a name for each script");
            return names;
        }
    };
    for (code, name) in entries {
        match (code.parse::<Script>(), name) {
            (Ok(script), Value::String(name)) => {
                names.insert(script, name);
            }
            (Ok(_), _) => fields.wrong("names", "should give a name for each script"),
            (Err(error), _) => fields.wrong("names", &format!("is wrong: {error}")),
        }
    }
    names
}

/// `coordinates: [lat, lon]`, or `lat` and `lon`.
fn coordinates(fields: &mut Fields<'_>) -> Option<[f64; 2]> {
    let pair = fields.value("coordinates");
    let (lat, lon) = (fields.number("lat", -90.0..=90.0), fields.number("lon", -180.0..=180.0));
    let Some(pair) = pair else {
        return Some([lat?, lon?]);
    };
    let numbers: Vec<f64> = pair.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    match numbers.as_slice() {
        &[lat, lon] if lat.abs() <= 90.0 && lon.abs() <= 180.0 => Some([lat, lon]),
        _ => {
            fields.wrong("coordinates", "should be `[latitude, longitude]` in degrees");
            None
        }
    }
}
