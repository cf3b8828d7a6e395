//! A folder: on this machine, on a stick, on a share.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::folders::unfinished;
use super::{Body, Target};
use crate::fault::{Fault, Result};

/// A folder.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    /// The folder of a path. It is made by the first file, but the folder that it is in has to be there: that of a stick
    /// which is not plugged in would otherwise be made on this machine's disk.
    ///
    /// # Errors
    /// When the folder above it is not there.
    pub fn new(root: PathBuf) -> Result<Self> {
        if root.is_dir() || root.parent().is_some_and(Path::is_dir) {
            return Ok(Self { root });
        }
        let why = "the folder that it is in is not there; make it, or plug in the disk".to_owned();
        Err(Fault::Target { to: root.display().to_string(), why })
    }

    fn place(&self, path: &str) -> PathBuf {
        super::local(&self.root, path)
    }

    fn write(&self, path: &str, body: Body<'_>, is_new: bool) -> Result<()> {
        let place = self.place(path);
        if is_new && fs::symlink_metadata(&place).is_ok() {
            return Err(Fault::Taken(vec![path.to_owned()], 1));
        }
        let unfinished = self.place(&unfinished(path));
        let write = |bytes: &[u8]| -> io::Result<()> {
            make_folders(&place)?;
            fs::write(&unfinished, bytes)?;
            fs::rename(&unfinished, &place)
        };
        let bytes = match body {
            Body::Bytes(bytes) => bytes,
            Body::File { from, file } => &super::read(from, file)?,
        };
        write(bytes).map_err(|error| {
            _ = fs::remove_file(&unfinished);
            fault(path, &error)
        })
    }

    fn remove(&self, path: &str) -> Result<()> {
        let place = self.place(path);
        for place in [&place, &self.place(&unfinished(path))] {
            match fs::remove_file(place) {
                Err(error) if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                    return Err(fault(path, &error));
                }
                _ => {}
            }
        }
        // Folders that have nothing left in them, up to the first that has.
        let above = place.ancestors().skip(1).take_while(|folder| *folder != self.root);
        for folder in above {
            if fs::remove_dir(folder).is_err() {
                break;
            }
        }
        Ok(())
    }

    /// Finds the files. What vanishes meanwhile, since another publish is under way, is not there.
    fn find(&self, folder: &Path, below: &str, found: &mut BTreeMap<String, u64>) -> io::Result<()> {
        let Some(entries) = unless_gone(fs::read_dir(folder))? else { return Ok(()) };
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            // A name that no path of dibao's has.
            let Some(name) = name.to_str() else { continue };
            let path = format!("{below}{name}");
            let kind = entry.file_type()?;
            if kind.is_dir() {
                self.find(&entry.path(), &format!("{path}/"), found)?;
            } else if let Some(data) = unless_gone(entry.metadata())? {
                found.insert(path, data.len());
            }
        }
        Ok(())
    }
}

impl Target for Folder {
    async fn get(&self, path: &str) -> Result<Option<Vec<u8>>> {
        match fs::read(self.place(path)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
            Err(error) => Err(fault(path, &error)),
        }
    }

    async fn put(&self, path: &str, body: Body<'_>, is_new: bool) -> Result<()> {
        self.write(path, body, is_new)
    }

    async fn claim(&self, name: &str, id: &str) -> Result<bool> {
        let place = self.place(name);
        make_folders(&place).map_err(|error| fault(name, &error))?;
        match fs::File::create_new(place) {
            Ok(mut file) => file.write_all(id.as_bytes()).map(|()| true).map_err(|error| fault(name, &error)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(fault(name, &error)),
        }
    }

    async fn drop(&self, paths: &[String]) -> Result<()> {
        paths.iter().try_for_each(|path| self.remove(path))
    }

    async fn list(&self) -> Result<BTreeMap<String, u64>> {
        let mut found = BTreeMap::new();
        self.find(&self.root, "", &mut found).map_err(|error| fault("the list of the folder", &error))?;
        Ok(found)
    }

    /// A stick may be pulled out as soon as the command has ended.
    async fn settle(&self) -> Result<()> {
        #[cfg(target_os = "linux")]
        if let Ok(folder) = fs::File::open(&self.root) {
            rustix::fs::syncfs(&folder).map_err(|error| fault("writing to the disk", &error.into()))?;
        }
        Ok(())
    }

    fn width(&self) -> usize {
        1
    }
}

fn unless_gone<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        result => result.map(Some),
    }
}

/// Makes the folders above a file.
fn make_folders(place: &Path) -> io::Result<()> {
    match place.parent() {
        Some(folder) if !folder.is_dir() => fs::create_dir_all(folder),
        _ => Ok(()),
    }
}

fn fault(path: &str, error: &io::Error) -> Fault {
    match error.kind() {
        ErrorKind::PermissionDenied => Fault::Access(format!("{path}: {}", advice(error))),
        ErrorKind::InvalidFilename | ErrorKind::InvalidInput => {
            Fault::Name { path: path.to_owned(), why: error.to_string() }
        }
        ErrorKind::NotADirectory | ErrorKind::IsADirectory => {
            Fault::Unreachable { what: format!("writing or reading {path}"), why: advice(error) }
        }
        _ => Fault::Remote { what: format!("writing or reading {path}"), why: advice(error) },
    }
}

/// What the system says, and what helps.
fn advice(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::PermissionDenied => "you may not write there; choose another folder, or change its owner".to_owned(),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "the disk is full; make room".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "the disk can only be read".to_owned(),
        ErrorKind::NotADirectory | ErrorKind::IsADirectory => {
            "a file is where a folder should be, or a folder where a file should be".to_owned()
        }
        _ => error.to_string(),
    }
}
