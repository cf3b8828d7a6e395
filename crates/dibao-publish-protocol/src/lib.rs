//! What `dibao` and this worker say to each other: one JSON value a line. `dibao` writes a [`Job`]; the worker asks for
//! the site's files, unless the target has just these; `dibao` writes them; the worker answers with a plan; `dibao` writes
//! `go`, or ends; the worker tells how far it is, and at last what it has done.
//!
//! What both know of a site's files stands here too: the tree over them, and the manifest that a copy has.

pub mod chain;
pub mod checked;
pub mod manifest;
pub mod stamp;
pub mod tree;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// The version of this protocol.
pub const PROTOCOL: u32 = 3;

/// What is to be published, and where.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Job {
    /// The version of the protocol.
    pub protocol: u32,
    /// Where the target is: a URL, or the absolute path of a folder.
    pub to: String,
    /// The address of the API of an object storage that is not Amazon's.
    pub endpoint: Option<String>,
    /// The region of an object storage.
    pub region: Option<String>,
    /// The folder with the built site.
    pub output: PathBuf,
    /// A folder in which the worker may keep what it needs again.
    pub cache: PathBuf,
    /// The address at which readers find the site.
    pub site: String,
    /// The root of the site's files ([`tree::root_of`]).
    pub root: String,
    /// The hash of the archive that the site was built of, in hexadecimal: the same at every address. Empty if it cannot be
    /// told.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub archive: String,
    /// How many files the site has.
    pub count: usize,
    /// The files of the site, in the order of their paths. They come by themselves, when the worker has asked for them
    /// ([`Event::Files`]).
    #[serde(skip)]
    pub files: Vec<File>,
    /// Other addresses of the same archive.
    pub mirrors: Vec<String>,
    /// How text files are compressed at the target, where they are: `gzip`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compress: Option<String>,
    /// The date of the newest article, in ISO 8601, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The day that the site was built for, as far as that decided anything ([`Manifest::now`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<String>,
    /// The command that gets time stamps for releases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// In whose name a commit is made.
    pub author: Author,
    /// What the command line asks for.
    pub options: Options,
}

/// A file of the site.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct File {
    /// Where it is, below the output and below the target.
    pub path: String,
    /// The BLAKE3 hash of its bytes, in hexadecimal.
    pub hash: String,
    /// In bytes.
    pub length: u64,
    /// What it is for (`docs/manifest.md`).
    pub role: String,
    /// Its media type.
    pub media_type: String,
    /// How long it may be kept by browsers and caches.
    pub cache_control: String,
}

/// In whose name a commit is made, and for what time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Author {
    /// The name.
    pub name: String,
    /// The e-mail address.
    pub email: String,
    /// Seconds since 1970, in UTC.
    pub time: i64,
}

/// What the command line asks for.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    /// Does not keep other publishes away.
    pub no_lock: bool,
    /// Compares with what is at the target, and not only with what the last publish has left.
    pub list_target: bool,
    /// Puts files in the place of those of somebody else.
    pub replace: bool,
    /// The most files that may vanish from the site; a tenth of them, and at least 100, if it is absent.
    pub max_delete: Option<u64>,
    /// How often a lock is renewed, in milliseconds.
    pub renew_ms: Option<u64>,
    /// How long a lock has to be unchanged to be taken over, in milliseconds.
    pub stale_ms: Option<u64>,
}

/// What the worker tells.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// It needs the files: a line with all of them, as a JSON array of [`File`].
    Files,
    /// What it is about to do. It waits for `go`, unless that is nothing; at any other answer it ends.
    Plan(Summary),
    /// Another publish is under way, or was cut: it waits to see which.
    Waiting,
    /// How far it is.
    Progress {
        /// Files.
        done: usize,
        /// Bytes.
        bytes: u64,
    },
    /// It is done.
    Done(Report),
    /// It could not be done.
    Fault {
        /// What is wrong, and how to mend it.
        message: String,
        /// Whether that is that more would vanish than may.
        would_vanish: bool,
    },
}

/// What a publish is about to do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Files that are put.
    pub put: Vec<String>,
    /// How many bytes these have.
    pub put_bytes: u64,
    /// Files that are dropped.
    pub drop: Vec<String>,
    /// Files that are of the site no more, and are dropped by the next publish.
    pub leaving: Vec<String>,
    /// Files that are as they should be.
    pub unchanged: usize,
    /// Whether there is nothing to do.
    pub is_nothing: bool,
    /// Whether the target has been published to before.
    pub is_first: bool,
    /// Whether a publish that was cut is taken up.
    pub takes_up: bool,
    /// Pages that tell for the first time that their article was withdrawn.
    pub withdrawn: Vec<String>,
}

/// What a publish has done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The root of the manifest's files.
    pub root: String,
    /// Files that were put.
    pub put: usize,
    /// How many bytes these had.
    pub put_bytes: u64,
    /// Files that were dropped.
    pub dropped: usize,
    /// Files that the next publish drops.
    pub leaving: usize,
    /// Paths of files that changed: what a cache in front of the site has to forget.
    pub changed: Vec<String>,
    /// The release that was added to the chain, if there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<Link>,
    /// If an article was withdrawn: what its old addresses answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proof: Option<Proof>,
}

/// The end of a chain of releases.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The number of the release.
    pub number: u64,
    /// The hash of its line.
    pub line: String,
}

/// What readers get at the old addresses of an article that was withdrawn.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// How many addresses answer as they should: with the notice, or with nothing.
    pub right: usize,
    /// Addresses that still answer with something else.
    pub wrong: Vec<String>,
    /// Addresses that did not answer.
    pub silent: Vec<String>,
    /// How many addresses were not asked for, since none before them has answered.
    pub unasked: usize,
}
