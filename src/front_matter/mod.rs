//! Front matter: where it ends, what it says in whichever shape it has, and the keys that dibao knows.
//!
//! YAML, TOML or JSON between fences; YAML that lacks its first fence (Hexo reads that) or its
//! last; lines such as `[#]: key: "value"` (LCTT), which Markdown takes for definitions of
//! links; or a header by a pattern of the site's own. The splitter is our own:
//! pulldown-cmark's metadata blocks miss real files.

mod fields;
mod find;
mod insert;
pub mod keys;
mod loose;
mod parse;
mod places;
mod prose;
mod unread;
mod values;
mod words;
mod yaml;

pub use fields::Fields;
pub use find::body_start;
pub use insert::with_items;
pub use parse::{entries, parse, sidecar};
pub use prose::prose_of;
pub use values::{flag, scalar};
