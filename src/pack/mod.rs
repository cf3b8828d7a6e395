//! Hands a built site out to people who cannot reach it: as a folder that opens from a disk, a zip, a tar.zst or a ZIM.
//! What goes into a pack is decided by the manifest of the output (`contents.rs`), and made fit for it (`page.rs`,
//! `names.rs`) once for all forms that are asked for.

mod begin;
mod called;
mod chain;
mod contents;
mod folder;
mod form;
mod icon;
mod lists;
mod names;
mod order;
mod page;
mod place;
mod run;
mod seal;
mod sign;
mod staging;
mod sums;
mod tar;
mod torrent;
mod zim;
mod zip;

pub use contents::SITE;
pub use form::Format;
pub use order::{Order, Packed, Report};
pub use page::canonical;
pub use run::pack;
pub use sign::{SIGNATURE, Signer};
pub use sums::SUMS;
