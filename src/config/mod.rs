//! `book.toml`: what a site's editor decides, read once and then frozen.

mod base_url;
mod licenses;
mod load;
mod old_feeds;
mod publish;
mod published;
mod settings;
mod target;
mod taxonomy;

pub use base_url::is_of_this_machine;
pub use load::load;
pub use settings::{
    Check, Config, DayPages, Embed, FILE_NAME, FeedFormat, Headers, Media, OldAddressesList, Order, Paths, Pictures,
    Proof, Search, Source, Split, Texts, Waiver,
};
pub use target::Publish;
pub use taxonomy::{LISTS, Taxonomy, Title, titles};
