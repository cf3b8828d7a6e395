//! What is to be packed, and what came of it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::form::Format;
use super::sign::Signer;
use crate::address::SitePath;
use crate::config::Config;
use crate::pipeline::{Built, Selection};

/// What is to be packed, and how.
#[derive(Clone, Copy)]
pub struct Order<'o> {
    /// The folder of the archive.
    pub root: &'o Path,
    /// Its settings.
    pub config: &'o Config,
    /// The part of the archive that it is.
    pub selection: &'o Selection,
    /// The built site.
    pub built: &'o Built,
    /// The forms.
    pub formats: &'o BTreeSet<Format>,
    /// The folder of the packs.
    pub out: &'o Path,
    /// Whether the facts of pages, as JSON for programs, go along.
    pub page_data: bool,
    /// Whether packs of the same name are replaced.
    pub replaces: bool,
    /// Whoever signs them.
    pub signer: Option<&'o Signer>,
    /// The trackers of the torrents of packs; none, if there are to be no torrents.
    pub trackers: Option<&'o [String]>,
}

/// A pack that was made.
#[derive(Debug, Serialize)]
pub struct Packed {
    /// Its form.
    pub format: Format,
    /// Where it is.
    pub path: PathBuf,
    /// Its length in bytes; of a folder, that of its files.
    pub bytes: u64,
    /// The root of the tree over its files.
    pub root: String,
    /// Its torrent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub torrent: Option<Torrent>,
}

/// A torrent that was made.
#[derive(Debug, Serialize)]
pub struct Torrent {
    /// Where it is.
    pub path: PathBuf,
    /// Its info hash, in hexadecimal digits.
    pub info_hash: String,
}

/// What packing came to.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// The packs.
    pub packs: Vec<Packed>,
    /// The root of the site as it was built.
    pub root: String,
    /// How many files of the site they have.
    pub files: usize,
    /// How many pictures and the like lie elsewhere, and became links.
    pub elsewhere: usize,
    /// Pages with such, by path.
    pub pages: Vec<SitePath>,
    /// Files that have other names in folders, zips and tars: those of the output, and theirs.
    pub renamed: Vec<(SitePath, SitePath)>,
    /// Whether nothing tells where readers find the site.
    pub has_no_address: bool,
    /// Styles that load something from elsewhere, by path: a browser without a network does without it.
    pub styles: Vec<SitePath>,
}
