//! Where what a site is made of lies on this disk: relative to its root, whatever its settings say, since findings
//! and records have these paths, and an absolute one tells whose disk it is.

use std::path::{MAIN_SEPARATOR, Path};

use crate::config::Config;
use crate::disk;
use crate::way::way;

/// Makes the absolute paths that a site's settings name relative to its root, where there is a way, and those straight
/// that go there by a folder above; and reads those that were written with `\` on Windows. `paths.output` and `paths.cache` stay: nothing that is published has them.
pub(super) fn settle(root: &Path, config: &mut Config) {
    let paths = &mut config.paths;
    let folders = [&mut paths.content, &mut paths.templates, &mut paths.theme, &mut paths.assets, &mut paths.glossary];
    let glossaries = config.source.iter_mut().filter_map(|source| source.glossary.as_mut());
    for path in folders.into_iter().chain(glossaries) {
        if let Some(settled) = settled(root, path) {
            *path = settled;
        }
    }
    for source in &mut config.source {
        let Some(settled) = settled(root, &source.dir) else { continue };
        let written = std::mem::replace(&mut source.dir, settled);
        // Waivers name files as they were printed.
        for file in config.check.waive.iter_mut().filter_map(|waiver| waiver.file.as_mut()) {
            if let Some(rest) = file.strip_prefix(&written).filter(|rest| rest.starts_with('/')) {
                *file = format!("{}{rest}", source.dir);
            }
        }
    }
}

/// The path relative to the root, if it is written otherwise.
fn settled(root: &Path, path: &str) -> Option<String> {
    let with_slashes = path.replace('\\', "/");
    if with_slashes != path
        && (MAIN_SEPARATOR == '\\' || !disk::exists(&root.join(path)) && disk::exists(&root.join(&with_slashes)))
    {
        let with_slashes = with_slashes.trim_start_matches("./").trim_end_matches('/');
        return Some(settled(root, with_slashes).unwrap_or_else(|| with_slashes.to_owned()));
    }
    // `../site/content` is `content`: what is private is known by its path, and so is what is published.
    let is_roundabout = path.split('/').any(|part| part == "..");
    if !is_roundabout && !Path::new(path).is_absolute() {
        return None;
    }
    way(root, &root.join(path)).filter(|settled| settled != path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_relative_whatever_they_say() {
        let folder = crate::testing::folders();
        let root = folder.path().join("甲/a/站");
        let absolute = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        for (written, expected) in [
            (absolute("甲/b/旧 报/posts"), Some("../../b/旧 报/posts")),
            (absolute("甲/a/站/content"), Some("content")),
            (absolute("甲/a/站"), Some(".")),
            (absolute("甲"), Some("../..")),
            (absolute("甲/没有"), Some("../../没有")),
            ("../../b".to_owned(), None),
            ("content".to_owned(), None),
            ("../站/content".to_owned(), Some("content")),
            ("../../a/站".to_owned(), Some(".")),
            ("../../../甲/b".to_owned(), Some("../../b")),
            ("content/../../../b/旧 报".to_owned(), Some("../../b/旧 报")),
            ("content/..".to_owned(), Some(".")),
            ("../../../甲".to_owned(), Some("../..")),
            ("../没有/../站".to_owned(), None),
        ] {
            assert_eq!(settled(&root, &written).as_deref(), expected, "{written}");
        }
        #[cfg(unix)]
        for (written, expected) in
            [("..\\..\\b\\旧 报", Some("../../b/旧 报")), (".\\content\\", Some("content")), ("a\\b", None)]
        {
            assert_eq!(settled(&root, written).as_deref(), expected, "{written}");
        }
        let (posts, waived) = (absolute("甲/b/旧 报/posts"), absolute("甲/b/旧 报/posts/2019/**"));
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let book = format!(
            "[[source]]\ndir = {}\n[[check.waive]]\nkind = \"dead-link\"\nfile = {}\n",
            quoted(&posts),
            quoted(&waived)
        );
        let mut config = crate::config::load(&book).unwrap();
        settle(&root, &mut config);
        assert_eq!(config.source[0].dir, "../../b/旧 报/posts");
        assert_eq!(config.check.waive[0].file.as_deref(), Some("../../b/旧 报/posts/2019/**"));
    }
}
