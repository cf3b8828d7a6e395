//! One content file's text into what it is: articles, a page, an entity, a draft.

use serde::{Deserialize, Serialize};

use super::article::{self, ArticleMeta, Articles};
use super::entity::{self, EntityMeta};
use super::rules::Rules;
use super::walk::ContentFile;
use super::withdrawal::{self, withdrawal};
use super::{decode, language, split};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Kind, sentence};
use crate::front_matter::{self, Fields, keys};
use crate::lfs;

/// What one file turned out to be.
#[derive(Serialize, Deserialize)]
pub(super) enum Item {
    Articles(Articles),
    Page(Box<ArticleMeta>),
    Draft,
    Entity(Box<EntityMeta>),
    Nothing,
}

/// A file's text into what it is. This is where content becomes plain values, and it needs no
/// disk.
pub(super) fn parse(
    file: &ContentFile,
    text: &str,
    sidecar: Option<(String, String)>,
    rules: &Rules,
    config: &Config,
    with_drafts: bool,
    found: &mut Vec<Diagnostic>,
) -> Item {
    if lfs::is_pointer(text.as_bytes()) {
        found.push(lfs::told(&file.name, &file.name));
        return Item::Nothing;
    }
    let mut findings = Vec::new();
    let parsed = front_matter::parse(text, rules.header.as_ref(), &mut findings);
    let letters = language::Letters::of(&text[parsed.body..]);
    let mut fields = Fields::new(parsed, text, &file.name, found);
    fields.tell(findings);
    fields.rename(&rules.keys);
    if let Some((name, text)) = sidecar {
        match front_matter::sidecar(&name, &text) {
            Ok(map) => fields.add_sidecar(name, text, map),
            Err(finding) => {
                fields.push(finding.in_file(&name, &text));
                fields.lose_sidecar(name, text);
            }
        }
    }
    if let Some(path) = &rules.path {
        fields.add_path(path, &file.within);
    }
    if let Some(kind) = file.entity {
        withdrawal::refuse(&mut fields);
        return Item::Entity(Box::new(entity::read(&mut fields, file, kind, &letters, rules, config)));
    }
    let withdrawn = withdrawal(&mut fields, rules, &config.time_zone).map(Box::new);
    let is_hidden = fields.is_flag(keys::PUBLISHED) && fields.bool(keys::PUBLISHED) == Some(false);
    let is_draft =
        fields.bool(keys::DRAFT).unwrap_or(false) || file.telling_path().split('/').any(|part| part == "_drafts");
    // What is withdrawn was published: its notice stands, and its versions are withdrawn with it.
    if (is_draft || is_hidden) && !with_drafts && withdrawn.is_none() {
        return Item::Draft;
    }
    // Hugo's page of a section, without a text of its own, is no article.
    if file.within.rsplit('/').next() == Some("_index.md") && text[fields.body..].trim().is_empty() {
        return Item::Nothing;
    }
    let article = ArticleMeta { withdrawn, ..article::read(&mut fields, file, &letters, rules, config) };
    if file.is_page {
        return Item::Page(Box::new(article));
    }
    Item::Articles(match rules.split {
        Some(level) => {
            let articles: Articles = split::split(article, text, level).into_iter().map(Box::new).collect();
            if articles.iter().all(|article| article.part.is_none()) {
                let message = sentence!("split-no-heading", level);
                fields.push(Diagnostic::warning(Kind::Split, &file.name, message));
            }
            articles
        }
        None => vec![Box::new(article)],
    })
}

/// The articles of one file, from its bytes: what fuzzing and tests of the reader call.
/// `source` numbers the `[[source]]` whose rules apply. An entity or a draft has none.
pub fn articles_of(
    name: &str,
    bytes: &[u8],
    source: Option<usize>,
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
) -> Articles {
    let rules = Rules::new(config, source.and_then(|index| config.source.get(index)));
    let decoded = decode::decode(bytes, rules.encoding);
    let file =
        ContentFile { name: name.to_owned(), within: name.to_owned(), entity: None, is_page: false, sidecar: None };
    diagnostics.extend(decoded.findings.into_iter().map(|finding| finding.in_file(name, &decoded.text)));
    match parse(&file, &decoded.text, None, &rules, config, true, diagnostics) {
        Item::Articles(articles) => articles,
        Item::Page(_) | Item::Draft | Item::Entity(_) | Item::Nothing => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::{EntityKind, Kinds};

    /// What is left over of front matter that has one key.
    fn left_over(entity: Option<EntityKind>, key: &str) -> Vec<String> {
        let config = Config::default();
        let rules = Rules::new(&config, None);
        let text = format!("---\n{key}: true\n---\n文。\n");
        let name = "a.md".to_owned();
        let file = ContentFile { within: name.clone(), name, entity, is_page: false, sidecar: None };
        let extra = match parse(&file, &text, None, &rules, &config, true, &mut Vec::new()) {
            Item::Articles(articles) => articles[0].extra.clone(),
            Item::Entity(entity) => entity.extra,
            Item::Page(_) | Item::Draft | Item::Nothing => panic!("{key}"),
        };
        extra.into_iter().map(|(key, _)| key).collect()
    }

    #[test]
    fn every_key_of_the_table_is_read_in_every_spelling() {
        for key in keys::own() {
            assert_eq!(left_over(None, key), [""; 0], "{key}");
        }
        let kinds = Kinds::default();
        for (kind, called) in kinds.iter() {
            let names = kind.row().names.iter().flat_map(|named| named.row().keys).copied();
            for key in keys::of_entities().chain(names) {
                assert_eq!(left_over(Some(kind), key), [""; 0], "{}: {key}", called.noun);
            }
        }
    }
}
