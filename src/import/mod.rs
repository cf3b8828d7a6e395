//! Looks at a tree of articles that was made for another generator, or for none, and writes the
//! `book.toml` that builds it where it is.

mod book;
mod configs;
mod dialect;
mod header;
mod hexo;
mod hugo;
mod jekyll;
mod lists;
mod mkdocs;
mod plan;
mod samples;
mod survey;
mod table;
mod tree;

pub use book::book_toml;
pub use plan::{Plan, SourcePlan};
pub use samples::Samples;
pub use survey::{Survey, survey};
pub use table::{Lost, Row, Table, table};
pub use tree::{Generator, Tree};
