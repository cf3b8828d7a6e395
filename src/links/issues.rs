//! Newspapers and collections, and the issues of a newspaper: its pages, and what is on them in
//! which order.

use std::collections::{BTreeMap, HashSet};

use typed_index_collections::{TiVec, ti_vec};

use crate::address::{folded, folder_slug, slug};
use crate::archive::{Archive, ArticleId, PageOrder, first_free};
use crate::date::When;
use crate::ids::id;
use crate::script::{Script, fold_name, script_of_name};

id! {
    /// The index of a source.
    SourceId
}

id! {
    /// The index of an issue.
    IssueId
}

/// A newspaper or a collection that articles come from.
#[derive(Debug)]
pub struct Source {
    /// Its name, as the first file writes it.
    pub name: String,
    /// The script of that.
    pub script: Script,
    /// Its address below a script's folder, without `.html`.
    pub path: String,
    /// Its articles, newest first.
    pub articles: Vec<ArticleId>,
    /// Its issues, oldest first; none where most of its articles are on no pages and in no
    /// editions.
    pub issues: Vec<IssueId>,
    /// Its articles that are in no issue: all of a collection's, and those without a day.
    pub loose: Vec<ArticleId>,
}

/// What a newspaper printed on a day, or an edition of that.
#[derive(Debug)]
pub struct Issue {
    /// Whose it is.
    pub source: SourceId,
    /// Its day.
    pub date: When,
    /// Its edition, if there are several.
    pub edition: Option<String>,
    /// Its number.
    pub number: Option<String>,
    /// Its address below a script's folder, without `.html`.
    pub path: String,
    /// In the paper's order; articles of which no page is known come last.
    pub pages: Vec<IssuePage>,
}

/// A page of a newspaper.
#[derive(Debug)]
pub struct IssuePage {
    /// Its number, such as `2` or `A3`.
    pub page: Option<String>,
    /// In the page's order.
    pub articles: Vec<ArticleId>,
}

impl Issue {
    /// Its articles, from the first page to the last.
    pub fn articles(&self) -> impl Iterator<Item = ArticleId> {
        self.pages.iter().flat_map(|page| page.articles.iter().copied())
    }
}

/// The sources of an archive, in the order of their names, and their issues; and for each
/// article the two that it belongs to.
pub(super) struct Sources {
    pub sources: TiVec<SourceId, Source>,
    pub issues: TiVec<IssueId, Issue>,
    pub source_of: TiVec<ArticleId, Option<SourceId>>,
    pub issue_of: TiVec<ArticleId, Option<IssueId>>,
}

impl Sources {
    pub fn new(archive: &Archive) -> Self {
        let (sources, source_of) = sources(archive);
        let mut all =
            Self { sources, issues: TiVec::new(), issue_of: ti_vec![None; archive.articles.len()], source_of };
        for id in all.sources.keys() {
            all.add_issues(id, archive);
            let articles = all.sources[id].articles.iter().copied();
            all.sources[id].loose = articles.filter(|&article| all.issue_of[article].is_none()).collect();
        }
        all
    }

    fn add_issues(&mut self, source: SourceId, archive: &Archive) {
        let ids = &self.sources[source].articles;
        let is_printed = |&&id: &&ArticleId| {
            let meta = &archive.articles[id].meta;
            meta.page.is_some() || meta.edition.is_some() || meta.issue.is_some()
        };
        // One article with a page makes no newspaper of a collection.
        if ids.iter().filter(is_printed).count() * 2 < ids.len().max(1) {
            return;
        }
        let mut by_day: BTreeMap<(String, Option<String>), Vec<ArticleId>> = BTreeMap::new();
        let mut taken = HashSet::new();
        for &id in ids {
            let meta = &archive.articles[id].meta;
            if let Some(date) = meta.date.filter(|date| date.day.is_some()) {
                by_day.entry((date.iso_date(), meta.edition.as_deref().map(fold_name))).or_default().push(id);
            }
        }
        for ((day, edition), articles) in by_day {
            // As the first article of the edition writes it, not folded.
            let edition = edition.and_then(|_| archive.articles[articles[0]].meta.edition.clone());
            let suffix = edition.as_deref().map(|edition| format!("-{}", slug(edition))).unwrap_or_default();
            let path = unique(&format!("{}/{day}{suffix}", self.sources[source].path), &mut taken);
            let issue = Issue {
                source,
                date: When::from_iso(&day).expect("an ISO date was made of a date"),
                edition,
                number: articles.iter().find_map(|&id| archive.articles[id].meta.issue.clone()),
                path,
                pages: pages(&articles, archive),
            };
            let id = self.issues.next_key();
            for article in issue.articles() {
                self.issue_of[article] = Some(id);
            }
            self.sources[source].issues.push(id);
            self.issues.push(issue);
        }
    }
}

fn sources(archive: &Archive) -> (TiVec<SourceId, Source>, TiVec<ArticleId, Option<SourceId>>) {
    let mut by_name: BTreeMap<String, Vec<ArticleId>> = BTreeMap::new();
    for (id, article) in archive.articles.iter_enumerated() {
        if let Some(name) = &article.meta.source {
            by_name.entry(fold_name(name)).or_default().push(id);
        }
    }
    let mut source_of = ti_vec![None; archive.articles.len()];
    let mut taken = HashSet::new();
    let mut sources = TiVec::new();
    for articles in by_name.into_values() {
        let first = articles.iter().map(|&id| &archive.articles[id].meta).min_by_key(|meta| (&meta.file, meta.part));
        let Some(first) = first else { continue };
        let name = first.source.clone().unwrap_or_default();
        let id = Some(folder_slug(&name))
            .filter(|id| !id.is_empty() && id != "index")
            .unwrap_or_else(|| "source".to_owned());
        let path = unique(&format!("sources/{id}"), &mut taken);
        for &article in &articles {
            source_of[article] = Some(sources.next_key());
        }
        // The name may be the site's setting and not its article's words.
        let script = script_of_name(&name, first.script);
        sources.push(Source { name, script, path, articles, issues: Vec::new(), loose: Vec::new() });
    }
    (sources, source_of)
}

/// A path that nothing has yet; disks that ignore case must not lose a page.
fn unique(path: &str, taken: &mut HashSet<String>) -> String {
    first_free(path, |path| taken.insert(folded(path)))
}

/// The pages of an issue, each with its articles in order.
fn pages(articles: &[ArticleId], archive: &Archive) -> Vec<IssuePage> {
    let meta = |id: ArticleId| &archive.articles[id].meta;
    let mut by_page: BTreeMap<PageOrder, Vec<ArticleId>> = BTreeMap::new();
    for &id in articles {
        let page = meta(id).page.as_deref().map(fold_name);
        by_page.entry(PageOrder::of(page.as_deref())).or_default().push(id);
    }
    let pages = by_page.into_values().map(|mut articles| {
        articles.sort_by_key(|&id| {
            (meta(id).position.unwrap_or(u32::MAX), meta(id).file.as_str(), meta(id).part, meta(id).line)
        });
        IssuePage { page: articles.first().and_then(|&id| meta(id).page.clone()), articles }
    });
    pages.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_differ_in_more_than_case_and_normal_form() {
        for (one, other) in
            [("Sun", "sun"), ("straße", "strasse"), ("ſun", "sun"), ("οδος", "οδοσ"), ("caf\u{e9}", "cafe\u{301}")]
        {
            let mut taken = HashSet::new();
            assert_eq!(unique(one, &mut taken), one);
            assert_eq!(unique(other, &mut taken), format!("{other}-2"), "{one}");
            assert_eq!(unique("晚报", &mut taken), "晚报");
        }
    }
}
