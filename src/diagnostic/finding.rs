//! A finding in a text of which nobody has said yet which file it is.

use std::ops::Range;

use super::kind::Kind;
use super::message::{Diagnostic, Severity};
use super::place::Lines;
use super::sentence::Sentence;

/// Something that is wrong in a text, before anybody knows which file the text is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How grave it is.
    pub severity: Severity,
    /// What it is about.
    pub kind: Kind,
    /// What is wrong, and how to mend it.
    pub sentence: Sentence,
    /// Where it is, in bytes of the text.
    pub range: Range<usize>,
}

impl Finding {
    /// An error at a range of bytes of the text.
    pub fn error(kind: Kind, sentence: Sentence, range: Range<usize>) -> Self {
        Self { severity: Severity::Error, kind, sentence, range }
    }

    /// A warning at a range of bytes of the text.
    pub fn warning(kind: Kind, sentence: Sentence, range: Range<usize>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(kind, sentence, range) }
    }

    /// The same in a longer text, of which this one begins at a byte.
    #[must_use]
    pub fn after(self, start: usize) -> Self {
        Self { range: start + self.range.start..start + self.range.end, ..self }
    }

    /// The finding in a file that has this text.
    pub fn in_file(self, file: &str, text: &str) -> Diagnostic {
        self.within(&Lines::default(), file, text)
    }

    /// The same, for a text whose lines are counted already.
    pub fn within(self, lines: &Lines, file: &str, text: &str) -> Diagnostic {
        let Self { severity, kind, sentence, range } = self;
        let found = match severity {
            Severity::Error => Diagnostic::error(kind, file, sentence),
            Severity::Warning => Diagnostic::warning(kind, file, sentence),
        };
        found.within(lines, text, range)
    }
}
