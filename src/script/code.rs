//! The scripts and regional standards of written Chinese, by their BCP 47 codes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::diagnostic::sentence;

/// A script (ISO 15924, inside a BCP 47 language tag) and, for two, a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Script {
    /// Simplified Chinese, `zh-Hans`.
    Hans,
    /// Traditional Chinese, `zh-Hant`.
    Hant,
    /// Traditional Chinese by Taiwan's standard, `zh-Hant-TW`.
    HantTw,
    /// Traditional Chinese by Hong Kong's standard, `zh-Hant-HK`.
    HantHk,
}

impl Script {
    /// All of them, in the order in which a language switch lists them.
    pub const ALL: [Self; 4] = [Self::Hans, Self::Hant, Self::HantTw, Self::HantHk];

    /// The BCP 47 code, in its canonical case: for `lang` and `hreflang`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Hans => "zh-Hans",
            Self::Hant => "zh-Hant",
            Self::HantTw => "zh-Hant-TW",
            Self::HantHk => "zh-Hant-HK",
        }
    }

    /// The BCP 47 code in lower case: the first folder of a page's URL.
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Hans => "zh-hans",
            Self::Hant => "zh-hant",
            Self::HantTw => "zh-hant-tw",
            Self::HantHk => "zh-hant-hk",
        }
    }

    /// What readers call it, in itself.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Hans => "简体",
            Self::Hant => "繁體",
            Self::HantTw => "繁體（台灣）",
            Self::HantHk => "繁體（香港）",
        }
    }

    /// The scripts whose texts serve readers of this one, best first, itself before all.
    pub const fn fallbacks(self) -> &'static [Self] {
        match self {
            Self::Hans => &[Self::Hans],
            Self::Hant => &[Self::Hant, Self::HantTw, Self::HantHk],
            Self::HantTw => &[Self::HantTw, Self::Hant, Self::HantHk],
            Self::HantHk => &[Self::HantHk, Self::Hant, Self::HantTw],
        }
    }

    /// Open Graph's `language_TERRITORY` form.
    pub const fn open_graph(self) -> &'static str {
        match self {
            Self::Hans => "zh_CN",
            Self::Hant | Self::HantTw => "zh_TW",
            Self::HantHk => "zh_HK",
        }
    }
}

/// A language code that names no script of Chinese that dibao knows.
#[derive(Debug, thiserror::Error)]
#[error("{}", sentence!("unknown-script", code = &self.0))]
pub struct UnknownScript(String);

impl FromStr for Script {
    type Err = UnknownScript;

    /// Reads the codes in any case, with `_` for `-`, and the older ones by region
    /// (`zh-CN`, `zh_TW`), as front matter in the wild has them.
    fn from_str(text: &str) -> Result<Self, UnknownScript> {
        match text.trim().to_ascii_lowercase().replace('_', "-").as_str() {
            "zh-hans" | "zh-cn" | "zh-sg" | "zh-my" | "zh-hans-cn" | "zh-hans-sg" | "hans" => Ok(Self::Hans),
            "zh-hant" | "hant" => Ok(Self::Hant),
            "zh-hant-tw" | "zh-tw" => Ok(Self::HantTw),
            "zh-hant-hk" | "zh-hk" | "zh-mo" | "zh-hant-mo" => Ok(Self::HantHk),
            _ => Err(UnknownScript(text.to_owned())),
        }
    }
}

impl fmt::Display for Script {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

impl Serialize for Script {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Script {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
