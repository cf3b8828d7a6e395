//! The Markdown that dibao reads, as events of its parser.

use std::ops::Range;

use pulldown_cmark::{Event, Options};

use crate::formerly::Dialect;

/// A parsed article: events, each with the bytes of the source that it came from.
pub type Events<'a> = Vec<(Event<'a>, Range<usize>)>;

/// The Markdown that dibao reads: CommonMark with tables, footnotes, strikethrough, task
/// lists, heading attributes and definition lists. No smart punctuation: it would rewrite the quotation
/// marks of Chinese text. Not the parser's formulas (`formulas.rs` says why), nor its alerts, which have no titles of
/// their own, nor its wiki links, which take `[[1]](a.html)` for one, nor its raised and lowered letters, which end at no
/// letter: `x^2^` is none to it.
pub fn options(dialect: Dialect) -> Options {
    let all = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST;
    if dialect.definitions { all } else { all - Options::ENABLE_DEFINITION_LIST }
}
