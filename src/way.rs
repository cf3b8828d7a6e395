//! Ways between folders of a disk, and whether a path stays in one.

use std::path::{Component, Path, PathBuf};

use crate::disk;

/// The relative path from a folder to another, with `/`; `.` if they are the same. None if there is none, as between
/// drives, or if it is not UTF-8. It is reckoned from both as they are without links: after a link, `..` leads to
/// the folder above what it links to. What is not there is taken to be a folder like any other.
pub fn way(from: &Path, to: &Path) -> Option<String> {
    let (from, to) = (real(from)?, real(to)?);
    let shared = from.components().zip(to.components()).take_while(|(one, other)| one == other).count();
    // Not even a drive.
    if shared == 0 {
        return None;
    }
    let up = from.components().count() - shared;
    let parts: Vec<Component<'_>> =
        std::iter::repeat_n(Component::ParentDir, up).chain(to.components().skip(shared)).collect();
    let parts: Option<Vec<&str>> = parts.iter().map(|part| part.as_os_str().to_str()).collect();
    parts.map(|parts| if parts.is_empty() { ".".to_owned() } else { parts.join("/") })
}

/// A path without links, as far as it is there.
fn real(path: &Path) -> Option<PathBuf> {
    let path = std::path::absolute(path).ok()?;
    let there = path.ancestors().find_map(|folder| Some((folder, disk::canonicalize(folder).ok()?)));
    let (folder, real) = there?;
    let rest = path.strip_prefix(folder).ok()?;
    // What is not there cannot be left by `..` either.
    let is_plain = rest.components().all(|part| matches!(part, Component::Normal(_)));
    // Joined with nothing, it would end with a separator.
    is_plain.then(|| if rest.as_os_str().is_empty() { real } else { real.join(rest) })
}

/// Whether a path leads out of the folder that it is relative to: it begins with `..`, `/` or a drive.
pub fn leads_out(path: &str) -> bool {
    let first = path.split(['/', '\\']).next().unwrap_or_default();
    first.is_empty() && !path.is_empty() || first == ".." || first.len() == 2 && first.ends_with(':')
}

/// The path of a file within a folder, both relative to the site's root; none if the file is not in it.
pub fn below<'f>(file: &'f str, folder: &str) -> Option<&'f str> {
    let within = if folder == "." { file } else { file.strip_prefix(folder)?.strip_prefix('/')? };
    // `../../a.md` begins with `..`, but is not in it.
    (!leads_out(within)).then_some(within)
}
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_is_relative_and_leads_there() {
        let folder = crate::testing::folders();
        for (from, to, expected) in [
            ("甲/a/站", "甲/b/旧 报/posts", "../../b/旧 报/posts"),
            ("甲/a/站", "甲/a/站", "."),
            ("甲/a/站", "甲/a/站/content", "content"),
            ("甲/a/站/content", "甲/a", "../.."),
            ("甲/a/站", "乙/%41/\"c\"", "../../../乙/%41/\"c\""),
            ("甲/a/站", "甲/b/../a/站/./content", "content"),
            ("甲/a/站", "甲/不在/d", "../../不在/d"),
        ] {
            let found = way(&folder.path().join(from), &folder.path().join(to));
            assert_eq!(found.as_deref(), Some(expected), "{from} to {to}");
            let (led, to) = (folder.path().join(from).join(expected), folder.path().join(to));
            assert!(!to.exists() || led.canonicalize().unwrap() == to.canonicalize().unwrap(), "{from}");
        }
        assert_eq!(
            way(&folder.path().join("甲/不在/../a"), &folder.path().join("甲")),
            None,
            "who knows where that is"
        );
    }

    #[cfg(unix)]
    #[test]
    fn links_on_the_way_lead_where_they_lead() {
        use std::os::unix::fs::symlink;
        let folder = crate::testing::folders();
        let at = |name: &str| folder.path().join(name);
        symlink(at("甲/a/站"), at("乙/link")).unwrap();
        symlink(at("甲/b"), at("乙/%41/other")).unwrap();
        for (from, to) in [
            ("乙/link", "甲/b/旧 报/posts"),
            ("乙/link", "乙/%41/other/旧 报"),
            ("乙/link/../站", "乙/%41"),
            ("甲/a/站", "乙/link/content"),
            ("乙/%41/other/../b", "乙/link"),
        ] {
            let found = way(&at(from), &at(to)).unwrap();
            assert!(!found.starts_with('/'), "{found}");
            assert_eq!(at(from).join(&found).canonicalize().unwrap(), at(to).canonicalize().unwrap(), "{from} {found}");
        }
    }
}
