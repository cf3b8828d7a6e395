//! Takes up the addresses that articles and pages had before.

use std::collections::hash_map::Entry;
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::address::is_own;
use super::assemble::Archive;
use super::formers::{Formers, Moved, MovedTo, key_of};
use super::model::Target;
use crate::address::{Former, PageForm, PathId, SitePath, folded_id};
use crate::artefact::{Resource, SEARCH, THEME};
use crate::config::Config;
use crate::content::ArticleMeta;
use crate::diagnostic::{Diagnostic, Kind, Sentence, sentence};
use crate::script::Script;

/// Folders of the output that have no pages of articles.
const KEPT: [&str; 4] = [THEME, SEARCH, "data", "media"];
/// The ending of pages.
const PAGE: &str = ".html";

type Report<'r> = &'r mut dyn FnMut(Diagnostic, Range<usize>);

/// Takes old addresses, one after the other.
struct Taking<'a> {
    archive: &'a Archive,
    /// The host of the site, and the path of its address, with a `/` at its end alone.
    site: (Option<String>, String),
    form: PageForm,
    formers: Formers,
    taken: FxHashMap<PathId, MovedTo>,
}

impl Archive {
    /// Takes up the old addresses of articles, pages, notices and words, in that order. An address that several had leads
    /// to the first of them. `report` is told of those that cannot lead on.
    pub fn take_up_old_addresses(&mut self, config: &Config, report: &mut dyn FnMut(Diagnostic, Range<usize>)) {
        self.formers = formers(self, config, report);
    }
}

fn formers(archive: &Archive, config: &Config, report: Report<'_>) -> Formers {
    let site = Former::parse(&config.base_url).map_or((None, String::new()), |site| (site.host, site.path));
    let form = config.page_form;
    let mut taking = Taking { archive, site, form, formers: Formers::default(), taken: FxHashMap::default() };
    let articles = archive.articles.iter_enumerated().map(|(id, it)| (Target::Article(id), &it.meta));
    let pages = archive.pages.iter_enumerated().map(|(id, it)| (Target::Page(id), &it.meta));
    let withdrawn = archive.withdrawn.iter_enumerated().map(|(id, it)| (Target::Withdrawn(id), &it.meta));
    for (target, meta) in articles.chain(pages).chain(withdrawn) {
        let versions = meta.versions.iter().enumerate().map(|(number, version)| (version, Some(number)));
        for (meta, version) in versions.chain([(&**meta, None)]) {
            taking.take(meta, (target, version), report);
        }
    }
    let had = config.old_lists.iter().flat_map(|lists| archive.former_words(lists));
    let had = had.map(|(address, word)| (address, word, None));
    let spelled = archive.spelled_words(&config.scripts, config.page_form);
    for (address, word, script) in had.chain(spelled) {
        let Some(former) = Former::parse(&address) else { continue };
        // What an article asks for in so many words is told where it cannot be; this is computed.
        let script = script.or_else(|| script_of_folder(&former.path));
        taking.take_one(&former, MovedTo { target: Target::Entity(word), version: None, script });
    }
    taking.formers
}

impl Taking<'_> {
    fn take(&mut self, meta: &ArticleMeta, (target, version): (Target, Option<usize>), report: Report<'_>) {
        for written in &meta.aliases {
            let Some(former) = Former::parse(written).map(|former| self.below_site(former)) else {
                // `url: mailto:…` is no address of the article's.
                if written.starts_with('/') {
                    report(told(meta, sentence!("alias-unreadable", alias = written)), meta.places.address.clone());
                }
                continue;
            };
            let script = folder_of(&former.path).0;
            let to = MovedTo { target, version, script };
            if let Some(sentence) = self.take_one(&former, to) {
                report(told(meta, sentence), meta.places.address.clone());
            }
        }
    }

    /// Takes an address. What is told if no page can be there.
    fn take_one(&mut self, former: &Former, to: MovedTo) -> Option<Sentence> {
        let key = key_of(former);
        self.formers.by_key.entry(key.to_lowercase().into()).or_insert(to);
        self.formers.by_key.entry(key.into()).or_insert(to);
        if former.host.is_some() {
            self.formers.by_key.entry(former.key().into()).or_insert(to);
        }
        self.put(former, to)
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
    fn put(&mut self, former: &Former, to: MovedTo) -> Option<Sentence> {
        let alias = || format!("/{}", former.path);
        // No file answers to a query, but the rules of some hosts do, and links within the archive.
        if former.query.is_some() {
            return Some(sentence!("alias-query", alias = format!("/{}", former.key())));
        }
        let from = match former.file() {
            Ok(from) => from,
            Err(fault) => {
                self.formers.files.push(Moved { address: former.path.clone(), from: None, to });
                return Some(sentence!("alias-impossible", alias = alias(), reason = fault.to_string()));
            }
        };
        // The root has always led on.
        if from.as_str() == "index.html" {
            return None;
        }
        match self.at(&from) {
            Some(Some(target)) if target == to.target => return None,
            Some(_) => return Some(sentence!("alias-taken", alias = alias())),
            None => {}
        }
        match self.taken.entry(folded_id(from.as_str())) {
            Entry::Occupied(other) if other.get().target == to.target => None,
            Entry::Occupied(other) => {
                let owner = self.archive.path(other.get().target).to_owned();
                Some(sentence!("alias-shared", alias = alias(), owner))
            }
            Entry::Vacant(free) => {
                free.insert(to);
                let address = former.path.strip_suffix("index.html").unwrap_or(&former.path).to_owned();
                self.formers.files.push(Moved { address, from: Some(from), to });
                None
            }
        }
    }

    /// What the site has at a file itself: a target, or something else; none if there is nothing.
    fn at(&self, from: &SitePath) -> Option<Option<Target>> {
        let path = from.as_str();
        let (top, below) = path.split_once('/').unwrap_or(("", path));
        if path == "404.html" || KEPT.contains(&top) {
            return Some(None);
        }
        let address = below.strip_suffix("/index.html").or(below.strip_suffix(PAGE))?;
        match folder_of(path) {
            (Some(_), _) if address == "index" || below == "index.html" || is_own(address, &self.archive.kinds) => {
                Some(None)
            }
            (Some(_), _) => {
                let target = self.archive.at_path(address)?;
                // Where another generator had a folder, the page of a word may be a file: hosts tell the two apart.
                let page = Resource::Page { folder: top, address: self.archive.path(target) }.path(self.form);
                let is_page = !matches!(target, Target::Entity(_)) || page.as_deref() == Some(path);
                is_page.then_some(Some(target))
            }
            (None, _) => {
                let target = self.archive.at_path(address)?;
                let mut languages = self.archive.article_meta(target)?.in_other_languages();
                languages.any(|(tag, _)| tag.eq_ignore_ascii_case(top)).then_some(Some(target))
            }
        }
    }
}

/// The script that the first folder of an address names, also as other generators call it: `zh-tw`.
pub fn script_of_folder(path: &str) -> Option<Script> {
    path.trim_start_matches('/').split_once('/')?.0.parse().ok()
}

/// The script in whose folder a path is, and the path within.
fn folder_of(path: &str) -> (Option<Script>, &str) {
    let Some((top, below)) = path.split_once('/') else { return (None, path) };
    match Script::ALL.into_iter().find(|script| script.folder() == top) {
        Some(script) => (Some(script), below),
        None => (None, path),
    }
}

fn told(meta: &ArticleMeta, sentence: Sentence) -> Diagnostic {
    Diagnostic::warning(Kind::Address, &meta.file, sentence)
}
