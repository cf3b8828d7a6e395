//! A Markdown text made ready for the parser: tags of other generators made Markdown, the
//! habits of Chinese plain text made plain, and sentinels where emphasis needs them. Every
//! place in what the parser reads is known in what the author wrote.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::CowStr;

use super::edits::{Edit, Habits};
use super::formulas::{self, Formulas};
use super::notes::{self, Brackets};
use super::signs::Signs;
use super::{comments, emphasis, foreign, habits, inline, lines};
use crate::diagnostic::Finding;
use crate::formerly::{Dialect, HeadingIds};

/// One pass of edits: where each is in the new text, and what it stands for in the old one.
/// Both ascend.
#[derive(Debug, Default)]
struct Layer(Vec<(Range<usize>, Range<usize>)>);

impl Layer {
    /// Makes the edits, which are in order and apart.
    fn make(text: &str, edits: Vec<Edit>) -> (Self, String) {
        let mut out = String::with_capacity(text.len() + edits.iter().map(|edit| edit.with.len()).sum::<usize>());
        let mut layer = Vec::with_capacity(edits.len());
        let mut copied = 0;
        for Edit { range, with } in edits {
            out.push_str(&text[copied..range.start]);
            copied = range.end;
            layer.push((out.len()..out.len() + with.len(), range));
            out.push_str(&with);
        }
        out.push_str(&text[copied..]);
        (Self(layer), out)
    }

    /// A place of the new text in the old one. Within an edit, it is where what was edited begins
    /// or ends. What was taken away is before a `start`, and after an end.
    fn old(&self, offset: usize, is_start: bool) -> usize {
        let before = self.0.partition_point(|(new, _)| new.start < offset || is_start && new.start == offset);
        let Some((new, old)) = before.checked_sub(1).map(|index| &self.0[index]) else { return offset };
        match (offset < new.end, is_start) {
            (true, true) => old.start,
            (true, false) => old.end,
            (false, _) => old.end + offset - new.end,
        }
    }
}

/// Markdown made ready for the parser.
pub struct Prepared<'a> {
    source: &'a str,
    text: Cow<'a, str>,
    /// The signs that are in it.
    signs: Signs,
    sentinel: Option<char>,
    /// The formulas, whose numbers stand for them.
    formulas: Option<Formulas>,
    /// The brackets that stand for those of notes.
    notes: Option<Brackets>,
    heading_ids: HeadingIds,
    dialect: Dialect,
    /// In the order in which they were made.
    layers: Vec<Layer>,
    findings: Vec<Finding>,
}

impl<'a> Prepared<'a> {
    /// Prepares a text as its source writes Markdown.
    pub fn new(source: &'a str, habits: Habits) -> Self {
        let (heading_ids, dialect) = (habits.heading_ids, habits.dialect);
        let mut prepared = Self { heading_ids, dialect, ..Self::untouched(source) };
        // Each pass looks for its own markup, but in no text that has not even a sign of it.
        if prepared.signs.any(b"%{") {
            prepared.add(comments::edits(&prepared.text, habits), Vec::new());
        }
        if prepared.signs.any(b"$\\") {
            prepared.put_formulas(formulas::edits(&prepared.text, habits));
        }
        if prepared.signs.any(b"{") {
            let (edits, findings) = foreign::edits(&prepared.text, habits);
            prepared.add(edits, findings);
        }
        let (edits, findings) = habits::edits(&prepared.text, habits);
        prepared.add(edits, findings);
        if prepared.signs.any(b":!?]|") {
            prepared.add(lines::edits(&prepared.text, habits), Vec::new());
        }
        if dialect.notes
            && prepared.signs.any(b"^")
            && let Some((brackets, edits)) = notes::edits(&prepared.text)
        {
            prepared.add(edits, Vec::new());
            prepared.notes = Some(brackets);
        }
        if prepared.signs.any(b"=[^~:") {
            prepared.add(inline::edits(&prepared.text, habits), Vec::new());
        }
        prepared.with_sentinels()
    }

    /// Prepares a text that is to be read letter by letter.
    pub fn plain(source: &'a str) -> Self {
        let mut prepared = Self::untouched(source);
        prepared.put_formulas(formulas::plain_edits(&prepared.text));
        prepared.with_sentinels()
    }

    /// Puts numbers in the place of formulas.
    fn put_formulas(&mut self, found: Option<(Formulas, Vec<Edit>)>) {
        if let Some((formulas, edits)) = found {
            self.add(edits, Vec::new());
            self.formulas = Some(formulas);
        }
    }

    fn untouched(source: &'a str) -> Self {
        Self {
            source,
            text: Cow::Borrowed(source),
            signs: Signs::of(source),
            sentinel: None,
            formulas: None,
            notes: None,
            heading_ids: HeadingIds::default(),
            dialect: Dialect::default(),
            layers: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// Makes a pass of edits; its findings have their places in the text before it.
    fn add(&mut self, edits: Vec<Edit>, findings: Vec<Finding>) {
        for finding in findings {
            let range = self.source_range(finding.range);
            self.findings.push(Finding { range, ..finding });
        }
        if !edits.is_empty() {
            let (layer, text) = Layer::make(&self.text, edits);
            self.signs = Signs::of(&text);
            self.text = Cow::Owned(text);
            self.layers.push(layer);
        }
    }

    fn with_sentinels(mut self) -> Self {
        if let Some((sentinel, places)) = emphasis::sentinels(&self.text) {
            let with = sentinel.to_string();
            let edits = places.into_iter().map(|at| Edit { range: at..at, with: with.clone() }).collect();
            self.add(edits, Vec::new());
            self.sentinel = Some(sentinel);
        }
        self
    }

    /// What the parser is to read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whose ids its headings have.
    pub fn heading_ids(&self) -> HeadingIds {
        self.heading_ids
    }

    /// What its author wrote.
    pub fn source(&self) -> &'a str {
        self.source
    }

    /// What is Markdown in it beside CommonMark.
    pub(super) fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The signs that are in what the parser is to read.
    pub(super) fn signs(&self) -> Signs {
        self.signs
    }

    /// The formulas of a text that the parser gave, if it has any.
    pub(super) fn formulas_in(&self, text: &str) -> Option<&Formulas> {
        self.formulas.as_ref().filter(|formulas| formulas.are_in(text))
    }

    /// What is to be said of the text, in the source's bytes.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// A range of `text` as a range of the source.
    pub fn source_range(&self, range: Range<usize>) -> Range<usize> {
        let place = |offset: usize, is_start: bool| {
            self.layers.iter().rev().fold(offset, |offset, layer| layer.old(offset, is_start))
        };
        let start = place(range.start, true);
        start..place(range.end, false).max(start)
    }

    /// The brackets that stand in texts for those of notes, if there are any.
    pub(super) fn notes(&self) -> Option<Brackets> {
        self.notes
    }

    /// A string that the parser gave, as its author wrote it.
    pub fn clean<'b>(&self, text: CowStr<'b>) -> CowStr<'b> {
        let mut text = self.clean_text(text);
        if let Some(formulas) = &self.formulas {
            text = formulas.restored(text);
        }
        match self.notes {
            Some(brackets) => brackets.restored(text),
            None => text,
        }
    }

    /// The same of a text, in which notes are still marked.
    pub fn clean_text<'b>(&self, text: CowStr<'b>) -> CowStr<'b> {
        match self.sentinel {
            Some(sentinel) if text.contains(sentinel) => text.replace(sentinel, "").into(),
            _ => text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_of_the_source() {
        let source = "　　一\n　　二**“三”**四 [五](六 七.md)\n\n{% raw %}{{ 八 }}{% endraw %}九";
        let prepared = Prepared::new(source, Habits::default());
        for letter in ["一", "二", "三", "四", "五", "七", "八", "九"] {
            let at = prepared.text().find(letter).unwrap();
            let range = prepared.source_range(at..at + letter.len());
            assert_eq!(&source[range], letter, "{:?}", prepared.text());
        }
    }
}
