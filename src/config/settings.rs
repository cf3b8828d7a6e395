//! The settings, by table of `book.toml`.

use std::collections::BTreeMap;
use std::sync::Arc;

use globset::GlobBuilder;
use serde::{Deserialize, Serialize};

use super::base_url::is_of_this_machine;
use super::target::Publish;
use super::taxonomy::Taxonomy;
use crate::address::PageForm;
use crate::diagnostic::{Diagnostic, Waivers};
use crate::formerly::{HeadingIds, Markdown, OldAddresses, OldLists};
use crate::kinds::Kinds;
use crate::script::{Disambiguation, Engine, Glyphs, Quotes, Script, Settings};
use crate::way::below;

/// The name of the configuration file, in a site's root.
pub const FILE_NAME: &str = "book.toml";

/// A site's settings. Each key is described in `docs/configuration.md`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default)]
pub struct Config {
    /// The archive's name.
    pub title: String,
    /// One sentence about it.
    pub description: String,
    /// The address at which the output is published, with a final `/`.
    pub base_url: String,
    /// Who publishes it, for machines; the title where it is empty.
    pub publisher: String,
    /// What may be done with its articles, where nothing nearer says it; empty if that is not said.
    pub license: String,
    /// Whose they are, in a line for readers, likewise.
    pub rights: String,
    /// The script of articles that do not say theirs.
    pub source_script: Script,
    /// The scripts to publish; the first is the one that readers get by default.
    pub scripts: Vec<Script>,
    /// The zone of dates that name none: an IANA name.
    pub time_zone: String,
    /// The pattern of article addresses: `:year`, `:month`, `:day`, `:date`, `:slug`, `:source`,
    /// `:edition`, `:issue`, `:page`, `:position`.
    pub permalink: String,
    /// Whether an article is `slug.html` or `slug/index.html`.
    pub page_form: PageForm,
    /// How many articles a page of a list holds.
    pub per_page: usize,
    /// Whether names of entities in articles become links to their pages.
    pub mentions: bool,
    /// How names are sorted for readers of Traditional.
    pub traditional_order: Order,
    /// Which days have pages of their own.
    pub day_pages: DayPages,
    /// Whether there is a JSON file with the facts of each day's articles, in `data/pages/`.
    pub page_json: bool,
    /// The formats of feeds; no feeds if there are none.
    pub feeds: Vec<FeedFormat>,
    /// How many articles with a date an entity or a source has that has feeds.
    pub feed_minimum: usize,
    /// Whether there is a page at each address that an article had before, which leads on.
    pub moved_pages: bool,
    /// Addresses that the site had before and no article: each with the file of the output, or the address of another
    /// site, that it leads to.
    pub old_addresses: BTreeMap<String, String>,
    /// How another generator made lists of the articles.
    pub old_lists: Vec<OldLists>,
    /// Whether articles are shown whose day has not come.
    pub publish_future: bool,
    /// Whether raw HTML in articles passes unfiltered.
    pub trusted_html: bool,
    /// Whether lines that are indented by four spaces are code, as Markdown has it.
    pub indented_code: bool,
    /// Whether `#标题` is a heading although there is no space after the `#`.
    pub loose_headings: bool,
    /// Whose ids headings have.
    pub heading_ids: HeadingIds,
    /// What is Markdown beside CommonMark.
    pub markdown: Markdown,
    /// What authors call parts of formulas: `{ R = "\\mathbb{R}" }`.
    pub formula_macros: BTreeMap<String, String>,
    /// What converts the scripts.
    pub engine: Engine,
    /// How phrases are told apart where several are possible, from Simplified to Traditional.
    pub disambiguation: Disambiguation,
    /// Whether pages for Taiwan and Hong Kong have their region's names and words.
    pub vocabulary: bool,
    /// The glyphs of pages for Hong Kong.
    pub hong_kong_glyphs: Glyphs,
    /// The quotation marks of each script's pages.
    pub quotes: BTreeMap<Script, Quotes>,
    /// What is made of articles' pictures.
    pub pictures: Pictures,
    /// The search page and its index.
    pub search: Search,
    /// What browsers are told of every file.
    pub headers: Headers,
    /// What pages may embed from other hosts.
    pub embed: Embed,
    /// Where things are, relative to the site's root.
    pub paths: Paths,
    /// Folders of articles with rules of their own.
    pub source: Vec<Source>,
    /// The rights in pictures, by file.
    pub media: Vec<Media>,
    /// Kinds of words that articles are filed under, besides sections and tags, and what is otherwise with these here.
    pub taxonomy: Vec<Taxonomy>,
    /// The kinds of entities, made of these.
    #[serde(skip)]
    pub kinds: Arc<Kinds>,
    /// What was found in `book.toml` that ends no run.
    #[serde(skip)]
    pub findings: Vec<Diagnostic>,
    /// Where the site is published.
    pub publish: Vec<Publish>,
    /// The addresses at which readers find the archive, if there are several; made of `publish`.
    #[serde(skip)]
    pub addresses: Vec<String>,
    /// What proves of a copy that it is as it was made.
    pub proof: Proof,
    /// What `dibao check` minds.
    pub check: Check,
    /// Anything a site's own templates want to know, as `site.extra`.
    pub extra: BTreeMap<String, serde_json::Value>,
}

/// Where things are, relative to the site's root.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default)]
pub struct Paths {
    /// Articles and entities.
    pub content: String,
    /// Templates that overlay the built-in ones, one by one.
    pub templates: String,
    /// Styles and scripts that overlay the built-in ones, one by one.
    pub theme: String,
    /// Files that are copied as they are to the root of the output.
    pub assets: String,
    /// Which of them, as globs, Markdown aside; all of them if it is empty.
    pub asset_files: Vec<String>,
    /// Glossaries of the site, in TOML.
    pub glossary: String,
    /// Where the site is written.
    pub output: String,
    /// What was made once and need not be made again.
    pub cache: String,
}

impl Paths {
    /// Whether a file of the folder of assets, by its path in it, is one of those that are copied.
    pub fn is_asset(&self, name: &str) -> bool {
        self.asset_files.is_empty() || self.asset_files.iter().any(|glob| is_named(glob, name))
    }
}

/// Whether a pattern is of a name. Most are names, or folders with all that is in them.
fn is_named(glob: &str, name: &str) -> bool {
    let is_plain = |text: &str| !text.contains(['*', '?', '[', '{', '\\']);
    match glob.strip_suffix("/**") {
        Some(folder) if is_plain(folder) => below(name, folder).is_some(),
        _ if is_plain(glob) => glob == name,
        _ => {
            let glob = GlobBuilder::new(glob).literal_separator(true).build();
            glob.is_ok_and(|glob| glob.compile_matcher().is_match(name))
        }
    }
}

/// What is made of articles' pictures.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default)]
pub struct Pictures {
    /// How wide the smaller files are, in pixels; none are made if it is empty.
    pub widths: Vec<u32>,
    /// The quality of these, from 1 to 100.
    pub quality: u8,
    /// Whether there are files in AVIF too, besides WebP.
    pub avif: bool,
}

impl Default for Pictures {
    fn default() -> Self {
        Self { widths: vec![480, 960, 1600], quality: 76, avif: false }
    }
}

/// The search page and its index.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default)]
pub struct Search {
    /// Whether there are any.
    pub enabled: bool,
    /// Where readers without JavaScript can search the site; `{host}` stands for its host.
    pub elsewhere: String,
}

impl Default for Search {
    fn default() -> Self {
        Self { enabled: true, elsewhere: "https://www.bing.com/search?q=site%3A{host}".to_owned() }
    }
}

/// What browsers are told of every file.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, expecting = "a table")]
pub struct Headers {
    /// What pages may load and do, in the place of dibao's own policy; empty for anything.
    pub content_security_policy: Option<String>,
}

/// What proves of a copy that it is as it was made.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, expecting = "a table")]
pub struct Proof {
    /// A command that gets a time stamp (RFC 3161) for each release: it reads a request, and writes the response.
    pub timestamp: Option<String>,
}

/// What pages may embed from other hosts.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, expecting = "a table such as `{ hosts = [\"player.example\"] }`")]
pub struct Embed {
    /// The hosts whose films, sounds, frames and pictures pages may show; all of a domain's with `*.` before it.
    pub hosts: Vec<String>,
}

/// A folder of articles with rules of its own; what is absent is as the site has it.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Source {
    /// The folder, relative to the site's root; it may lie in the content folder, beside it, or
    /// outside of the site.
    pub dir: String,
    /// What it is called in the addresses of its files and in reports, which do not tell where it
    /// lies; by its number if absent.
    pub id: Option<String>,
    /// The newspaper or collection that its articles come from.
    pub name: Option<String>,
    /// What may be done with its articles; empty if that is not said, whatever the site says.
    pub license: Option<String>,
    /// Whose they are, likewise.
    pub rights: Option<String>,
    /// The script of its articles.
    pub script: Option<Script>,
    /// The pattern of its articles' addresses.
    pub permalink: Option<String>,
    /// Whether raw HTML in its articles passes unfiltered.
    pub trusted_html: Option<bool>,
    /// A glossary for its articles: a file in TOML, or a folder of such.
    pub glossary: Option<String>,
    /// The encoding of its files by its label in the WHATWG's standard, such as `gb18030` or
    /// `big5-hkscs`; found out for each file if absent.
    pub encoding: Option<String>,
    /// What its front matter calls the keys that dibao knows.
    pub keys: BTreeMap<String, Texts>,
    /// Formats of its dates, by `strftime`, which are tried before those that dibao knows.
    pub date_format: Texts,
    /// A regular expression that its files begin with; named groups are front matter.
    pub header: Option<String>,
    /// A regular expression for its files' paths within the folder; named groups stand in for
    /// front matter.
    pub path: Option<String>,
    /// How a file with many articles is split.
    pub split: Option<Split>,
    /// Whether names of entities in its articles become links.
    pub mentions: Option<bool>,
    /// Whether lines that are indented by four spaces are code.
    pub indented_code: Option<bool>,
    /// Whether `#标题` is a heading.
    pub loose_headings: Option<bool>,
    /// Whose ids its headings have; those of the generator of `old_addresses` if absent.
    pub heading_ids: Option<HeadingIds>,
    /// What is Markdown in its files, beside CommonMark.
    pub markdown: Markdown,
    /// Whether it has an issue every day; found out from its articles if absent.
    pub daily: Option<bool>,
    /// Which of its files are pages that stand by themselves, as globs within the folder.
    pub pages: Vec<String>,
    /// Which of its files are not read, likewise.
    pub leave_out: Vec<String>,
    /// Whether Markdown beside and below an `index.md` belongs to that article, as in bundles of Hugo.
    pub bundles: bool,
    /// How another generator made the addresses of its files.
    pub old_addresses: OldAddressesList,
}

/// One way in which addresses were made, or several.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(from = "OneOldOrMany")]
pub struct OldAddressesList(pub Vec<OldAddresses>);

#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "expected a table such as `{ form = \"hugo\" }` with the keys of docs/configuration.md, or a list of such"
)]
enum OneOldOrMany {
    One(Box<OldAddresses>),
    Many(Vec<OldAddresses>),
}

impl From<OneOldOrMany> for OldAddressesList {
    fn from(ways: OneOldOrMany) -> Self {
        Self(match ways {
            OneOldOrMany::One(way) => vec![*way],
            OneOldOrMany::Many(ways) => ways,
        })
    }
}

/// The rights in some pictures.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, expecting = "a table such as `{ file = \"media/agency/*\", credit = \"…\" }`")]
pub struct Media {
    /// Which pictures, as a glob.
    pub file: String,
    /// What may be done with them.
    pub license: Option<String>,
    /// Whose they are, in a line for readers.
    pub rights: Option<String>,
    /// Who made them, likewise.
    pub credit: Option<String>,
}

/// How a file with many articles is split.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, expecting = "a table such as `{ heading = 3 }`")]
pub struct Split {
    /// The level of the headings that begin an article, from 1 to 6.
    pub heading: u8,
}

/// What `dibao check` minds, and what it does not.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, expecting = "a table")]
pub struct Check {
    /// Kinds of findings that are errors here.
    pub deny: Vec<String>,
    /// Findings that an editor has seen and left so.
    pub waive: Vec<Waiver>,
}

impl Check {
    /// The waivers, made ready to be matched, by their numbers in `waive`.
    pub fn waivers(&self) -> Waivers {
        let mut waivers = Waivers::default();
        for Waiver { kind, file, message, .. } in &self.waive {
            let glob = |glob: &String| GlobBuilder::new(glob).literal_separator(true).build();
            // `load` has refused what is wrong here.
            let file = file.as_ref().map(glob).transpose();
            if let (Ok(kind), Ok(file)) = (kind.parse(), file) {
                waivers.add(kind, file.map(|glob| glob.compile_matcher()), message.clone());
            }
        }
        waivers
    }
}

/// Findings that an editor has seen and left so.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, expecting = "a table such as `{ kind = \"dead-link\" }`")]
pub struct Waiver {
    /// Of which kind they are.
    pub kind: String,
    /// In which files, as a glob; in all of them if absent.
    pub file: Option<String>,
    /// What their message contains; anything if absent.
    pub message: Option<String>,
    /// Why they are left so, for people.
    pub reason: Option<String>,
}

/// One text, or a list of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(from = "OneOrMany")]
pub struct Texts(pub Vec<String>);

#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a text, or a list of texts")]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl From<OneOrMany> for Texts {
    fn from(texts: OneOrMany) -> Self {
        Self(match texts {
            OneOrMany::One(text) => vec![text],
            OneOrMany::Many(texts) => texts,
        })
    }
}

/// How names are sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// By the number of strokes, as dictionaries and lists in Taiwan and Hong Kong have it.
    #[default]
    Stroke,
    /// By reading, in zhuyin.
    Zhuyin,
    /// By reading, in pinyin.
    Pinyin,
}

/// A format of feeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FeedFormat {
    /// Atom (RFC 4287).
    Atom,
    /// JSON Feed 1.1.
    Json,
}

impl FeedFormat {
    /// What the names of its files end in.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Atom => "xml",
            Self::Json => "json",
        }
    }

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Atom => "application/atom+xml",
            Self::Json => "application/feed+json",
        }
    }
}

/// Which days have pages of their own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DayPages {
    /// Those of months with so many articles that their page does not hold them all.
    #[default]
    Auto,
    /// All that have articles.
    All,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            title: "邸报".to_owned(),
            description: String::new(),
            base_url: "http://localhost:8000/".to_owned(),
            publisher: String::new(),
            license: String::new(),
            rights: String::new(),
            source_script: Script::Hans,
            scripts: vec![Script::Hans, Script::Hant],
            time_zone: "Asia/Shanghai".to_owned(),
            permalink: ":year/:month/:day/:slug".to_owned(),
            page_form: PageForm::Flat,
            per_page: 30,
            mentions: true,
            traditional_order: Order::default(),
            day_pages: DayPages::default(),
            page_json: false,
            feeds: vec![FeedFormat::Atom],
            feed_minimum: 5,
            moved_pages: true,
            old_addresses: BTreeMap::new(),
            old_lists: Vec::new(),
            publish_future: false,
            trusted_html: false,
            indented_code: true,
            loose_headings: false,
            heading_ids: HeadingIds::default(),
            markdown: Markdown::default(),
            formula_macros: BTreeMap::new(),
            engine: Engine::default(),
            disambiguation: Disambiguation::default(),
            vocabulary: true,
            hong_kong_glyphs: Glyphs::default(),
            quotes: BTreeMap::new(),
            pictures: Pictures::default(),
            search: Search::default(),
            headers: Headers::default(),
            embed: Embed::default(),
            paths: Paths::default(),
            source: Vec::new(),
            media: Vec::new(),
            taxonomy: Vec::new(),
            kinds: Arc::default(),
            findings: Vec::new(),
            publish: Vec::new(),
            addresses: Vec::new(),
            proof: Proof::default(),
            check: Check::default(),
            extra: BTreeMap::new(),
        }
    }
}

impl Default for Paths {
    fn default() -> Self {
        Self {
            content: "content".to_owned(),
            templates: "templates".to_owned(),
            theme: "theme".to_owned(),
            assets: "static".to_owned(),
            asset_files: Vec::new(),
            glossary: "glossary".to_owned(),
            output: "public".to_owned(),
            cache: ".dibao".to_owned(),
        }
    }
}

impl Config {
    /// What it says of script conversion.
    pub fn conversion(&self) -> Settings {
        Settings {
            engine: self.engine,
            disambiguation: self.disambiguation,
            vocabulary: self.vocabulary,
            hong_kong_glyphs: self.hong_kong_glyphs,
            quotes: self.quotes.clone(),
        }
    }

    /// Whether pages may have pictures, films and sounds of a host: one that `embed.hosts` names, or the one that they
    /// are published at.
    pub fn may_show(&self, host: &str) -> bool {
        let of_base = self.base_url.split_once("://").map_or("", |(_, rest)| rest.split('/').next().unwrap_or(rest));
        self.is_published() && host == of_base || self.may_frame(host)
    }

    /// Whether pages may have frames of a host: one that `embed.hosts` names. A frame of the site's own address could
    /// leave its sandbox.
    pub fn may_frame(&self, host: &str) -> bool {
        self.embed.hosts.iter().any(|named| match named.strip_prefix('*') {
            Some(domain) => host.strip_suffix(domain).is_some_and(|below| !below.is_empty()),
            None => named == host,
        })
    }

    /// Whether readers can find the site at its address.
    pub fn is_published(&self) -> bool {
        !is_of_this_machine(&self.base_url)
    }

    /// The path part of the base URL, with a `/` at both ends: `/` or `/archive/`.
    pub fn base_path(&self) -> &str {
        let after_scheme = self.base_url.find("://").map_or(0, |at| at + 3);
        self.base_url[after_scheme..].find('/').map_or("/", |slash| &self.base_url[after_scheme + slash..])
    }

    /// The source that a file belongs to: of those whose folder holds it, the innermost.
    pub fn source_of(&self, file: &str) -> Option<usize> {
        let matching = self.source.iter().enumerate().filter(|(_, source)| below(file, &source.dir).is_some());
        matching.max_by_key(|(_, source)| source.dir.len()).map(|(index, _)| index)
    }

    /// The folders that hold articles: the content folder and the sources outside of it.
    pub fn content_folders(&self) -> Vec<&str> {
        let content = self.paths.content.as_str();
        let within = |dir: &str, outer: &str| dir == outer || below(dir, outer).is_some();
        let mut folders = vec![content];
        for source in &self.source {
            if !folders.iter().any(|folder| within(&source.dir, folder)) {
                folders.retain(|folder| *folder == content || !within(folder, &source.dir));
                folders.push(&source.dir);
            }
        }
        folders
    }
}
