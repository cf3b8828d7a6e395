//! Versions of one article: `name.zh-hant.md`, `en/name.md` or `name_zh.md` beside `name.md`,
//! or files with the same `translationKey`.

use std::collections::BTreeMap;

use super::article::{ArticleMeta, Articles};
use super::language::{Language, plain_key};
use super::withdrawal::Withdrawal;
use crate::config::Config;
use crate::script::Script;

/// Puts each version to the article that it is one of. A version without such an article is
/// an article itself.
pub(super) fn attach(articles: Articles, config: &Config) -> Articles {
    if !articles.iter().any(|article| article.in_path.is_some() || article.translation_key.is_some()) {
        return articles;
    }
    let mut groups: BTreeMap<String, Articles> = BTreeMap::new();
    let mut others = Vec::new();
    for article in articles {
        match key(&article) {
            Some(key) => groups.entry(key).or_default().push(article),
            None => others.push(article),
        }
    }
    for group in groups.into_values() {
        others.extend(join(group, config));
    }
    for article in &mut others {
        if article.title.is_empty() {
            article.title.clone_from(&article.stem);
        }
    }
    others.sort_by(|one, other| (&one.file, one.part).cmp(&(&other.file, other.part)));
    others
}

/// What the versions of one article have in common; a part of a split file has no versions.
pub(super) fn key(article: &ArticleMeta) -> Option<String> {
    if article.part.is_some() {
        return None;
    }
    let by_author = article.translation_key.as_ref().map(|key| format!("\u{0}{key}"));
    Some(by_author.unwrap_or_else(|| path_key(article).to_owned()))
}

/// The path of an article without what it tells of the language.
pub(super) fn path_key(article: &ArticleMeta) -> &str {
    article.in_path.as_ref().map_or_else(|| plain_key(&article.file), |in_path| &in_path.key)
}

/// Withdraws the files that are called like one that is withdrawn, but for the language: they have the same to read.
/// Not all that have a `translationKey` in common: some sites write one into every file.
fn withdraw_together(group: &mut Articles) {
    let withdrawn = |article: &ArticleMeta| {
        let withdrawal = article.withdrawn.as_ref()?.without_reason();
        Some((path_key(article).to_owned(), withdrawal))
    };
    let withdrawn: BTreeMap<String, Withdrawal> = group.iter().filter_map(|article| withdrawn(article)).collect();
    for article in group {
        if let Some(withdrawal) = withdrawn.get(path_key(article)) {
            article.withdrawn.get_or_insert_with(|| Box::new(withdrawal.clone()));
        }
    }
}

/// Withdraws an article of which a version is.
fn withdraw_with_version(main: &mut ArticleMeta) {
    let withdrawal = main.with_versions().find_map(|version| Some(version.withdrawn.as_ref()?.without_reason()));
    if let Some(withdrawal) = withdrawal {
        main.withdrawn.get_or_insert_with(|| Box::new(withdrawal));
    }
}

/// One article with its versions; those that cannot be versions of it, after it.
fn join(mut group: Articles, config: &Config) -> Articles {
    if let [only] = group.as_mut_slice() {
        // `foo-en.md` alone is about something that is called so.
        if only.in_path.as_ref().is_some_and(|path| path.is_weak) {
            only.in_path = None;
        } else {
            mark_foreign(only);
        }
        return group;
    }
    withdraw_together(&mut group);
    group.iter_mut().for_each(|article| mark_foreign(article));
    // A file that names no language, beside one that says it is Chinese, is the foreign one
    // if there is hardly any Chinese in it.
    let names_chinese = |article: &ArticleMeta| {
        article.in_path.as_ref().is_some_and(|path| matches!(path.language, Language::Chinese(_)))
    };
    if group.iter().any(|article| names_chinese(article)) {
        for article in group.iter_mut().filter(|article| article.in_path.is_none() && article.looks_foreign) {
            article.foreign.get_or_insert_with(|| "en".to_owned());
        }
    }
    let rank = |article: &ArticleMeta| {
        let own_script = article.script == config.source_script;
        (article.foreign.is_some(), article.in_path.is_some(), !own_script)
    };
    let Some(main) = (0..group.len()).min_by_key(|&index| rank(&group[index])) else { return group };
    let mut main = group.remove(main);
    let mut rest = Vec::new();
    for version in group {
        let taken = |other: &ArticleMeta| tongue(other) == tongue(&version);
        if taken(&main) || main.versions.iter().any(taken) {
            rest.push(version);
        } else {
            main.versions.push(*version);
        }
    }
    withdraw_with_version(&mut main);
    if main.title.is_empty() {
        let named = main.versions.iter().find(|version| !version.title.is_empty());
        main.title = named.map_or_else(|| main.stem.clone(), |version| version.title.clone());
    }
    std::iter::once(main).chain(rest).collect()
}

/// The language that a version is for: readers of one have no use for two.
fn tongue(article: &ArticleMeta) -> Result<Script, &str> {
    article.foreign.as_deref().map_or(Ok(article.script), Err)
}

/// A file in a folder `en` is English if it is no Chinese text.
fn mark_foreign(article: &mut ArticleMeta) {
    if let Some(Language::Other(tag)) = article.in_path.as_ref().map(|path| &path.language)
        && article.foreign.is_none()
        && article.looks_foreign
    {
        article.foreign = Some(tag.clone());
    }
}
