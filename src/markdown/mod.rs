//! Markdown text into events, and events into HTML. Between the two, script conversion
//! works on the events' texts (`convert`), so that it never sees markup.

mod alerts;
mod anchors;
mod attributes;
mod bare_links;
mod blocks;
mod breaks;
mod cells;
mod cjk;
#[cfg(feature = "highlight")]
mod code;
mod comments;
mod direction;
mod edits;
mod embeds;
mod emphasis;
mod figures;
mod footnotes;
mod foreign;
mod formulas;
#[cfg(test)]
mod github;
mod habits;
mod headings;
mod html;
mod html_events;
mod inline;
mod leftovers;
mod lines;
mod mathml;
mod notes;
mod outline;
mod parse;
mod plain;
mod prepared;
mod raw_headings;
mod raw_html;
mod regions;
mod safety;
mod schemes;
mod shown;
mod signs;
mod source_text;
mod syntax;

pub use anchors::{Anchors, Place};
pub use attributes::{LeftOut, filter_attributes};
pub use blocks::{Block, blocks, convert};
pub use cjk::is_cjk;
pub use direction::{is_right_to_left, with_directions};
pub use edits::Habits;
pub use embeds::{Embedded, FRAME, MARK, embeds, films, host, is_elsewhere, listed};
pub use foreign::POST;
pub use headings::finish_headings;
pub use html::{render, to_html};
pub use inline::WIKI;
pub use mathml::{MathMl, Untold};
pub use outline::{Heading, Outline, headings, outline};
pub use parse::{Parsed, parse};
pub use plain::plain_text;
pub use prepared::Prepared;
pub use raw_html::{Purpose, addresses, value_in};
pub use safety::{is_safe, sanitize};
pub use schemes::{is_safe_address, is_safe_scheme, meant, scheme};
pub use source_text::{convert_markdown, names_in};
pub use syntax::Events;
