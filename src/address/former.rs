//! Addresses that something had before: at another generator, at another host, under another name.

use std::sync::LazyLock;

use percent_encoding::percent_decode_str;
use url::Url;

use super::site_path::{PathFault, SitePath};

/// Copies of pages at the Wayback Machine: a time, and the address of the page, come after it.
const WAYBACK: &str = "web.archive.org/web/";
/// What stands in for the host of addresses that name none.
static NO_HOST: LazyLock<Url> = LazyLock::new(|| Url::parse("http://no-host.invalid/").expect("constant"));
const NONE: &str = "no-host.invalid";
/// The endings of files that hosts serve as pages.
const PAGES: [&str; 4] = [".html", ".htm", ".xhtml", ".shtml"];
/// The file that a folder is served as.
const INDEX: &str = "index.html";

/// An address that something had before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Former {
    /// Its host, in lower case and without `www.`, if it names one.
    pub host: Option<String>,
    /// Its path below the host, without percent signs, and with no `/` before it.
    pub path: String,
    /// What follows `?`, as it is written.
    pub query: Option<String>,
    /// What follows `#`, with its sign; empty if nothing does.
    pub fragment: String,
}

impl Former {
    /// Reads an address, also that of a copy at the Wayback Machine; a path without a `/` before it is below the root. None
    /// if no page can have had it.
    pub fn parse(written: &str) -> Option<Self> {
        Self::parse_from(written, "")
    }

    /// The same, for an address that is written at another, a path below the root.
    pub fn parse_from(written: &str, at: &str) -> Option<Self> {
        let written = written.trim();
        let own = of_copy(written);
        let base = NO_HOST.join(at).ok()?;
        let url = base.join(own.as_deref().unwrap_or(written)).ok()?;
        if !matches!(url.scheme(), "http" | "https") || written.is_empty() {
            return None;
        }
        let path = percent_decode_str(url.path()).decode_utf8().ok()?;
        let host = url.host_str().filter(|host| *host != NONE).map(bare_host);
        Some(Self {
            host,
            path: path.trim_start_matches('/').to_owned(),
            query: url.query().filter(|query| !query.is_empty()).map(str::to_owned),
            fragment: url.fragment().map(|fragment| format!("#{fragment}")).unwrap_or_default(),
        })
    }

    /// Whether an address is that of a copy at the Wayback Machine.
    pub fn is_copy(written: &str) -> bool {
        of_copy(written.trim()).is_some()
    }

    /// What it is found by: the same for a folder with and without its `/` or the name of its index.
    pub fn key(&self) -> String {
        let path = self.path.strip_suffix(INDEX).filter(|folder| folder.is_empty() || folder.ends_with('/'));
        let path = path.unwrap_or(&self.path).trim_end_matches('/');
        self.query.as_ref().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"))
    }

    /// The file by which a host of static files answers at it. Programs of another time (`a.php`) become folders, since
    /// hosts would hand out a file of that name.
    ///
    /// # Errors
    /// When there can be no such file. An address with a query has none of its own.
    pub fn file(&self) -> Result<SitePath, PathFault> {
        let name = self.path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
        let is_page = PAGES.iter().any(|ending| name.len() > ending.len() && name.ends_with(ending));
        let folder = self.path.trim_end_matches('/');
        match (is_page, folder) {
            (true, _) => SitePath::new(self.path.as_str()),
            (false, "") => SitePath::new(INDEX),
            (false, folder) => SitePath::new(format!("{folder}/{INDEX}")),
        }
    }
}

/// A host as it is compared: in lower case, and without `www.`.
pub fn bare_host(host: &str) -> String {
    let host = host.to_ascii_lowercase();
    host.strip_prefix("www.").unwrap_or(&host).to_owned()
}

/// The address of the page that an address at the Wayback Machine has a copy of.
fn of_copy(written: &str) -> Option<String> {
    let after = ["https://", "http://", "//", ""].iter().find_map(|scheme| {
        let (start, rest) = written.split_at_checked(scheme.len())?;
        let is_there = start.eq_ignore_ascii_case(scheme);
        rest.strip_prefix(WAYBACK).filter(|_| is_there)
    });
    let after = after.or_else(|| written.strip_prefix("/web/"))?;
    let (time, page) = after.split_once('/')?;
    let digits = time.trim_end_matches(|sign: char| sign.is_ascii_lowercase() || sign == '_');
    let is_time = digits.len() >= 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let (scheme, rest) = page.split_once(':').unwrap_or(("http", page));
    let is_address = is_time && matches!(scheme, "http" | "https") && !rest.is_empty();
    is_address.then(|| format!("{scheme}://{}", rest.trim_start_matches('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_however_it_is_written() {
        for (written, host, path, key, file) in [
            ("/2013/03/Slug/", None, "2013/03/Slug/", "2013/03/Slug", "2013/03/Slug/index.html"),
            ("2013/a.html", None, "2013/a.html", "2013/a.html", "2013/a.html"),
            ("/2013/a", None, "2013/a", "2013/a", "2013/a/index.html"),
            ("/a/index.html#x", None, "a/index.html", "a", "a/index.html"),
            ("/", None, "", "", "index.html"),
            ("/文 章/%E4%B8%80.HTM", None, "文 章/一.HTM", "文 章/一.HTM", "文 章/一.HTM"),
            ("/view.php", None, "view.php", "view.php", "view.php/index.html"),
            ("/v2.1", None, "v2.1", "v2.1", "v2.1/index.html"),
            ("http://WWW.Old.example/x/", Some("old.example"), "x/", "x", "x/index.html"),
            ("//old.example/x", Some("old.example"), "x", "x", "x/index.html"),
            (
                "https://web.archive.org/web/20210712021520/https://www.old.example/x",
                Some("old.example"),
                "x",
                "x",
                "x/index.html",
            ),
            ("http://web.archive.org/web/2021im_/http:/old.example/x", Some("old.example"), "x", "x", "x/index.html"),
            ("/web/20210712021520if_/old.example/x", Some("old.example"), "x", "x", "x/index.html"),
            ("/web/about/x", None, "web/about/x", "web/about/x", "web/about/x/index.html"),
            ("/a/../b", None, "b", "b", "b/index.html"),
            ("/?p=12", None, "", "?p=12", "index.html"),
        ] {
            let former = Former::parse(written).unwrap_or_else(|| panic!("{written}"));
            assert_eq!((former.host.as_deref(), former.path.as_str()), (host, path), "{written}");
            assert_eq!((former.key().as_str(), former.file().unwrap().as_str()), (key, file), "{written}");
        }
        for none in ["", "mailto:a@b.example", "javascript:x", "/%D6%D0", "http://[", "ftp://a.example/b"] {
            assert_eq!(Former::parse(none), None, "{none}");
        }
        assert!(Former::parse("/a//b").unwrap().file().is_err());
        assert!(Former::parse(&"字".repeat(90)).unwrap().file().is_err());
        assert_eq!(Former::parse_from("../b/#c", "x/a/").unwrap().key(), "x/b");
        assert_eq!(Former::parse_from("../b/#c", "x/a/").unwrap().fragment, "#c");
    }
}
