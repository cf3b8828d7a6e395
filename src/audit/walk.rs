//! Walks through the articles of an archive and audits each.

use std::path::Path;

use rayon::prelude::*;

use super::decision::{Backing, Decision, decisions};
use super::item::{Item, Place, Rule};
use super::report::{Entry, Part, Report};
use crate::archive::Converters;
use crate::archive::{Archive, Article, ArticleId};
use crate::config::Config;
use crate::content::{self, ArticleMeta};
use crate::markdown::{Block, Prepared, blocks, parse};
use crate::script::{Aligned, Converter, Glossary, Page, Script};

/// Audits the conversion of every article to the first of the site's scripts that is not of
/// its own kind. `all` asks for a list of every decision.
pub fn audit(root: &Path, config: &Config, archive: &Archive, converters: &Converters, all: bool) -> Report {
    let audited = archive
        .articles
        .raw
        .par_iter()
        .enumerate()
        .filter_map(|(index, article)| audit_article(root, config, index.into(), article, converters, all));
    Report::new(audited.collect())
}

fn audit_article(
    root: &Path,
    config: &Config,
    id: ArticleId,
    article: &Article,
    converters: &Converters,
    all: bool,
) -> Option<Part> {
    let meta = &article.meta;
    let other_kind = |script: &&Script| (**script == Script::Hans) != (meta.script == Script::Hans);
    let to = *config.scripts.iter().find(other_kind)?;
    let version = meta.for_readers(to);
    let converter = converters.of_article(version, to);
    if converter.is_identity() {
        return None;
    }
    // What cannot be read is the build's to report.
    let text = content::read(root, config, &version.file).ok()?;
    let body = content::body_of(&text, version);
    let prepared = Prepared::new(&body, version.habits);
    let events = parse(&prepared).events;
    let blocks = blocks(&events);
    let names = Glossary { rules: blocks.iter().flat_map(|block| converter.names(&block.text)).collect() };
    let page = converters.page(version, &names, converter);
    let mut walk =
        Walk { config, article: id, meta: version, text: &text, converter, page, all, part: Part::default() };
    let head = &text[..version.body.start.min(text.len())];
    if let Some(start) = head.find(&version.title).filter(|_| !version.title.is_empty()) {
        let aligned = converter.align(&version.title, &[], &walk.page, &mut Vec::new());
        walk.block(&version.title, &aligned, |at| start + at);
    }
    for block in &blocks {
        let aligned = Block::align(block, converter, &walk.page, &mut Vec::new());
        walk.block(&block.text, &aligned, |at| version.body.start + block.place(at, &events));
    }
    Some(walk.part)
}

struct Walk<'a> {
    config: &'a Config,
    article: ArticleId,
    meta: &'a ArticleMeta,
    text: &'a str,
    converter: &'a Converter,
    page: Page,
    all: bool,
    part: Part,
}

impl Walk<'_> {
    /// `place` tells where in the file a byte of the block is.
    fn block(&mut self, block: &str, aligned: &Aligned, place: impl Fn(usize) -> usize) {
        self.part.han += block.chars().filter(|&character| is_han(character)).count();
        self.part.characters += block.chars().filter(|&character| self.converter.has_several_forms(character)).count();
        let (converter, page) = (self.converter, &self.page);
        let mut found = Vec::new();
        let mut entries = Vec::new();
        let backings = &mut self.part.backings;
        decisions(block, aligned, converter, |mut decision| {
            if decision.backing.is_doubtful() && converter.is_settled(block, decision.at, decision.chosen, page) {
                decision.backing = Backing::Glossary;
            }
            *backings.entry(decision.backing).or_default() += 1;
            if self.all {
                entries.push((decision.at, decision.character, decision.chosen.to_owned(), decision.backing));
            }
            if decision.backing.is_doubtful() {
                found.push(decision);
            }
        });
        for (at, character, chosen, backing) in entries {
            let place = self.place(block, at, place(at));
            self.part.decisions.push(Entry { place, character, chosen, backing });
        }
        for decision in found {
            let place = self.place(block, decision.at, place(decision.at));
            let item = self.item(block, aligned, &decision, place);
            self.part.items.push(item);
        }
    }

    fn item(&self, block: &str, aligned: &Aligned, decision: &Decision<'_>, place: Place) -> Item {
        let with_next = decision.backing == Backing::Segmentation;
        let context = self.converter.words_around(block, decision.at, with_next);
        let cuts = aligned.cuts(block, [context.start, context.end].into_iter());
        let from = &block[context];
        let others = self.converter.forms(decision.character);
        Item {
            character: decision.character,
            chosen: decision.chosen.to_owned(),
            others: others.into_iter().filter(|form| form != decision.chosen).collect(),
            backing: decision.backing,
            context: from.to_owned(),
            rule: Rule {
                script: self.converter.target().code(),
                from: from.to_owned(),
                to: aligned.text[cuts[0]..cuts[1]].to_owned(),
            },
            places: vec![place],
            count: 1,
        }
    }

    fn place(&self, block: &str, at: usize, in_file: usize) -> Place {
        let before = &self.text[..floor(self.text, in_file)];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let around =
            |text: &mut dyn Iterator<Item = char>| text.take(10).take_while(|it| *it != '\n').collect::<String>();
        let after = block[at..].chars().next().map_or(at, |character| at + character.len_utf8());
        let reversed = around(&mut block[..at].chars().rev());
        Place {
            file: self.meta.file.clone(),
            published: self.config.published_name(&self.meta.file),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            before: reversed.chars().rev().collect(),
            article: self.article,
            script: self.converter.target(),
            after: around(&mut block[after..].chars()),
        }
    }
}

fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at)
}

fn is_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}
