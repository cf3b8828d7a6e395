//! The conversions between the scripts of a site, each made when it is first asked for.

use std::sync::OnceLock;

use super::assemble::Archive;
use crate::content::{ArticleMeta, EntityMeta};
use crate::script::{Converter, Glossary, Page, Rule, Script, Settings, UnknownConfig};

/// A conversion from every script to every other.
pub struct Converters {
    settings: Settings,
    site: Glossary,
    sources: Vec<Glossary>,
    pairs: Vec<OnceLock<Converter>>,
}

impl Converters {
    /// Takes a site's settings, its glossary and those of its sources.
    ///
    /// # Errors
    /// When the engine lacks a configuration.
    pub fn new(settings: Settings, site: Glossary, sources: Vec<Glossary>) -> Result<Self, UnknownConfig> {
        for from in Script::ALL {
            for to in Script::ALL {
                Converter::new(from, to, &settings, &Glossary::default())?;
            }
        }
        let pairs = (0..Script::ALL.len() * Script::ALL.len()).map(|_| OnceLock::new()).collect();
        Ok(Self { settings, site, sources, pairs })
    }

    /// Those of an archive, whose entities count as words and have official names.
    ///
    /// # Errors
    /// When the engine lacks a configuration.
    pub fn of_archive(settings: Settings, archive: &Archive) -> Result<Self, UnknownConfig> {
        let mut site = archive.glossary.clone();
        site.rules.extend(archive.entities.iter().flat_map(|entity| rules_of(&entity.meta)));
        Self::new(settings, site, archive.source_glossaries.clone())
    }

    /// The conversion from one script to another.
    pub fn between(&self, from: Script, to: Script) -> &Converter {
        self.pairs[from as usize * Script::ALL.len() + to as usize].get_or_init(|| {
            Converter::new(from, to, &self.settings, &self.site).expect("`new` has opened every configuration")
        })
    }

    /// A text in another script.
    pub fn text(&self, text: &str, from: Script, to: Script) -> String {
        self.between(from, to).text(text, &Page::default())
    }

    /// The conversion of an article for readers of a script: none where its author says so, or
    /// where it is not Chinese.
    pub fn of_article(&self, meta: &ArticleMeta, to: Script) -> &Converter {
        let stays = meta.own_rules.off || meta.foreign.is_some();
        self.between(meta.script, if stays { meta.script } else { to })
    }

    /// An article's own rules, then those of its source. `names` are those found in its text.
    pub fn page(&self, meta: &ArticleMeta, names: &Glossary, converter: &Converter) -> Page {
        let source = meta.source_index.and_then(|index| self.sources.get(index));
        let glossaries: Vec<&Glossary> = [&meta.own_rules.glossary, names].into_iter().chain(source).collect();
        converter.page(&glossaries)
    }
}

/// An entity's names are words, and official where it says so.
fn rules_of(meta: &EntityMeta) -> Vec<Rule> {
    // Longer names are made of words themselves.
    let is_word = |name: &&String| (2..=4).contains(&name.chars().count());
    let mut rules = Vec::new();
    if !meta.names.is_empty() {
        let mut forms = meta.names.clone();
        forms.entry(meta.script).or_insert_with(|| meta.name.clone());
        rules.push(Rule::Term(forms));
    }
    // A person's name is written as its bearer writes it: 余 stays, 范 is no 範.
    let rule = if meta.kind.row().has_personal_names { Rule::Name } else { Rule::Word };
    rules.extend([&meta.name].into_iter().chain(&meta.aliases).filter(is_word).cloned().map(rule));
    rules
}
