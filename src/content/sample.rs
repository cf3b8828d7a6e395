//! Files as a survey sees them, which has no configuration to read them by.

use super::{decode, language, path_hints};
use crate::front_matter::{self, Fields, body_start, keys};
use crate::script::Script;

/// A file as a survey sees it.
pub struct Sample {
    /// Its text.
    pub text: String,
    /// Where its body begins, in bytes; 0 where there is no front matter.
    pub body_start: usize,
    /// Its encoding, by its label, if that is not UTF-8.
    pub encoding: Option<String>,
    /// The script of its text, if that tells.
    pub script: Option<Script>,
    /// Whether its front matter has a title.
    pub has_title: bool,
    /// Its date as its front matter has it.
    pub date: Option<String>,
}

/// Looks at a file without reading what it says.
pub fn sample(bytes: &[u8]) -> Sample {
    let decode::Decoded { text, encoding, .. } = decode::decode(bytes, None);
    let body_start = body_start(&text);
    let script = language::Letters::of(&text[body_start..]).script();
    let parsed = front_matter::parse(&text, None, &mut Vec::new());
    let mut ignored = Vec::new();
    let fields = Fields::new(parsed, &text, "", &mut ignored);
    let (has_title, date) = (fields.peek(keys::TITLE).is_some(), fields.peek(keys::DATE));
    Sample { body_start, script, has_title, date, text, encoding }
}

/// Whether a file is called like a day, and nothing else: `2024-07-04.md`, `2024/07/04.md`.
pub fn is_day_file(name: &str) -> bool {
    let hints = path_hints::hints(name);
    let is_number = |letter: char| letter.is_ascii_digit() || "-_.年月日".contains(letter);
    hints.date.is_some_and(|date| date.day.is_some()) && hints.stem.chars().all(is_number)
}

/// The entries of a YAML text at its top, mended where that is needed; for the configurations
/// of other generators.
pub fn parse_yaml(text: &str) -> serde_json::Map<String, serde_json::Value> {
    front_matter::entries(text)
}
