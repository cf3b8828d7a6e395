//! What a target can do, whatever it is.

pub mod command;
pub mod dav;
pub mod folder;
pub mod folders;
pub mod git;
pub mod http;
pub mod login;
pub mod object;
pub mod sftp;
pub mod ssh;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::fault::{Fault, Result};
use crate::protocol::File;

/// What is put at a target.
#[derive(Clone, Copy, Debug)]
pub enum Body<'b> {
    /// Bytes in memory: the records.
    Bytes(&'b [u8]),
    /// A file of the site.
    File {
        /// Where it is on this machine.
        from: &'b Path,
        /// What the manifest says of it.
        file: &'b File,
    },
}

/// A place to which a site is published. Each file is there as a whole or not at all, at every moment.
pub trait Target: Sync {
    /// The bytes of a file; none if it is not there.
    fn get(&self, path: &str) -> impl Future<Output = Result<Option<Vec<u8>>>> + Send;

    /// Puts a file in the place of what is there. `is_new` says that nothing of dibao's is there: what is there
    /// nevertheless is somebody else's, and stays, if the target can tell.
    fn put(&self, path: &str, body: Body<'_>, is_new: bool) -> impl Future<Output = Result<()>> + Send;

    /// Makes a mark, unless it is there: whether it was made. Of two that try, one makes it.
    fn claim(&self, name: &str, id: &str) -> impl Future<Output = Result<bool>> + Send;

    /// Removes files; it is no fault if they are gone.
    fn drop(&self, paths: &[String]) -> impl Future<Output = Result<()>> + Send;

    /// All files, with their lengths in bytes.
    fn list(&self) -> impl Future<Output = Result<BTreeMap<String, u64>>> + Send;

    /// Makes sure that what was put survives a power cut.
    fn settle(&self) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }

    /// How many files are put at the same time.
    fn width(&self) -> usize {
        16
    }
}

/// The bytes of a file of the site.
///
/// # Errors
/// When it cannot be read, or is not what its build made.
pub fn read(from: &Path, file: &File) -> Result<Vec<u8>> {
    let fault = |error: std::io::Error| Fault::Local { path: file.path.clone(), why: error.to_string() };
    let bytes = std::fs::read(from).map_err(fault)?;
    if blake3::hash(&bytes).to_string() != file.hash {
        return Err(Fault::Changed(file.path.clone()));
    }
    Ok(bytes)
}

/// Whether a large file is what its build made; it is read in parts.
///
/// # Errors
/// When it cannot be read, or is not.
pub fn verify(from: &Path, file: &File) -> Result<()> {
    let fault = |error: std::io::Error| Fault::Local { path: file.path.clone(), why: error.to_string() };
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(std::fs::File::open(from).map_err(fault)?).map_err(fault)?;
    if hasher.finalize().to_string() == file.hash { Ok(()) } else { Err(Fault::Changed(file.path.clone())) }
}

/// Where a file of the site is on this machine.
pub fn local(output: &Path, path: &str) -> PathBuf {
    output.join(path.split('/').collect::<PathBuf>())
}
