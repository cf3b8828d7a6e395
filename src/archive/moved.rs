//! The addresses that articles and pages had before, each of which leads to one of them.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::address::is_own;
use super::assemble::Archive;
use super::model::Target;
use crate::address::{Former, PathId, SitePath, bare_host, folded_id};
use crate::artefact::{SEARCH, THEME};
use crate::content::ArticleMeta;
use crate::diagnostic::{Diagnostic, Kind, sentence};
use crate::script::Script;

/// Folders of the output that have no pages of articles.
const KEPT: [&str; 4] = [THEME, SEARCH, "data", "media"];
/// The ending of pages.
const PAGE: &str = ".html";

type Report<'r> = &'r mut dyn FnMut(Diagnostic, Range<usize>);

/// A file at an address that something had before.
#[derive(Clone, Debug)]
pub struct Moved {
    /// The file.
    pub from: SitePath,
    /// Where it leads.
    pub to: MovedTo,
}

/// Where an old address leads: an article, a page or a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MovedTo {
    /// What had it.
    pub target: Target,
    /// The number of the version by hand that had it; none for the article itself.
    pub version: Option<usize>,
    /// The script in whose folder it is, if it is in one.
    pub script: Option<Script>,
}

/// The old addresses of an archive.
#[derive(Default)]
pub struct Formers {
    /// The files at them, in the order of the articles.
    pub files: Vec<Moved>,
    /// By key, with the host before it if it names one.
    by_key: FxHashMap<Box<str>, MovedTo>,
}

impl Formers {
    /// Where an address leads that something had before: at this host, unless it names another. One that differs in case
    /// alone will do.
    pub fn get(&self, address: &Former) -> Option<MovedTo> {
        let key = key_of(address);
        let found = self.by_key.get(key.as_str()).or_else(|| self.by_key.get(key.to_lowercase().as_str()));
        found.copied()
    }

    /// Leads all of it to what has become of its targets; what is left out has no file here.
    pub(super) fn lead(&mut self, now: impl Fn(&mut Target)) {
        self.by_key.values_mut().for_each(|to| now(&mut to.target));
        self.files.iter_mut().for_each(|moved| now(&mut moved.to.target));
        self.files.retain(|moved| !matches!(moved.to.target, Target::Elsewhere(_)));
    }
}

fn key_of(address: &Former) -> String {
    address.host.as_ref().map_or_else(|| address.key(), |host| format!("{host}/{}", address.key()))
}

/// Takes old addresses, one after the other.
struct Taking<'a> {
    archive: &'a Archive,
    /// The host of the site, and the path of its address, with a `/` at its end alone.
    site: (Option<String>, String),
    formers: Formers,
    taken: FxHashMap<PathId, MovedTo>,
}

/// The old addresses of articles, pages and notices, in that order; `base_url` is the address of the site. Of an address
/// that several had, the first of them is told to have it.
pub(super) fn formers(archive: &Archive, base_url: &str, report: Report<'_>) -> Formers {
    let site = Former::parse(base_url).map_or((None, String::new()), |site| (site.host, site.path));
    let mut taking = Taking { archive, site, formers: Formers::default(), taken: FxHashMap::default() };
    let articles = archive.articles.iter_enumerated().map(|(id, it)| (Target::Article(id), &it.meta));
    let pages = archive.pages.iter_enumerated().map(|(id, it)| (Target::Page(id), &it.meta));
    let withdrawn = archive.withdrawn.iter_enumerated().map(|(id, it)| (Target::Withdrawn(id), &it.meta));
    for (target, meta) in articles.chain(pages).chain(withdrawn) {
        let versions = meta.versions.iter().enumerate().map(|(number, version)| (version, Some(number)));
        for (meta, version) in versions.chain([(&**meta, None)]) {
            taking.take(meta, (target, version), report);
        }
    }
    taking.formers
}

impl Taking<'_> {
    fn take(&mut self, meta: &ArticleMeta, (target, version): (Target, Option<usize>), report: Report<'_>) {
        let mut own = FxHashSet::default();
        for written in meta.aliases.iter().filter(|written| own.insert(written.as_str())) {
            let Some(former) = Former::parse(written).map(|former| self.below_site(former)) else {
                // `url: mailto:…` is no address of the article's.
                if written.starts_with('/') {
                    report(told(meta, sentence!("alias-unreadable", alias = written)), meta.places.address.clone());
                }
                continue;
            };
            let script = folder_of(&former.path).0;
            let to = MovedTo { target, version, script };
            let key = key_of(&former);
            self.formers.by_key.entry(key.to_lowercase().into()).or_insert(to);
            self.formers.by_key.entry(key.into()).or_insert(to);
            if former.host.is_some() {
                self.formers.by_key.entry(former.key().into()).or_insert(to);
            }
            if let Some(sentence) = self.put(&former, to) {
                report(told(meta, sentence), meta.places.address.clone());
            }
        }
    }

    /// An address of this site's own host is one below its root.
    fn below_site(&self, former: Former) -> Former {
        let (host, base) = &self.site;
        match former.path.strip_prefix(base.as_str()) {
            Some(below) if former.host.is_some() && former.host == *host => {
                Former { host: None, path: below.to_owned(), ..former }
            }
            _ => former,
        }
    }

    /// Puts a file at an address. What is told if it cannot be there.
    fn put(&mut self, former: &Former, to: MovedTo) -> Option<crate::diagnostic::Sentence> {
        let alias = || format!("/{}", former.path);
        // No file answers to a query, but the rules of some hosts do, and links within the archive.
        if former.query.is_some() {
            return Some(sentence!("alias-query", alias = format!("/{}", former.key())));
        }
        let from = match former.file() {
            Ok(from) => from,
            Err(fault) => return Some(sentence!("alias-impossible", alias = alias(), reason = fault.to_string())),
        };
        match self.at(&from) {
            Some(Some(target)) if target == to.target => return None,
            Some(_) => return Some(sentence!("alias-taken", alias = alias())),
            None => {}
        }
        match self.taken.get(&folded_id(from.as_str())) {
            Some(other) if other.target == to.target => None,
            Some(other) => {
                let owner = self.archive.path(other.target).to_owned();
                Some(sentence!("alias-shared", alias = alias(), owner))
            }
            None => {
                self.taken.insert(folded_id(from.as_str()), to);
                self.formers.files.push(Moved { from, to });
                None
            }
        }
    }

    /// What the site has at a file itself: a target, or something else; none if there is nothing.
    fn at(&self, from: &SitePath) -> Option<Option<Target>> {
        let path = from.as_str();
        let (top, below) = path.split_once('/').unwrap_or(("", path));
        if path == "index.html" || path == "404.html" || KEPT.contains(&top) {
            return Some(None);
        }
        let address = below.strip_suffix("/index.html").or(below.strip_suffix(PAGE))?;
        match folder_of(path) {
            (Some(_), _) if address == "index" || below == "index.html" || is_own(address) => Some(None),
            (Some(_), _) => self.archive.at_path(address).map(Some),
            (None, _) => {
                let target = self.archive.at_path(address)?;
                let mut languages = self.archive.article_meta(target)?.in_other_languages();
                languages.any(|(tag, _)| tag.eq_ignore_ascii_case(top)).then_some(Some(target))
            }
        }
    }
}

/// The script in whose folder a path is, and the path within.
fn folder_of(path: &str) -> (Option<Script>, &str) {
    let Some((top, below)) = path.split_once('/') else { return (None, path) };
    match Script::ALL.into_iter().find(|script| script.folder() == top) {
        Some(script) => (Some(script), below),
        None => (None, path),
    }
}

fn told(meta: &ArticleMeta, sentence: crate::diagnostic::Sentence) -> Diagnostic {
    Diagnostic::warning(Kind::Address, &meta.file, sentence)
}

/// Whether an address of another host is one of the site's own: with or without `www.`, by either scheme.
pub fn is_of_site(former: &Former, base_url: &str) -> bool {
    let site = url::Url::parse(base_url).ok();
    site.as_ref().and_then(url::Url::host_str).map(bare_host) == former.host
}
