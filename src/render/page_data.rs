//! What a page says, in all scripts, as JSON for programs.

use serde::ser::{Serialize, SerializeMap as _, Serializer};
use tera::{Map, Value};

use super::variables::Variables;
use crate::kinds::on_cards;

/// What an article in a list has that its own page has too.
fn on_its_own_page() -> impl Iterator<Item = &'static str> {
    std::iter::once("summary").chain(on_cards().map(|(_, folder)| folder))
}

/// The variables that say nothing of the page itself: the same on all pages, JSON already, or said by others.
const NOT_SAID: [&str; 4] = ["site", "json_ld", "kind", "busiest"];

/// What the versions of one page say: JSON, without the brace at its end.
#[derive(Default)]
pub(super) struct PageData(Vec<u8>);

/// The variables that a template gets, but for those that say nothing of the page.
struct Said<'v>(&'v Variables);

impl Serialize for Said<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let said = self.0.iter().filter(|(name, _)| !NOT_SAID.contains(name));
        serializer.collect_map(said.map(|(name, value)| match value.as_map() {
            // What the page itself is about is said in full.
            Some(own) => (name, Brief::Own(own)),
            None => (name, Brief::Any(value)),
        }))
    }
}

/// What is said in full but for what another file says, or what the same map has in another form: lists of
/// articles would make up most of all files.
enum Brief<'v> {
    Own(&'v Map),
    Any(&'v Value),
}

impl Serialize for Brief<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (map, is_own) = match *self {
            Self::Own(map) => (map, true),
            Self::Any(value) => match (value.as_array(), value.as_map()) {
                (Some(items), _) => return serializer.collect_seq(items.iter().map(Self::Any)),
                (None, Some(map)) => (map, false),
                (None, None) => return value.serialize(serializer),
            },
        };
        let has = |wanted: &str| map.keys().any(|key| key.as_str() == Some(wanted));
        let is_card = !is_own && on_its_own_page().all(has);
        let is_encoded = has("uri") && has("text");
        let mut entries = serializer.serialize_map(None)?;
        for (key, value) in map {
            let is_left_out = key
                .as_str()
                .is_some_and(|key| is_card && on_its_own_page().any(|own| own == key) || is_encoded && key == "uri");
            if is_left_out {
                continue;
            }
            match key.as_str() {
                // What dibao does not know is the author's own.
                Some("extra") => entries.serialize_entry(key, value)?,
                _ => entries.serialize_entry(key, &Self::Any(value))?,
            }
        }
        entries.end()
    }
}

impl PageData {
    /// Adds the version of a script or language.
    pub fn add(&mut self, lang: &str, variables: &Variables) {
        self.0.push(if self.0.is_empty() { b'{' } else { b',' });
        serde_json::to_writer(&mut self.0, lang).expect("writing to memory");
        self.0.push(b':');
        serde_json::to_writer(&mut self.0, &Said(variables)).expect("variables are plain data");
    }

    /// The whole file.
    pub fn json(mut self) -> Vec<u8> {
        self.0.push(b'}');
        self.0
    }
}

/// The file that a page's facts are written to, and the script or language of the page.
pub(super) fn file_of(variables: &Variables) -> Option<(String, String)> {
    let page = variables.get("page")?;
    let text = |key: &str| page.get_from_path(key).and_then(|text| text.as_str().map(str::to_owned));
    Some((text("json")?, text("lang")?))
}
