//! A server that speaks WebDAV: Nextcloud's, Apache's, a NAS.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use futures_util::{StreamExt as _, TryStreamExt as _, future, stream};
use percent_encoding::percent_decode_str;
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;
use reqwest::StatusCode;

use super::folders::{Folders, Found, unfinished, walk};
use super::http::{Answer, Content, Request, Server, TRIES, is_worth_another, pause};
use super::login::{PASSWORD, USER};
use super::{Body, Target};
use crate::fault::{Fault, Result};
use crate::record::LOCK;

/// Larger files are not held in memory, in bytes.
const LARGE: u64 = 8 << 20;
/// How many files are put, or folders listed, at the same time.
const WIDTH: usize = 16;
/// What is asked of each file of a folder.
const QUESTION: &str = r#"<?xml version="1.0" encoding="utf-8"?><propfind xmlns="DAV:"><prop><resourcetype/><getcontentlength/></prop></propfind>"#;

/// A folder on a server.
#[derive(Debug)]
pub struct Dav {
    server: Server,
    folders: Folders,
}

impl Dav {
    /// The folder of an address `webdav://…` or `webdavs://…`. Who may publish is told by the environment
    /// (`DIBAO_WEBDAV_USER`, `DIBAO_WEBDAV_PASSWORD`) or by ~/.netrc.
    ///
    /// # Errors
    /// When the address is wrong.
    pub fn new(to: &str) -> Result<Self> {
        Ok(Self { server: Server::new(to)?, folders: Folders::default() })
    }

    async fn make_folder(&self, folder: &str) -> Result<()> {
        if folder.is_empty() && self.is_there("").await? {
            return Ok(());
        }
        let path = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let answer = self.server.ask(&Request::new("MKCOL", &path)).await?;
        match answer.status.as_u16() {
            // It is there already, or the server does not let us.
            405 if self.is_there(&path).await? => Ok(()),
            405 => Err(self.forbidden("making the folder", folder)),
            409 if folder.is_empty() => {
                let why =
                    format!("the folder in which the target lies is not there at {}; make it", self.server.host());
                Err(Fault::Access(why))
            }
            _ if answer.status.is_success() => Ok(()),
            _ => Err(self.fault("making the folder", folder, &answer)),
        }
    }

    async fn is_there(&self, path: &str) -> Result<bool> {
        let answer = self.server.ask(&question(path).with("depth", "0")).await?;
        match answer.status {
            StatusCode::NOT_FOUND => Ok(false),
            status if status.is_success() => Ok(true),
            _ => Err(self.fault("looking for", path, &answer)),
        }
    }

    /// What is wrong, and what helps.
    fn fault(&self, what: &str, path: &str, answer: &Answer) -> Fault {
        let host = self.server.host();
        let what = format!("{what} {path}").trim().to_owned();
        let remote = |why: String| Fault::Remote { what: what.clone(), why };
        let header = |name: &str| answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        match answer.status.as_u16() {
            401 if header("www-authenticate").to_ascii_lowercase().starts_with("digest") => {
                Fault::Access(format!("{host} wants passwords as digests, which dibao cannot; turn on Basic there"))
            }
            401 => Fault::Access(format!(
                "user or password for {host} are wrong or missing; set {USER} and {PASSWORD}, or write them to ~/.netrc"
            )),
            403 => {
                Fault::Access(format!("{what}: {host} does not let you; choose another folder, or ask for the right"))
            }
            300..=399 => {
                let to = header("location").split(['?', '#']).next().unwrap_or_default().to_owned();
                Fault::Access(format!("{host} sends to another address ({to}); correct `to` in book.toml"))
            }
            404 | 405 | 501 => Fault::Access(format!("{host} has no WebDAV there ({}); correct `to`", answer.status)),
            409 => remote("its folder is not there any more".to_owned()),
            413 => remote(format!("{host} takes no file that large; raise its limit")),
            423 => remote("somebody has locked it; have it unlocked at the server".to_owned()),
            400 | 414 | 422 => {
                let why = "the name is too long, or has a sign that is not allowed there".to_owned();
                Fault::Name { path: path.to_owned(), why }
            }
            507 => remote(format!("the disk of {host} is full, or your share of it; make room")),
            _ => remote(format!("{host} answers {}", answer.status)),
        }
    }

    fn forbidden(&self, what: &str, path: &str) -> Fault {
        let (host, what) = (self.server.host(), format!("{what} {path}"));
        Fault::Access(format!("{}: {host} does not let you; choose another folder, or ask for the right", what.trim()))
    }

    /// Sends a file to where nobody looks for it yet, and moves it to its place.
    async fn put_once(&self, sent: &Request, path: &str, is_new: bool) -> Result<Answer> {
        let answer = self.server.ask(sent).await?;
        if !answer.status.is_success() {
            return Ok(answer);
        }
        let overwrite = if is_new { "F" } else { "T" };
        let moved = Request::new("MOVE", &sent.path)
            .with("destination", &self.server.address(path))
            .with("overwrite", overwrite);
        self.server.ask_once(&moved).await
    }

    async fn put_whole(&self, sent: &Request, path: &str, is_new: bool) -> Result<Answer> {
        let mut tried = 1;
        loop {
            let answer = self.put_once(sent, path, is_new).await;
            // What was to be moved may be gone because it was moved, and the answer was lost.
            let is_gone = answer.as_ref().is_ok_and(|answer| matches!(answer.status.as_u16(), 404 | 409));
            if tried == TRIES || !(is_gone || is_worth_another(&answer)) {
                return answer;
            }
            pause(tried).await;
            tried += 1;
        }
    }

    /// A file is in the way of one that is new: whether it is the same, put by a request of which the answer was lost.
    async fn settle_conflict(&self, path: &str, body: Body<'_>) -> Result<()> {
        let there = self.get(path).await?;
        let is_ours = match body {
            Body::Bytes(bytes) => there.is_some_and(|there| there == bytes),
            Body::File { file, .. } => there.is_some_and(|there| blake3::hash(&there).to_string() == file.hash),
        };
        self.remove(unfinished(path)).await?;
        if is_ours { Ok(()) } else { Err(Fault::Taken(vec![path.to_owned()], 1)) }
    }

    async fn remove(&self, path: String) -> Result<()> {
        let answer = self.server.ask(&Request::new("DELETE", &path)).await?;
        match answer.status.as_u16() {
            404 | 410 => Ok(()),
            _ if answer.status.is_success() => Ok(()),
            _ => Err(self.fault("removing", &path, &answer)),
        }
    }

    async fn entries(&self, folder: String) -> Result<Vec<Found>> {
        let path = if folder.is_empty() { folder } else { format!("{folder}/") };
        let answer = self.server.ask(&question(&path).with("depth", "1")).await?;
        match answer.status {
            StatusCode::MULTI_STATUS => {}
            // There is no target yet.
            StatusCode::NOT_FOUND if path.is_empty() => return Ok(Vec::new()),
            _ => return Err(self.fault("listing", &path, &answer)),
        }
        children(&answer.body).ok_or_else(|| {
            let why = format!("{} answers something that is no list", self.server.host());
            Fault::Remote { what: format!("listing {path}"), why }
        })
    }
}

fn question(path: &str) -> Request {
    let question = Content::Bytes(Bytes::from_static(QUESTION.as_bytes()));
    Request::new("PROPFIND", path).with("content-type", "application/xml; charset=utf-8").sending(question)
}

/// A mark is a folder, of which the server makes but one.
fn is_mark(path: &str) -> bool {
    path.starts_with(LOCK) && !path.ends_with(".json")
}

/// What an answer to [`QUESTION`] tells of a folder's children.
fn children(answer: &[u8]) -> Option<Vec<Found>> {
    let mut reader = Reader::from_str(std::str::from_utf8(answer).ok()?);
    let (mut found, mut text) = (Vec::new(), String::new());
    let (mut href, mut is_folder, mut length) = (String::new(), false, 0);
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) => {
                text.clear();
                is_folder |= tag.local_name().as_ref() == "collection";
                if tag.local_name().as_ref() == "response" {
                    (href, is_folder, length) = (String::new(), false, 0);
                }
            }
            Event::Empty(tag) => is_folder |= tag.local_name().as_ref() == "collection",
            Event::Text(part) => text.push_str(&part.xml10_content()),
            Event::CData(part) => text.push_str(&part.xml10_content()),
            Event::GeneralRef(name) => match name.resolve_char_ref().ok()? {
                Some(sign) => text.push(sign),
                None => text.push_str(resolve_predefined_entity(&name)?),
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "href" => text.trim().clone_into(&mut href),
                "getcontentlength" => length = text.trim().parse().unwrap_or(0),
                "response" => found.push((path_of(&href), (!is_folder).then_some(length))),
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    // The folder itself is in it, as the path that is the beginning of all others.
    let own = found.iter().map(|(path, _)| path.trim_end_matches('/')).min_by_key(|path| path.len())?.to_owned();
    let child = |(path, length): (String, Option<u64>)| {
        let name = path.strip_prefix(&own)?.trim_matches('/');
        (!name.is_empty()).then(|| Found { name: name.to_owned(), length })
    };
    Some(found.into_iter().filter_map(child).collect())
}

/// The path in what a server calls a file: an address, or a path.
fn path_of(href: &str) -> String {
    let path = match href.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |at| &rest[at..]),
        None => href,
    };
    percent_decode_str(path).decode_utf8_lossy().into_owned()
}

impl Target for Dav {
    async fn get(&self, path: &str) -> Result<Option<Vec<u8>>> {
        let answer = self.server.ask(&Request::new("GET", path)).await?;
        match answer.status {
            StatusCode::OK => Ok(Some(answer.body)),
            StatusCode::NOT_FOUND | StatusCode::GONE => Ok(None),
            _ => Err(self.fault("reading", path, &answer)),
        }
    }

    async fn put(&self, path: &str, body: Body<'_>, is_new: bool) -> Result<()> {
        self.folders.make_above(path, |folder| self.make_folder(folder)).await?;
        let (content, media_type) = match body {
            Body::Bytes(bytes) => (Content::Bytes(Bytes::copy_from_slice(bytes)), "application/json; charset=utf-8"),
            Body::File { from, file } if file.length > LARGE => {
                super::verify(from, file)?;
                (Content::File(from.to_owned(), file.length), file.media_type.as_str())
            }
            Body::File { from, file } => (Content::Bytes(super::read(from, file)?.into()), file.media_type.as_str()),
        };
        let sent = Request::new("PUT", &unfinished(path)).with("content-type", media_type).sending(content);
        let answer = self.put_whole(&sent, path, is_new).await?;
        match answer.status {
            StatusCode::PRECONDITION_FAILED if is_new => self.settle_conflict(path, body).await,
            status if status.is_success() => Ok(()),
            _ => Err(self.fault("putting", path, &answer)),
        }
    }

    /// Of two that make a folder, most servers let one; of two that move a file to the same place, the others do.
    async fn claim(&self, name: &str, id: &str) -> Result<bool> {
        self.folders.make_above(name, |folder| self.make_folder(folder)).await?;
        let own = Request::new("PUT", &format!("{name}/{id}")).sending(Content::Bytes(Bytes::from(id.to_owned())));
        let moved = Request::new("MOVE", &own.path)
            .with("destination", &self.server.address(&format!("{name}/holder")))
            .with("overwrite", "F");
        let mark = Request::new("MKCOL", &format!("{name}/"));
        let mut made = self.server.ask_once(&mark).await?;
        if !made.status.is_success() {
            if self.is_there(&mark.path).await? {
                return Ok(false);
            }
            // It was given back just now, or cannot be made.
            made = self.server.ask_once(&mark).await?;
        }
        match made.status.as_u16() {
            _ if made.status.is_success() => {}
            405 if !self.is_there(&mark.path).await? => return Err(self.forbidden("taking the lock", "")),
            405 | 409 | 423 => return Ok(false),
            _ => return Err(self.fault("taking the lock", "", &made)),
        }
        for request in [own, moved] {
            let answer = self.server.ask_once(&request).await?;
            match answer.status.as_u16() {
                // Somebody else was first, or takes away what was left.
                404 | 409 | 412 | 423 => return Ok(false),
                _ if answer.status.is_success() => {}
                _ => return Err(self.fault("taking the lock", "", &answer)),
            }
        }
        Ok(true)
    }

    /// Folders stay, even those with nothing left in them: a server removes a folder with all that somebody else has just
    /// put there.
    async fn drop(&self, paths: &[String]) -> Result<()> {
        let places = paths.iter().flat_map(|path| match is_mark(path) {
            true => vec![format!("{path}/")],
            false => vec![path.clone(), unfinished(path)],
        });
        let removals: Vec<_> = places.collect::<BTreeSet<_>>().into_iter().map(|path| self.remove(path)).collect();
        stream::iter(removals).buffer_unordered(WIDTH).try_for_each(future::ok).await
    }

    async fn list(&self) -> Result<BTreeMap<String, u64>> {
        walk(WIDTH, |folder| self.entries(folder)).await
    }

    fn width(&self) -> usize {
        WIDTH
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_children_of_a_folder_are_read_however_they_are_called() {
        let answer = r#"<?xml version="1.0"?><D:multistatus xmlns:D="DAV:"><D:response><D:href>https://h.example/dav/a/</D:href>
            <D:propstat><D:prop><D:resourcetype><D:collection/></D:resourcetype></D:prop></D:propstat></D:response>
            <D:response><D:href>/dav/a/%E6%96%87%20100%25%23+&amp;.html</D:href><D:propstat><D:prop><D:resourcetype/>
            <D:getcontentlength>7</D:getcontentlength></D:prop></D:propstat></D:response>
            <D:response><D:href>/dav/a/b</D:href><D:propstat><D:prop><D:resourcetype><D:collection></D:collection></D:resourcetype>
            </D:prop></D:propstat></D:response></D:multistatus>"#;
        let found = children(answer.as_bytes()).unwrap();
        let found: Vec<_> = found.into_iter().map(|found| (found.name, found.length)).collect();
        assert_eq!(found, [("文 100%#+&.html".to_owned(), Some(7)), ("b".to_owned(), None)]);
        assert!(children(b"<multistatus><response>").is_none_or(|found| found.is_empty()));
        assert!(children(b"not XML at all &").is_none());
    }
}
