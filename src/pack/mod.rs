//! Hands a built site out to people who cannot reach it: as a folder that opens from a disk, a zip, a tar.zst or a ZIM.
//! What goes into a pack is decided by the manifest of the output (`contents.rs`), and made fit for it (`page.rs`,
//! `names.rs`) once for all forms that are asked for.

mod begin;
mod called;
mod contents;
mod folder;
mod form;
mod icon;
mod names;
mod order;
mod page;
mod place;
mod run;
mod staging;
mod sums;
mod tar;
mod torrent;
mod zim;
mod zip;

pub use form::Format;
pub use order::{Order, Packed, Report};
pub use run::pack;
