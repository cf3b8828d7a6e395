//! The conversions between the scripts of a site, each opened once.

use crate::script::{Chain, Convert, Engine, Script, UnknownConfig};

/// A conversion from every script to every other.
pub struct Converters(Vec<Chain>);

impl Converters {
    /// Opens them with one engine.
    ///
    /// # Errors
    /// When the engine lacks a configuration.
    pub fn new(engine: Engine) -> Result<Self, UnknownConfig> {
        let pairs = Script::ALL.into_iter().flat_map(|from| Script::ALL.into_iter().map(move |to| (from, to)));
        Ok(Self(pairs.map(|(from, to)| Chain::between(engine, from, to)).collect::<Result<_, _>>()?))
    }

    /// The conversion from one script to another.
    pub fn between(&self, from: Script, to: Script) -> &Chain {
        &self.0[from as usize * Script::ALL.len() + to as usize]
    }

    /// A text in another script.
    pub fn text(&self, text: &str, from: Script, to: Script) -> String {
        self.between(from, to).convert(text)
    }
}
