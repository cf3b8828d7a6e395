//! What no build minds, but an editor does.

use std::collections::HashMap;

use super::issues;
use crate::archive::Archive;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Kind};
use crate::links::Links;

/// What is to be said of an archive as a whole.
pub fn lints(config: &Config, archive: &Archive, links: &Links) -> Vec<Diagnostic> {
    let mut found = undated(archive);
    found.extend(duplicate_titles(archive));
    found.extend(unused_entities(archive, links));
    found.extend(issues::missing(config, archive));
    found
}

fn undated(archive: &Archive) -> Vec<Diagnostic> {
    let undated = archive.articles.iter().filter(|article| article.meta.date.is_none());
    undated
        .map(|article| {
            let message = format!("`{}` has no date, so it is in no list of days.", article.meta.title);
            Diagnostic::warning(Kind::Undated, &article.meta.file, message)
                .at_line(article.meta.line)
                .help("Write `date: 2024-07-04` in its front matter, or put the day into its file's name.")
        })
        .collect()
}

/// Articles of one day with one title: a reader cannot tell them apart.
fn duplicate_titles(archive: &Archive) -> Vec<Diagnostic> {
    let mut first: HashMap<(String, &str), (&str, usize)> = HashMap::new();
    let mut found = Vec::new();
    // The archive is newest first; within a day, in the order of the files.
    for article in &archive.articles {
        let meta = &article.meta;
        let day = meta.date.map(|date| date.iso_date()).unwrap_or_default();
        match first.get(&(day.clone(), meta.title.as_str())) {
            Some((other, line)) => {
                let when = if day.is_empty() { "without a date".to_owned() } else { format!("of {day}") };
                let message = format!("Another article {when} is called `{}` too: {other}:{line}.", meta.title);
                found.push(
                    Diagnostic::warning(Kind::DuplicateTitle, &meta.file, message)
                        .at_line(meta.line)
                        .help("Is it the same article twice? Else say in the titles what each is about."),
                );
            }
            None => {
                first.insert((day, &meta.title), (&meta.file, meta.line));
            }
        }
    }
    found
}

/// Events and places that have a file, but nothing that leads to them.
fn unused_entities(archive: &Archive, links: &Links) -> Vec<Diagnostic> {
    let mut is_used: Vec<bool> = links.by_entity.iter().map(|articles| !articles.is_empty()).collect();
    for (id, entity) in archive.entities.iter().enumerate() {
        for &place in &entity.locations {
            is_used[place] = true;
        }
        // What has parts is named by them.
        is_used[id] |= !entity.children.is_empty();
    }
    let unused = archive.entities.iter().zip(is_used).filter(|(entity, used)| !used && !entity.meta.file.is_empty());
    unused
        .map(|(entity, _)| {
            let meta = &entity.meta;
            let message = format!("No article is about `{}`, and nothing is part of it.", meta.name);
            let key = meta.kind.folder();
            Diagnostic::warning(Kind::UnusedEntity, &meta.file, message)
                .help(format!("Name it in an article: `{key}: [{}]`.", meta.id))
        })
        .collect()
}
