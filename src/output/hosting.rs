//! Tells hosts how to serve an output, in the files that they look for.

use std::path::Path;

use super::copies::put;
use crate::artefact::{
    HEADERS, REDIRECTS, Redirect, Redirects, Resource, SEARCH, Served, Sink, headers_file, policy, redirects_file,
};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Kind, sentence};
use crate::disk;
use crate::error::Error;

/// Writes `_headers`, and `_redirects` if there are any, those that matter most first. Tells how many of these no host is
/// told of, unless there are pages that lead on. A file of the site's own assets comes later and takes the place of either.
///
/// # Errors
/// When a file cannot be written.
pub fn tell_hosts(
    root: &Path,
    config: &Config,
    redirects: impl IntoIterator<Item = Redirect>,
    sink: &dyn Sink,
) -> Result<Vec<Diagnostic>, Error> {
    let own_index = root.join(&config.paths.assets).join(SEARCH);
    let policy = policy(config.headers.content_security_policy.as_deref(), &config.embed.hosts);
    let served = Served {
        base: config.base_path(),
        scripts: &config.scripts,
        policy: &policy,
        has_index_alone: config.search.enabled && !disk::exists(&own_index),
    };
    let mut found = Vec::new();
    let mut write = |name: &str, text: &str| -> Result<(), Error> {
        found.extend(put(name, (name, Resource::Root(name).role()), text.as_bytes(), sink)?);
        Ok(())
    };
    write(HEADERS, &headers_file(&served))?;
    let Redirects { text, left_out } = redirects_file(served.base, redirects);
    if !text.is_empty() {
        write(REDIRECTS, &text)?;
    }
    if left_out > 0 && !config.moved_pages {
        found.push(Diagnostic::warning(Kind::Address, REDIRECTS, sentence!("redirects-left-out", count = left_out)));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::SitePath;
    use crate::artefact::{Files as _, Memory, Role};

    fn told(count: usize) -> (Memory, Vec<Diagnostic>) {
        let root = tempfile::tempdir().unwrap();
        let path = |path: String| SitePath::new(path).unwrap();
        let redirects = (0..count).map(|number| Redirect {
            from: format!("old/{number}.html"),
            alone_in: None,
            to: path(format!("{number}.html")),
        });
        let memory = Memory::default();
        let config = Config { moved_pages: false, ..Config::default() };
        let found = tell_hosts(root.path(), &config, redirects, &memory).unwrap();
        (memory, found)
    }

    #[test]
    fn there_are_redirects_only_where_an_address_changed() {
        let (memory, found) = told(0);
        let paths: Vec<String> = memory.manifest().files().map(|file| file.path.to_string()).collect();
        assert_eq!((paths, found), (vec![HEADERS.to_owned()], Vec::new()));
        let (memory, found) = told(1);
        assert_eq!(memory.manifest().get(REDIRECTS).unwrap().role, Role::Control);
        assert_eq!(memory.read(&SitePath::new(REDIRECTS).unwrap()).unwrap(), b"/old/0.html /0.html 301\n");
        assert!(found.is_empty());
    }

    #[test]
    fn old_addresses_that_no_host_is_told_of_are_told() {
        let (_, found) = told(2003);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].kind, found[0].file.as_str()), (Kind::Address, REDIRECTS));
        assert!(found[0].message.contains("3 old addresses"), "{}", found[0].message);
    }
}
