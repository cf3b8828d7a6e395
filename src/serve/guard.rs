//! What a preview must not answer, and the headers of what it does.
//!
//! A page elsewhere can have its own name point to this machine (DNS rebinding), so that only known
//! names are answered; and it can open a stream of events here, so that its origin is asked for.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use crate::artefact::{media_type, security_headers};
use crate::disk;

/// Whom and what a preview answers.
pub(super) struct Guard {
    /// The folder that is served.
    pub folder: PathBuf,
    /// Whether other machines may ask.
    pub is_open: bool,
    /// Names that are answered besides those of this machine.
    pub hosts: Vec<String>,
}

impl Guard {
    /// Refuses what must not be answered: other methods, other hosts, requests by pages of other
    /// origins, and files that a link leads to outside of the output.
    pub fn check(&self, request: &Request) -> Result<(), StatusCode> {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return Err(StatusCode::METHOD_NOT_ALLOWED);
        }
        let text = |name: header::HeaderName| request.headers().get(name).map(|value| value.to_str().unwrap_or("?"));
        let host = text(header::HOST).or(request.uri().authority().map(|authority| authority.as_str()));
        let host = host.unwrap_or_default();
        if !self.knows(host) {
            return Err(StatusCode::MISDIRECTED_REQUEST);
        }
        if text(header::ORIGIN).is_some_and(|origin| origin != format!("http://{host}")) {
            return Err(StatusCode::FORBIDDEN);
        }
        let path = percent_encoding::percent_decode_str(request.uri().path())
            .decode_utf8()
            .map_err(|_| StatusCode::BAD_REQUEST)?;
        if path.contains(['\\', '\0']) || path.split('/').any(|part| part.starts_with('.')) {
            return Err(StatusCode::NOT_FOUND);
        }
        if leads_out(&self.folder, &path) { Err(StatusCode::NOT_FOUND) } else { Ok(()) }
    }

    /// Whether a `Host` header names this machine, or another by which it may be asked.
    fn knows(&self, host: &str) -> bool {
        let name = host.strip_prefix('[').map_or_else(
            || host.split(':').next().unwrap_or_default(),
            |rest| rest.split(']').next().unwrap_or_default(),
        );
        // No rebinding can give a page an address for a name.
        let is_address = name.parse::<IpAddr>().is_ok_and(|address| self.is_open || address.is_loopback());
        is_address || name == "localhost" || name.ends_with(".localhost") || self.hosts.iter().any(|host| host == name)
    }
}

fn leads_out(folder: &Path, path: &str) -> bool {
    let file = folder.join(path.trim_start_matches('/'));
    let leads_out = || Some(!disk::canonicalize(&file).ok()?.starts_with(disk::canonicalize(folder).ok()?));
    leads_out() == Some(true)
}

/// What browsers are told of every page of a site, as its host will tell them.
pub(super) fn site_headers(policy: &str) -> HeaderMap {
    let headers = security_headers(policy).into_iter();
    // What `config` let pass can be a value.
    let headers = headers.filter_map(|(name, value)| Some((name.parse().ok()?, value.parse().ok()?)));
    headers.collect::<HeaderMap>()
}

/// What every answer has: the headers of the site, so that what they forbid is seen before it is published, and those of
/// a preview, of which nothing is kept. `file` is the file of the output that the answer is, if it is one.
pub(super) fn add_headers(headers: &mut HeaderMap, site: HeaderMap, file: Option<&str>) {
    headers.extend(site);
    if let Some(kind) = file.and_then(|file| HeaderValue::from_str(&media_type(file)).ok()) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artefact::POLICY;

    fn guard(is_open: bool) -> Guard {
        Guard { folder: PathBuf::from("."), is_open, hosts: vec!["desk.example".to_owned()] }
    }

    #[test]
    fn only_known_names_are_answered() {
        for host in ["localhost:8000", "127.0.0.1", "[::1]:8000", "a.localhost", "desk.example:8000"] {
            assert!(guard(false).knows(host), "{host}");
        }
        for host in ["", "evil.example", "127.0.0.1.nip.io:8000", "localhost.evil.example", "192.0.2.1", "?"] {
            assert!(!guard(false).knows(host), "{host}");
        }
        assert!(guard(true).knows("192.0.2.1:8000") && guard(true).knows("[2001:db8::1]"));
        assert!(!guard(true).knows("evil.example"));
    }

    #[test]
    fn what_a_host_will_tell_is_told_and_nothing_is_kept() {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html"));
        add_headers(&mut headers, site_headers(POLICY), Some("zh-hans/feed.xml"));
        for (name, value) in security_headers(POLICY) {
            assert_eq!(headers[name], value);
        }
        assert_eq!(headers[header::CONTENT_TYPE], "application/atom+xml; charset=utf-8");
        assert_eq!(headers[header::CACHE_CONTROL], "no-store");
        assert_eq!(site_headers("default-src https:")["content-security-policy"], "default-src https:");
        assert!(!site_headers("").contains_key("content-security-policy"));
    }

    #[test]
    fn pages_of_other_origins_are_refused() {
        let request = |origin: Option<&str>| {
            let request = axum::http::Request::get("/_dibao/events").header("host", "localhost:8000");
            let request = origin.into_iter().fold(request, |request, origin| request.header("origin", origin));
            guard(false).check(&request.body(axum::body::Body::empty()).unwrap())
        };
        assert_eq!(request(None), Ok(()));
        assert_eq!(request(Some("http://localhost:8000")), Ok(()));
        for origin in ["null", "http://evil.example", "http://localhost:9000", "https://localhost:8000", "\u{e9}"] {
            assert_eq!(request(Some(origin)), Err(StatusCode::FORBIDDEN), "{origin}");
        }
    }
}
