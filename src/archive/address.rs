//! Gives every article and every page an address of its own: one that a file can have, and that nothing has which the
//! site makes itself.

use std::collections::BTreeMap;
use std::hash::Hash;
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};
use typed_index_collections::{TiSlice, TiVec};

use super::model::{ArticleId, Entity, EntityId, Page, PageId};
use crate::address::{Address, AddressFault, folded, slug, with_suffix};
use crate::config::LISTS;
use crate::content::{ArticleMeta, Articles};
use crate::diagnostic::{Diagnostic, Kind, sentence};
use crate::kinds::Kinds;

/// Files that the site has beside the pages of a folder.
const FEEDS: [&str; 3] = ["feed.xml", "feed.json", "opensearch.xml"];

/// The folder of that name, if the site has a list of its own there.
pub fn list<'k>(kinds: &'k Kinds, name: &str) -> Option<&'k str> {
    let indexes = kinds.iter().map(|(_, called)| called.folder.as_str());
    indexes.chain(LISTS).find(|folder| *folder == name)
}

type Report<'r> = &'r mut dyn FnMut(Diagnostic, Range<usize>);

/// What an article's own settings make of its address.
struct Wanted {
    path: String,
    /// What was asked for, and why it cannot be had, if that is so.
    refused: Option<(String, AddressFault)>,
}

/// The address of each article. Where two want the same, the one whose file comes first
/// has it, and the other gets one made from its folder or a number, and is reported.
pub(super) fn assign(
    metas: &TiSlice<ArticleId, Box<ArticleMeta>>,
    kinds: &Kinds,
    report: Report<'_>,
) -> TiVec<ArticleId, String> {
    let (mut paths, refused): (TiVec<ArticleId, String>, TiVec<ArticleId, _>) =
        metas.iter().map(|meta| wanted(meta, kinds)).map(|wanted| (wanted.path, wanted.refused)).unzip();
    // A file in a folder of a language has second choice.
    let rank = |id: ArticleId| (metas[id].in_path.is_some(), &metas[id].file, metas[id].part);
    // Disks that ignore case must not lose a page: addresses differ in more than case.
    let mut owners: FxHashMap<String, ArticleId> = FxHashMap::default();
    let mut late = Vec::new();
    for (id, wanted) in paths.iter_enumerated() {
        let owner = owners.entry(folded(wanted)).or_insert(id);
        if *owner != id {
            late.push(if rank(id) < rank(*owner) { std::mem::replace(owner, id) } else { id });
        }
    }
    late.sort_by_key(|&id| rank(id));
    let late: Vec<(ArticleId, ArticleId)> = late.into_iter().map(|id| (id, owners[&folded(&paths[id])])).collect();
    let mut taken = Taken { paths: owners.into_keys().collect(), numbers: Numbers::default() };
    for (id, owner) in late {
        let instead = taken.free(&paths[id], metas[id].own_path());
        let meta = &metas[id];
        let message = sentence!("address-clash", address = &paths[id], owner = &metas[owner].file, instead = &instead);
        report(Diagnostic::warning(Kind::Address, &meta.file, message), meta.places.address.clone());
        paths[id] = instead;
    }
    tell_refused(metas, &paths, refused, report);
    paths
}

/// Tells which articles are not at the address that they ask for: each that chose its own, and the first of those of
/// one pattern.
fn tell_refused(
    metas: &TiSlice<ArticleId, Box<ArticleMeta>>,
    paths: &TiSlice<ArticleId, String>,
    refused: TiVec<ArticleId, Option<(String, AddressFault)>>,
    report: Report<'_>,
) {
    let mut by_pattern: BTreeMap<(&str, AddressFault), Vec<(ArticleId, String)>> = BTreeMap::new();
    for (id, (asked, fault)) in refused.into_iter_enumerated().filter_map(|(id, refused)| Some((id, refused?))) {
        let meta = &metas[id];
        if meta.permalink.is_some() {
            let message = sentence!("address-refused", asked, fault = fault.code(), path = &paths[id]);
            report(Diagnostic::error(Kind::Address, &meta.file, message), meta.places.address.clone());
        } else {
            by_pattern.entry((&meta.pattern, fault)).or_default().push((id, asked));
        }
    }
    for ((pattern, fault), mut articles) in by_pattern {
        articles.sort_by_key(|(id, _)| (&metas[*id].file, metas[*id].part));
        let (id, asked) = &articles[0];
        let message = sentence!(
            "address-refused-by-pattern",
            pattern,
            asked,
            fault = fault.code(),
            path = &paths[*id],
            others = articles.len() - 1
        );
        let found = Diagnostic::warning(Kind::Address, &metas[*id].file, message);
        report(found, metas[*id].places.address.clone());
    }
}

/// The pages that stand by themselves, each at its own name, or at another if that is taken or cannot be, which
/// is reported.
pub(super) fn pages(
    metas: Articles,
    articles: &TiSlice<ArticleId, String>,
    entities: &TiSlice<EntityId, Entity>,
    kinds: &Kinds,
    report: Report<'_>,
) -> TiVec<PageId, Page> {
    let others = articles.iter().map(|path| folded(path)).chain(entities.iter().map(|it| folded(&it.path)));
    let mut taken = Taken { paths: others.collect(), numbers: Numbers::default() };
    let mut page = |meta: Box<ArticleMeta>| {
        let Address { path: asked, mut fault } = Address::of(meta.permalink.as_deref().unwrap_or(&below_pages(&meta)));
        // Only what an author chose is told to be wrong: a file may have any name.
        if meta.permalink.is_none() {
            fault = None;
        }
        let asked = match asked {
            path if path.is_empty() => Address::of(&below_pages(&meta)).path,
            path => path,
        };
        let path = match asked.split('/').next() {
            Some("sources") => taken.of_page(&format!("pages/{asked}"), kinds),
            _ => taken.of_page(&asked, kinds),
        };
        let written = meta.permalink.as_deref().unwrap_or(&asked);
        let found = match fault {
            Some(fault) => {
                let message = sentence!("page-address-refused", asked = written, fault = fault.code(), path = &path);
                Some(Diagnostic::error(Kind::Address, &meta.file, message))
            }
            None if path != asked => {
                let fault = if is_own(&asked, kinds) { AddressFault::Kept } else { AddressFault::Taken };
                let message = sentence!("page-address-taken", asked = written, fault = fault.code(), path = &path);
                // What its author asked for cannot be. That another page is there already is settled.
                let is_refused = fault == AddressFault::Kept && meta.permalink.is_some();
                let told = if is_refused { Diagnostic::error } else { Diagnostic::warning };
                Some(told(Kind::Address, &meta.file, message))
            }
            None => None,
        };
        if let Some(found) = found {
            report(found, meta.places.address.clone());
        }
        Page { meta, path }
    };
    metas.into_iter().map(&mut page).collect()
}

/// Whether the site may make a page or a file at an address itself, in either form of pages.
pub(super) fn is_own(path: &str, kinds: &Kinds) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    match parts.as_slice() {
        ["sources", ..] | [.., "index"] => true,
        [.., last] if FEEDS.contains(last) => true,
        [.., "page", number] if is_number(number) => true,
        ["dates", "undated"] => true,
        ["dates", day] if day.len() == 5 && day.split('-').all(is_number) => true,
        [name] if list(kinds, name).is_some() => true,
        parts => is_period(parts),
    }
}

/// Whether an address is that of a year, a month or a day.
fn is_period(parts: &[&str]) -> bool {
    let is_date = |part: &&str| part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    parts.len() <= 3 && parts.iter().all(is_date)
}

/// The address of a page by its file: its folders below `pages/`, and its name.
fn below_pages(meta: &ArticleMeta) -> String {
    let path = meta.own_path();
    let below = path.split_once("/pages/").map(|(_, below)| below).or(path.strip_prefix("pages/"));
    let folders = below.and_then(|below| below.rsplit_once('/')).map(|(folders, _)| folders).unwrap_or_default();
    let folders = folders.split('/').map(slug).filter(|folder| !folder.is_empty());
    folders.chain([meta.slug.clone()]).collect::<Vec<_>>().join("/")
}

/// The first of `path`, `path-2`, `path-3` and so on that is free.
pub fn first_free(path: &str, mut is_free: impl FnMut(&str) -> bool) -> String {
    let numbered = (2..).map(|number| with_suffix(path, &format!("-{number}")));
    let mut candidates = std::iter::once(path.to_owned()).chain(numbered);
    candidates.find(|path| is_free(path)).unwrap_or_else(|| path.to_owned())
}

/// Numbers for what very many want: each name remembers which to try next, so that all together take linear time.
pub(super) struct Numbers<K>(FxHashMap<K, usize>);

impl<K> Default for Numbers<K> {
    fn default() -> Self {
        Self(FxHashMap::default())
    }
}

impl<K: Eq + Hash> Numbers<K> {
    /// The first of `name-2`, `name-3` and so on that is free and was not tried before; `key` is the name as it is
    /// compared.
    pub fn next(&mut self, key: K, name: &str, mut is_free: impl FnMut(&str) -> bool) -> String {
        let next = self.0.entry(key).or_insert(2);
        loop {
            let numbered = with_suffix(name, &format!("-{next}"));
            *next += 1;
            if is_free(&numbered) {
                return numbered;
            }
        }
    }
}

/// The addresses that are taken, folded.
struct Taken {
    paths: FxHashSet<String>,
    numbers: Numbers<String>,
}

impl Taken {
    /// An address made from the folder of a file, or of a number, which is then taken.
    fn free(&mut self, path: &str, file: &str) -> String {
        let folder = file.rsplit('/').nth(1).map(slug).unwrap_or_default();
        if !folder.is_empty() {
            let named = with_suffix(path, &format!("-{folder}"));
            if self.paths.insert(folded(&named)) {
                return named;
            }
        }
        self.numbered(path, |_| true)
    }

    /// The address of a page, with a number if another has it or the site may need it, which is then taken.
    fn of_page(&mut self, path: &str, kinds: &Kinds) -> String {
        if !is_own(path, kinds) && self.paths.insert(folded(path)) {
            return path.to_owned();
        }
        self.numbered(path, |path| !is_own(path, kinds))
    }

    fn numbered(&mut self, path: &str, may_be: impl Fn(&str) -> bool) -> String {
        let paths = &mut self.paths;
        self.numbers.next(folded(path), path, |path| may_be(path) && paths.insert(folded(path)))
    }
}

/// The address that an article's own settings make.
fn wanted(meta: &ArticleMeta, kinds: &Kinds) -> Wanted {
    let (asked, Address { path, mut fault }) = match &meta.permalink {
        Some(permalink) => (permalink.clone(), Address::of(permalink)),
        None => {
            let filled = by_pattern(meta);
            // A part that this article has nothing for is left out.
            let parts: Vec<&str> = filled.split('/').filter(|part| !part.trim().is_empty()).collect();
            let address = Address::of(&parts.join("/"));
            (filled, address)
        }
    };
    let path = match (path.is_empty(), &meta.permalink) {
        (false, _) => path,
        (true, Some(_)) => Address::of(&by_pattern(meta)).path,
        (true, None) => format!("undated/{}", meta.slug),
    };
    // Lists live at these places.
    let parts: Vec<&str> = path.split('/').collect();
    let is_kept = |part: &&str| matches!(*part, "index" | "page") || FEEDS.contains(part);
    if list(kinds, parts[0]).is_some() || parts.iter().any(is_kept) || is_period(&parts) {
        fault = fault.or(Some(AddressFault::Kept));
        return Wanted {
            path: with_suffix(&format!("articles/{path}"), "-article"),
            refused: fault.map(|fault| (asked, fault)),
        };
    }
    Wanted { path, refused: fault.map(|fault| (asked, fault)) }
}

/// The address that the pattern of an article's source makes, as it stands.
fn by_pattern(meta: &ArticleMeta) -> String {
    let Some(date) = meta.date else {
        return format!("undated/{}", meta.slug);
    };
    let two = |number: Option<i8>| number.map(|number| format!("{number:02}")).unwrap_or_default();
    let source = meta.source.as_deref().map(slug).unwrap_or_default();
    meta.pattern
        .replace(":year", &format!("{:04}", date.year))
        .replace(":month", &two(date.month))
        .replace(":day", &two(date.day))
        .replace(":date", &date.iso_date())
        .replace(":source", &source)
        .replace(":edition", &meta.edition.as_deref().map(slug).unwrap_or_default())
        .replace(":issue", &meta.issue.as_deref().map(slug).unwrap_or_default())
        .replace(":position", &meta.position.map(|position| position.to_string()).unwrap_or_default())
        .replace(":page", &meta.page.as_deref().map(slug).unwrap_or_default())
        .replace(":slug", &meta.slug)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_one_address_have_the_first_number_that_is_free() {
        for (asked, expected) in [
            (&["a", "a", "A", "a"][..], &["a", "a-2", "A-3", "a-4"][..]),
            (&["a-2", "a", "a", "a"], &["a-2", "a", "a-3", "a-4"]),
            (&["index", "index", "x/index"], &["index-2", "index-3", "x/index-2"]),
            (&["2024/07", "2024/07", "2024/07-2"], &["2024/07-2", "2024/07-3", "2024/07-2-2"]),
            (&["dates/07", "dates/07", "dates/07"], &["dates/07", "dates/07-2", "dates/07-3"]),
            (&["关于", "关于", "有", "有"], &["关于", "关于-2", "有", "有-2"]),
        ] {
            let mut taken = Taken { paths: FxHashSet::default(), numbers: Numbers::default() };
            let got: Vec<String> = asked.iter().map(|path| taken.of_page(path, &Kinds::default())).collect();
            assert_eq!(got, expected, "{asked:?}");
        }
    }

    #[test]
    fn each_of_many_pages_of_one_address_has_the_next_number() {
        const COUNT: usize = 20_000;
        let mut taken = Taken { paths: FxHashSet::default(), numbers: Numbers::default() };
        let kinds = Kinds::default();
        let last = (0..COUNT).map(|_| taken.of_page("关于/本馆", &kinds)).last();
        assert_eq!(last, Some(format!("关于/本馆-{COUNT}")));
    }
}
