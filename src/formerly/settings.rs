//! What is to be known of a generator's configuration: `old_addresses` of a `[[source]]`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The generator whose rules hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// gohugo.io
    Hugo,
    /// jekyllrb.com
    Jekyll,
    /// hexo.io
    Hexo,
    /// mkdocs.org
    Mkdocs,
    /// None: the pattern alone.
    #[default]
    Plain,
}

/// How a generator made addresses of the files of a source.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, expecting = "a table such as `{ form = \"hugo\", pattern = \"/:year/:month/:slug/\" }`")]
pub struct OldAddresses {
    /// The generator.
    pub form: Form,
    /// Its pattern; its default if absent.
    pub pattern: Option<String>,
    /// Hugo's pattern for the pages of sections.
    pub section_pattern: Option<String>,
    /// Where the source's folder lay in the folder that the generator read.
    pub folder: String,
    /// What stood before every address.
    pub prefix: String,
    /// What stood before the addresses of files with a language in their names, by language.
    pub languages: BTreeMap<String, String>,
    /// The folders that Hugo takes for sections, besides those at the top.
    pub sections: Vec<String>,
    /// The zone in which the generator read its dates.
    pub time_zone: Option<String>,
    /// The pattern by which Hexo names files.
    pub names: Option<String>,
    /// Whether Hugo takes a date from a file's name.
    pub dated_names: bool,
    /// Whether pages are files (`a.html`) and not folders.
    pub ugly: bool,
    /// Whether Hugo keeps capitals.
    pub keep_case: bool,
    /// Whether Hugo takes accents away.
    pub drop_accents: bool,
    /// Whether an address that ends neither with `/` nor with `.html` gets a `/`.
    pub final_slash: bool,
    /// Endings that addresses were written without.
    pub without: Vec<String>,
    /// Front matter of files that do not have it.
    pub defaults: BTreeMap<String, serde_json::Value>,
    /// Names of categories in addresses.
    pub categories: BTreeMap<String, String>,
}
