//! The addresses that other generators gave to content files, and the ids that they gave to headings: what a file was called, what it says of itself and the
//! generator's pattern into the path at which readers found it. Nothing here reads a file; `tests/moving-in/` has what
//! the generators themselves made of awkward ones.

mod address;
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
pub use facts::{Facts, Unknown};
pub use headings::{HeadingIds, Ids, Piece};
pub use lists::OldLists;
pub use settings::{Form, OldAddresses};
