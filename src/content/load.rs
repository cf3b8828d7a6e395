//! Reads all content of a site, each file in parallel.

use std::path::Path;

use jiff::civil::Date;
use rayon::prelude::*;

use super::article::Articles;
use super::due::{self, Calendar};
use super::entity::EntityMeta;
use super::item::Item;
use super::memory::{self, Known, Recall};
use super::rules::Rules;
use super::{glossary, numbers, read, versions, walk};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, placing};
use crate::script::Glossary;

/// Everything that a site's content folders hold, in the order of the file names.
#[derive(Default)]
pub struct Content {
    /// The articles that parse, drafts among them only if they were asked for.
    pub articles: Articles,
    /// The pages that stand by themselves.
    pub pages: Articles,
    /// The entities that have a file.
    pub entities: Vec<EntityMeta>,
    /// How many drafts were left out.
    pub drafts_skipped: usize,
    /// What the day decided.
    pub calendar: Calendar,
    /// The site's own glossary.
    pub glossary: Glossary,
    /// The glossary of each `[[source]]`.
    pub source_glossaries: Vec<Glossary>,
    /// The files, and what became of each.
    pub files: Vec<Known>,
}

/// Reads all content of the site in `root`, as far as it is not remembered; a file that cannot be read
/// or parsed is reported and left out, and so is what is not to be read on a day.
pub fn load(
    root: &Path,
    config: &Config,
    with_drafts: bool,
    day: Option<Date>,
    recall: Option<Recall<'_>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Content {
    let files = walk::walk(root, config, diagnostics);
    let (site_rules, source_rules) = Rules::all(config);
    let read: Vec<(Item, Vec<Diagnostic>, Known)> = files
        .into_par_iter()
        .map(|file| {
            let rules = config.source_of(&file.name).map_or(&site_rules, |index| &source_rules[index]);
            memory::load_file(root, &file, rules, config, with_drafts, recall)
        })
        .collect();
    let mut content = Content {
        glossary: glossary::load(root, &config.paths.glossary, diagnostics),
        source_glossaries: config
            .source
            .iter()
            .map(|source| match &source.glossary {
                Some(path) => glossary::load(root, path, diagnostics),
                None => Glossary::default(),
            })
            .collect(),
        ..Content::default()
    };
    for (item, found, known) in read {
        diagnostics.extend(found);
        content.files.push(known);
        match item {
            Item::Articles(articles) => content.articles.extend(articles),
            Item::Page(page) => content.pages.push(page),
            Item::Entity(entity) => content.entities.push(*entity),
            Item::Draft => content.drafts_skipped += 1,
            Item::Nothing => {}
        }
    }
    let text_of = |file: &str| read::read(root, config, file).ok();
    let kinds = [&mut content.articles, &mut content.pages];
    content.calendar = due::leave_out(kinds, day, config.publish_future, &mut placing(&text_of, diagnostics));
    content.articles = in_order(versions::attach(content.articles, config));
    content.pages = versions::attach(content.pages, config);
    content
}

/// Articles in the order of their files; those without a date by the numbers in their names, the highest first, as the
/// newest of a weekly that only counts.
fn in_order(articles: Articles) -> Articles {
    let (dated, mut undated): (Articles, Articles) = articles.into_iter().partition(|article| article.date.is_some());
    undated.sort_by(|one, other| numbers::newest_first(&one.file, &other.file).then(one.part.cmp(&other.part)));
    dated.into_iter().chain(undated).collect()
}
