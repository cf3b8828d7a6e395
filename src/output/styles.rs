//! What the styles of a site's own theme ask other hosts for.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Kind, sentence};
use crate::disk;
use crate::markdown::{host, is_elsewhere, listed};

/// An address that a style loads, between quotation marks or not.
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)(?s:/\*.*?\*/)|(?:@import\s+(?:url\(\s*)?|url\(\s*)["']?(?<address>[^"')\s;]+)"#)
        .expect("the pattern is constant")
});

/// Tells of a file of the theme what it asks other hosts for, if it is a style: one finding.
pub(super) fn requests(config: &Config, file: &str, path: &Path) -> Option<Diagnostic> {
    if !file.ends_with(".css") {
        return None;
    }
    // One that cannot be read is told when it is copied.
    let style = disk::read(path).ok()?;
    let style = String::from_utf8_lossy(&style);
    let mut hosts: BTreeMap<String, usize> = BTreeMap::new();
    let mut first = None;
    for found in ADDRESS.captures_iter(&style).filter_map(|found| found.name("address")) {
        let host = Some(found.as_str()).filter(|address| is_elsewhere(address)).and_then(host);
        let Some(host) = host.filter(|host| !config.may_show(host)) else { continue };
        *hosts.entry(host).or_default() += 1;
        first.get_or_insert(found.range());
    }
    let (count, hosts) = (hosts.values().sum::<usize>(), listed(hosts.keys()));
    let found = Diagnostic::warning(Kind::RemoteMedia, file, sentence!("theme-asks-elsewhere", count, hosts));
    Some(found.at(&style, first?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_style_asks_for_is_told_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("site.css");
        let told = |style: &str, file: &str| {
            std::fs::write(&path, style).unwrap();
            requests(&Config::default(), file, &path)
        };
        for (style, count) in [
            ("a { background: url(https://far.example/a.png) }", Some("for something")),
            ("@import 'https://far.example/a.css';\n@import url(\"//far.example/b\");", Some("for 2 things")),
            ("@font-face { src: URL( 'http://far.example/a.woff2' ) }", Some("for something")),
            ("a { background: url(a.png) } /* url(https://far.example/) */ @import \"b.css\";", None),
            ("a { background: url(data:image/png;base64,AA) }", None),
        ] {
            let found = told(style, "theme/site.css");
            assert_eq!(found.is_some(), count.is_some(), "{style}");
            let has = |part: &str| found.as_ref().is_some_and(|found| found.message.contains(part));
            assert!(count.is_none_or(|count| has(count) && has("`far.example`")), "{found:?}");
        }
        assert!(told("url(https://far.example/)", "theme/site.js").is_none());
    }
}
