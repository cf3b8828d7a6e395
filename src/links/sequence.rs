//! Articles that are read one after the other.

use crate::archive::ArticleId;
use crate::ids::id;

id! {
    /// The index of a reading path.
    ReadingId
}

/// Why articles are read one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadingKind {
    /// One article, on several pages.
    Continuation,
    /// Parts that were printed one after the other.
    Serial,
}

/// Articles in the order in which they are read.
#[derive(Debug, PartialEq, Eq)]
pub struct Reading {
    /// Why they are.
    pub kind: ReadingKind,
    /// What they are parts of, as the first one's script has it.
    pub title: String,
    /// At least two.
    pub articles: Vec<ArticleId>,
}

impl Reading {
    /// Whether they are the parts of a serial.
    pub fn is_serial(&self) -> bool {
        self.kind == ReadingKind::Serial
    }
}
