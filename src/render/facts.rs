//! What a page says, in all scripts, as JSON for programs.

use serde::ser::{Serialize, SerializeMap as _, Serializer};

use super::Variables;

/// What the versions of one page say: JSON, without the brace at its end.
#[derive(Default)]
pub(super) struct Facts(Vec<u8>);

/// The variables that a template gets, but for what is the same on all pages and what is JSON
/// already.
struct Said<'v>(&'v Variables);

impl Serialize for Said<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in self.0.iter().filter(|(name, _)| !matches!(**name, "site" | "json_ld")) {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl Facts {
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
