//! `book.toml`: what a site's editor decides, read once and then frozen.

mod load;
mod publish;
mod published;
mod settings;

pub use load::load;
pub use publish::{Publish, with_slash};
pub use settings::{Check, Config, FILE_NAME, Headers, Order, Paths, Pictures, Search, Source, Split, Texts, Waiver};
