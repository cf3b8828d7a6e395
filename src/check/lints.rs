//! What no build minds, but an editor does.

use std::collections::HashMap;

use typed_index_collections::TiSlice;

use super::issues;
use crate::archive::{Archive, ArticleId, EntityId};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Kind, sentence};
use crate::links::Links;

/// What is to be said of an archive as a whole.
/// `mentioned_in` are the articles that mention each entity.
pub fn lints(
    config: &Config,
    archive: &Archive,
    links: &Links,
    mentioned_in: &TiSlice<EntityId, Vec<ArticleId>>,
) -> Vec<Diagnostic> {
    let mut found = undated(archive);
    found.extend(address(config));
    found.extend(duplicate_titles(archive, links));
    found.extend(unused_entities(archive, links, mentioned_in));
    found.extend(issues::missing(config, archive));
    found
}

/// What is published with the address of a preview stays wrong wherever it was copied to.
fn address(config: &Config) -> Option<Diagnostic> {
    let is_preview = config.base_url == Config::default().base_url;
    is_preview.then(|| Diagnostic::warning(Kind::BaseUrl, crate::config::FILE_NAME, sentence!("base-url-unset")))
}

fn undated(archive: &Archive) -> Vec<Diagnostic> {
    let undated = archive.articles.iter().filter(|article| article.meta.date.is_none());
    undated
        .map(|article| {
            let message = sentence!("article-undated", title = &article.meta.title);
            Diagnostic::warning(Kind::Undated, &article.meta.file, message).at_line(article.meta.line)
        })
        .collect()
}

/// Articles of one day with one title: a reader cannot tell them apart.
fn duplicate_titles(archive: &Archive, links: &Links) -> Vec<Diagnostic> {
    let mut first: HashMap<(String, &str), (&str, usize)> = HashMap::new();
    let mut found = Vec::new();
    // The archive is newest first; within a day, in the order of the files. The parts of one
    // article may be called alike.
    let is_part = |id: ArticleId| !links.reading_of[id].is_empty();
    for (_, article) in archive.articles.iter_enumerated().filter(|(id, _)| !is_part(*id)) {
        let meta = &article.meta;
        let day = meta.date.map(|date| date.iso_date()).unwrap_or_default();
        match first.get(&(day.clone(), meta.title.as_str())) {
            Some(&(file, line)) => {
                let title = &meta.title;
                let message = if day.is_empty() {
                    sentence!("title-repeated-undated", title, file, line)
                } else {
                    sentence!("title-repeated", day, title, file, line)
                };
                found.push(Diagnostic::warning(Kind::DuplicateTitle, &meta.file, message).at_line(meta.line));
            }
            None => {
                first.insert((day, &meta.title), (&meta.file, meta.line));
            }
        }
    }
    found
}

/// Entities that have a file, but nothing that leads to them.
fn unused_entities(
    archive: &Archive,
    links: &Links,
    mentioned_in: &TiSlice<EntityId, Vec<ArticleId>>,
) -> Vec<Diagnostic> {
    // What has parts, or is where others are, is named by them.
    let is_used = |id: EntityId| {
        !links.by_entity[id].is_empty()
            || !mentioned_in[id].is_empty()
            || !links.tied[id].is_empty()
            || !archive.entities[id].children.is_empty()
    };
    let unused =
        archive.entities.iter_enumerated().filter(|(id, entity)| !is_used(*id) && !entity.meta.file.is_empty());
    unused
        .map(|(_, entity)| {
            let meta = &entity.meta;
            let message =
                sentence!("entity-unused", name = &meta.name, key = &archive.kinds[meta.kind].folder, id = &meta.id);
            Diagnostic::warning(Kind::UnusedEntity, &meta.file, message)
        })
        .collect()
}
