//! The licence that a misspelt one most likely means.

use super::commons::Commons;
use super::license::License;
use super::statement::Statement;
use crate::diagnostic::{Sentence, sentence};

/// A longer text is a sentence, and no misspelling.
const LONGEST: usize = 48;

/// What is to be told of the value of a key that should be a licence; none if it is one, or empty.
pub fn fault(key: &str, written: &str) -> Option<Sentence> {
    License::read(written).filter(|license| !license.is_known())?;
    let written = shortened(written);
    Some(match nearest(&written) {
        Some(nearest) => sentence!("license-misspelt", key, written, nearest),
        None => sentence!("license-unknown", key, written),
    })
}

/// So much of a text as a message has room for.
fn shortened(text: &str) -> String {
    const ROOM: usize = 80;
    match text.char_indices().nth(ROOM) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The identifier of a known licence or statement that is nearest to a text; of one of Creative Commons also where it
/// stands within the text, or where its version is missing.
fn nearest(written: &str) -> Option<String> {
    if let Some(tool) = Commons::within(written) {
        return Some(tool.id());
    }
    let folded = fold(written);
    let length = folded.chars().count();
    if !(2..=LONGEST).contains(&length) {
        return None;
    }
    let licenses = spdx::identifiers::LICENSES.iter().map(|license| license.name);
    let known = Statement::all().map(Statement::name).chain(licenses);
    let scored = known.map(|known| (strsim::damerau_levenshtein(&folded, &fold(known)), known));
    let (distance, nearest) = scored.min()?;
    (distance <= 1 + length / 6 && distance < length).then(|| nearest.to_owned())
}

fn fold(text: &str) -> String {
    let text: String = text.chars().take(LONGEST + 1).collect();
    text.trim().to_lowercase().replace([' ', '_'], "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_licence_is_found() {
        for (written, expected) in [
            ("CC-BY-NC-AS-4.0", Some("CC-BY-NC-SA-4.0")),
            ("CC BY-NC-ND", Some("CC-BY-NC-ND-4.0")),
            ("署名-非商业性使用 4.0 国际 (CC BY-NC 4.0)", Some("CC-BY-NC-4.0")),
            ("InC-EUD", Some("InC-EDU")),
            ("Apache-2", Some("Apache-2.0")),
            ("MTI", Some("MIT")),
            ("javascript:alert(1)", None),
            ("版权所有", None),
            ("3", None),
        ] {
            assert_eq!(nearest(written).as_deref(), expected, "{written}");
        }
        assert_eq!(nearest(&"字".repeat(100_000)), None);
    }
}
