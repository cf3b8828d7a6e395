//! Issues of which a part of an article was withdrawn, or is not selected.

use std::collections::BTreeSet;

use super::issues::Issue;
use crate::archive::Archive;
use crate::content::ArticleMeta;
use crate::script::fold_name;

/// What an issue is known by: its source and edition, folded, and its day.
pub(super) type IssueKey = (String, Option<String>, String);

fn key_of_article(meta: &ArticleMeta) -> IssueKey {
    let source = fold_name(meta.source.as_deref().unwrap_or_default());
    (source, meta.edition.as_deref().map(fold_name), meta.date.map(|date| date.iso_date()).unwrap_or_default())
}

pub(super) fn key_of_issue(archive: &Archive, issue: &Issue) -> IssueKey {
    issue.articles().next().map(|id| key_of_article(&archive.articles[id].meta)).unwrap_or_default()
}

/// The issues of which a part of an article is not there, so that its other parts have marks that lead nowhere: there
/// marks alone join nothing, since two that seem to be left for each other need not be of one article.
pub(super) fn torn_issues(archive: &Archive) -> BTreeSet<IssueKey> {
    let has_marks = |meta: &&ArticleMeta| meta.jumps.from.is_some() || meta.jumps.to.is_some();
    let withdrawn = archive.withdrawn.iter().map(|withdrawn| &*withdrawn.meta);
    let elsewhere = archive.elsewhere.iter().filter_map(|elsewhere| elsewhere.meta.as_deref());
    withdrawn.chain(elsewhere).filter(has_marks).map(key_of_article).collect()
}
