//! dibao 邸報: a static site generator for Chinese news archives. One Markdown article,
//! written in Simplified or Traditional script, becomes pages in both.
//!
//! Data flows one way, in the order of the modules; `ARCHITECTURE.md` walks an article
//! through them.

pub mod config;
pub mod content;
pub mod diagnostic;
pub mod markdown;
pub mod links {
    pub const SAFE_SCHEMES: [&str; 9] = ["http", "https", "mailto", "tel", "ftp", "geo", "magnet", "doi", "news"];
}
pub mod script;
