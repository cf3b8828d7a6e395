//! The Markdown that dibao reads, as events of its parser.

use std::ops::Range;

use pulldown_cmark::{Event, Options};

/// A parsed article: events, each with the bytes of the source that it came from.
pub type Events<'a> = Vec<(Event<'a>, Range<usize>)>;

/// The Markdown that dibao reads: CommonMark with tables, footnotes, strikethrough, task
/// lists and heading attributes. No smart punctuation: it would rewrite the quotation
/// marks of Chinese text.
pub fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
}
