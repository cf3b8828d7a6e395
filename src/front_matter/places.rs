//! Places that a parser tells by line and column, in bytes.

use std::ops::Range;

use crate::diagnostic::Sentence;

/// The byte of a line and column, both from 1, the column in characters.
pub(super) fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = &text[start.min(text.len())..];
    start.min(text.len()) + rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(at, _)| at)
}

/// Where the line of a byte ends.
fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |newline| at + newline)
}

/// Why a block has no values. It is not a finding yet: it comes after the colon of a sentence about the whole block,
/// and is often the parser's own words.
#[derive(Debug)]
pub(super) struct Unparsed {
    /// What is wrong.
    pub reason: String,
    /// Where it is, in bytes of the block.
    pub range: Range<usize>,
}

/// Where the parser of YAML gives up, and why. It counts in the lines as they are mended, which have other bytes than
/// those of the block; only once they can be mended no further does this get a place in the block.
pub(super) struct Halt {
    /// Why, to come after what is said of the whole block.
    pub reason: String,
    /// Counted from 0.
    pub line: usize,
    /// In characters, counted from 0.
    pub column: usize,
}

impl Halt {
    /// At the beginning of a line.
    pub fn at(line: usize, reason: Sentence) -> Self {
        Self { reason: reason.into(), line, column: 0 }
    }

    /// The same in the block, whose lines are as many.
    pub fn in_block(self, block: &str) -> Unparsed {
        let at = offset(block, self.line + 1, self.column + 1);
        Unparsed { reason: self.reason, range: at..line_end(block, at) }
    }
}
