//! Which conversions lead from one script to another, and the engines that make them.

use super::align::Aligned;
use super::code::Script;
use super::convert::{Convert, UnknownConfig};
#[cfg(feature = "opencc-rust")]
use super::libopencc::LibOpenCc;
use super::opencc::OpenCc;
use super::tables;

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
