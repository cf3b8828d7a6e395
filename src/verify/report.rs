//! What verifying comes to.

use std::collections::BTreeMap;

use serde::Serialize;

use super::compare::Compared;
use super::fault::Fault;

/// A signature that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Signed {
    /// What is signed.
    pub file: String,
    /// The ID of the key, as minisign tells it.
    pub key: String,
    /// Whether it is by the key that was given.
    pub is_vouched: bool,
    /// What was signed along with it; nobody vouches for it if nobody does for the signature.
    pub comment: String,
}

/// What a chain of releases says of a copy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ChainFacts {
    /// How many releases it has.
    pub releases: usize,
    /// The number of the copy among them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<u64>,
    /// How many came after it, of the same part of the archive.
    pub later: usize,
    /// The hash of the last line: who knows it knows the whole chain.
    pub last: String,
    /// The times that vouched time stamps tell, by release.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub stamps: BTreeMap<u64, String>,
    /// How many time stamps nobody has vouched for.
    pub unvouched_stamps: usize,
}

/// What is known of a page that was saved alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PageFacts {
    /// Its path in the copy.
    pub path: String,
    /// What it is for.
    pub role: String,
}

/// What verifying comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// What was verified: `folder`, `zip`, `tar.zst`, `zim`, `manifest` or `page`.
    pub what: &'static str,
    /// Whether all is as it should be.
    pub is_sound: bool,
    /// The address of the site.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub site: String,
    /// The root of the copy.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub root: String,
    /// Whether the root is the one that was given, or a given key has signed for it.
    pub is_vouched: bool,
    /// The hash of the archive that it was built of.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub archive: String,
    /// The date of its newest article.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// How many files its manifest has.
    pub files: usize,
    /// Its notices of withdrawn articles.
    pub withdrawn: Vec<String>,
    /// What is not as it should be.
    pub faults: Vec<Fault>,
    /// The signatures that there are.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub signatures: Vec<Signed>,
    /// What the chain of releases says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chain: Option<ChainFacts>,
    /// How it differs from an older copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compared: Option<Compared>,
    /// The page that was proved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<PageFacts>,
}
