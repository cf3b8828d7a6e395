//! Writes a site into a folder, and publishes the files that are not made of content: the theme, the site's own
//! assets, pictures, what hosts are told.

mod beside;
mod copies;
mod folder;
mod hosting;
mod journal;
mod ledger;
mod list;
mod pictures;
mod places;
mod removal;
mod styles;

pub use beside::copy_beside;
pub use copies::{asset_paths, check_assets, copy_assets, copy_media, write_theme};
pub use folder::{Done, Folder};
pub use hosting::tell_hosts;
pub use ledger::TEXTS;
pub use places::Paths;
