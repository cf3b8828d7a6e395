//! What search has of an article.

use crate::archive::ArticleId;
use crate::search::{Shown, Text};

/// An article's text, for the index.
pub struct ArticleText {
    /// Which article it is.
    pub article: ArticleId,
    /// Its text in each script and language.
    pub all: Vec<Text>,
    /// What readers of each script are shown of it.
    pub shown: Vec<Shown>,
}
