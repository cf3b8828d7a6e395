//! The files `_headers` and `_redirects`, by which Cloudflare Pages, Netlify and hosts like them are told how to serve an
//! output. Both are in the form that all of them read.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::resource::{Resource, SEARCH};
use super::serving::{KEPT, media_type, security_headers};
use crate::address::{PageForm, SitePath, below, published};
use crate::script::Script;

/// Where the headers of files are told.
pub const HEADERS: &str = "_headers";
/// Where old addresses are told.
pub const REDIRECTS: &str = "_redirects";

/// How many rules of headers Cloudflare Pages reads (developers.cloudflare.com/pages/configuration/headers).
pub const HEADER_RULES: usize = 100;
/// How many characters a line of them may have.
pub const HEADER_LINE: usize = 2000;
/// How many redirects Cloudflare Pages reads that name one address each
/// (developers.cloudflare.com/pages/configuration/redirects).
pub const REDIRECT_RULES: usize = 2000;
/// How many it reads that are for many addresses each.
pub const RULES_OF_MANY: usize = 100;
/// How many characters one of them may have.
const REDIRECT_LINE: usize = 1000;
/// How many bytes all of them may have: what is beyond is cut off without a word.
const REDIRECTS_LENGTH: usize = 100_000;

/// What a base URL's path has that must not be in a file of rules as it is.
const UNFIT: &AsciiSet = &CONTROLS.add(b' ').add(b'*').add(b':').add(b'#');

/// An old address, and where what was there is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// The old address below the site's root, as links have it but without percent signs.
    pub from: String,
    /// A folder that it is in, and nothing else; then a rule for all that is in there will do, if its own is too long.
    pub alone_in: Option<String>,
    /// The file that it leads to.
    pub to: SitePath,
}

/// What the headers of a site depend on.
#[derive(Clone, Copy, Debug)]
pub struct Served<'s> {
    /// The path of the base URL, with a `/` at both ends: rules are about whole addresses.
    pub base: &'s str,
    /// The site's scripts, in whose folders its feeds are.
    pub scripts: &'s [Script],
    /// What pages may load and do; an empty policy is none.
    pub policy: &'s str,
    /// Whether there is nothing but the index in the index's folder.
    pub has_index_alone: bool,
}

/// The text of `_headers`.
///
/// Where two rules for one file have the same header, Cloudflare Pages sends both values as one; so each header is in
/// one rule for each file. That a host be asked whether a file is still so is in none: these hosts say that by themselves
/// of whatever has no rule. Nor is the media type of files that all hosts know by their endings.
pub fn headers_file(served: &Served<'_>) -> String {
    let base = base(served.base);
    let mut text = String::new();
    let mut rule = |path: &str, headers: &[(&str, &str)]| {
        let _ = writeln!(text, "{base}{path}");
        for (name, value) in headers {
            let _ = writeln!(text, "  {name}: {value}");
        }
    };
    rule("*", &security_headers(served.policy));
    if served.has_index_alone {
        rule(&format!("{SEARCH}/*"), &[("Cache-Control", KEPT)]);
    }
    for folder in served.scripts.iter().map(|script| script.folder()) {
        let feed = |address, ending| Resource::Feed { folder, address, ending };
        let named = [feed("", "xml"), feed("*", "xml"), feed("", "json"), feed("*", "json")];
        for path in named.into_iter().chain([Resource::OpenSearch { folder }]) {
            let path = path.path(PageForm::default()).unwrap_or_default();
            rule(&path, &[("Content-Type", &media_type(&path))]);
        }
    }
    text
}

/// The text of `_redirects`, and how many did not fit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Redirects {
    /// A line for each old address.
    pub text: String,
    /// How many old addresses have none.
    pub left_out: usize,
}

/// The text of `_redirects`: as many of them as hosts read, from the first on. So they should come in the order in which
/// they matter, the newest first. Of one address the first counts.
pub fn redirects_file(base_path: &str, redirects: impl IntoIterator<Item = Redirect>) -> Redirects {
    let base = base(base_path);
    let mut told = BTreeSet::new();
    let mut file = Redirects::default();
    let mut many = 0;
    for Redirect { from, alone_in, to } in redirects {
        let (mut from, to) = (below(&base, &from), published(&base, to.as_str()));
        let mut line = format!("{from} {to} 301\n");
        let folder = alone_in.filter(|_| line.len() > REDIRECT_LINE && many < RULES_OF_MANY);
        if let Some(folder) = &folder {
            from = format!("{}/*", below(&base, folder));
            line = format!("{from} {to} 301\n");
        }
        if from == to || told.contains(&from) {
            continue;
        }
        many += usize::from(folder.is_some());
        let fits = told.len() < REDIRECT_RULES
            && line.len() <= REDIRECT_LINE
            && file.text.len() + line.len() <= REDIRECTS_LENGTH;
        if fits {
            file.text.push_str(&line);
            told.insert(from);
        } else {
            file.left_out += 1;
        }
    }
    file
}

/// How many rules a `_headers` has.
pub fn count_header_rules(text: &str) -> usize {
    let is_address = |word: &str| word.starts_with('/') || word.contains("://");
    lines(text).filter(|line| line.split_whitespace().next().is_some_and(is_address)).count()
}

/// How many redirects a `_redirects` has, but for those of many addresses, which hosts count by themselves.
pub fn count_redirects(text: &str) -> usize {
    let is_of_many = |from: &str| from.contains('*') || from.split('/').any(|part| part.starts_with(':'));
    lines(text).filter(|line| line.split_whitespace().next().is_some_and(|from| !is_of_many(from))).count()
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn base(path: &str) -> String {
    utf8_percent_encode(path, UNFIT).to_string()
}

#[cfg(test)]
mod tests {
    use super::super::serving::POLICY;
    use super::*;

    fn served(base: &str) -> Served<'_> {
        Served { base, scripts: &Script::ALL, policy: POLICY, has_index_alone: true }
    }

    fn redirect(from: &str, to: &str) -> Redirect {
        Redirect { from: from.to_owned(), alone_in: None, to: SitePath::new(to).unwrap() }
    }

    #[test]
    fn headers_are_within_what_hosts_read() {
        let text = headers_file(&served("/"));
        assert!(count_header_rules(&text) <= HEADER_RULES);
        assert_eq!(count_header_rules(&text), 2 + 5 * Script::ALL.len());
        assert!(text.lines().all(|line| line.len() <= HEADER_LINE && line.is_ascii()), "{text}");
        assert!(text.starts_with("/*\n  Content-Security-Policy: default-src 'none'; "), "{text}");
        for rule in [
            "\n/search/*\n  Cache-Control: public, max-age=31536000, immutable\n",
            "\n/zh-hant/*/feed.xml\n  Content-Type: application/atom+xml; charset=utf-8\n",
            "\n/zh-hans/feed.json\n  Content-Type: application/feed+json; charset=utf-8\n",
        ] {
            assert!(text.contains(rule), "{rule} in {text}");
        }
    }

    #[test]
    fn the_index_is_kept_only_where_nothing_else_is() {
        let text = headers_file(&Served { has_index_alone: false, ..served("/") });
        assert!(!text.contains("Cache-Control"), "{text}");
    }

    #[test]
    fn rules_begin_with_the_path_of_the_base_url() {
        for (base, begin) in [("/repo/", "/repo/*\n"), ("/档 案/", "/%E6%A1%A3%20%E6%A1%88/*\n"), ("/%E6/", "/%E6/*\n")]
        {
            let text = headers_file(&served(base));
            assert!(text.starts_with(begin), "{text}");
            let prefix = begin.trim_end_matches("*\n");
            assert!(lines(&text).filter(|line| line.starts_with('/')).all(|line| line.starts_with(prefix)));
        }
        let file = redirects_file("/repo/", [redirect("old.html", "zh-hans/index.html")]);
        assert_eq!(file.text, "/repo/old.html /repo/zh-hans/ 301\n");
    }

    #[test]
    fn an_old_address_is_written_as_it_was_published() {
        let file = redirects_file(
            "/",
            [
                redirect("zh-hans/峰 会*:a.html", "zh-hans/峰会.html"),
                redirect("zh-hans/b/", "zh-hans/b.html"),
                // It leads on already, or to itself.
                redirect("zh-hans/b/", "zh-hans/c.html"),
                redirect("zh-hans/d.html", "zh-hans/d.html"),
            ],
        );
        assert_eq!(
            file.text,
            "/zh-hans/%E5%B3%B0%20%E4%BC%9A%2A%3Aa.html /zh-hans/%E5%B3%B0%E4%BC%9A.html 301\n/zh-hans/b/ /zh-hans/b.html 301\n"
        );
        assert_eq!((file.left_out, count_redirects(&file.text)), (0, 2));
    }

    #[test]
    fn no_more_is_told_than_hosts_read() {
        let many = |count: usize, to: &str| {
            redirects_file("/", (0..count).map(|number| redirect(&format!("old/{number:04}.html"), to)))
        };
        for (count, left_out) in [(1999, 0), (2000, 0), (2001, 1), (2500, 500)] {
            let file = many(count, "a.html");
            assert_eq!((count_redirects(&file.text), file.left_out), (count - left_out, left_out));
            assert!(file.text.starts_with("/old/0000.html "));
        }
        let long = format!("{}.html", "长".repeat(80));
        let file = many(2000, &long);
        assert!(file.text.len() <= REDIRECTS_LENGTH && file.text.len() > REDIRECTS_LENGTH - 1000);
        assert_eq!(count_redirects(&file.text) + file.left_out, 2000);
        // One that is too long by itself leaves room for the others.
        let longer = ["长".repeat(80), "长".repeat(80), "a.html".to_owned()].join("/");
        let file = redirects_file("/", [redirect(&longer, "b.html"), redirect("a.html", "b.html")]);
        assert_eq!((file.text.as_str(), file.left_out), ("/a.html /b.html 301\n", 1));
        // One that is alone in a folder has a rule for all that is there.
        let alone = Redirect { alone_in: Some("旧/1".to_owned()), ..redirect(&longer, "b.html") };
        assert_eq!(redirects_file("/", [alone]).text, "/%E6%97%A7/1/* /b.html 301\n");
        let short = Redirect { alone_in: Some("旧".to_owned()), ..redirect("旧/a", "b.html") };
        assert_eq!(redirects_file("/", [short]).text, "/%E6%97%A7/a /b.html 301\n");
    }

    #[test]
    fn rules_of_a_site_s_own_are_counted() {
        let headers =
            "# /no\n/a/*\n  X-A: /b\n\nhttps://a.example/*\n\tX-B: c\n/d\n  ! X-A\n  Link: <https://b.example/>\n";
        assert_eq!(count_header_rules(headers), 3);
        assert_eq!(count_redirects("# /a /b\n/a /b 301\n\n  /c /d\n/e/* /f/:splat\n/g/:id /h/:id 302\n"), 2);
    }
}
