//! The addresses that articles and pages had before, each of which leads to one of them.

use rustc_hash::FxHashMap;

use super::model::Target;
use crate::address::{Former, SitePath, bare_host};
use crate::script::Script;

/// So many bytes a part of a path may have on a disk.
const LONGEST_PART: usize = 255;

/// An address that something had before.
#[derive(Clone, Debug)]
pub struct Moved {
    /// The address below the site's root, as links have it but without percent signs.
    pub address: String,
    /// The file that answers there; none if no disk can have it, so that only a host's rule leads on.
    pub from: Option<SitePath>,
    /// Where it leads.
    pub to: MovedTo,
}

/// Where an old address leads: an article, a page, a notice or a word.
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
    /// What answers at them, in the order of the articles.
    pub files: Vec<Moved>,
    /// By key, with the host before it if it names one.
    pub(super) by_key: FxHashMap<Box<str>, MovedTo>,
}

impl Formers {
    /// Where an address leads that something had before: at this host, unless it names another. One that differs in case
    /// alone will do.
    pub fn get(&self, address: &Former) -> Option<MovedTo> {
        self.by_key(&key_of(address))
    }

    fn by_key(&self, key: &str) -> Option<MovedTo> {
        self.by_key.get(key).or_else(|| self.by_key.get(key.to_lowercase().as_str())).copied()
    }

    /// All keys, and where each leads.
    pub fn keys(&self) -> impl Iterator<Item = (&str, MovedTo)> {
        self.by_key.iter().map(|(key, to)| (&**key, *to))
    }

    /// What an address is found by.
    pub fn key(address: &Former) -> String {
        key_of(address)
    }

    /// The deepest folder of an address, not at the top, in which no other old address is; only few are asked for.
    pub fn alone_in<'f>(&self, address: &'f str) -> Option<&'f str> {
        let is_below = |folder: &str, other: &str| other.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        let folders = std::iter::successors(address.rsplit_once('/'), |(folder, _)| folder.rsplit_once('/'));
        let mut folders = folders.map(|(folder, _)| folder).filter(|folder| folder.contains('/'));
        // What is alone in a folder is alone in those within it; a name that is too long itself makes no rule shorter.
        let folder = folders.find(|folder| !folder.split('/').any(|part| part.len() > LONGEST_PART))?;
        let others = self.files.iter().map(|moved| moved.address.as_str()).filter(|other| *other != address);
        others.into_iter().all(|other| !is_below(folder, other)).then_some(folder)
    }

    /// Leads all of it to what has become of its targets; what is left out has no file here.
    pub(super) fn lead(&mut self, now: impl Fn(&mut Target)) {
        self.by_key.values_mut().for_each(|to| now(&mut to.target));
        self.files.iter_mut().for_each(|moved| now(&mut moved.to.target));
        self.files.retain(|moved| !matches!(moved.to.target, Target::Elsewhere(_)));
    }
}

pub(super) fn key_of(address: &Former) -> String {
    address.host.as_ref().map_or_else(|| address.key(), |host| format!("{host}/{}", address.key()))
}

/// Whether an address of another host is one of the site's own: with or without `www.`, by either scheme.
pub fn is_of_site(former: &Former, base_url: &str) -> bool {
    let site = url::Url::parse(base_url).ok();
    site.as_ref().and_then(url::Url::host_str).map(bare_host) == former.host
}
