//! The tools of Creative Commons. SPDX lists few of the forms that licences had for single countries before version 4.0,
//! and none of the Chinese ones, so their grammar is here.

use std::sync::LazyLock;

use regex::{Captures, Regex};
use url::Url;

use super::statement::is_host;

/// What the licences ask for, in the order in which their names have it.
const ELEMENTS: [&str; 6] = ["by", "by-nc", "by-nc-nd", "by-nc-sa", "by-nd", "by-sa"];
const VERSIONS: [&str; 6] = ["1.0", "2.0", "2.1", "2.5", "3.0", "4.0"];

/// A licence of Creative Commons, or a mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Commons {
    /// A licence.
    License {
        /// What it asks for: `by-nc-sa`.
        elements: &'static str,
        /// Its version: `4.0`.
        version: &'static str,
        /// The country whose law it was written for, in lower case: `cn`. Version 4.0 has none.
        port: Option<String>,
    },
    /// CC0: its author gave up all rights.
    Zero,
    /// The Public Domain Mark: nobody has rights in it.
    Mark,
}

/// How people write them: `CC-BY-NC-SA-4.0`, `CC BY 3.0 TW`, `BY-SA 4.0 International`.
const WORDS: &str = r"(?xi) (?:creative\ commons|cc)? [\ :-]* by (?<elements> (?:[\ /-]+ (?:nc|nd|sa)\b)*)
    (?:[\ -]+ v?(?<version>[1-4]\.[0-9]))? (?:[\ -]+ (?<port>[a-z]+\b|国际|國際))?";

impl Commons {
    /// The one that is written so.
    pub(super) fn of_words(words: &str) -> Option<Self> {
        static WHOLE: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(&format!("^(?:{WORDS})$")).expect("the pattern is tested"));
        let folded: String = words.chars().map(|it| if it == ' ' { '-' } else { it.to_ascii_lowercase() }).collect();
        match folded.as_str() {
            "cc0" | "cc0-1.0" | "cc-0" | "cc-zero" | "cc-zero-1.0" => Some(Self::Zero),
            "pdm" | "pdm-1.0" | "cc-pdm" | "cc-pdm-1.0" | "public-domain-mark" | "public-domain-mark-1.0" => {
                Some(Self::Mark)
            }
            _ => Self::of_captures(&WHOLE.captures(words)?, None),
        }
    }

    /// The first that a text names, the current version where it names none.
    pub(super) fn within(text: &str) -> Option<Self> {
        static PART: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(&format!("(?i:cc|commons).{{0,3}}(?:{WORDS})")).expect("the pattern is tested")
        });
        Self::of_captures(&PART.captures(text)?, Some("4.0"))
    }

    fn of_captures(captures: &Captures<'_>, current: Option<&str>) -> Option<Self> {
        let group = |name: &str| captures.name(name).map(|found| found.as_str().to_ascii_lowercase());
        let is_law =
            |port: &String| !matches!(port.as_str(), "international" | "unported" | "generic" | "国际" | "國際");
        let version = group("version").or(current.map(str::to_owned))?;
        Self::new(group("elements")?.split([' ', '/', '-']), &version, group("port").filter(is_law))
    }

    fn new<'e>(parts: impl Iterator<Item = &'e str>, version: &str, port: Option<String>) -> Option<Self> {
        let parts: Vec<&str> = parts.filter(|part| !matches!(*part, "" | "by")).collect();
        let has = |part: &&str| parts.contains(part);
        // `by-nd-nc` is how version 1.0 has it.
        let sorted = ["nc", "nd", "sa"].into_iter().filter(has).fold("by".to_owned(), |all, part| all + "-" + part);
        let elements = ELEMENTS.into_iter().find(|elements| *elements == sorted)?;
        let version = VERSIONS.into_iter().find(|known| *known == version)?;
        let is_possible = port.as_ref().is_none_or(|port| version != "4.0" && matches!(port.len(), 2 | 3 | 8));
        is_possible.then_some(Self::License { elements, version, port })
    }

    /// The one that is at an address, whichever language of its deed or text that names.
    pub(super) fn of_address(url: &Url) -> Option<Self> {
        if !is_host(url, "creativecommons.org") {
            return None;
        }
        let parts: Vec<&str> = url.path_segments()?.filter(|part| !part.is_empty()).collect();
        let is_page = |part: &str| part.contains('.') || matches!(part, "deed" | "legalcode" | "rdf");
        match parts.as_slice() {
            ["publicdomain", "zero", ..] => Some(Self::Zero),
            ["publicdomain", "mark", ..] => Some(Self::Mark),
            ["licenses", elements, version, rest @ ..] if elements.split('-').any(|part| part == "by") => {
                let is_known = elements.split('-').all(|part| matches!(part, "by" | "nc" | "nd" | "sa"));
                let port = rest.first().filter(|part| !is_page(part)).map(|port| port.to_ascii_lowercase());
                is_known.then(|| Self::new(elements.split('-'), version, port)).flatten()
            }
            _ => None,
        }
    }

    /// Its identifier, by SPDX or as SPDX would have it.
    pub fn id(&self) -> String {
        match self {
            Self::Zero => "CC0-1.0".to_owned(),
            Self::Mark => "CC-PDM-1.0".to_owned(),
            Self::License { elements, version, port } => {
                let port = port.as_ref().map(|port| format!("-{port}")).unwrap_or_default();
                format!("CC-{elements}-{version}{port}").to_ascii_uppercase()
            }
        }
    }

    /// Its address, by which programs know it.
    pub fn uri(&self) -> String {
        let path = match self {
            Self::Zero => "publicdomain/zero/1.0".to_owned(),
            Self::Mark => "publicdomain/mark/1.0".to_owned(),
            Self::License { elements, version, port } => {
                let elements = if (*elements, *version) == ("by-nc-nd", "1.0") { "by-nd-nc" } else { elements };
                let port = port.as_ref().map(|port| format!("/{port}")).unwrap_or_default();
                format!("licenses/{elements}/{version}{port}")
            }
        };
        format!("https://creativecommons.org/{path}/")
    }

    /// The page that tells people of it, in the language of a BCP 47 tag if there is one.
    pub fn deed(&self, lang: &str) -> String {
        let language = ["zh-hans", "zh-hant", "en"].into_iter().find(|known| {
            let start = lang.get(..known.len()).is_some_and(|start| start.eq_ignore_ascii_case(known));
            start && lang[known.len()..].chars().next().is_none_or(|next| next == '-')
        });
        language.map_or_else(|| self.uri(), |language| format!("{}deed.{language}", self.uri()))
    }
}
