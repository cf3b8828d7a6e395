//! Articles that are read one after the other: those that go on on another page (下转第二版). The
//! parts of a serial (续一) are in `serials`.

use std::cell::LazyCell;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use typed_index_collections::{TiSlice, TiVec, ti_vec};

use super::issues::{Issue, IssueId};
use super::sequence::{Reading, ReadingId, ReadingKind};
use super::serials::serials;
use super::torn::{key_of_issue, torn_issues};
use crate::archive::{Archive, ArticleId, Target};
use crate::content::{ArticleMeta, Jump, part_of_title};
use crate::diagnostic::{Diagnostic, Kind, sentence};
use crate::script::fold_name;

type Report<'r> = &'r mut dyn FnMut(Diagnostic, Range<usize>);

/// The reading paths of an archive; for each article those it is in.
pub(super) fn readings(
    archive: &Archive,
    issues: &TiSlice<IssueId, Issue>,
    issue_of: &TiSlice<ArticleId, Option<IssueId>>,
    report: Report<'_>,
) -> (TiVec<ReadingId, Reading>, TiVec<ArticleId, Vec<ReadingId>>) {
    let mut readings = continuations(archive, issues, issue_of, report);
    readings.extend(serials(archive, &readings));
    let readings = TiVec::from(readings);
    let mut reading_of: TiVec<ArticleId, Vec<ReadingId>> = ti_vec![Vec::new(); archive.articles.len()];
    for (id, reading) in readings.iter_enumerated() {
        for &article in &reading.articles {
            reading_of[article].push(id);
        }
    }
    (readings, reading_of)
}

/// What goes on in what: each article in at most one, each from at most one.
struct Joins {
    next: BTreeMap<ArticleId, ArticleId>,
    previous: BTreeMap<ArticleId, ArticleId>,
}

impl Joins {
    /// Joins two articles, unless one is joined already or they would go round in a circle.
    fn join(&mut self, from: ArticleId, to: ArticleId) -> bool {
        if self.next.get(&from) == Some(&to) {
            return true;
        }
        if self.next.contains_key(&from) || self.previous.contains_key(&to) {
            return false;
        }
        // Looked for last, since it follows the whole chain.
        let circle = std::iter::successors(Some(to), |at| self.next.get(at).copied()).any(|at| at == from);
        if circle {
            return false;
        }
        self.next.insert(from, to);
        self.previous.insert(to, from);
        true
    }
}

fn continuations(
    archive: &Archive,
    issues: &TiSlice<IssueId, Issue>,
    issue_of: &TiSlice<ArticleId, Option<IssueId>>,
    report: Report<'_>,
) -> Vec<Reading> {
    let mut joins = Joins { next: BTreeMap::new(), previous: BTreeMap::new() };
    let titles = LazyCell::new(|| {
        let mut titles: HashMap<String, Vec<ArticleId>> = HashMap::new();
        for (id, article) in archive.articles.iter_enumerated() {
            titles.entry(fold_name(&article.meta.title)).or_default().push(id);
        }
        titles
    });
    for (id, article) in archive.articles.iter_enumerated() {
        let meta = &article.meta;
        for (key, name, place, is_next) in [
            ("continued_by", &meta.continued_by, &meta.places.continued_by, true),
            ("continues", &meta.continues, &meta.places.continues, false),
        ] {
            let Some(name) = name.as_ref().filter(|name| !is_of_withdrawn(archive, meta, name)) else { continue };
            let message = match named(archive, id, name, &|title| titles.get(title).cloned().unwrap_or_default()) {
                Some(other) if is_next && joins.join(id, other) || !is_next && joins.join(other, id) => continue,
                Some(_) => sentence!("continuation-refused", key, name),
                None if is_titled_withdrawn(archive, name) => continue,
                None => sentence!("continuation-unknown", key, name),
            };
            report(Diagnostic::warning(Kind::Continuation, &meta.file, message), place.clone());
        }
    }
    let torn = torn_issues(archive);
    let is_torn = |issue: &Issue| !torn.is_empty() && torn.contains(&key_of_issue(archive, issue));
    for issue in issues {
        by_jumps(archive, issue, is_torn(issue), &mut joins);
    }
    for (id, article) in archive.articles.iter_enumerated() {
        let meta = &article.meta;
        let unmatched = |jump: &Option<Jump>, is_joined: bool| jump.clone().filter(|_| !is_joined);
        let goes = unmatched(&meta.jumps.to, joins.next.contains_key(&id));
        let comes = unmatched(&meta.jumps.from, joins.previous.contains_key(&id));
        // Jumps are of newspapers: elsewhere the words are only words.
        let is_printed = issue_of[id].is_some();
        if is_printed {
            report_contradictions(meta, report);
        }
        for (jump, key) in [(goes, "continued_by"), (comes, "continues")] {
            let is_lost = || issue_of[id].is_some_and(|issue| is_torn(&issues[issue]));
            let Some(jump) = jump.filter(|_| is_printed && !is_lost()) else { continue };
            let message = sentence!("jump-unmatched", pages = named_pages(&jump.pages), key);
            report(Diagnostic::warning(Kind::UnmatchedJump, &meta.file, message), place_of(meta, &jump));
        }
    }
    let starts = joins.next.keys().filter(|id| !joins.previous.contains_key(id));
    starts
        .map(|&start| Reading {
            kind: ReadingKind::Continuation,
            title: archive.articles[start].meta.title.clone(),
            articles: std::iter::successors(Some(start), |at| joins.next.get(at).copied()).collect(),
        })
        .collect()
}

/// Pages as a sentence names them: `page 13`, `pages 13 or 14`, `pages 13, 14 or 15`.
fn named_pages(pages: &[String]) -> String {
    match pages {
        [pages @ .., last] if !pages.is_empty() => sentence!("several-pages", pages = pages.join(", "), last).into(),
        pages => sentence!("one-page", page = pages.concat()).into(),
    }
}

/// Where a jump is in its article's file.
fn place_of(meta: &ArticleMeta, jump: &Jump) -> Range<usize> {
    meta.body.start + jump.range.start..meta.body.start + jump.range.end
}

/// Reports marks whose words say the contrary of where they stand, unless the article says itself what it continues
/// or is continued by.
fn report_contradictions(meta: &ArticleMeta, report: Report<'_>) {
    for (jump, is_settled, is_at_end) in
        [(&meta.jumps.to, meta.continued_by.is_some(), true), (&meta.jumps.from, meta.continues.is_some(), false)]
    {
        let Some(jump) = jump.as_ref().filter(|jump| jump.contradicts && !is_settled) else { continue };
        let (words, pages) = (&jump.words, named_pages(&jump.pages));
        let message = if is_at_end {
            sentence!("jump-contradicted-at-end", words, pages)
        } else {
            sentence!("jump-contradicted-at-begin", words, pages)
        };
        report(Diagnostic::warning(Kind::JumpMark, &meta.file, message), place_of(meta, jump));
    }
}

/// The files that a name may mean in an article.
fn files_named(meta: &ArticleMeta, name: &str) -> [String; 3] {
    let folder = meta.file.rsplit_once('/').map_or("", |(folder, _)| folder);
    let bare = bare(name);
    [format!("{}.md", joined(folder, bare)), format!("{bare}.md"), name.to_owned()]
}

fn bare(name: &str) -> &str {
    name.trim_start_matches("./").trim_end_matches(".md")
}

/// Whether what an article names by its file or address is withdrawn.
fn is_of_withdrawn(archive: &Archive, meta: &ArticleMeta, name: &str) -> bool {
    let is_gone = |target: Option<Target>| target.map(|target| matches!(target, Target::Withdrawn(_)));
    let by_file = || files_named(meta, name).iter().find_map(|file| is_gone(archive.target(file)));
    let by_address = || is_gone(archive.at_path(bare(name))).or_else(|| is_gone(archive.named(bare(name))));
    !archive.withdrawn.is_empty() && by_file().or_else(by_address).unwrap_or(false)
}

fn is_titled_withdrawn(archive: &Archive, title: &str) -> bool {
    archive.withdrawn.iter().any(|withdrawn| fold_name(&withdrawn.meta.title) == fold_name(title))
}

/// The article that another names: by file, address or title.
fn named(archive: &Archive, from: ArticleId, name: &str, called: &dyn Fn(&str) -> Vec<ArticleId>) -> Option<ArticleId> {
    let meta = &archive.articles[from].meta;
    let bare = bare(name);
    let article = |target| match target {
        Target::Article(id) => Some(id),
        Target::Entity(_) | Target::Page(_) | Target::Withdrawn(_) | Target::Elsewhere(_) => None,
    };
    let by_file = files_named(meta, name).iter().find_map(|file| archive.target(file)).and_then(article);
    let by_path = || archive.at_path(bare).and_then(article);
    let by_title = || {
        let same_day = |id: &ArticleId| {
            archive.articles[*id].meta.date.map(|date| date.iso_date()) == meta.date.map(|it| it.iso_date())
        };
        let called: Vec<ArticleId> = called(&fold_name(name)).into_iter().filter(|&id| id != from).collect();
        called.iter().copied().find(same_day).or(called.first().copied())
    };
    let other = |id: &ArticleId| *id != from;
    let by_stem = || archive.named(bare).and_then(article).filter(other);
    by_file.filter(other).or_else(|| by_path().filter(other)).or_else(by_stem).or_else(by_title)
}

/// A path from a folder on, with its `..` taken away.
fn joined(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." | "" => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Joins what jumps from page to page within an issue: the two marks must fit, or the titles; the titles alone where
/// a part of something is missing.
fn by_jumps(archive: &Archive, issue: &Issue, is_torn: bool, joins: &mut Joins) {
    let meta = |id: ArticleId| &archive.articles[id].meta;
    let leaving: Vec<(ArticleId, &Jump)> =
        issue.articles().filter_map(|id| Some((id, meta(id).jumps.to.as_ref()?))).collect();
    // The surest first: one whose title fits is not taken from it by another.
    let mut pairs: Vec<(u8, ArticleId, ArticleId)> = Vec::new();
    for &(from, jump) in &leaving {
        let there = issue.pages.iter().filter(|page| page.page.as_deref().is_some_and(|page| is_of(jump, page)));
        for &to in there.flat_map(|page| &page.articles).filter(|&&to| to != from) {
            let back = meta(to).jumps.from.as_ref();
            let comes_from_here = match back {
                Some(back) if meta(from).page.as_deref().is_none_or(|page| !is_of(back, page)) => continue,
                back => back.is_some(),
            };
            let is_named = is_titled(jump, meta(to)) || back.is_some_and(|back| is_titled(back, meta(from)));
            let titles_fit = is_named || titles_fit(meta(from), meta(to));
            match (comes_from_here, titles_fit) {
                (true, true) => pairs.push((0, from, to)),
                (false, true) => pairs.push((1, from, to)),
                (true, false) if !is_torn => pairs.push((2, from, to)),
                (_, false) => {}
            }
        }
    }
    let goes_on_twice = |from: ArticleId| meta(from).jumps.to.as_ref().is_some_and(|jump| jump.pages.len() > 1);
    join_pairs(pairs, &goes_on_twice, joins);
}

/// Joins pairs by their rank, the surest first; marks alone (rank 2) join only what could not be anything else. Rivals
/// are counted, since a page of many marks has as many pairs as their number squared.
fn join_pairs(
    mut pairs: Vec<(u8, ArticleId, ArticleId)>,
    goes_on_twice: &dyn Fn(ArticleId) -> bool,
    joins: &mut Joins,
) {
    pairs.sort_unstable();
    let (mut by_from, mut by_to) = (Partners::new(), Partners::new());
    let (mut unsure_from, mut unsure_to) = (HashMap::new(), HashMap::new());
    // Pairs of which neither is joined.
    let mut free = 0_usize;
    for &(rank, from, to) in &pairs {
        by_from.entry(from).or_default().push(to);
        by_to.entry(to).or_default().push(from);
        if rank == 2 {
            *unsure_from.entry(from).or_insert(0_usize) += 1;
            *unsure_to.entry(to).or_insert(0_usize) += 1;
        }
        free += usize::from(!joins.next.contains_key(&from) && !joins.previous.contains_key(&to));
    }
    // A pair counts itself once on either side.
    let has_rivals =
        |from, to| unsure_from.get(from).is_some_and(|&it| it > 1) || unsure_to.get(to).is_some_and(|&it| it > 1);
    for (rank, from, to) in &pairs {
        if *rank == 2 && free != 1 && has_rivals(from, to) {
            continue;
        }
        // 下转第13、14版: what is on page 14 comes after what is on page 13.
        let last = || std::iter::successors(Some(*from), |at| joins.next.get(at).copied()).last();
        let from = if goes_on_twice(*from) { last().unwrap_or(*from) } else { *from };
        let before = joins.next.len();
        joins.join(from, *to);
        if joins.next.len() > before {
            let partners = |of: &Partners, id| of.get(id).cloned().unwrap_or_default();
            let (tos, froms) = (partners(&by_from, &from), partners(&by_to, to));
            let own = usize::from(tos.contains(to));
            let lost_tos = tos.iter().filter(|&it| it != to && !joins.previous.contains_key(it)).count();
            let lost_froms = froms.iter().filter(|&it| *it != from && !joins.next.contains_key(it)).count();
            free = free.saturating_sub(own + lost_tos + lost_froms);
        }
    }
}

/// With what each article could be joined.
type Partners = HashMap<ArticleId, Vec<ArticleId>>;

/// Whether a jump leads to a page.
fn is_of(jump: &Jump, page: &str) -> bool {
    jump.pages.iter().any(|other| other.eq_ignore_ascii_case(page))
}

/// Whether a jump names an article by its title.
fn is_titled(jump: &Jump, meta: &ArticleMeta) -> bool {
    jump.title.as_ref().is_some_and(|title| do_fit(title, &meta.title))
}

/// Whether two articles are one by their titles.
fn titles_fit(one: &ArticleMeta, other: &ArticleMeta) -> bool {
    do_fit(&one.title, &other.title)
}

/// Whether two titles are of one article: one is the other's begin, or they have most of it in
/// common.
fn do_fit(one: &str, other: &str) -> bool {
    let bare = |title: &str| {
        let title = part_of_title(title).map_or(title, |(base, _)| base);
        fold_name(title).chars().filter(|letter| letter.is_alphanumeric()).collect::<Vec<char>>()
    };
    let (one, other) = (bare(one), bare(other));
    let common = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let shorter = one.len().min(other.len());
    common >= 2 && (common == shorter || common * 2 >= one.len().max(other.len()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What joins pairs.
    type Join = fn(Vec<(u8, ArticleId, ArticleId)>, &dyn Fn(ArticleId) -> bool, &mut Joins);

    /// Each pair held against each other, as it is said.
    fn plainly(mut pairs: Vec<(u8, ArticleId, ArticleId)>, twice: &dyn Fn(ArticleId) -> bool, joins: &mut Joins) {
        pairs.sort_unstable();
        for &(rank, from, to) in &pairs {
            let rivals = pairs.iter().filter(|&&(rank, a, b)| rank == 2 && (a == from) != (b == to)).count();
            let is_free = |&&(_, a, b): &&(u8, ArticleId, ArticleId)| {
                !joins.next.contains_key(&a) && !joins.previous.contains_key(&b)
            };
            if rank == 2 && rivals > 0 && pairs.iter().filter(is_free).count() != 1 {
                continue;
            }
            let last = std::iter::successors(Some(from), |at| joins.next.get(at).copied()).last();
            joins.join(last.filter(|_| twice(from)).unwrap_or(from), to);
        }
    }

    proptest! {
        #[test]
        fn counted_rivals_are_those_that_are_there(
            ranks in prop::collection::btree_map((0_usize..7, 0_usize..7), 0_u8..3, 0..14),
            named in prop::collection::vec((0_usize..7, 0_usize..7), 0..3),
            several in prop::collection::btree_set(0_usize..7, 0..4),
        ) {
            let id = ArticleId::from;
            let pairs = ranks.iter().filter(|((a, b), _)| a != b).map(|(&(a, b), &rank)| (rank, id(a), id(b)));
            let pairs: Vec<_> = pairs.collect();
            let joined = |by: Join| {
                let mut joins = Joins { next: BTreeMap::new(), previous: BTreeMap::new() };
                named.iter().filter(|(a, b)| a != b).for_each(|&(a, b)| _ = joins.join(id(a), id(b)));
                by(pairs.clone(), &|from| several.contains(&from.into()), &mut joins);
                joins.next
            };
            prop_assert_eq!(joined(join_pairs), joined(plainly));
        }
    }

    #[test]
    fn pages_are_named_as_in_a_sentence() {
        for (pages, named) in [
            (&["13"][..], "page 13"),
            (&["A14"], "page A14"),
            (&["A14", "A15"], "pages A14 or A15"),
            (&["13", "14", "15"], "pages 13, 14 or 15"),
            (&["1", "A2", "B3", "4"], "pages 1, A2, B3 or 4"),
        ] {
            let pages: Vec<String> = pages.iter().map(|&page| page.to_owned()).collect();
            assert_eq!(named_pages(&pages), named);
        }
    }

    #[test]
    fn paths_lead_from_their_folder() {
        assert_eq!(joined("content/2024", "../a"), "content/a");
        assert_eq!(joined("content", "./a"), "content/a");
        assert_eq!(joined("", "../../a"), "a");
    }
}
