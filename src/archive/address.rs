//! Gives every article an address of its own.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Article, Entity, Page};
use crate::content::{ArticleMeta, Articles, slug};
use crate::diagnostic::{Diagnostic, Kind};

/// The folders of the site's own lists.
pub const LISTS: [&str; 10] =
    ["events", "locations", "persons", "organizations", "sources", "dates", "corrections", "data", "map", "search"];

/// The address of each article. Where two want the same, the one whose file comes first
/// has it, and the other gets one made from its folder or a number, and is reported.
pub(super) fn assign(metas: &[Box<ArticleMeta>], report: &mut dyn FnMut(Diagnostic, Range<usize>)) -> Vec<String> {
    let wanted: Vec<String> = metas.iter().map(|meta| wanted(meta)).collect();
    // A file in a folder of a language has second choice.
    let rank = |id: usize| (metas[id].in_path.is_some(), &metas[id].file, metas[id].part);
    // Disks that ignore case must not lose a page: addresses differ in more than case.
    let mut owners: FxHashMap<String, usize> = FxHashMap::default();
    let mut late = Vec::new();
    for (id, wanted) in wanted.iter().enumerate() {
        let owner = owners.entry(wanted.to_lowercase()).or_insert(id);
        if *owner != id {
            late.push(if rank(id) < rank(*owner) { std::mem::replace(owner, id) } else { id });
        }
    }
    late.sort_by_key(|&id| rank(id));
    let mut paths = wanted;
    let late: Vec<(usize, usize)> = late.into_iter().map(|id| (id, owners[&paths[id].to_lowercase()])).collect();
    let mut taken: FxHashSet<String> = owners.into_keys().collect();
    for (id, owner) in late {
        let instead = free(&paths[id], metas[id].own_path(), &mut taken);
        let meta = &metas[id];
        let message = format!(
            "Two articles want the address `{}`: {} has it, and this one is at `{instead}`.",
            paths[id], metas[owner].file
        );
        let diagnostic = Diagnostic::error(Kind::Address, &meta.file, message)
            .help("Give one of them a `slug` of its own in its front matter, or its `[[source]]` a `permalink` with `:source` or `:page`.");
        report(diagnostic, meta.places.address.clone());
        paths[id] = instead;
    }
    paths
}

/// The pages that stand by themselves, each at its own name, or at another if that is taken, which
/// is reported.
pub(super) fn pages(
    metas: Articles,
    articles: &[Article],
    entities: &[Entity],
    report: &mut dyn FnMut(Diagnostic, Range<usize>),
) -> Vec<Page> {
    let own = LISTS.iter().map(|&list| list.to_owned()).chain(["index".to_owned()]);
    let others =
        articles.iter().map(|it| it.path.to_lowercase()).chain(entities.iter().map(|it| it.path.to_lowercase()));
    let mut taken: FxHashSet<String> = own.chain(others).collect();
    let mut page = |meta: Box<ArticleMeta>| {
        let wanted = meta.permalink.clone().unwrap_or_else(|| below_pages(&meta));
        let path = first_free(&wanted, |path| !taken.contains(&path.to_lowercase()));
        if path != wanted {
            let message = format!("The address `{wanted}` is taken, so that this page is at `{path}`.");
            let found = Diagnostic::error(Kind::Address, &meta.file, message)
                .help("Rename the file, or give it a `slug` of its own in its front matter.");
            report(found, meta.places.address.clone());
        }
        taken.insert(path.to_lowercase());
        Page { meta, path }
    };
    metas.into_iter().map(&mut page).collect()
}

/// The address of a page by its file: its folders below `pages/`, and its name.
fn below_pages(meta: &ArticleMeta) -> String {
    let path = meta.own_path();
    let below = path.split_once("/pages/").map(|(_, below)| below).or(path.strip_prefix("pages/"));
    let folders = below.and_then(|below| below.rsplit_once('/')).map(|(folders, _)| folders).unwrap_or_default();
    let mut address = String::new();
    for folder in folders.split('/').filter(|folder| !folder.is_empty()) {
        address.push_str(&slug(folder));
        address.push('/');
    }
    address + &meta.slug
}

/// The first of `path`, `path-2`, `path-3` and so on that is free.
pub fn first_free(path: &str, mut is_free: impl FnMut(&str) -> bool) -> String {
    let mut candidates = std::iter::once(path.to_owned()).chain((2..).map(|number| format!("{path}-{number}")));
    candidates.find(|path| is_free(path)).unwrap_or_else(|| path.to_owned())
}

fn free(path: &str, file: &str, taken: &mut FxHashSet<String>) -> String {
    let folder = file.rsplit('/').nth(1).map(slug).unwrap_or_default();
    let named = (!folder.is_empty()).then(|| format!("{path}-{folder}"));
    let numbered = (2..).map(|number| format!("{path}-{number}"));
    let mut candidates = named.into_iter().chain(numbered);
    loop {
        let candidate = candidates.next().unwrap_or_else(|| path.to_owned());
        if taken.insert(candidate.to_lowercase()) {
            return candidate;
        }
    }
}

/// The address that an article's own settings make.
fn wanted(meta: &ArticleMeta) -> String {
    let chosen = meta
        .permalink
        .as_deref()
        .map(|permalink| clean(permalink.trim_end_matches(".html")))
        .filter(|path| !path.is_empty());
    let path = chosen.unwrap_or_else(|| by_pattern(meta));
    // Lists live at these places.
    let parts: Vec<&str> = path.split('/').collect();
    let is_date = |part: &&str| part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_period = parts.len() <= 3 && parts.iter().all(is_date);
    let clashes = LISTS.contains(&parts[0]) || parts.iter().any(|part| matches!(*part, "index" | "page")) || is_period;
    if clashes { format!("articles/{path}-article") } else { path }
}

fn by_pattern(meta: &ArticleMeta) -> String {
    let Some(date) = meta.date else {
        return format!("undated/{}", meta.slug);
    };
    let two = |number: Option<i8>| number.map(|number| format!("{number:02}")).unwrap_or_default();
    let source = meta.source.as_deref().map(slug).unwrap_or_default();
    let filled = meta
        .pattern
        .replace(":year", &format!("{:04}", date.year))
        .replace(":month", &two(date.month))
        .replace(":day", &two(date.day))
        .replace(":date", &date.iso_date())
        .replace(":source", &source)
        .replace(":edition", &meta.edition.as_deref().map(slug).unwrap_or_default())
        .replace(":issue", &meta.issue.as_deref().map(slug).unwrap_or_default())
        .replace(":position", &meta.position.map(|position| position.to_string()).unwrap_or_default())
        .replace(":page", &meta.page.as_deref().map(slug).unwrap_or_default())
        .replace(":slug", &meta.slug);
    clean(filled.trim_end_matches(".html"))
}

/// Path parts that are safe, without empty ones.
fn clean(path: &str) -> String {
    path.split('/').map(slug).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/")
}
