//! What a file of the output is for.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What a file of the output is for: it decides how it is served, whether it belongs in a package, and what it is
/// published after. Whoever makes a file says it; no prefix of a path tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// A page for readers, in one language.
    Page,
    /// A notice in the place of a page that was withdrawn: what stood there has to be gone at once from wherever it was
    /// published.
    Withdrawn,
    /// The facts of the articles of a day, in all their languages, as JSON for programs.
    PageData,
    /// A feed, or a list of feeds.
    Feed,
    /// A part of the data set of the whole archive.
    Data,
    /// A part of the index that the search page loads, or the description of the search for browsers.
    Search,
    /// A style, script, font or picture of the theme.
    Theme,
    /// A file of the site's own assets, published as it is.
    Static,
    /// A picture or another file that articles show or link to, and what was made of it.
    Media,
    /// A page that leads from an old address to a new one.
    Redirect,
    /// A file that hosts and crawlers look for: the root page, the page for what is not there, sitemaps, robots.txt, the
    /// headers and redirects.
    Control,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Page,
        Self::Withdrawn,
        Self::PageData,
        Self::Feed,
        Self::Data,
        Self::Search,
        Self::Theme,
        Self::Static,
        Self::Media,
        Self::Redirect,
        Self::Control,
    ];

    /// Whether its files are called as their owner calls them, and not by addresses that are settled among all.
    pub const fn is_named_by_owner(self) -> bool {
        matches!(self, Self::Theme | Self::Static | Self::Media)
    }

    /// Whether its files are in one language each.
    pub const fn has_language(self) -> bool {
        matches!(self, Self::Page | Self::Withdrawn | Self::Feed | Self::Redirect)
    }

    /// Its name in the manifest.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Withdrawn => "withdrawn",
            Self::PageData => "page-data",
            Self::Feed => "feed",
            Self::Data => "data",
            Self::Search => "search",
            Self::Theme => "theme",
            Self::Static => "static",
            Self::Media => "media",
            Self::Redirect => "redirect",
            Self::Control => "control",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// A name that no role has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no file of the output has such a role")]
pub struct UnknownRole;

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(name: &str) -> Result<Self, UnknownRole> {
        Self::ALL.into_iter().find(|role| role.name() == name).ok_or(UnknownRole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_known_by_its_name() {
        for role in Role::ALL {
            assert_eq!(role.name().parse(), Ok(role));
            assert_eq!(serde_json::to_string(&role).unwrap(), format!("\"{role}\""));
        }
        assert_eq!("pages".parse::<Role>(), Err(UnknownRole));
    }
}
