//! What other generators made of content files: their addresses, of what a file was called, what it says of itself and the
//! generator's pattern; the ids of their headings; and what was Markdown in them. Nothing here reads a file;
//! `tests/moving-in/` has what the generators themselves made of awkward ones.

mod address;
mod dialect;
mod expand;
mod facts;
mod headings;
mod hexo;
mod hugo;
mod jekyll;
mod lists;
mod mkdocs;
mod plain;
mod settings;
mod signs;

pub use address::{address, file_address, files_address, has_tokens, unknown_token};
pub use dialect::{Breaks, Dialect, Markdown};
pub use facts::{Facts, Unknown};
pub use headings::{HeadingIds, Ids, Piece};
pub use lists::OldLists;
pub use settings::{Form, OldAddresses};
