//! The one door to the disk. Every file that dibao reads or writes goes through here, so that a test can make any
//! operation fail (`inject`) and so that "written whole or not at all" is decided once (`replace`).
//!
//! `clippy.toml` forbids the same operations everywhere else. Errors name the file, but for those of `open`, which
//! decoders pass on to readers. Only the preview's web server and its watcher, which are other crates, have doors of
//! their own.

#![expect(clippy::disallowed_methods, reason = "this is the one place where they are allowed")]

use std::cell::Cell;
use std::fs::{File, Metadata, OpenOptions, TryLockError};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use tempfile::TempDir;
use walkdir::WalkDir;

/// How the names of files begin that are not whole yet; a killed build may leave some.
pub const UNFINISHED: &str = ".dibao-";

/// An operation on a file or folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    /// Reads what is in it.
    Read,
    /// Asks whether it is there, or for its size and times.
    Look,
    /// Creates it or changes what is in it.
    Write,
    /// Removes it.
    Remove,
}

/// Decides whether an operation fails, and with which error.
pub type Faults = Arc<dyn Fn(Operation, &Path) -> io::Result<()> + Send + Sync>;

static FAULTS: RwLock<Option<Faults>> = RwLock::new(None);
/// Whether there are any: the lock is only taken if so.
static ARE_INJECTED: AtomicBool = AtomicBool::new(false);

/// Lets `faults` decide about every operation of this process from now on, or none of them. For tests.
pub fn inject(faults: Option<Faults>) {
    ARE_INJECTED.store(faults.is_some(), Ordering::Release);
    *FAULTS.write().unwrap_or_else(PoisonError::into_inner) = faults;
}

thread_local! {
    /// How many operations of this thread the disk refused, where a file is there.
    static REFUSED: Cell<usize> = const { Cell::new(0) };
}

/// How many operations of this thread the disk has refused although there is a file: what was made without it is not to
/// be gone on from.
pub fn refused() -> usize {
    REFUSED.get()
}

/// Counts an error, unless it is that there is no file.
fn counted<T>(result: io::Result<T>) -> io::Result<T> {
    let is_refused = |error: &io::Error| !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory);
    if result.as_ref().is_err_and(is_refused) {
        REFUSED.set(REFUSED.get() + 1);
    }
    result
}

fn check(operation: Operation, path: &Path) -> io::Result<()> {
    if !ARE_INJECTED.load(Ordering::Acquire) {
        return Ok(());
    }
    let faults = FAULTS.read().unwrap_or_else(PoisonError::into_inner).clone();
    faults.map_or(Ok(()), |faults| faults(operation, path))
}

/// The bytes of a file.
///
/// # Errors
/// When it cannot be read.
pub fn read(path: impl AsRef<Path>) -> io::Result<Vec<u8>> {
    counted(check(Operation::Read, path.as_ref()).and_then(|()| fs_err::read(path.as_ref())))
}

/// The text of a file.
///
/// # Errors
/// When it cannot be read, or is not UTF-8.
pub fn read_to_string(path: impl AsRef<Path>) -> io::Result<String> {
    counted(check(Operation::Read, path.as_ref()).and_then(|()| fs_err::read_to_string(path.as_ref())))
}

/// Opens a file to be read. Errors do not name it: what a decoder says of them is published.
///
/// # Errors
/// When it cannot be opened.
pub fn open(path: &Path) -> io::Result<File> {
    check(Operation::Read, path)?;
    File::open(path)
}

/// Opens a file to be written, as `options` say.
///
/// # Errors
/// When it cannot be opened.
pub fn open_with(options: &OpenOptions, path: &Path) -> io::Result<File> {
    check(Operation::Write, path)?;
    options.open(path)
}

/// Whether there is a file or folder, followed through links.
pub fn exists(path: &Path) -> bool {
    metadata(path).is_ok()
}

/// Whether there is a file, followed through links.
pub fn is_file(path: &Path) -> bool {
    metadata(path).is_ok_and(|there| there.is_file())
}

/// Whether there is a folder, followed through links.
pub fn is_folder(path: &Path) -> bool {
    metadata(path).is_ok_and(|there| there.is_dir())
}

/// Size, times and type of a file, followed through links.
///
/// # Errors
/// When there is none, or nobody may know.
pub fn metadata(path: &Path) -> io::Result<Metadata> {
    counted(check(Operation::Look, path).and_then(|()| path.metadata()))
}

/// The same of a link itself.
///
/// # Errors
/// When there is none, or nobody may know.
pub fn symlink_metadata(path: &Path) -> io::Result<Metadata> {
    check(Operation::Look, path)?;
    path.symlink_metadata()
}

/// The absolute path without links.
///
/// # Errors
/// When there is nothing.
pub fn canonicalize(path: &Path) -> io::Result<PathBuf> {
    check(Operation::Look, path)?;
    path.canonicalize()
}

/// The entries of a folder, in no order.
///
/// # Errors
/// When it cannot be read.
pub fn list(folder: &Path) -> io::Result<std::fs::ReadDir> {
    counted(check(Operation::Read, folder).and_then(|()| std::fs::read_dir(folder)))
}

/// Walks through a folder and all below it.
pub fn walk(folder: impl AsRef<Path>) -> WalkDir {
    WalkDir::new(folder)
}

/// Creates a folder and those above it.
///
/// # Errors
/// When one cannot be created.
pub fn create_folder(folder: &Path) -> io::Result<()> {
    check(Operation::Write, folder)?;
    fs_err::create_dir_all(folder)
}

/// Writes a file, which is not whole meanwhile.
///
/// # Errors
/// When it cannot be written.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    check(Operation::Write, path)?;
    fs_err::write(path, bytes)
}

/// The same for a file that is written piece by piece.
///
/// # Errors
/// When it cannot be written, or `write` fails.
pub fn write_with(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    check(Operation::Write, path)?;
    let mut file = fs_err::File::create(path)?;
    write(&mut file)
}

/// Writes a file where there is nothing; none if there is something. A half-written one is removed.
///
/// # Errors
/// When it cannot be written.
pub fn create(path: &Path, bytes: &[u8]) -> io::Result<Option<Metadata>> {
    check(Operation::Write, path)?;
    let mut new = match File::options().write(true).create_new(true).open(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(None),
        opened => opened?,
    };
    let written = new.write_all(bytes).and_then(|()| new.metadata());
    if written.is_err() {
        _ = std::fs::remove_file(path);
    }
    written.map(Some)
}

/// Writes a file that takes the place of another only once it is whole. Its folder must be there.
///
/// # Errors
/// When it cannot be written; the other is then as it was.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<Metadata> {
    replace_with(path, |file| file.write_all(bytes))
}

/// The same for a file that is written piece by piece.
///
/// # Errors
/// When it cannot be written, or `write` fails; the other is then as it was.
pub fn replace_with(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<Metadata> {
    check(Operation::Write, path)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(UNFINISHED);
    readable_by_all(&mut builder);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut temporary = BufWriter::new(builder.tempfile_in(folder)?);
    write(&mut temporary)?;
    let temporary = temporary.into_inner().map_err(io::IntoInnerError::into_error)?;
    temporary.persist(path).map_err(|error| error.error)?.metadata()
}

/// The same by way of a file of a fixed name in the same folder, which a killed build leaves and the next one
/// overwrites. Nobody else may write it meanwhile.
///
/// # Errors
/// When it cannot be written, or `write` fails; the file that was there is then as it was.
pub fn replace_by(next: &Path, path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    check(Operation::Write, path)?;
    let mut file = BufWriter::new(fs_err::File::create(next)?);
    write(&mut file)?;
    file.flush()?;
    drop(file);
    fs_err::rename(next, path)
}

/// A web server may run as another user; the umask still applies.
#[cfg(unix)]
fn readable_by_all(builder: &mut tempfile::Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt as _;
    builder.permissions(std::fs::Permissions::from_mode(0o666));
}

/// On other systems a new file has the rights of its folder.
#[cfg(not(unix))]
fn readable_by_all(_: &mut tempfile::Builder<'_, '_>) {}

/// Gives a file or folder another name on the same disk.
///
/// # Errors
/// When it cannot be renamed.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    check(Operation::Write, to)?;
    fs_err::rename(from, to)
}

/// Removes a file.
///
/// # Errors
/// When it cannot be removed.
pub fn remove_file(path: &Path) -> io::Result<()> {
    check(Operation::Remove, path)?;
    fs_err::remove_file(path)
}

/// Removes an empty folder.
///
/// # Errors
/// When it is not empty, or cannot be removed.
pub fn remove_folder(folder: &Path) -> io::Result<()> {
    check(Operation::Remove, folder)?;
    std::fs::remove_dir(folder)
}

/// Removes a folder and all that is in it.
///
/// # Errors
/// When something in it cannot be removed.
pub fn remove_all(folder: &Path) -> io::Result<()> {
    check(Operation::Remove, folder)?;
    fs_err::remove_dir_all(folder)
}

/// Locks a file that is open, without waiting: false if another process has it.
///
/// # Errors
/// When the system refuses.
pub fn try_lock(file: &File) -> io::Result<bool> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Gives the lock of an open file back.
///
/// # Errors
/// When the system refuses.
pub fn unlock(file: &File) -> io::Result<()> {
    file.unlock()
}

/// What the system said, without the words of those who passed it on; where it said nothing, the error as it is. What
/// `fs_err` passes on is known by its kind alone.
pub fn cause(error: &io::Error) -> io::Error {
    let mut next: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(current) = next {
        let system = current.downcast_ref::<io::Error>();
        if let Some(code) = system.and_then(io::Error::raw_os_error) {
            return io::Error::from_raw_os_error(code);
        }
        // What an error of `io` wraps is not its source: that is the source of what it wraps.
        next = match system.and_then(io::Error::get_ref) {
            Some(wrapped) => Some(wrapped),
            None => current.source(),
        };
    }
    match error.kind() {
        ErrorKind::Other => io::Error::other(error.to_string()),
        kind => kind.into(),
    }
}

/// A file without a name, which is gone when it is closed.
///
/// # Errors
/// When it cannot be created.
pub fn temporary_file(folder: &Path) -> io::Result<File> {
    check(Operation::Write, folder)?;
    tempfile::tempfile_in(folder)
}

/// A folder that is removed when this is dropped.
///
/// # Errors
/// When it cannot be created.
pub fn temporary_folder() -> io::Result<TempDir> {
    tempfile::tempdir()
}

/// The same in another folder, under a name that begins as those of files do which are not whole yet.
///
/// # Errors
/// When it cannot be created.
pub fn temporary_folder_in(folder: &Path) -> io::Result<TempDir> {
    check(Operation::Write, folder)?;
    tempfile::Builder::new().prefix(UNFINISHED).tempdir_in(folder)
}

/// The file of this program.
///
/// # Errors
/// When the system does not tell.
pub fn own_program() -> io::Result<PathBuf> {
    std::env::current_exe()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_cannot_be_replaced_stays() {
        let folder = temporary_folder().unwrap();
        let path = folder.path().join("甲");
        write(&path, b"1").unwrap();
        let failed = replace_with(&path, |file| {
            file.write_all(b"2")?;
            Err(io::Error::other("enough"))
        });
        assert!(failed.is_err());
        assert_eq!(read(&path).unwrap(), b"1");
        replace(&path, b"3").unwrap();
        assert_eq!(read(&path).unwrap(), b"3");
        assert_eq!(list(folder.path()).unwrap().count(), 1, "no temporary file stays");
    }

    #[test]
    fn the_cause_of_an_error_is_what_the_system_said() {
        let missing = fs_err::read("/nowhere/甲").unwrap_err();
        assert!(missing.to_string().contains('甲'));
        assert_eq!(cause(&missing).to_string(), "entity not found");
        let wrapped = io::Error::other(io::Error::other(File::open("/nowhere/甲").unwrap_err()));
        assert_eq!(cause(&wrapped).kind(), ErrorKind::NotFound);
        assert!(cause(&wrapped).raw_os_error().is_some());
        assert_eq!(cause(&io::Error::other("it stopped")).to_string(), "it stopped");
    }

    #[test]
    fn a_new_file_replaces_nothing() {
        let folder = temporary_folder().unwrap();
        let path = folder.path().join("甲");
        assert_eq!(create(&path, b"12").unwrap().unwrap().len(), 2);
        assert!(create(&path, b"3").unwrap().is_none());
        assert_eq!(read(&path).unwrap(), b"12");
    }
}
