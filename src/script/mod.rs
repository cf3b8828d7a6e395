//! Script conversion: which converter leads from one Chinese script to another.
//! Works on blocks of text and never sees Markdown or HTML.

mod align;
mod alphabet;
mod bounds;
mod code;
mod converter;
mod finder;
mod fold;
mod glossary;
mod hygiene;
mod lattice;
#[cfg(feature = "opencc-rust")]
mod libopencc;
mod names;
mod opencc;
mod protect;
mod quotes;
mod tables;
mod trie;
mod variants;
mod words;

pub use align::{Aligned, Unit, Why};
pub use bounds::{is_whole_word, word_breaks};
pub use code::{Script, UnknownScript};
pub use converter::{Converter, Disambiguation, Glyphs, Page, Settings};
pub use fold::{fold, fold_name};
pub use glossary::{Glossary, Rule};
#[cfg(feature = "opencc-rust")]
pub use libopencc::LibOpenCc;
pub use opencc::OpenCc;
pub use quotes::Quotes;
pub use tables::Side;
pub use variants::Fault;
pub use words::{Standard, Words};

use align::Sink as _;

/// Something that converts text from one script to another.
pub trait Convert: Send + Sync {
    /// Appends the converted text to `out`.
    fn convert_into(&self, text: &str, out: &mut String);

    /// The converted text.
    fn convert(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len() + text.len() / 8);
        self.convert_into(text, &mut out);
        out
    }

    /// The converted text with its alignment. An engine that does not tell of its matches
    /// is taken to convert character by character where that fits.
    fn align(&self, text: &str) -> Aligned {
        let mut aligned = Aligned::default();
        let target = self.convert(text);
        if target.chars().count() == text.chars().count() {
            let pairs = text.chars().zip(target.chars());
            pairs.for_each(|(from, to)| aligned.character(from, to));
        } else {
            aligned.put(text.len(), &target, Why::Phrase);
        }
        aligned
    }
}

/// The script of a name: as its own characters tell, if they do.
pub fn script_of_name(name: &str, otherwise: Script) -> Script {
    let has = |wanted: Side| name.chars().any(|letter| side_of(letter) == wanted);
    match (has(Side::Simplified), has(Side::Traditional)) {
        (true, false) => Script::Hans,
        (false, true) if otherwise == Script::Hans => Script::Hant,
        _ => otherwise,
    }
}

/// Which script a character belongs to, if only one has it.
pub fn side_of(character: char) -> Side {
    tables::side(character)
}

/// A configuration name that OpenCC does not have.
#[derive(Debug, thiserror::Error)]
#[error("OpenCC has no configuration `{name}`; it has {known}.")]
pub struct UnknownConfig {
    name: String,
    known: String,
}

impl UnknownConfig {
    fn new(name: &str) -> Self {
        Self { name: name.to_owned(), known: OpenCc::names().collect::<Vec<_>>().join(", ") }
    }
}

/// The engine behind a conversion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Engine {
    /// dibao's own, over OpenCC's dictionaries.
    #[default]
    Dibao,
    /// The C++ library, through the crate `opencc-rust`.
    #[cfg(feature = "opencc-rust")]
    OpenccRust,
}

impl Engine {
    /// A converter by one of OpenCC's configurations.
    ///
    /// # Errors
    /// When there is no such configuration, or the library cannot open it.
    pub fn open(self, config: &str) -> Result<Box<dyn Convert>, UnknownConfig> {
        match self {
            Self::Dibao => Ok(Box::new(OpenCc::new(config)?)),
            #[cfg(feature = "opencc-rust")]
            Self::OpenccRust => Ok(Box::new(LibOpenCc::new(config)?)),
        }
    }
}

/// OpenCC's configurations that lead from one script to another, in order; none when the
/// text stays as it is.
///
/// `zh-Hant` is published as OpenCC's Taiwan standard: its hub form (`s2t`: 爲, 裏, 羣) is
/// not what readers of either region expect.
pub fn route(from: Script, to: Script) -> &'static [&'static str] {
    use Script::{Hans, Hant, HantHk, HantTw};
    match (from, to) {
        (Hans, Hant | HantTw) => &["s2tw"],
        (Hans, HantHk) => &["s2hk"],
        (Hant | HantTw, Hans) => &["tw2s"],
        (HantHk, Hans) => &["hk2s"],
        (Hant | HantTw, HantHk) => &["tw2t", "t2hk"],
        (HantHk, Hant | HantTw) => &["hk2t", "t2tw"],
        (Hans, Hans) | (Hant | HantTw, Hant | HantTw) | (HantHk, HantHk) => &[],
    }
}

/// Several conversions, one after the other.
pub struct Chain {
    steps: Vec<Box<dyn Convert>>,
}

impl Chain {
    /// No conversion at all.
    pub fn empty() -> Self {
        Self { steps: Vec::new() }
    }

    /// One conversion alone.
    pub fn of(step: Box<dyn Convert>) -> Self {
        Self { steps: vec![step] }
    }

    /// The conversion from one script to another; for Hong Kong, `press` chooses the glyphs
    /// of its newspapers.
    ///
    /// # Errors
    /// When the engine lacks a configuration on the way.
    pub fn between(engine: Engine, from: Script, to: Script, press: bool) -> Result<Self, UnknownConfig> {
        let mut steps = Vec::new();
        for config in route(from, to) {
            steps.push(engine.open(config)?);
        }
        if press {
            steps.push(Box::new(PressGlyphs));
        }
        Ok(Self { steps })
    }
}

impl Convert for Chain {
    fn convert_into(&self, text: &str, out: &mut String) {
        match self.steps.as_slice() {
            [] => out.push_str(text),
            [only] => only.convert_into(text, out),
            [first, rest @ ..] => {
                let mut middle = first.convert(text);
                for step in rest {
                    middle = step.convert(&middle);
                }
                out.push_str(&middle);
            }
        }
    }

    fn align(&self, text: &str) -> Aligned {
        self.steps.iter().fold(Aligned::unchanged(text), |so_far, step| {
            let next = step.align(&so_far.text);
            so_far.then(next)
        })
    }
}

/// From the glyphs of OpenCC's `s2hk` to those of Hong Kong's newspapers.
struct PressGlyphs;

impl Convert for PressGlyphs {
    fn convert_into(&self, text: &str, out: &mut String) {
        let glyphs = tables::PRESS_GLYPHS;
        let press = |it: char| glyphs.binary_search_by_key(&it, |(from, _)| *from).map_or(it, |index| glyphs[index].1);
        out.extend(text.chars().map(press));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_get_the_standard_of_their_region() {
        let convert = |from, to, text: &str| Chain::between(Engine::Dibao, from, to, false).unwrap().convert(text);
        assert_eq!(convert(Script::Hans, Script::Hant, "为了群众"), "為了群眾");
        assert_eq!(convert(Script::Hans, Script::HantHk, "为了里面"), "為了裏面");
        assert_eq!(convert(Script::HantTw, Script::Hans, "頭髮"), "头发");
        assert_eq!(convert(Script::HantTw, Script::HantHk, "裡面"), "裏面");
        assert_eq!(convert(Script::HantHk, Script::Hant, "裏面"), "裡面");
        assert_eq!(convert(Script::Hant, Script::HantTw, "裏面"), "裏面", "a source is not corrected");
    }
}
