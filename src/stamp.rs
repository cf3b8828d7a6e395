//! Whether a file is as it was, without reading it: a hash of its size, its times and its number on the
//! disk.

use std::fs::Metadata;
use std::hash::{Hash as _, Hasher as _};
use std::path::Path;
use std::time::{Duration, SystemTime};

use rustc_hash::FxHasher;

use crate::disk;

/// The stamp of a file that cannot be read, or may still change without anything telling: it is like no other.
pub const NONE: u64 = 0;

/// The stamp of a file that could be there, and is not.
const MISSING: u64 = 1;

/// Two changes may be so near each other that a file system has one time for both (git's "racy" files).
const FRESH: Duration = Duration::from_secs(2);

/// Of a file that somebody else writes, and whether it may be changed once more without having another.
pub fn of_changing(path: &Path) -> (u64, bool) {
    let Ok(metadata) = disk::metadata(path) else { return (NONE, true) };
    #[expect(clippy::disallowed_methods, reason = "it decides what is read again, and nothing that is written")]
    let now = SystemTime::now();
    let is_fresh = |time: SystemTime| now.duration_since(time).map_or(true, |age| age < FRESH);
    (hash(&metadata, changed(&metadata), number(&metadata)), metadata.modified().map_or(true, is_fresh))
}

/// The same; none as long as it may be.
pub fn of_source(path: &Path) -> u64 {
    let (stamp, may_change) = of_changing(path);
    if may_change { NONE } else { stamp }
}

/// Of a file that somebody may put there yet.
pub fn of_asked(path: &Path) -> u64 {
    if disk::is_file(path) { of_source(path) } else { MISSING }
}

/// Of a file that dibao wrote: of what a copy of the output has too, as from the cache of a build service.
pub fn of_output(metadata: &Metadata) -> u64 {
    hash(metadata, 0, 0)
}

fn hash(metadata: &Metadata, changed: i128, number: u64) -> u64 {
    let modified = metadata.modified().ok().and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok());
    let mut hasher = FxHasher::default();
    (metadata.len(), modified.unwrap_or_default().as_nanos(), changed, number).hash(&mut hasher);
    hasher.finish().max(MISSING + 1)
}

#[cfg(unix)]
fn changed(metadata: &Metadata) -> i128 {
    use std::os::unix::fs::MetadataExt as _;
    i128::from(metadata.ctime()) * 1_000_000_000 + i128::from(metadata.ctime_nsec())
}

#[cfg(not(unix))]
fn changed(_: &Metadata) -> i128 {
    0
}

#[cfg(unix)]
fn number(metadata: &Metadata) -> u64 {
    use std::os::unix::fs::MetadataExt as _;
    metadata.ino()
}

#[cfg(not(unix))]
fn number(_: &Metadata) -> u64 {
    0
}
