//! Writes ZIM files, in which [Kiwix](https://kiwix.org) and other readers keep whole sites for reading offline, and reads
//! what it has written ([`Reader`]): files of version 6 whose clusters are stored or compressed by Zstandard.
//!
//! ```
//! use dibao_zim::{Item, Metadata, Options, Writer};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let metadata = Metadata {
//!     name: "news_zh_archive".into(),
//!     title: "新闻档案".into(),
//!     languages: vec!["zho".into()],
//!     creator: "Our newsroom".into(),
//!     publisher: "Our archive".into(),
//!     date: "2026-12-01".into(),
//!     description: "News of 2024".into(),
//!     illustration: std::fs::read("examples/illustration.png")?,
//!     ..Metadata::default()
//! };
//! # let folder = tempfile::tempdir()?;
//! # let target = folder.path().join("news.zim");
//! let temporary = target.with_extension("tmp");
//! let file = std::fs::File::options().read(true).write(true).create_new(true).open(&temporary)?;
//! let mut writer = Writer::new(file, "index.html", &metadata, Options::default())?;
//!
//! let page = Item::new("index.html", "text/html").title("首页").front_article();
//! writer.add(page, "<!doctype html><title>首页</title><img src='a.png'>")?;
//! let mut picture = std::fs::File::open("examples/illustration.png")?;
//! let length = picture.metadata()?.len();
//! writer.add(Item::new("a.png", "image/png"), dibao_zim::Content::reader(&mut picture, length))?;
//!
//! let (file, summary) = writer.finish()?;
//! file.sync_all()?;
//! std::fs::rename(&temporary, &target)?;
//! println!("{} entries in {} bytes: {}", summary.entries, summary.bytes, summary.uuid);
//! # Ok(())
//! # }
//! ```
//!
//! What is written is by openZIM's specification: [the format](https://wiki.openzim.org/wiki/ZIM_file_format), [its
//! metadata](https://wiki.openzim.org/wiki/Metadata) and [its listings](https://wiki.openzim.org/wiki/Search_indexes), in
//! version 6.1, with both listings of titles, so that old readers and new ones find them. There is no index for full-text
//! search: that of libzim is a database of Xapian, which the specification does not describe.

mod cluster;
mod directory;
mod dirent;
mod error;
mod finish;
mod item;
mod media;
mod metadata;
mod output;
mod pool;
mod reader;
mod stored;
mod uuid;
mod writer;

/// The example of README.md, which has to run too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

pub use error::{Error, Unread};
pub use finish::Summary;
pub use item::{Content, Item};
pub use metadata::Metadata;
pub use reader::{Entry, Kind, MAGIC, Reader};
pub use uuid::Uuid;
pub use writer::{Options, Writer};
