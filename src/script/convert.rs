//! What every engine of script conversion does.

use super::align::{Aligned, Sink as _, Why};

/// Something that converts text from one script to another.
pub trait Convert: Send + Sync {
    /// Appends the converted text to `out`.
    fn convert_into(&self, text: &str, out: &mut String);

    /// The converted text.
    fn convert(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len() + text.len() / 8);
        self.convert_into(text, &mut out);
        out
    }

    /// The converted text with its alignment. An engine that does not tell of its matches
    /// is taken to convert character by character where that fits.
    fn align(&self, text: &str) -> Aligned {
        let mut aligned = Aligned::default();
        let target = self.convert(text);
        if target.chars().count() == text.chars().count() {
            let pairs = text.chars().zip(target.chars());
            pairs.for_each(|(from, to)| aligned.character(from, to));
        } else {
            aligned.put(text.len(), &target, Why::Phrase);
        }
        aligned
    }
}

/// A configuration name that OpenCC does not have.
#[derive(Debug, thiserror::Error)]
#[error("OpenCC has no configuration `{name}`; it has {known}.")]
pub struct UnknownConfig {
    name: String,
    known: String,
}

impl UnknownConfig {
    pub(super) fn new(name: &str, known: impl Iterator<Item = &'static str>) -> Self {
        Self { name: name.to_owned(), known: known.collect::<Vec<_>>().join(", ") }
    }
}
