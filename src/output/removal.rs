//! Removes files that earlier builds made.

use std::io;
use std::path::Path;

use crate::address::SitePath;
use crate::disk;

/// Removes a file, and the folders that are empty without it. Whether it was there: where there is a folder of
/// its name, a file in the place of its folder, or nothing that could have that name, there is no file that dibao
/// made.
///
/// # Errors
/// When the system does not let it go.
pub(super) fn remove(output: &Path, path: &SitePath) -> io::Result<bool> {
    // A link in the output must not lead out of it.
    let file = output.join(path);
    let folder = file.parent().and_then(|folder| disk::canonicalize(folder).ok());
    if !folder.zip(disk::canonicalize(output).ok()).is_some_and(|(folder, output)| folder.starts_with(output)) {
        return Ok(false);
    }
    // Some systems refuse to remove a folder as a file with the same word as where nothing may be removed.
    if disk::symlink_metadata(&file).is_ok_and(|there| there.is_dir()) {
        return Ok(false);
    }
    match disk::remove_file(&file) {
        Ok(()) => {}
        Err(error) if is_no_file(&error) => return Ok(false),
        Err(error) => return Err(error),
    }
    let folders = file.ancestors().skip(1).take_while(|folder| *folder != output);
    for folder in folders {
        if disk::remove_folder(folder).is_err() {
            break;
        }
    }
    Ok(true)
}

/// Whether an error tells that there is no file of a name, and can be none as long as what is there stays.
fn is_no_file(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidFilename, InvalidInput, IsADirectory, NotADirectory, NotFound};
    matches!(error.kind(), NotFound | NotADirectory | IsADirectory | InvalidFilename | InvalidInput)
}

/// Removes the files that a killed build was about to write.
pub(super) fn remove_unfinished(output: &Path) {
    let is_unfinished = |entry: &walkdir::DirEntry| {
        entry.file_type().is_file() && entry.file_name().to_string_lossy().starts_with(disk::UNFINISHED)
    };
    let entries = disk::walk(output).into_iter().filter_map(Result::ok).filter(is_unfinished);
    for entry in entries {
        // One that cannot be removed is no worse than before.
        _ = disk::remove_file(entry.path());
    }
}
