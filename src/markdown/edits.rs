//! The edits that make Markdown of a source's habits.

use std::ops::Range;

use crate::formerly::{Dialect, HeadingIds};

/// How a source writes Markdown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Habits {
    /// Whether lines that are indented by four spaces are code.
    pub indented_code: bool,
    /// Whether `#标题` is a heading.
    pub loose_headings: bool,
    /// Whose ids headings have.
    pub heading_ids: HeadingIds,
    /// What is Markdown beside CommonMark.
    pub dialect: Dialect,
}

impl Default for Habits {
    /// CommonMark's, with all that the dialect has by itself.
    fn default() -> Self {
        Self {
            indented_code: true,
            loose_headings: false,
            heading_ids: HeadingIds::default(),
            dialect: Dialect::default(),
        }
    }
}

/// A text that stands for a range of another.
#[derive(Debug)]
pub(super) struct Edit {
    pub range: Range<usize>,
    pub with: String,
}
