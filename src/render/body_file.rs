//! Content files whose bodies are rendered, and what is found in them.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::ops::Range;

use super::outcome::Outcome;
use crate::content::{ArticleMeta, MediaRights};
use crate::diagnostic::{Diagnostic, Finding, Kind, Lines, Sentence};
use crate::script::Script;

/// A content file whose body is to be rendered.
pub(super) struct BodyFile<'a> {
    pub file: &'a str,
    pub text: &'a str,
    pub start: usize,
    /// The page's title, which the body need not repeat.
    pub title: &'a str,
    pub trusted_html: bool,
    /// The script of its text.
    pub script: Script,
    /// Its language, if that is not Chinese.
    pub foreign: Option<&'a str>,
    /// The rights in its pictures, as far as it says so itself.
    pub media: &'a [MediaRights],
    /// Where its lines are, once that is asked.
    pub lines: OnceCell<Lines>,
}

impl<'a> BodyFile<'a> {
    /// A version of an article, in its file's text.
    pub fn of(version: &'a ArticleMeta, text: &'a str) -> Self {
        Self {
            file: &version.file,
            text,
            start: version.body.start,
            title: &version.title,
            trusted_html: version.trusted_html,
            script: version.script,
            foreign: version.foreign.as_deref(),
            media: &version.media,
            lines: OnceCell::new(),
        }
    }

    /// A finding at a range of bytes of the file.
    pub fn at(&self, found: Diagnostic, range: Range<usize>) -> Diagnostic {
        found.within(self.lines.get_or_init(|| Lines::of(self.text)), self.text, range)
    }

    /// A finding at a range of bytes of the body.
    pub fn in_body(&self, found: Diagnostic, range: &Range<usize>) -> Diagnostic {
        self.at(found, self.start + range.start..self.start + range.end)
    }
}

/// What is wrong with an author's markup of forms, each fault once however many scripts
/// meet it.
#[derive(Default)]
pub(super) struct Faults(BTreeSet<(usize, Sentence)>);

impl Faults {
    pub fn add(&mut self, at: usize, fault: &Finding) {
        self.0.insert((at, fault.sentence.clone()));
    }

    pub fn report(self, source: &BodyFile<'_>, outcome: &mut Outcome) {
        for (at, message) in self.0 {
            let start = source.start + at;
            let found = Diagnostic::error(Kind::VariantMarkup, source.file, message);
            outcome.diagnostics.push(source.at(found, start..start + 2));
        }
    }
}
