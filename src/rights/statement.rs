//! The statements of RightsStatements.org, which say what is known of the rights in a work and license nothing.

use url::Url;

/// What the statements are called in their addresses.
const NAMES: [&str; 12] =
    ["InC", "InC-OW-EU", "InC-EDU", "InC-NC", "InC-RUU", "NoC-CR", "NoC-NC", "NoC-OKLR", "NoC-US", "CNE", "UND", "NKC"];

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statement(&'static str);

impl Statement {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        NAMES.into_iter().map(Self)
    }

    /// The one of that short name, in any case.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::all().find(|statement| statement.0.eq_ignore_ascii_case(name))
    }

    /// The one that is described at an address: `/vocab/InC/1.0/`, or `/page/…` for people.
    pub(super) fn of_address(url: &Url) -> Option<Self> {
        if !is_host(url, "rightsstatements.org") {
            return None;
        }
        let mut parts = url.path_segments()?.filter(|part| !part.is_empty());
        matches!(parts.next()?, "vocab" | "page" | "data").then_some(())?;
        Self::of_name(parts.next()?)
    }

    /// Its short name, such as `InC-EDU`.
    pub fn name(self) -> &'static str {
        self.0
    }

    /// The address by which programs know it. It is one of `http`: another would be another statement to them.
    pub fn uri(self) -> String {
        format!("http://rightsstatements.org/vocab/{}/1.0/", self.0)
    }

    /// The page that tells people of it.
    pub fn page(self) -> String {
        format!("https://rightsstatements.org/page/{}/1.0/", self.0)
    }
}

/// Whether an address is at a host, or at that with `www.` before it.
pub(super) fn is_host(url: &Url, host: &str) -> bool {
    url.host_str().is_some_and(|own| own.strip_prefix("www.").unwrap_or(own) == host)
}
