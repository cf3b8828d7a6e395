//! What a pack is written by: one form each for a folder, a zip, a tar.zst, a ZIM.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use serde::Serialize;

use crate::address::SitePath;
use crate::artefact::{Hash, Role};
use crate::disk;

/// The form of a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// A folder that opens from a disk.
    Folder,
    /// The same in one file that every system opens.
    Zip,
    /// The same in the smallest file.
    #[serde(rename = "tar.zst")]
    Tar,
    /// A file that Kiwix opens, on phones above all.
    Zim,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Folder, Self::Zip, Self::Tar, Self::Zim];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Folder => "folder",
            Self::Zip => "zip",
            Self::Tar => "tar.zst",
            Self::Zim => "zim",
        }
    }

    /// How the name of a pack ends.
    pub(super) const fn ending(self) -> &'static str {
        match self {
            Self::Folder => "",
            Self::Zip => ".zip",
            Self::Tar => ".tar.zst",
            Self::Zim => ".zim",
        }
    }
}

/// What is in a file of a pack.
#[derive(Clone, Debug)]
pub(super) enum Content {
    /// All of it.
    Bytes(Arc<[u8]>),
    /// A file that is too large to be held, with its length in bytes.
    Disk(PathBuf, u64),
}

impl Content {
    pub(super) fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Disk(_, length) => *length,
        }
    }

    /// Copies it.
    pub(super) fn copy_to(&self, to: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Bytes(bytes) => to.write_all(bytes),
            Self::Disk(path, length) => {
                let copied = io::copy(&mut disk::open(path)?, to)?;
                if copied == *length { Ok(()) } else { Err(io::Error::other("it was changed meanwhile")) }
            }
        }
    }
}

/// A file as it goes into packs.
#[derive(Clone, Debug)]
pub(super) struct File {
    /// Its path in the output.
    pub(super) own: SitePath,
    /// Its path in a folder, which every disk takes.
    pub(super) safe: SitePath,
    /// Of a page that is something to read by itself, its title.
    pub(super) title: Option<String>,
    pub(super) role: Role,
    pub(super) content: Content,
    /// The same for forms that compress files together.
    pub(super) solid: Content,
}

impl File {
    /// Whether it has been made larger for forms that compress files together.
    pub(super) fn is_text(&self) -> bool {
        self.solid.len() != self.content.len()
    }
}

/// Writes a pack, file by file.
pub(super) trait Form: Send {
    /// Adds a file.
    ///
    /// # Errors
    /// When it cannot be written.
    fn add(&mut self, file: &File) -> io::Result<()>;

    /// Adds what is not of the site: its path in the pack, and its bytes.
    ///
    /// # Errors
    /// Likewise.
    fn add_beside(&mut self, path: &str, bytes: &[u8]) -> io::Result<()>;

    /// Writes what comes last.
    ///
    /// # Errors
    /// Likewise.
    fn finish(self: Box<Self>) -> io::Result<()>;
}

/// The SHA-256 hash of what is in a file of a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sum(pub [u8; 32]);

/// Whether bytes are those that a manifest tells of.
pub(super) fn is_of(bytes: &[u8], hash: Hash) -> bool {
    Hash::of(bytes) == hash
}
