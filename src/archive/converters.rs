//! The conversions between the scripts of a site, each made when it is first asked for.

use std::sync::OnceLock;

use super::assemble::Archive;
use crate::content::ArticleMeta;
use crate::script::{Converter, Glossary, Page, Script, Settings, UnknownConfig};

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

    /// Those of an archive.
    ///
    /// # Errors
    /// When the engine lacks a configuration.
    pub fn of_archive(settings: Settings, archive: &Archive) -> Result<Self, UnknownConfig> {
        Self::new(settings, archive.glossary.clone(), archive.source_glossaries.clone())
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
