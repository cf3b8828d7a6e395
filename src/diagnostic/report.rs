//! The findings of a run, in order and each once.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize;

use super::findings;
use super::kind::Kind;
use super::message::{Diagnostic, Severity};
use super::place::Lines;
use super::sentence::{Sentence, sentence};

/// The findings of one run, sorted, and what they amount to.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// Sorted by file, line and column.
    pub diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// Sorts the findings, so that their order does not depend on which thread was first.
    pub fn new(mut diagnostics: Vec<Diagnostic>) -> Self {
        diagnostics.sort();
        diagnostics.dedup();
        let mut diagnostics = findings::limited(once_each(diagnostics));
        for found in diagnostics.iter_mut().filter(|found| found.more > 0) {
            add(&mut found.message, &sentence!("more-in-file", count = found.more));
        }
        Self { diagnostics }
    }

    /// The same, without a limit to the findings of a kind in a file.
    pub fn whole(mut diagnostics: Vec<Diagnostic>) -> Self {
        diagnostics.sort();
        diagnostics.dedup();
        Self { diagnostics: once_each(diagnostics) }
    }

    /// How many findings are of that severity, those that are only counted among them.
    pub fn count(&self, severity: Severity) -> usize {
        let of_severity = self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity);
        of_severity.map(|diagnostic| 1 + diagnostic.more).sum()
    }

    /// `2 errors, 1 warning`, or nothing.
    pub fn summary(&self) -> String {
        let (errors, warnings) = (self.count(Severity::Error), self.count(Severity::Warning));
        let errors = (errors > 0).then(|| sentence!("error-count", count = errors).text);
        let warnings = (warnings > 0).then(|| sentence!("warning-count", count = warnings).text);
        errors.into_iter().chain(warnings).collect::<Vec<_>>().join(", ")
    }
}

/// Adds a sentence to one or more.
fn add(text: &mut String, sentence: &Sentence) {
    text.push(' ');
    text.push_str(&sentence.text);
}

/// Takes findings with their place in a file, in bytes. `text_of` gives the text of a file, to
/// show the line of a finding; it is only asked where there is one, and once for those of one file that
/// come one after the other.
pub fn placing<'a>(
    text_of: &'a dyn Fn(&str) -> Option<String>,
    diagnostics: &'a mut Vec<Diagnostic>,
) -> impl FnMut(Diagnostic, Range<usize>) + 'a {
    let mut last: Option<(String, Option<(String, Lines)>)> = None;
    move |diagnostic, range| {
        if last.as_ref().is_none_or(|(file, _)| *file != diagnostic.file) {
            let text = text_of(&diagnostic.file).map(|text| (Lines::of(&text), text));
            last = Some((diagnostic.file.clone(), text.map(|(lines, text)| (text, lines))));
        }
        diagnostics.push(match &last {
            Some((_, Some((text, lines)))) => diagnostic.within(lines, text, range),
            _ => diagnostic,
        });
    }
}

/// Findings of a kind that is told once for all files: the first of each message, with how
/// many files have it.
fn once_each(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let is_once = |found: &Diagnostic| found.kind == Kind::ForeignTag && found.more == 0;
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for found in diagnostics.iter().filter(|found| is_once(found)) {
        *counts.entry(found.message.clone()).or_default() += 1;
    }
    let mut kept = diagnostics;
    kept.retain_mut(|found| {
        if !is_once(found) {
            return true;
        }
        match counts.remove(&found.message) {
            None => false,
            Some(count) => {
                if count > 1 {
                    add(&mut found.message, &sentence!("same-in-files", count));
                }
                true
            }
        }
    });
    kept
}
