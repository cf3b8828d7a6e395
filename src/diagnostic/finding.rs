//! A finding in a text of which nobody has said yet which file it is.

use std::ops::Range;

use super::kind::Kind;
use super::message::{Diagnostic, Severity};
use super::place::Lines;

/// Something that is wrong in a text, before anybody knows which file the text is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How grave it is.
    pub severity: Severity,
    /// What it is about.
    pub kind: Kind,
    /// What is wrong, as a sentence.
    pub message: String,
    /// How to mend it, as a sentence.
    pub help: Option<String>,
    /// Where it is, in bytes of the text.
    pub range: Range<usize>,
}

impl Finding {
    /// A finding at a range of bytes of the text.
    pub fn new(severity: Severity, kind: Kind, message: String, range: Range<usize>) -> Self {
        Self { severity, kind, message, help: None, range }
    }

    /// Adds how to mend it.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// The finding in a file that has this text.
    pub fn diagnostic(self, file: &str, text: &str) -> Diagnostic {
        self.within(&Lines::default(), file, text)
    }

    /// The same, for a text whose lines are counted already.
    pub fn within(self, lines: &Lines, file: &str, text: &str) -> Diagnostic {
        let Self { severity, kind, message, help, range } = self;
        let found = match severity {
            Severity::Error => Diagnostic::error(kind, file, message),
            Severity::Warning => Diagnostic::warning(kind, file, message),
        };
        Diagnostic { help, ..found }.within(lines, text, range)
    }
}
