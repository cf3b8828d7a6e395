//! Script conversion: which converter leads from one Chinese script to another.
//! Works on blocks of text and never sees Markdown or HTML.

mod align;
mod alphabet;
mod bounds;
mod chain;
mod code;
mod convert;
mod converter;
mod dictionaries;
mod embedded;
mod finder;
mod fold;
mod glossary;
mod hygiene;
mod lattice;
#[cfg(feature = "opencc-rust")]
mod libopencc;
mod names;
mod opencc;
mod protect;
mod quotes;
mod side;
mod tables;
mod trie;
mod variants;
mod words;

pub use align::{Aligned, Unit, Why};
pub use bounds::{is_whole_word, word_breaks};
pub use chain::{Chain, Engine, route};
pub use code::{Script, UnknownScript};
pub use convert::{Convert, UnknownConfig};
pub use converter::{Converter, Disambiguation, Glyphs, Page, Settings};
pub use fold::{fold, fold_character, fold_name};
pub use glossary::{Glossary, Rule};
#[cfg(feature = "opencc-rust")]
pub use libopencc::LibOpenCc;
pub use opencc::OpenCc;
pub use quotes::Quotes;
pub use side::{script_of_name, side_of};
pub use tables::Side;
pub use words::{Standard, Words};
