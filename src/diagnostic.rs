//! What dibao found in the input: where, what is wrong, and how to mend it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde::Serialize;

pub mod kept;
mod kind;

pub use kind::{Kind, UnknownKind};

/// How much a finding matters: an error makes the exit code 1, a warning does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Something was left out or cannot be right.
    Error,
    /// The build is whole, but somebody should look.
    Warning,
}

/// A place in a text file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// The text of that line, to show.
    #[serde(skip)]
    excerpt: String,
    /// What to underline, in bytes of `excerpt`.
    #[serde(skip)]
    marked: (usize, usize),
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Diagnostic {
    /// The file, relative to the site's root, with `/`.
    pub file: String,
    /// Where in the file; absent when the finding is about the whole of it.
    #[serde(flatten)]
    pub place: Option<Place>,
    /// Error or warning.
    pub severity: Severity,
    /// A stable word for machines, such as `front-matter`.
    #[serde(rename = "code")]
    pub kind: Kind,
    /// What is wrong, as a sentence.
    pub message: String,
    /// How to mend it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error about a file as a whole.
    pub fn error(kind: Kind, file: impl Into<String>, message: impl Into<String>) -> Self {
        Self { file: file.into(), place: None, severity: Severity::Error, kind, message: message.into(), help: None }
    }

    /// A warning about a file as a whole.
    pub fn warning(kind: Kind, file: impl Into<String>, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(kind, file, message) }
    }

    /// Points at a range of bytes of the file's text.
    #[must_use]
    pub fn at(self, text: &str, range: Range<usize>) -> Self {
        let start = floor_boundary(text, range.start);
        let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |newline| start + newline);
        let excerpt = text[line_start..line_end].trim_end_matches('\r');
        let end = floor_boundary(text, range.end).clamp(start, line_start + excerpt.len().max(start - line_start));
        let place = Place {
            line: text[..start].matches('\n').count() + 1,
            column: text[line_start..start].chars().count() + 1,
            excerpt: excerpt.to_owned(),
            marked: (start - line_start, end - line_start),
        };
        Self { place: Some(place), ..self }
    }

    /// Points at a line, where the text is not at hand.
    #[must_use]
    pub fn at_line(self, line: usize) -> Self {
        Self { place: Some(Place { line, column: 1, excerpt: String::new(), marked: (0, 0) }), ..self }
    }

    /// Says how to mend it.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// `file:line:column`, or `file` alone.
    pub fn location(&self) -> String {
        match &self.place {
            Some(place) => format!("{}:{}:{}", self.file, place.line, place.column),
            None => self.file.clone(),
        }
    }

    /// The finding as a person reads it in a terminal, with the line in question. The styles
    /// are ANSI escapes; print through `anstream`, which drops them where they do not belong.
    pub fn render(&self) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let title = level.primary_title(&self.message).id(self.kind.code());
        let mut group = match &self.place {
            Some(place) if !place.excerpt.is_empty() => {
                let (start, end) = place.marked;
                let snippet = Snippet::source(&place.excerpt).line_start(place.line).path(&self.file).fold(false);
                Group::with_title(title).element(snippet.annotation(AnnotationKind::Primary.span(start..end)))
            }
            _ => Group::with_title(title).element(annotate_snippets::Origin::path(self.location())),
        };
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(help));
        }
        Renderer::styled().render(&[group])
    }
}

impl std::fmt::Display for Diagnostic {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}: {}", self.location(), self.message)?;
        match &self.help {
            Some(help) => write!(formatter, " {help}"),
            None => Ok(()),
        }
    }
}

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
        Self { diagnostics: once_each(diagnostics) }
    }

    /// How many findings are of that severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }

    /// `2 errors, 1 warning`, or nothing.
    pub fn summary(&self) -> String {
        let mut text = String::new();
        for (severity, one) in [(Severity::Error, "error"), (Severity::Warning, "warning")] {
            match self.count(severity) {
                0 => {}
                count => {
                    let (comma, plural) = (if text.is_empty() { "" } else { ", " }, if count == 1 { "" } else { "s" });
                    write!(text, "{comma}{count} {one}{plural}").expect("writing to a string");
                }
            }
        }
        text
    }
}

/// Takes findings with their place in a file, in bytes. `text_of` gives the text of a file, to
/// show the line of a finding; it is only asked where there is one.
pub fn placing<'a>(
    text_of: &'a dyn Fn(&str) -> Option<String>,
    diagnostics: &'a mut Vec<Diagnostic>,
) -> impl FnMut(Diagnostic, Range<usize>) + 'a {
    move |diagnostic, range| {
        diagnostics.push(match text_of(&diagnostic.file) {
            Some(text) => diagnostic.at(&text, range),
            None => diagnostic,
        });
    }
}

/// Findings of a kind that is told once for all files: the first of each message, with how
/// many files have it.
fn once_each(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let is_once = |found: &Diagnostic| found.kind == Kind::ForeignTag;
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
                    write!(found.message, " It is in {count} files.").expect("writing to a string");
                }
                true
            }
        }
    });
    kept
}

/// An error that is about no place in a file, as a person reads it in a terminal.
pub fn headline(message: &str) -> String {
    Renderer::styled().render(&[Group::with_title(Level::ERROR.primary_title(message))])
}

/// The nearest character boundary at or before a byte, within the text.
fn floor_boundary(text: &str, byte: usize) -> usize {
    text.floor_char_boundary(byte.min(text.len()))
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
    fn columns_count_characters() {
        let text = "标题: 一\n日期: 昨天\n";
        let start = text.find("昨天").unwrap();
        let found = Diagnostic::error(Kind::Date, "a.md", "No date.").at(text, start..start + 6);
        assert_eq!(found.location(), "a.md:2:5");
        let drawn = anstream::adapter::strip_str(&found.render()).to_string();
        assert!(drawn.contains("a.md:2:5") && drawn.contains("日期: 昨天"), "{drawn}");
    }

    #[test]
    fn a_range_beyond_the_text_is_its_end() {
        let found = Diagnostic::error(Kind::Date, "a.md", "Ends early.").at("一", 2..900);
        assert_eq!(found.location(), "a.md:1:1");
        assert!(!found.render().is_empty());
    }

    #[test]
    fn suggests_only_what_is_near() {
        assert_eq!(did_you_mean("titel", ["title", "scripts"]), Some("title"));
        assert_eq!(did_you_mean("colour", ["title", "scripts"]), None);
    }
}
