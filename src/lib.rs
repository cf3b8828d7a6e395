//! dibao 邸報: a static site generator for Chinese news archives. One Markdown article,
//! written in Simplified or Traditional script, becomes pages in both.
//!
//! Data flows one way, in the order of the modules; `ARCHITECTURE.md` walks an article
//! through them.

pub mod address;
pub mod archive;
pub mod audit;
pub mod check;
pub mod cli;
pub mod config;
pub mod content;
pub mod date;
pub mod diagnostic;
pub mod error;
mod front_matter;
pub mod import;
pub mod kinds;
pub mod links;
pub mod markdown;
pub mod output;
pub mod pictures;
pub mod pipeline;
pub mod render;
pub mod script;
pub mod search;
#[cfg(feature = "serve")]
pub mod serve;
mod stamp;
mod state;
#[cfg(test)]
mod testing;
pub mod theme;
mod way;
