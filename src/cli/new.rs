//! `dibao new`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::config;
use crate::error::Error;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The folder to begin the archive in; made if it does not exist
    dir: PathBuf,
}

/// The files of a new archive.
const FILES: [(&str, &str); 5] = [
    (config::FILE_NAME, include_str!("new/book.toml")),
    ("content/2024-07-04-first.md", include_str!("new/first.md")),
    ("content/events/opening.md", include_str!("new/opening.md")),
    ("content/locations/qingdao.md", include_str!("new/qingdao.md")),
    (".gitignore", "/public\n"),
];

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Error> {
    let dir = &arguments.dir;
    if let Some((name, _)) = FILES.iter().find(|(name, _)| dir.join(name).exists()) {
        return Err(Error::Other(format!("`{}` is already there, so nothing was written.", dir.join(name).display())));
    }
    for (name, text) in FILES {
        write(&dir.join(name), text)?;
    }
    let dir = dir.display();
    super::say(&format!("A new archive is in {dir}. Next:\n\n  dibao serve --root {dir}\n\n"))?;
    Ok(ExitCode::SUCCESS)
}

fn write(path: &Path, text: &str) -> Result<(), Error> {
    let refused = |source| Error::Write { path: path.display().to_string(), source };
    if let Some(folder) = path.parent() {
        fs_err::create_dir_all(folder).map_err(refused)?;
    }
    fs_err::write(path, text).map_err(refused)
}
