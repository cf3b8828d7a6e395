//! One finding in a file: its kind, place and severity, and the way it is drawn on a terminal.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde::Serialize;

use super::kind::Kind;
use super::place::{Lines, Place};
use super::sentence::Sentence;

/// How much a finding matters: an error makes the exit code 1, a warning does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Something was left out or cannot be right.
    Error,
    /// The build is whole, but somebody should look.
    Warning,
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
    /// How many more of its kind there are in the file, which are not told one by one.
    #[serde(skip_serializing_if = "is_zero")]
    pub more: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

impl Diagnostic {
    /// An error about a file as a whole.
    pub fn error(kind: Kind, file: impl Into<String>, sentence: Sentence) -> Self {
        let Sentence { text: message, help } = sentence;
        Self { file: file.into(), place: None, severity: Severity::Error, kind, message, help, more: 0 }
    }

    /// A warning about a file as a whole.
    pub fn warning(kind: Kind, file: impl Into<String>, sentence: Sentence) -> Self {
        Self { severity: Severity::Warning, ..Self::error(kind, file, sentence) }
    }

    /// Points at a range of bytes of the file's text. Where there may be many findings in one text,
    /// `within` is the cheaper way.
    #[must_use]
    pub fn at(self, text: &str, range: Range<usize>) -> Self {
        self.within(&Lines::default(), text, range)
    }

    /// Points at a range of bytes of the file's text, by the lines that are known of it.
    #[must_use]
    pub fn within(self, lines: &Lines, text: &str, range: Range<usize>) -> Self {
        Self { place: Some(lines.place(text, range)), ..self }
    }

    /// Points at a line, where the text is not at hand.
    #[must_use]
    pub fn at_line(self, line: usize) -> Self {
        Self { place: Some(Place::of_line(line)), ..self }
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
                let snippet = Snippet::source(&place.excerpt).line_start(place.line).fold(false);
                let snippet = snippet.annotation(AnnotationKind::Primary.span(start..end));
                Group::with_title(title).element(snippet.path(&self.file))
            }
            _ => Group::with_title(title).element(Origin::path(self.location())),
        };
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(help));
        }
        let drawn = Renderer::styled().render(&[group]);
        match &self.place {
            // The renderer counts the column in the excerpt.
            Some(place) if place.column_shown() != place.column => {
                let shown = format!("{}:{}:{}", self.file, place.line, place.column_shown());
                drawn.replacen(&shown, &self.location(), 1)
            }
            _ => drawn,
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let text = "标题: 一\n日期: 昨天\n";
        let start = text.find("昨天").unwrap();
        let found = Diagnostic::error(Kind::Date, "a.md", Sentence::of_test("No date.")).at(text, start..start + 6);
        assert_eq!(found.location(), "a.md:2:5");
        let drawn = anstream::adapter::strip_str(&found.render()).to_string();
        assert!(drawn.contains("a.md:2:5") && drawn.contains("日期: 昨天"), "{drawn}");
    }

    #[test]
    fn a_long_line_is_drawn_around_its_place() {
        for (before, after) in [("字", "字"), ("a", "字"), ("\t", "b"), ("😀", "é"), ("[字](x) ", "*")] {
            let (before, after) = (before.repeat(3000), after.repeat(3000));
            let text = format!("{before}〖此处〗{after}");
            let (start, column) = (before.len(), before.chars().count() + 1);
            let found = Diagnostic::error(Kind::DeadLink, "a.md", Sentence::of_test("No such page."))
                .at(&text, start..start + 12);
            let drawn = anstream::adapter::strip_str(&found.render()).to_string();
            let lines: Vec<&str> = drawn.lines().collect();
            assert!(drawn.contains(&format!("--> a.md:1:{column}\n")), "{drawn}");
            let (line, marks) = (lines[3], lines[4]);
            assert!(line.contains("〖此处〗") && line.chars().count() < 250, "{drawn}");
            // The marks stand below what they mark, in columns of a terminal, where a tab is four.
            let width = |text: &str| unicode_width::UnicodeWidthStr::width(text.replace('\t', "    ").as_str());
            let at = line.find('〖').unwrap();
            assert_eq!(width(&marks[..marks.find('^').unwrap()]), width(&line[..at]), "{drawn}");
            assert_eq!(marks.matches('^').count(), 8, "{drawn}");
        }
    }

    #[test]
    fn a_range_beyond_the_text_is_its_end() {
        let found = Diagnostic::error(Kind::Date, "a.md", Sentence::of_test("Ends early.")).at("一", 2..900);
        assert_eq!(found.location(), "a.md:1:1");
        assert!(!found.render().is_empty());
    }
}
