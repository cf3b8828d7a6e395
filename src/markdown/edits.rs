//! The edits that make Markdown of a source's habits.

use std::ops::Range;

use crate::formerly::HeadingIds;

/// How a source writes Markdown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Habits {
    /// Whether lines that are indented by four spaces are code.
    pub indented_code: bool,
    /// Whether `#标题` is a heading.
    pub loose_headings: bool,
    /// Whose ids headings have.
    pub heading_ids: HeadingIds,
}

impl Default for Habits {
    /// CommonMark's.
    fn default() -> Self {
        Self { indented_code: true, loose_headings: false, heading_ids: HeadingIds::default() }
    }
}

/// A text that stands for a range of another.
#[derive(Debug)]
pub(super) struct Edit {
    pub range: Range<usize>,
    pub with: String,
}
