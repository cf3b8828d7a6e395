//! Findings as a build keeps them for the next one. What machines are given lacks the text of the line.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::message::{Diagnostic, Severity};
use super::place::Place;

#[derive(Serialize, Deserialize)]
struct Kept {
    file: String,
    /// Line, column, the line's text, and what is marked in it.
    place: Option<(usize, usize, String, (usize, usize))>,
    is_error: bool,
    kind: String,
    message: String,
    help: Option<String>,
    more: usize,
}

/// For `serde(with = …)`.
pub fn serialize<S: Serializer>(all: &[Diagnostic], serializer: S) -> Result<S::Ok, S::Error> {
    let kept = |found: &Diagnostic| Kept {
        file: found.file.clone(),
        place: found.place.as_ref().map(|place| (place.line, place.column, place.excerpt.clone(), place.marked)),
        is_error: found.severity == Severity::Error,
        kind: found.kind.code().to_owned(),
        message: found.message.clone(),
        help: found.help.clone(),
        more: found.more,
    };
    serializer.collect_seq(all.iter().map(kept))
}

/// For `serde(with = …)`.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Diagnostic>, D::Error> {
    let all = Vec::<Kept>::deserialize(deserializer)?;
    let found = |kept: Kept| {
        let place = kept.place.map(|(line, column, excerpt, marked)| Place { line, column, excerpt, marked });
        Ok(Diagnostic {
            file: kept.file,
            place,
            severity: if kept.is_error { Severity::Error } else { Severity::Warning },
            kind: kept.kind.parse().map_err(D::Error::custom)?,
            message: kept.message,
            help: kept.help,
            more: kept.more,
        })
    };
    all.into_iter().map(found).collect()
}
