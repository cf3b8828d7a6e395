//! Cells that a row of a table has beyond those of its head. The parser leaves them out, as GitHub's Markdown says
//! (["The remainder of the table's rows may vary in the number of cells … the excess is
//! ignored"](https://github.github.com/gfm/#tables-extension-)), so that their words are nowhere.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use super::prepared::Prepared;
use super::syntax::{Events, options};
use crate::diagnostic::{Finding, Kind, sentence};

/// One finding for all such rows of a text, at the first.
pub(super) fn findings(prepared: &Prepared<'_>, events: &Events<'_>) -> Option<Finding> {
    let is_table = |(event, _): &(Event<'_>, Range<usize>)| matches!(event, Event::Start(Tag::Table(_)));
    if !events.iter().any(is_table) {
        return None;
    }
    // Rows as the parser reads them, where formulas and tags with a `|` are something else by now.
    let text = prepared.text();
    let mut columns = 0;
    let mut rows: Vec<Range<usize>> = Vec::new();
    for (event, range) in Parser::new_ext(text, options(prepared.dialect())).into_offset_iter() {
        match event {
            Event::Start(Tag::Table(alignments)) => columns = alignments.len(),
            Event::Start(Tag::TableRow) => {
                let row = text[range.clone()].trim_end();
                let says_more = cells(row).skip(columns).any(|cell| !cell.trim().is_empty());
                rows.extend(says_more.then(|| range.start..range.start + row.len()));
            }
            _ => {}
        }
    }
    let sentence = sentence!("cells-lost", count = rows.len(), columns);
    let first = rows.into_iter().next()?;
    Some(Finding::error(Kind::LostCells, sentence, prepared.source_range(first)))
}

/// The cells of a row, as the parser cuts it: at each `|` without a backslash before it, also in code.
fn cells(row: &str) -> impl Iterator<Item = &str> {
    let row = row.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let mut is_escaped = false;
    row.split(move |character| {
        let ends = character == '|' && !is_escaped;
        is_escaped = character == '\\' && !is_escaped;
        ends
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::{Habits, parse};

    #[test]
    fn rows_with_words_in_too_many_cells_are_told_once() {
        let head = "| 甲 | 乙 |\n|---|---|\n";
        for (rows, told) in [
            ("| 一 | 二 | 三 |\n| 四 | 五 | 六 |\n", Some("| 一 | 二 | 三 |")),
            ("| 一 | 二 |\n| `a || b` | 或 |\n", Some("| `a || b` | 或 |")),
            ("一 | 二 | 三\n", Some("一 | 二 | 三")),
            ("| 一 | 二 | |\n", None),
            ("| 一 | 二 |\n| 三 |\n", None),
            (r"| a \| b | 二 |", None),
            ("| $a|b$ | 二 |", None),
            (r"| a \\| 二 | 三 |", Some(r"| a \\| 二 | 三 |")),
        ] {
            let source = format!("{head}{rows}");
            let prepared = Prepared::new(&source, Habits::default());
            let found: Vec<_> = parse(&prepared).findings;
            let own: Vec<&str> = found
                .iter()
                .filter(|finding| finding.kind == Kind::LostCells)
                .map(|finding| &source[finding.range.clone()])
                .collect();
            assert_eq!(own, told.into_iter().collect::<Vec<_>>(), "{rows}");
        }
    }
}
