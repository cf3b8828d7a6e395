//! What dibao found in the input: where, what is wrong, and how to mend it.

mod finding;
mod findings;
pub mod kept;
mod kind;
mod message;
mod place;
mod report;
mod sentence;

use annotate_snippets::{Group, Level, Renderer};

pub use finding::Finding;
pub use findings::{Findings, LIMIT, Waivers, is_for};
pub use kind::{Kind, UnknownKind};
pub use message::{Diagnostic, Severity};
pub use place::{Lines, Place};
pub use report::{Report, placing};
pub(crate) use sentence::sentence;
pub use sentence::{Argument, Sentence, alternatives};

/// An error that is about no place in a file, as a person reads it in a terminal.
pub fn headline(message: &str) -> String {
    Renderer::styled().render(&[Group::with_title(Level::ERROR.primary_title(message))])
}

/// The known word that a misspelt one most likely meant.
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let scored = known.into_iter().map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate));
    let (distance, nearest) = scored.min()?;
    (distance <= 1 + word.chars().count() / 4).then_some(nearest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_only_what_is_near() {
        assert_eq!(did_you_mean("titel", ["title", "scripts"]), Some("title"));
        assert_eq!(did_you_mean("colour", ["title", "scripts"]), None);
    }
}
