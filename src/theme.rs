//! What comes with dibao and a site can replace, file by file: templates and theme.

use std::borrow::Cow;
use std::path::Path;

use rust_embed::RustEmbed;
use serde::Serialize;

use crate::config::Config;
use crate::diagnostic::did_you_mean;
use crate::disk;
use crate::error::Error;

/// The built-in templates.
#[derive(RustEmbed)]
#[folder = "templates"]
pub struct BuiltInTemplates;

/// The built-in theme: styles, scripts and words.
#[derive(RustEmbed)]
#[folder = "theme"]
pub struct BuiltInTheme;

/// The folder of a theme that has the words of the interface; it is not published.
pub const WORDS: &str = "i18n";

/// Where a file of a site is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// dibao has it, and the site does not replace it.
    BuiltIn,
    /// The site has one of its own in its place.
    Replaced,
    /// The site has the same to the letter, so that it follows no later version.
    Same,
    /// The site adds it.
    Added,
}

/// A template, or a file of the theme.
#[derive(Clone, Debug, Serialize)]
pub struct File {
    /// Its name below the root of a site that has the usual folders: `templates/article.html`.
    pub name: String,
    /// Its path in the site, where it is or would be.
    pub path: String,
    /// Where it is from.
    pub origin: Origin,
}

/// The two folders, with their usual names.
const TEMPLATES: &str = "templates";
const THEME: &str = "theme";

/// What is built in, by its name.
fn built_in(name: &str) -> Option<Cow<'static, [u8]>> {
    let (folder, below) = name.split_once('/')?;
    match folder {
        TEMPLATES => BuiltInTemplates::get(below).map(|file| file.data),
        THEME => BuiltInTheme::get(below).map(|file| file.data),
        _ => None,
    }
}

/// The names of all that is built in, sorted.
pub fn names() -> Vec<String> {
    let templates = BuiltInTemplates::iter().map(|name| format!("{TEMPLATES}/{name}"));
    let mut names: Vec<String> = templates.chain(BuiltInTheme::iter().map(|name| format!("{THEME}/{name}"))).collect();
    names.sort();
    names
}

/// The built-in file of a name, with or without its folder: `article.html`, `theme/style.css`.
///
/// # Errors
/// When there is none; the nearest is named.
pub fn find(name: &str) -> Result<(String, Cow<'static, [u8]>), Error> {
    let name = name.trim_start_matches("./");
    let candidates =
        [name.to_owned(), format!("{TEMPLATES}/{name}"), format!("{THEME}/{name}"), format!("{THEME}/{WORDS}/{name}")];
    if let Some((name, data)) = candidates.into_iter().find_map(|name| built_in(&name).map(|data| (name, data))) {
        return Ok((name, data));
    }
    let names = names();
    let short = |name: &String| name.split_once('/').map(|(_, below)| below.to_owned()).unwrap_or_default();
    let known: Vec<String> = names.iter().cloned().chain(names.iter().map(short)).collect();
    let advice = match did_you_mean(name, known.iter().map(String::as_str)) {
        Some(nearest) => format!("Did you mean `{nearest}`?"),
        None => "`dibao theme list` lists them.".to_owned(),
    };
    Err(Error::Other(format!("There is no built-in file `{name}`. {advice}")))
}

/// The path in a site of a file of that name.
fn path_in(config: &Config, name: &str) -> String {
    match name.split_once('/') {
        Some((TEMPLATES, below)) => format!("{}/{below}", config.paths.templates),
        Some((_, below)) => format!("{}/{below}", config.paths.theme),
        None => name.to_owned(),
    }
}

/// Every template and file of the theme that a site has, its own and the built-in ones.
pub fn files(root: &Path, config: &Config) -> Vec<File> {
    let mut files: Vec<File> = names()
        .into_iter()
        .map(|name| {
            let path = path_in(config, &name);
            let origin = match disk::read(root.join(&path)) {
                Err(_) => Origin::BuiltIn,
                Ok(own) if built_in(&name).is_some_and(|data| *data == *own) => Origin::Same,
                Ok(_) => Origin::Replaced,
            };
            File { name, path, origin }
        })
        .collect();
    for (folder, own) in [(TEMPLATES, &config.paths.templates), (THEME, &config.paths.theme)] {
        let start = root.join(own);
        for entry in disk::walk(&start).into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
            let Some(below) = entry.path().strip_prefix(&start).ok().and_then(Path::to_str) else { continue };
            let below = below.replace(std::path::MAIN_SEPARATOR, "/");
            let name = format!("{folder}/{below}");
            if built_in(&name).is_none() {
                files.push(File { name, path: format!("{own}/{below}"), origin: Origin::Added });
            }
        }
    }
    files.sort_by(|one, other| one.name.cmp(&other.name));
    files
}

/// Writes a built-in file into the site, for it to be changed there. Its path is returned.
///
/// # Errors
/// When there is no such file, when the site has one of its own already, or when the disk refuses.
pub fn eject(root: &Path, config: &Config, name: &str) -> Result<String, Error> {
    let (name, data) = find(name)?;
    let path = path_in(config, &name);
    let full = root.join(&path);
    let fault = |source| Error::Write { path: path.clone(), source };
    let folder = full.parent().unwrap_or(root);
    disk::create_folder(folder).map_err(fault)?;
    match disk::create(&full, &data).map_err(fault)? {
        Some(_) => Ok(path),
        None => {
            let message =
                format!("The site has its own `{path}` already; `dibao theme show {name}` prints the built-in one.");
            Err(Error::Other(message))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_with_and_without_its_folder() {
        assert_eq!(find("article.html").unwrap().0, "templates/article.html");
        assert_eq!(find("style.css").unwrap().0, "theme/style.css");
        assert_eq!(find("theme/i18n/en.ftl").unwrap().0, "theme/i18n/en.ftl");
        let message = find("artcle.html").unwrap_err().to_string();
        assert!(message.contains("Did you mean `article.html`?"), "{message}");
    }

    #[test]
    fn what_is_ejected_is_the_same_and_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let config = Config::default();
        assert_eq!(eject(folder.path(), &config, "parts/pager.html").unwrap(), "templates/parts/pager.html");
        let path = folder.path().join("templates/parts/pager.html");
        let origin =
            |name: &str| files(folder.path(), &config).into_iter().find(|file| file.name == name).unwrap().origin;
        assert_eq!(origin("templates/parts/pager.html"), Origin::Same);
        assert_eq!(origin("templates/article.html"), Origin::BuiltIn);
        fs_err::write(&path, "own").unwrap();
        assert_eq!(origin("templates/parts/pager.html"), Origin::Replaced);
        assert!(eject(folder.path(), &config, "parts/pager.html").is_err());
        assert_eq!(fs_err::read_to_string(&path).unwrap(), "own");
        fs_err::create_dir_all(folder.path().join("theme")).unwrap();
        fs_err::write(folder.path().join("theme/site.css"), "").unwrap();
        assert_eq!(origin("theme/site.css"), Origin::Added);
    }
}
