//! What a build leaves for the next one, so that this one need not do again what did not change: what the
//! content files said, what each job came to, and the texts that the index of the search has.
//!
//! It is a file beside the list of what was made (`output/list.rs`), read whole and written whole, with a
//! checksum; and one of texts, to which those that change are appended. A build takes the first away before
//! it writes to the output and puts one back when it is done: where there is none, nothing is known.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::facets::{FacetId, Facets};
use super::fingerprint::Program;
use super::texts::Place;
use super::words::Words;
use crate::address::{AddressId, PathId};
use crate::content::Decided;
use crate::date::When;
use crate::diagnostic::{Diagnostic, Sentence, kept, sentence};
use crate::disk;
use crate::error::Error;
use crate::output::TEXTS;
use crate::packed;
use crate::pictures::Picture;
use crate::render::JobKey;
use crate::search::Layout;

/// What the file begins with; one that begins otherwise was left by another version.
const HEAD: &[u8] = concat!("dibao knows 11 ", env!("CARGO_PKG_VERSION"), "\n").as_bytes();
/// How many bytes a checksum has.
const CHECK: usize = 32;

/// What a build knows.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct State {
    /// A hash of everything but content that pages are made of.
    pub print: [u8; 32],
    /// The program that made it: the stamp of its file, and its hash.
    pub program: Program,
    /// A hash of the list of what was made.
    pub list: [u8; 32],
    /// The words that conversions and mentions know.
    pub words: Words,
    /// The date of the newest article.
    pub newest: Option<When>,
    /// What the day decided that it was built for.
    pub decided: Decided,
    /// The last day on which that changed.
    pub since: Option<String>,
    /// By content file: what is remembered of it.
    pub files: BTreeMap<String, serde_bytes::ByteBuf>,
    /// By job: what it came to.
    pub jobs: BTreeMap<JobKey, Record>,
    /// What they have read.
    pub facets: Facets,
    /// A hash of what the index has besides the texts of articles.
    pub facts: u64,
    /// The files of the search's index, which is no job's alone.
    pub index: Vec<PathId>,
    /// The files that jobs made and `static/` has too, whose own are published.
    pub covered: BTreeSet<PathId>,
    /// The layout of the index, if there is one.
    pub layout: Option<Layout>,
    /// By article: where its text for the index is.
    pub texts: BTreeMap<AddressId, Place>,
}

/// What a job came to.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Record {
    /// The files that it made.
    pub files: Vec<PathId>,
    /// The files of the site that it asked for, and their stamps.
    pub asked: Vec<(String, u64)>,
    /// What was found.
    #[serde(with = "kept")]
    pub diagnostics: Vec<Diagnostic>,
    /// The files that it links to, and whether it shows them.
    pub media: Vec<(String, bool)>,
    /// What its articles mention.
    pub mentions: Vec<(AddressId, Vec<AddressId>)>,
    /// The first pictures of its articles.
    pub pictures: Vec<(AddressId, String, Picture)>,
    /// What it has read of the archive.
    pub reads: Vec<FacetId>,
    /// How many of its pages could not be made.
    pub failed: usize,
}

/// The files that pages link to, and whether one shows them.
pub(super) fn media_of<'r>(records: impl Iterator<Item = &'r Record>) -> BTreeMap<String, bool> {
    let mut media = BTreeMap::new();
    for (file, is_shown) in records.flat_map(|record| &record.media) {
        *media.entry(file.clone()).or_default() |= is_shown;
    }
    media
}

/// Why nothing is known although there was a build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// The file is damaged.
    Damaged,
    /// Another version of dibao left it.
    Foreign,
    /// The output is not as the last build left it.
    Touched,
}

impl Doubt {
    /// It as a sentence.
    pub fn sentence(self) -> Sentence {
        match self {
            Self::Damaged => sentence!("state-damaged"),
            Self::Foreign => sentence!("state-foreign"),
            Self::Touched => sentence!("state-touched"),
        }
    }
}

impl State {
    /// The same without what was made, of which everything is stale then.
    pub fn without_jobs(self) -> Self {
        Self { files: self.files, ..Self::default() }
    }

    /// All files that were made of content.
    pub fn made(&self) -> impl Iterator<Item = PathId> {
        self.jobs.values().flat_map(|record| &record.files).chain(&self.index).copied()
    }

    /// Reads what the last build left; nothing if there is none.
    ///
    /// # Errors
    /// Why it is of no use.
    pub fn read(file: &Path) -> Result<Option<Self>, Doubt> {
        let Ok(bytes) = disk::read(file) else { return Ok(None) };
        let Some(rest) = bytes.strip_prefix(HEAD) else {
            return Err(if bytes.starts_with(b"dibao knows ") { Doubt::Foreign } else { Doubt::Damaged });
        };
        let (body, check) = rest.split_last_chunk::<CHECK>().ok_or(Doubt::Damaged)?;
        if blake3::hash(body).as_bytes() != check {
            return Err(Doubt::Damaged);
        }
        // It is as it was written, and still not to be read: it was written by one that has it otherwise.
        packed::from_slice(body).map(Some).ok_or(Doubt::Foreign)
    }

    /// Leaves it for the next build.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, file: &Path) -> Result<(), Error> {
        let next = file.with_extension("next-state");
        let written = disk::replace_by(&next, file, |out| {
            out.write_all(HEAD)?;
            // Not made in memory first: it is as large as all that content files say of themselves.
            let mut body = Checked { out, check: blake3::Hasher::new() };
            packed::write(self, &mut body)?;
            let Checked { out, check } = body;
            out.write_all(check.finalize().as_bytes())
        });
        written.map_err(|source| Error::Write { path: file.display().to_string(), source })
    }

    /// Takes away what the last build left: from here on, nothing is known until this one is done.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn forget(file: &Path) -> Result<(), Error> {
        match disk::remove_file(file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(Error::Write { path: file.display().to_string(), source: error })
            }
            _ => Ok(()),
        }
    }

    /// The file of texts beside a state.
    pub fn texts_file(file: &Path) -> PathBuf {
        file.with_extension(TEXTS)
    }
}

/// Writes, and reckons a checksum of what it writes.
struct Checked<'o> {
    out: &'o mut dyn Write,
    check: blake3::Hasher,
}

impl Write for Checked<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.check.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
