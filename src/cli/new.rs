//! `dibao new`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::config;
use crate::disk;
use crate::error::Error;
use crate::import::{book_toml, survey, table};
use crate::way::way;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The folder to begin the archive in; made if it does not exist
    #[arg(required_unless_present = "from")]
    dir: Option<PathBuf>,
    /// Look at a tree of articles, of Hugo, Hexo, Jekyll, mkdocs or none, and write the book.toml that
    /// builds it where it is; into that tree if no other folder is named
    #[arg(long, value_name = "TREE")]
    from: Option<PathBuf>,
    /// Print what was found in the tree, taken and left out as JSON
    #[arg(long, requires = "from")]
    json: bool,
}

/// The files of a new archive.
const FILES: [(&str, &str); 5] = [
    (config::FILE_NAME, include_str!("new/book.toml")),
    ("content/2024-07-04-first.md", include_str!("new/first.md")),
    ("content/events/opening.md", include_str!("new/opening.md")),
    ("content/locations/qingdao.md", include_str!("new/qingdao.md")),
    (".gitignore", "/public\n/.dibao\n"),
];

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Error> {
    match (&arguments.from, &arguments.dir) {
        (Some(tree), dir) => from_tree(tree, dir.as_deref().unwrap_or(tree), arguments.json),
        (None, Some(dir)) => begin(dir),
        (None, None) => Err(Error::Other("Name a folder to begin the archive in.".to_owned())),
    }
}

fn begin(dir: &Path) -> Result<ExitCode, Error> {
    if let Some((name, _)) = FILES.iter().find(|(name, _)| disk::exists(&dir.join(name))) {
        return Err(already_there(&dir.join(name)));
    }
    for (name, text) in FILES {
        write(&dir.join(name), text)?;
    }
    let dir = dir.display();
    super::terminal::say(&format!("A new archive is in {dir}. Next:\n\n  dibao serve --root {dir}\n\n"))?;
    Ok(ExitCode::SUCCESS)
}

/// Writes the `book.toml` for a tree into a folder, which may be the tree itself.
fn from_tree(tree: &Path, dir: &Path, as_json: bool) -> Result<ExitCode, Error> {
    let book = dir.join(config::FILE_NAME);
    if disk::exists(&book) {
        return Err(already_there(&book));
    }
    let survey = survey(tree).map_err(Error::Other)?;
    let to_tree = if dir == tree { ".".to_owned() } else { way_to(tree, dir)? };
    let text = book_toml(&survey, &to_tree);
    write(&book, &text)?;
    let table = table(&survey, dir, &text, &to_tree).map_err(Error::Other)?;
    if as_json {
        super::terminal::print_json(&table)?;
        return Ok(ExitCode::SUCCESS);
    }
    let (generator, dir) = (table.generator, dir.display());
    super::terminal::say(&format!(
        "Found a tree made for {generator}, and wrote {}:\n\n{}\nNext:\n
  dibao check --root {dir}    what is to be mended
  dibao list --root {dir}     what was read
  dibao serve --root {dir}    what it looks like\n\n",
        book.display(),
        table.text()
    ))?;
    Ok(ExitCode::SUCCESS)
}

/// The way from a folder, which need not be there yet, to another, that is: a relative one, which both can be
/// moved with, and which names no folder that holds both.
fn way_to(tree: &Path, from: &Path) -> Result<String, Error> {
    let refused = |source| Error::Write { path: from.display().to_string(), source };
    disk::create_folder(from).map_err(refused)?;
    let unknown = || {
        let message = "No relative path leads from the one to the other, as between drives, or past a folder whose name is not UTF-8: put them beside each other.";
        Error::Other(format!("`{}` cannot be built in `{}`. {message}", tree.display(), from.display()))
    };
    let leads_there = |way: &String| {
        disk::canonicalize(&from.join(way)).is_ok_and(|led| disk::canonicalize(tree).is_ok_and(|it| it == led))
    };
    way(from, tree).filter(leads_there).ok_or_else(unknown)
}

fn already_there(path: &Path) -> Error {
    Error::Other(format!("`{}` is already there, so nothing was written.", path.display()))
}

fn write(path: &Path, text: &str) -> Result<(), Error> {
    let refused = |source| Error::Write { path: path.display().to_string(), source };
    if let Some(folder) = path.parent() {
        disk::create_folder(folder).map_err(refused)?;
    }
    disk::replace(path, text.as_bytes()).map(|_| ()).map_err(refused)
}
