//! Gives every article an address of its own.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::{Article, Page};
use crate::content::{ArticleMeta, slug};
use crate::diagnostic::{Diagnostic, Kind};

/// The folders of the site's own lists.
pub const LISTS: [&str; 9] =
    ["events", "locations", "persons", "organizations", "sources", "dates", "corrections", "data", "map"];

/// The address of each article. Where two want the same, the one whose file comes first
/// has it, and the other gets one made from its folder or a number, and is reported.
pub(super) fn assign(metas: &[ArticleMeta], report: &mut dyn FnMut(Diagnostic, Range<usize>)) -> Vec<String> {
    let wanted: Vec<String> = metas.iter().map(wanted).collect();
    let mut by_file: Vec<usize> = (0..metas.len()).collect();
    // A file in a folder of a language has second choice.
    by_file.sort_by_key(|&id| (metas[id].in_path.is_some(), &metas[id].file, metas[id].part));
    // Disks that ignore case must not lose a page: addresses differ in more than case.
    let mut owners: HashMap<String, usize> = HashMap::new();
    let mut late = Vec::new();
    for &id in &by_file {
        let key = wanted[id].to_lowercase();
        match owners.get(&key) {
            None => {
                owners.insert(key, id);
            }
            Some(&owner) => late.push((id, owner)),
        }
    }
    let mut taken: HashSet<String> = owners.into_keys().collect();
    let mut paths = wanted;
    for (id, owner) in late {
        let instead = free(&paths[id], &metas[id].file, &mut taken);
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

/// The pages that stand by themselves, each at its own name, or at another if that is taken.
pub(super) fn pages(metas: Vec<ArticleMeta>, articles: &[Article]) -> Vec<Page> {
    let own = LISTS.iter().map(|&list| list.to_owned()).chain(["index".to_owned()]);
    let mut taken: HashSet<String> = own.chain(articles.iter().map(|article| article.path.to_lowercase())).collect();
    let page = |meta: ArticleMeta| {
        let wanted = meta.permalink.clone().unwrap_or_else(|| meta.slug.clone());
        let path = first_free(&wanted, |path| !taken.contains(&path.to_lowercase()));
        taken.insert(path.to_lowercase());
        Page { meta, path }
    };
    metas.into_iter().map(page).collect()
}

/// The first of `path`, `path-2`, `path-3` and so on that is free.
pub fn first_free(path: &str, mut is_free: impl FnMut(&str) -> bool) -> String {
    let mut candidates = std::iter::once(path.to_owned()).chain((2..).map(|number| format!("{path}-{number}")));
    candidates.find(|path| is_free(path)).unwrap_or_else(|| path.to_owned())
}

fn free(path: &str, file: &str, taken: &mut HashSet<String>) -> String {
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
