//! What a target is on the disk of this machine, and a folder as a target.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::{Files, Server};
use crate::worker::Worker;

/// The files below a folder. Those that vanish meanwhile belong to another publish, which is looked at by itself.
pub fn files(root: &Path) -> Files {
    let mut found = Files::new();
    visit(root, "", &mut |path, place| match std::fs::read(place) {
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        bytes => _ = found.insert(path, bytes.unwrap()),
    });
    found
}

/// Of each file below a folder, what changes when it is written.
pub fn stamps(root: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    visit(root, "", &mut |path, place| {
        let data = place.metadata().unwrap();
        found.insert(path, format!("{} {}.{}", data.ino(), data.mtime(), data.mtime_nsec()));
    });
    found
}

/// Writes a file below a folder.
pub fn place(root: &Path, path: &str, bytes: &[u8]) {
    let place = root.join(path);
    std::fs::create_dir_all(place.parent().unwrap()).unwrap();
    std::fs::write(place, bytes).unwrap();
}

fn visit(folder: &Path, below: &str, seen: &mut impl FnMut(String, PathBuf)) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries {
        let entry = entry.unwrap();
        let path = format!("{below}{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            visit(&entry.path(), &format!("{path}/"), seen);
        } else {
            seen(path, entry.path());
        }
    }
}

/// A folder that everybody may look into: servers have users of their own.
pub fn open_folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

/// A folder.
pub struct Plain(TempDir);

impl Plain {
    pub fn new() -> Self {
        Self(open_folder())
    }
}

impl Server for Plain {
    fn worker(&self) -> Worker {
        Worker { to: self.0.path().join("site").to_str().unwrap().to_owned(), ..Worker::default() }
    }

    fn files(&self) -> Files {
        files(&self.0.path().join("site"))
    }

    fn place(&self, path: &str, bytes: &[u8]) {
        place(&self.0.path().join("site"), path, bytes);
    }

    fn stamps(&self) -> BTreeMap<String, String> {
        stamps(&self.0.path().join("site"))
    }
}

/// A disk of 2 MB.
pub struct SmallDisk(pub TempDir);

impl SmallDisk {
    /// None where nobody lets us mount it.
    pub fn new() -> Option<Self> {
        let disk = open_folder();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=2m,mode=777", "tmpfs"]).arg(disk.path());
        if mount.output().is_ok_and(|done| done.status.success()) {
            return Some(Self(disk));
        }
        super::skip("publishing to a full disk: nobody may mount one here");
        None
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        _ = Command::new("umount").arg("--lazy").arg(self.0.path()).status();
    }
}
