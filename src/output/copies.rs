//! Files that are published as they are: pictures of articles, the theme, a site's assets.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::pictures;
use super::places::{Paths, Placed, in_the_way, misnamed, placed};
use super::styles;
use crate::address::{PathId, SitePath};
use crate::artefact::{File, HEADERS, Role, SEARCH, Sink, THEME};
use crate::config::Config;
use crate::content::is_markdown;
use crate::diagnostic::{Diagnostic, Kind, sentence};
use crate::disk;
use crate::error::Error;
use crate::lfs;
use crate::pictures::without_paths;
use crate::theme::{BuiltInTheme, WORDS};

/// Publishes the files that articles link to, and pictures, which they show (true), also in the
/// sizes that screens need. Those that were made once are in the folder `cache`, if there is one. Tells what is wrong
/// with a file.
///
/// # Errors
/// When one cannot be written.
pub fn copy_media(
    root: &Path,
    config: &Config,
    files: &BTreeMap<String, bool>,
    cache: Option<&Path>,
    sink: &dyn Sink,
) -> Result<Vec<Diagnostic>, Error> {
    let Placed { files, lost: mut told } = placed(config, files, &assets_below(root, config, &mut Vec::new()));
    let settings = pictures::Settings { root, config, cache };
    let publish = |(name, (file, is_shown)): (String, (&String, bool))| publish(&settings, file, is_shown, &name, sink);
    let found: Result<Vec<Vec<Diagnostic>>, Error> = files.into_par_iter().map(publish).collect();
    told.extend(found?.into_iter().flatten());
    Ok(told)
}

/// Publishes one file, without what a picture tells of its maker; tells what is wrong with it.
pub(super) fn publish(
    settings: &pictures::Settings<'_>,
    file: &str,
    is_shown: bool,
    name: &str,
    sink: &dyn Sink,
) -> Result<Vec<Diagnostic>, Error> {
    let (is_done, found) = pictures::publish(settings, file, is_shown, name, sink)?;
    let made = |bytes| if is_drawing(file) { without_paths(bytes) } else { bytes };
    let unread = if is_done { None } else { copy(&settings.root.join(file), file, (name, Role::Media), sink, made)? };
    Ok(found.into_iter().chain(unread).collect())
}

/// Writes the built-in theme with the site's own files over it, one by one. What is wrong with one is told.
///
/// # Errors
/// When a file cannot be written.
pub fn write_theme(root: &Path, config: &Config, sink: &dyn Sink) -> Result<Vec<Diagnostic>, Error> {
    let theme = &config.paths.theme;
    let mut found = Vec::new();
    let own = files_below(root, theme, &|_| true, &mut found);
    let is_published = |name: &str| name.split('/').next() != Some(WORDS);
    for name in BuiltInTheme::iter().filter(|name| is_published(name) && !own.contains_key(name.as_ref())) {
        let file = BuiltInTheme::get(&name).map(|file| file.data).unwrap_or_default();
        let to = format!("{THEME}/{name}");
        found.extend(put(&format!("{theme}/{name}"), (&to, Role::Theme), &shortened(&name, &file), sink)?);
    }
    for (name, path) in own.iter().filter(|(name, _)| is_published(name)) {
        found.extend(styles::requests(config, &format!("{theme}/{name}"), path));
        found.extend(copy(
            path,
            &format!("{theme}/{name}"),
            (&format!("{THEME}/{name}"), Role::Theme),
            sink,
            |bytes| bytes,
        )?);
    }
    Ok(found)
}

/// A script of the built-in theme without comments and white space; other files as they are.
fn shortened<'f>(name: &str, file: &'f [u8]) -> Cow<'f, [u8]> {
    let short = std::str::from_utf8(file)
        .ok()
        .filter(|_| name.ends_with(".js"))
        .and_then(|script| minifier::js::minify(script).ok());
    short.map_or(Cow::Borrowed(file), |short| Cow::Owned(short.to_string().into_bytes()))
}

/// Copies the assets folder to the root of the output, over what the site makes there itself, but for what
/// articles show of it, which is published with their other files. An asset that would be in the place of a folder of
/// the site, or in a folder of the name of one of its files, is told and left out.
///
/// # Errors
/// When a file cannot be written.
pub fn copy_assets(
    root: &Path,
    config: &Config,
    shown: &BTreeMap<String, bool>,
    sink: &dyn Sink,
) -> Result<Vec<Diagnostic>, Error> {
    let assets = &config.paths.assets;
    let mut found = Vec::new();
    let files = assets_below(root, config, &mut found);
    let media = Paths::of(placed(config, shown, &files).files.into_keys());
    let files: Vec<_> = files
        .into_iter()
        .map(|(name, path)| (format!("{assets}/{name}"), name, path))
        .filter(|(file, ..)| !shown.contains_key(file))
        .collect();
    let publish = |(file, name, path): (String, String, PathBuf)| -> Result<Option<Diagnostic>, Error> {
        let bytes = match disk::read(&path) {
            Ok(bytes) => bytes,
            Err(error) => return Ok(Some(unread(&file, &error))),
        };
        if media.are_in_the_way_of(&name) {
            return Ok(Some(in_the_way(&file)));
        }
        put(&file, (&name, Role::Static), &bytes, sink)
    };
    let told: Result<Vec<Option<Diagnostic>>, Error> = files.into_par_iter().map(publish).collect();
    found.extend(told?.into_iter().flatten());
    Ok(found)
}

/// What `copy_assets` and `copy_media` would tell of files that have no place beside those of a site; `made` are the
/// pages and lists.
pub fn check_assets(root: &Path, config: &Config, shown: &BTreeMap<String, bool>, mut made: Paths) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    BuiltInTheme::iter().for_each(|name| made.add(&format!("{THEME}/{name}")));
    made.add(HEADERS);
    if config.search.enabled {
        // A check makes no index.
        made.add(&format!("{SEARCH}/index"));
    }
    let assets = &config.paths.assets;
    let files = assets_below(root, config, &mut found);
    let Placed { files: media, lost } = placed(config, shown, &files);
    found.extend(lost);
    let without_place = media.iter().filter(|(name, _)| made.are_in_the_way_of(name));
    found.extend(without_place.map(|(_, (file, _))| in_the_way(file)));
    media.keys().for_each(|name| made.add(name));
    for name in files.into_keys() {
        let file = format!("{assets}/{name}");
        if !shown.contains_key(&file) && made.are_in_the_way_of(&name) {
            found.push(in_the_way(&file));
        }
    }
    found
}

/// The paths that the files of the assets folder have in the output.
pub fn asset_paths(root: &Path, config: &Config) -> Vec<PathId> {
    // What cannot be read is told when it is to be copied.
    assets_below(root, config, &mut Vec::new()).keys().map(|name| PathId::of(name)).collect()
}

/// Whether a file is an SVG by its name; one that does not say its size is published like any other file.
fn is_drawing(file: &str) -> bool {
    file.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("svg"))
}

/// Publishes what is made of a file of the site; tells if it cannot be read or has no place.
fn copy(
    from: &Path,
    file: &str,
    to: (&str, Role),
    sink: &dyn Sink,
    made: impl FnOnce(Vec<u8>) -> Vec<u8>,
) -> Result<Option<Diagnostic>, Error> {
    match disk::read(from) {
        Ok(bytes) => put(file, to, &made(bytes), sink),
        Err(error) => Ok(Some(unread(file, &error))),
    }
}

/// Publishes bytes that were made of a file of the site; tells if they have no place.
pub(super) fn put(
    file: &str,
    (to, role): (&str, Role),
    bytes: &[u8],
    sink: &dyn Sink,
) -> Result<Option<Diagnostic>, Error> {
    match SitePath::new(to) {
        Ok(path) => Ok((!sink.put_if_free(&File::new(path, role, bytes))?).then(|| in_the_way(file))),
        Err(fault) => Ok(Some(misnamed(file, fault))),
    }
}

fn unread(file: &str, error: &std::io::Error) -> Diagnostic {
    // The error's own text may name the file as it lies on this disk.
    Diagnostic::error(Kind::Read, file, sentence!("copy-unreadable", reason = error.kind().to_string()))
}

/// The files below a folder of the site, by their path in it with `/`; none if there is no such folder. What cannot
/// be read, is not fetched, or has no name for an address, is told. Symbolic links are told and not followed: they could lead out of the
/// site.
pub(super) fn files_below(
    root: &Path,
    folder: &str,
    is_wanted: &dyn Fn(&str) -> bool,
    found: &mut Vec<Diagnostic>,
) -> BTreeMap<String, PathBuf> {
    let mut files = BTreeMap::new();
    let top = root.join(folder);
    match disk::metadata(&top) {
        Ok(there) if there.is_dir() => {}
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            found.push(unread(folder, &error));
            return files;
        }
        _ => return files,
    }
    let name = |path: &Path| {
        let name = path.strip_prefix(&top).ok().and_then(Path::to_str)?;
        Some(name.replace(std::path::MAIN_SEPARATOR, "/"))
    };
    let walked = disk::walk(&top).into_iter();
    for entry in walked.filter_entry(|entry| name(entry.path()).is_none_or(|name| name.is_empty() || is_wanted(&name)))
    {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let name = error.path().and_then(|path| path.strip_prefix(root).ok()).unwrap_or(Path::new(folder));
                let name = name.display().to_string();
                found.push(unread(&name, &error.into()));
                continue;
            }
        };
        let kind = entry.file_type();
        // The folder itself may be a link: book.toml names it.
        if entry.depth() == 0 || kind.is_dir() {
            continue;
        }
        match name(entry.path()) {
            Some(name) if kind.is_file() && lfs::is_unfetched(entry.path()) => {
                let file = format!("{folder}/{name}");
                found.push(lfs::told(&file, &file));
            }
            Some(name) if kind.is_file() => {
                files.insert(name, entry.path().to_owned());
            }
            _ => {
                let file = entry.path().strip_prefix(root).unwrap_or(entry.path()).display().to_string();
                found.push(left_out(file, kind));
            }
        }
    }
    files
}

/// The assets of a site, likewise: of its folder, which may hold articles too, those that it names.
fn assets_below(root: &Path, config: &Config, found: &mut Vec<Diagnostic>) -> BTreeMap<String, PathBuf> {
    let globs = &config.paths.asset_files;
    if globs.is_empty() {
        return files_below(root, &config.paths.assets, &|_| true, found);
    }
    // A folder is walked if something in it may be meant.
    let first = |glob: &str| glob.split('/').next().unwrap_or(glob).to_owned();
    let firsts: Vec<String> = globs.iter().map(|glob| first(glob)).collect();
    let may_be = |name: &str| firsts.iter().any(|it| it.contains(['*', '?', '[', '{']) || *it == first(name));
    let is_wanted = |name: &str| {
        let is_named = config.paths.is_asset(name);
        let is_plain = !is_markdown(name) && !name.split('/').any(|part| part.starts_with('.'));
        may_be(name) && is_plain && (is_named || disk::is_folder(&root.join(&config.paths.assets).join(name)))
    };
    files_below(root, &config.paths.assets, &is_wanted, found)
}

/// That something is not published for its kind, or for a name that no address can have.
fn left_out(file: String, kind: std::fs::FileType) -> Diagnostic {
    if kind.is_symlink() {
        return Diagnostic::warning(Kind::Read, file, sentence!("copy-of-link"));
    }
    if !kind.is_file() {
        return Diagnostic::warning(Kind::Read, file, sentence!("copy-of-no-file"));
    }
    Diagnostic::error(Kind::FileName, file, sentence!("copy-name-no-text"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn what_is_not_published_is_told() {
        use std::os::unix::ffi::OsStrExt;
        use std::os::unix::fs::symlink;

        let site = tempfile::tempdir().unwrap();
        let folder = site.path().join("static");
        std::fs::create_dir_all(folder.join("down")).unwrap();
        fs_err::write(folder.join("down/file.txt"), "x").unwrap();
        symlink("down/file.txt", folder.join("link.txt")).unwrap();
        symlink("down", folder.join("linked")).unwrap();
        symlink("nowhere", folder.join("down/dangling")).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(folder.join("socket")).unwrap();
        fs_err::write(folder.join(std::ffi::OsStr::from_bytes(b"a\xFF.txt")), "x").unwrap();
        let mut found = Vec::new();
        let files = files_below(site.path(), "static", &|_| true, &mut found);
        assert_eq!(files.keys().collect::<Vec<_>>(), ["down/file.txt"]);
        let mut told: Vec<_> = found.iter().map(|it| (it.file.as_str(), it.kind)).collect();
        told.sort_unstable();
        let expected = [
            ("static/a\u{FFFD}.txt", Kind::FileName),
            ("static/down/dangling", Kind::Read),
            ("static/link.txt", Kind::Read),
            ("static/linked", Kind::Read),
            ("static/socket", Kind::Read),
        ];
        assert_eq!(told, expected);

        // The folder may be a link itself, since book.toml names it.
        symlink("static", site.path().join("assets")).unwrap();
        let mut found = Vec::new();
        assert_eq!(files_below(site.path(), "assets", &|_| true, &mut found).len(), 1);
        assert_eq!(found.len(), 5, "{found:?}");
    }

    #[test]
    fn what_cannot_be_read_is_told_without_its_place_on_the_disk() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["x.txt", "a.svg", "b.png", "c.webp", "夹/y.jpg"] {
            let path = folder.path().join(name);
            let own = folder.path().to_str().unwrap();
            let error = disk::read(&path).unwrap_err();
            assert!(error.to_string().contains(own));
            let found = unread(name, &error);
            assert!(found.file == name && !found.message.contains(own), "{found:?}");
            let fault = crate::pictures::Picture::open(&path).err();
            assert!(fault.is_some() == (name != "x.txt"));
            assert!(fault.is_none_or(|fault| !fault.to_string().contains(own)), "{name}");
        }
        let error = walkdir::WalkDir::new(folder.path().join("没有")).into_iter().find_map(Result::err).unwrap();
        assert!(unread("没有", &error.into()).message.ends_with("it is not published: entity not found."));
    }

    #[test]
    fn what_is_in_the_way_of_a_file() {
        let made = Paths::of(["index.html", "zh-hans/a.html", "theme/style.css"].map(str::to_owned));
        for (file, is_in_the_way) in [
            ("theme", true),
            ("zh-hans", true),
            ("index.html/x.txt", true),
            ("zh-hans/a.html/b/c.txt", true),
            ("index.html", false),
            ("zh-hans/b.html", false),
            ("theme/own/style.css", false),
            ("theme.css", false),
        ] {
            assert_eq!(made.are_in_the_way_of(file), is_in_the_way, "{file}");
        }
    }
}
