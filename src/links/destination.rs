//! What a link or a picture inside an article leads to.

use std::path::Path;

use percent_encoding::percent_decode_str;

use crate::archive::{Archive, Target};
use crate::config::Config;

/// The schemes of addresses that a page may link to.
pub const SAFE_SCHEMES: [&str; 9] = ["http", "https", "mailto", "tel", "ftp", "geo", "magnet", "doi", "news"];

/// What a destination turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub enum Destination {
    /// An address that is used as it is: elsewhere, or on the same page.
    AsIs,
    /// An article or entity of this archive, and what follows `#` or `?`.
    Page(Target, String),
    /// A file of the site, relative to its root, which is published with the pages.
    Media(String),
    /// A file in the assets folder, by its path in the output.
    Asset(String),
    /// Relative to the site's root, but no file is there.
    Missing(String),
    /// An address that must not be linked to, such as `javascript:`.
    Unsafe,
}

/// Resolves destinations against a site's files.
pub struct Resolver<'a> {
    /// The site's root.
    pub root: &'a Path,
    /// Its settings.
    pub config: &'a Config,
    /// Its articles and entities.
    pub archive: &'a Archive,
}

impl Resolver<'_> {
    /// What `address`, in the content file `from`, leads to.
    pub fn resolve(&self, address: &str, from: &str) -> Destination {
        if address.is_empty() || address.starts_with(['#', '?']) || address.starts_with("//") {
            return Destination::AsIs;
        }
        if let Some(scheme) = scheme(address) {
            let safe = SAFE_SCHEMES.contains(&scheme.as_str())
                || address.starts_with("data:image/") && !address.starts_with("data:image/svg");
            return if safe { Destination::AsIs } else { Destination::Unsafe };
        }
        let (path, suffix) = address.split_at(address.find(['#', '?']).unwrap_or(address.len()));
        let path = percent_decode_str(path).decode_utf8_lossy();
        let candidates = match path.strip_prefix('/') {
            Some(absolute) => {
                let asset = format!("{}/{absolute}", self.config.paths.assets);
                if self.is_file(&asset) {
                    return Destination::Asset(absolute.to_owned());
                }
                let folders = self.config.content_folders().into_iter();
                folders.filter_map(|folder| join(folder, absolute)).collect::<Vec<_>>()
            }
            None => join(from.rsplit_once('/').map_or("", |(folder, _)| folder), &path).into_iter().collect(),
        };
        for file in &candidates {
            if let Some(target) = self.archive.target(file) {
                return Destination::Page(target, suffix.to_owned());
            }
            if self.is_file(file) && !is_markdown(file) {
                return Destination::Media(file.clone());
            }
        }
        Destination::Missing(path.into_owned())
    }

    /// Whether the site has a file of that name, and not by a link out of the site.
    fn is_file(&self, name: &str) -> bool {
        let path = self.root.join(name);
        let inside = || Some(path.canonicalize().ok()?.starts_with(self.root.canonicalize().ok()?));
        path.is_file() && inside() == Some(true)
    }
}

fn is_markdown(file: &str) -> bool {
    let ending = file.rsplit('.').next().unwrap_or_default();
    ending.eq_ignore_ascii_case("md") || ending.eq_ignore_ascii_case("markdown")
}

/// The scheme of an absolute address, in lower case. Signs that browsers skip inside a
/// scheme do not hide it.
fn scheme(address: &str) -> Option<String> {
    let (before, _) = address.split_once(':')?;
    let plain: String =
        before.chars().filter(|character| !character.is_whitespace() && !character.is_control()).collect();
    let is_scheme = plain.starts_with(|first: char| first.is_ascii_alphabetic())
        && plain.chars().all(|character| character.is_ascii_alphanumeric() || "+-.".contains(character));
    is_scheme.then(|| plain.to_ascii_lowercase())
}

/// A path relative to a folder, both relative to the site's root; none if it leads out.
fn join(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    (!parts.is_empty() && !parts.iter().any(|part| part.contains('\0'))).then(|| parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_cannot_hide() {
        assert_eq!(scheme("https://例.cn"), Some("https".into()));
        assert_eq!(scheme("java\tscript:x"), Some("javascript".into()));
        assert_eq!(scheme("图：一.png"), None);
        assert_eq!(scheme("图:一.png"), None);
    }

    #[test]
    fn paths_stay_inside() {
        assert_eq!(join("content/2024", "../图 一.png").as_deref(), Some("content/图 一.png"));
        assert_eq!(join("content", "../../etc/passwd"), None);
        assert_eq!(join("", "."), None);
    }
}
