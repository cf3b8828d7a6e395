//! How a file of the output is to be served: its media type, how long it may be kept, and what browsers are told of
//! the whole site. Files for hosts, the preview and whatever uploads an output all go by this.

use std::borrow::Cow;

use super::resource::SEARCH;
use super::role::Role;
use crate::script::Script;

/// What pages may load and do, unless a site says otherwise: files of their own site and pictures that are in the page
/// itself, and nothing of others, who would learn who reads what. Nothing inline runs, so that a script in a text that
/// got past the sanitiser does nothing. Nobody frames a page, so that none can be laid under another's buttons.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; media-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What pages may load and do where they may embed films, sounds, frames and pictures of some hosts besides.
fn policy_with(hosts: &[String]) -> String {
    let sources: String = hosts.iter().map(|host| format!(" https://{host}")).collect();
    let extended = ["img-src 'self' data:", "media-src 'self'"]
        .iter()
        .fold(POLICY.to_owned(), |policy, rule| policy.replace(rule, &format!("{rule}{sources}")));
    format!("{extended}; frame-src{sources}")
}

/// The policy of a site: `own` in the place of dibao's, if it has one, which an empty one drops; or dibao's, with the
/// hosts that its pages may embed from.
pub fn policy<'p>(own: Option<&'p str>, hosts: &[String]) -> Cow<'p, str> {
    match own {
        Some(own) => Cow::Borrowed(own),
        None if hosts.is_empty() => Cow::Borrowed(POLICY),
        None => Cow::Owned(policy_with(hosts)),
    }
}

/// Of a file whose name tells its content: no other will ever be there.
pub const KEPT: &str = "public, max-age=31536000, immutable";
/// Of any other: it may be kept, but its server is asked whether it is still so.
pub const ASKED: &str = "public, max-age=0, must-revalidate";

const ATOM: &str = "application/atom+xml; charset=utf-8";
const JSON_FEED: &str = "application/feed+json; charset=utf-8";
const OPEN_SEARCH: &str = "application/opensearchdescription+xml; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";
/// A file of the index is bytes in the form of a script (`search::file`). It is fetched, and then no header matters; as a
/// script it is whole in this encoding alone.
const INDEX: &str = "text/javascript; charset=windows-1252";
const UNKNOWN: &str = "application/octet-stream";

/// The media type of a file by its path in the output, with the encoding of texts. Texts of the site's own assets are
/// taken for UTF-8, as all others are.
pub fn media_type(path: &str) -> Cow<'static, str> {
    if is_named_by_content(path) {
        return Cow::Borrowed(INDEX);
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    // An asset of the same name elsewhere may be anything.
    let is_of_script = path.split_once('/').is_some_and(|(top, _)| Script::ALL.iter().any(|it| it.folder() == top));
    match name {
        "feed.xml" if is_of_script => return Cow::Borrowed(ATOM),
        "feed.json" if is_of_script => return Cow::Borrowed(JSON_FEED),
        "opensearch.xml" if is_of_script => return Cow::Borrowed(OPEN_SEARCH),
        "_headers" | "_redirects" => return Cow::Borrowed(TEXT),
        _ => {}
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    let kind = match ending.as_str() {
        // RFC 7303 has it so; as text it would be ASCII to old programs.
        "xml" => "application/xml",
        "m4a" => "audio/mp4",
        "yaml" | "yml" => "application/yaml",
        "bib" => "application/x-bibtex",
        ending => mime_guess::from_ext(ending).first_raw().unwrap_or(UNKNOWN),
    };
    if is_text(kind) { Cow::Owned(format!("{kind}; charset=utf-8")) } else { Cow::Borrowed(kind) }
}

/// Whether a file of a media type is compressed in itself, so that to compress it again gains nothing.
pub fn is_packed(kind: &str) -> bool {
    const OTHERS: [&str; 9] = [
        "font/woff",
        "font/woff2",
        "application/epub+zip",
        "application/gzip",
        "application/pdf",
        "application/x-7z-compressed",
        "application/x-xz",
        "application/zip",
        "application/zstd",
    ];
    let is_media = ["audio/", "image/", "video/"].iter().any(|start| kind.starts_with(start));
    let is_plain = ["svg", "bmp", "tiff", "wav"].iter().any(|name| kind.contains(name));
    is_media && !is_plain || OTHERS.contains(&kind)
}

fn is_text(kind: &str) -> bool {
    let endings = ["/json", "+json", "/xml", "+xml", "/yaml", "/x-bibtex", "javascript"];
    kind.starts_with("text/") || endings.iter().any(|ending| kind.ends_with(ending))
}

/// How long browsers, and whoever stands between them and the host, may keep a file.
///
/// Pictures are named as their owner names them, and so are their smaller files: one in which a face was made
/// unrecognisable, or which was withdrawn, has to be gone at once for everybody. To ask costs an answer without a body.
pub fn cache_control(role: Role, path: &str) -> &'static str {
    if role == Role::Search && is_named_by_content(path) { KEPT } else { ASKED }
}

/// Whether the path of a file tells its content: `search/NAME.HASH.js`.
pub fn is_named_by_content(path: &str) -> bool {
    const HASH: usize = 8;
    let ends_in_hash = |name: &str| {
        let hash = name.rsplit_once('.').map(|(_, hash)| hash);
        hash.is_some_and(|hash| hash.len() == HASH && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    let Some(within) = path.strip_prefix(SEARCH).and_then(|rest| rest.strip_prefix('/')) else { return false };
    let Some(name) = within.strip_suffix(".js") else { return false };
    name.rsplit('/').next().is_some_and(ends_in_hash)
}

/// What browsers are told of each file of a site. An empty policy is none.
///
/// There is no `Cross-Origin-Resource-Policy`: readers of feeds on the web show the pictures of an archive. Nor is there
/// `Strict-Transport-Security`, which outlives a site that has to move to a host without certificates.
pub fn security_headers(policy: &str) -> Vec<(&'static str, &str)> {
    let policy = Some(("Content-Security-Policy", policy)).filter(|(_, policy)| !policy.is_empty());
    let others = [
        // A file is what it is served as: nobody's picture is run as a script.
        ("X-Content-Type-Options", "nosniff"),
        // What a reader read here is not told where a link leads to, nor written into the log of the archive's own host.
        ("Referrer-Policy", "no-referrer"),
        // A page that opened this one has no hold on its window, by which it could tell where the reader goes on to.
        ("Cross-Origin-Opener-Policy", "same-origin"),
        // Names of hosts that a text links to are not looked up before a reader follows the link: who listens to that
        // would know the text by its links.
        ("X-DNS-Prefetch-Control", "off"),
        // No page asks for these, and so no script that got in may.
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ];
    policy.into_iter().chain(others).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_says_its_encoding() {
        for (path, kind) in [
            ("index.html", "text/html"),
            ("theme/style.css", "text/css"),
            ("theme/dibao.js", "text/javascript"),
            ("data/pages/2024/feed.json", "application/json"),
            ("data/places.geojson", "application/geo+json"),
            ("data/articles.csv", "text/csv"),
            ("sitemap.xml", "application/xml"),
            ("feed.xml", "application/xml"),
            ("feeds.opml", "text/x-opml"),
            ("robots.txt", "text/plain"),
            ("_headers", "text/plain"),
            ("notes/a.MD", "text/markdown"),
            ("theme/icon.svg", "image/svg+xml"),
            ("app.webmanifest", "application/manifest+json"),
            ("zh-hans/feed.xml", "application/atom+xml"),
            ("zh-hant-tw/events/a/feed.xml", "application/atom+xml"),
            ("zh-hant/feed.json", "application/feed+json"),
            ("zh-hant/opensearch.xml", "application/opensearchdescription+xml"),
            ("media/引.bib", "application/x-bibtex"),
        ] {
            assert_eq!(media_type(path), format!("{kind}; charset=utf-8"), "{path}");
        }
    }

    #[test]
    fn what_is_no_text_has_no_encoding() {
        for (path, kind) in [
            ("media/一.jpg", "image/jpeg"),
            ("media/一.JPG.480.webp", "image/webp"),
            ("a.avif", "image/avif"),
            ("a.png", "image/png"),
            ("a.gif", "image/gif"),
            ("a.mp3", "audio/mpeg"),
            ("a.m4a", "audio/mp4"),
            ("a.mp4", "video/mp4"),
            ("a.pdf", "application/pdf"),
            ("a.epub", "application/epub+zip"),
            ("a.zip", "application/zip"),
            ("theme/a.woff2", "font/woff2"),
            ("a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            ("media/没有", "application/octet-stream"),
            ("media/a.没有", "application/octet-stream"),
            ("a.html/无", "application/octet-stream"),
        ] {
            assert_eq!(media_type(path), kind, "{path}");
        }
    }

    #[test]
    fn only_what_is_named_by_its_content_is_kept() {
        for (path, is_kept) in [
            ("search/shards/12.0a1b2c3d.js", true),
            ("search/fold.0a1b2c3d.js", true),
            ("search/shards/0/table-1-0.0a1b2c3d.js", true),
            ("search/texts/0-3.0a1b2c3d.js", true),
            ("search/texts/0-3.0a1b2c3d/7.js", false),
            ("search/0a1b2c3d.js", false),
            ("search/a.0a1b2c3d.txt", false),
            ("search/a.0a1b2c3g.js", false),
            ("search/a.0a1b2c3d/b/c.js", false),
            ("searched/a.0a1b2c3d.js", false),
            ("theme/a.0a1b2c3d.js", false),
            ("media/一.jpg.480.webp", false),
        ] {
            assert_eq!(cache_control(Role::Search, path) == KEPT, is_kept, "{path}");
            assert_eq!(media_type(path) == INDEX, is_kept, "{path}");
            assert_eq!(cache_control(Role::Static, path), ASKED);
        }
        assert_eq!(cache_control(Role::Search, "zh-hans/opensearch.xml"), ASKED);
    }

    #[test]
    fn a_site_may_have_a_policy_of_its_own_or_none() {
        let header = |own: Option<&str>, hosts: &[String]| {
            let policy = policy(own, hosts);
            let headers = security_headers(&policy);
            let policy = headers.iter().find(|(name, _)| *name == "Content-Security-Policy");
            assert!(headers.contains(&("X-Content-Type-Options", "nosniff")));
            policy.map(|(_, value)| (*value).to_owned())
        };
        let hosts = ["a.example".to_owned(), "*.b.example:8443".to_owned()];
        assert_eq!(header(None, &[]).as_deref(), Some(POLICY));
        assert_eq!(header(Some("default-src https:"), &hosts).as_deref(), Some("default-src https:"));
        assert_eq!(header(Some(""), &hosts), None);
        let sources = "https://a.example https://*.b.example:8443";
        let with_hosts = POLICY
            .replace("data:;", &format!("data: {sources};"))
            .replace("media-src 'self';", &format!("media-src 'self' {sources};"));
        assert_eq!(header(None, &hosts), Some(format!("{with_hosts}; frame-src {sources}")));
    }

    /// Who copies a server's settings from the documentation sends what dibao writes and shows.
    #[test]
    fn the_documentation_has_the_same_headers_for_every_server() {
        let docs = include_str!("../../docs/headers.md");
        for (name, value) in security_headers(POLICY) {
            for line in [
                format!("    add_header {name} \"{value}\" always;\n"),
                format!("\t\t\t{name} \"{value}\"\n"),
                format!("    Header always set {name} \"{value}\"\n"),
            ] {
                assert!(docs.contains(&line), "{line}");
            }
            assert!(docs.contains(&format!("| `{name}` | `{value}`")) || value == POLICY, "{name}");
        }
        assert!(docs.contains(&format!("\n```\n{POLICY}\n```\n")));
        for (value, count) in [(KEPT, 4), (ASKED, 5)] {
            assert_eq!(docs.matches(value).count(), count, "{value}");
        }
    }
}
