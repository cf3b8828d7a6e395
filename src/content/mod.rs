//! From disk to plain values: finds the articles and entities of a site and reads what
//! their front matter says. Bodies are not kept: `read` fetches one when it is rendered.

mod article;
mod date;
mod decode;
mod entity;
mod fields;
mod front_matter;
mod glossary;
mod jumps;
mod keys;
mod language;
mod memory;
mod path_hints;
mod printed;
mod rules;
mod slug;
mod split;
mod versions;
mod walk;

use std::borrow::Cow;
use std::ops::Range;
use std::path::Path;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Kind, Lines, Severity};
use crate::script::Glossary;

pub use article::{ArticleMeta, Articles, Places};
pub use date::{Unread, When};
pub use entity::{EntityKind, EntityMeta};
pub use front_matter::{body_start, prose_of};
pub use glossary::{OwnRules, read_glossary, rules_of_text};
pub use jumps::{Jump, Jumps};
pub use language::autonym;
pub use memory::{Change, Known, Recall, is_as_read, reload, without_text};
pub use printed::{Correction, part_of_title};
pub use slug::{Address, folded, folder_slug, slug, with_suffix};
pub use walk::{ContentFile, is_markdown, is_metadata};

use rules::Rules;

/// What is to be said of a text, before it is known whose text it is.
#[derive(Debug)]
struct Finding {
    severity: Severity,
    kind: Kind,
    message: String,
    help: Option<String>,
    /// In bytes of the text.
    range: Range<usize>,
}

impl Finding {
    fn new(severity: Severity, kind: Kind, message: String, range: Range<usize>) -> Self {
        Self { severity, kind, message, help: None, range }
    }

    fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    fn diagnostic(self, file: &str, text: &str) -> Diagnostic {
        self.within(&Lines::default(), file, text)
    }

    /// The same, by the lines that are known of the text.
    fn within(self, lines: &Lines, file: &str, text: &str) -> Diagnostic {
        let Self { severity, kind, message, help, range } = self;
        let found = match severity {
            Severity::Error => Diagnostic::error(kind, file, message),
            Severity::Warning => Diagnostic::warning(kind, file, message),
        };
        Diagnostic { help, ..found }.within(lines, text, range)
    }
}

/// Everything that a site's content folders hold, in the order of the file names.
#[derive(Default)]
pub struct Content {
    /// The articles that parse, drafts among them only if they were asked for.
    pub articles: Articles,
    /// The pages that stand by themselves.
    pub pages: Articles,
    /// The events and locations that have a file.
    pub entities: Vec<EntityMeta>,
    /// How many drafts were left out.
    pub drafts_skipped: usize,
    /// The site's own glossary.
    pub glossary: Glossary,
    /// The glossary of each `[[source]]`.
    pub source_glossaries: Vec<Glossary>,
    /// The files, and what became of each.
    pub files: Vec<Known>,
}

/// What one file turned out to be.
#[derive(Serialize, Deserialize)]
enum Item {
    Articles(Articles),
    Page(Box<ArticleMeta>),
    Draft,
    Entity(Box<EntityMeta>),
    Nothing,
}

/// Reads all content of the site in `root`, as far as it is not remembered; a file that cannot be read
/// or parsed is reported and left out.
pub fn load(
    root: &Path,
    config: &Config,
    with_drafts: bool,
    recall: Option<Recall<'_>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Content {
    let files = walk::walk(root, config, diagnostics);
    let (site_rules, source_rules) = Rules::all(config);
    let read: Vec<(Item, Vec<Diagnostic>, Known)> = files
        .into_par_iter()
        .map(|file| {
            let rules = config.source_of(&file.name).map_or(&site_rules, |index| &source_rules[index]);
            memory::load_file(root, &file, rules, config, with_drafts, recall)
        })
        .collect();
    let mut content = Content {
        glossary: glossary::load(root, &config.paths.glossary, diagnostics),
        source_glossaries: config
            .source
            .iter()
            .map(|source| match &source.glossary {
                Some(path) => glossary::load(root, path, diagnostics),
                None => Glossary::default(),
            })
            .collect(),
        ..Content::default()
    };
    for (item, found, known) in read {
        diagnostics.extend(found);
        content.files.push(known);
        match item {
            Item::Articles(articles) => content.articles.extend(articles),
            Item::Page(page) => content.pages.push(page),
            Item::Entity(entity) => content.entities.push(*entity),
            Item::Draft => content.drafts_skipped += 1,
            Item::Nothing => {}
        }
    }
    content.articles = versions::attach(content.articles, config);
    content.pages = versions::attach(content.pages, config);
    content
}

/// A file's text into what it is. This is where content becomes plain values, and it needs no
/// disk.
fn parse(
    file: &ContentFile,
    text: &str,
    sidecar: Option<(String, String)>,
    rules: &Rules,
    config: &Config,
    with_drafts: bool,
    found: &mut Vec<Diagnostic>,
) -> Item {
    let mut findings = Vec::new();
    let parsed = front_matter::parse(text, rules.header.as_ref(), &mut findings);
    let letters = language::Letters::of(&text[parsed.body..]);
    let mut fields = fields::Fields::new(parsed, text, &file.name, found);
    fields.tell(findings);
    fields.rename(&rules.keys);
    if let Some((name, text)) = sidecar {
        match front_matter::sidecar(&name, &text) {
            Ok(map) => fields.add_sidecar(name, text, map),
            Err(finding) => fields.push(finding.diagnostic(&name, &text)),
        }
    }
    if let Some(path) = &rules.path {
        fields.add_path(path, &file.within);
    }
    if let Some(kind) = file.entity {
        return Item::Entity(Box::new(entity::read(&mut fields, file, kind, &letters, rules, config)));
    }
    let is_hidden = fields.is_flag(keys::PUBLISHED) && fields.bool(keys::PUBLISHED) == Some(false);
    let is_draft =
        fields.bool(keys::DRAFT).unwrap_or(false) || file.telling_path().split('/').any(|part| part == "_drafts");
    if (is_draft || is_hidden) && !with_drafts {
        return Item::Draft;
    }
    // Hugo's page of a section, without a text of its own, is no article.
    if file.within.rsplit('/').next() == Some("_index.md") && text[fields.body..].trim().is_empty() {
        return Item::Nothing;
    }
    let article = article::read(&mut fields, file, &letters, rules, config);
    if file.is_page {
        return Item::Page(Box::new(article));
    }
    Item::Articles(match rules.split {
        Some(level) => {
            let articles: Articles = split::split(article, text, level).into_iter().map(Box::new).collect();
            if articles.iter().all(|article| article.part.is_none()) {
                let message = format!("The file has no heading of level {level}, so that all of it is one article.");
                let found = Diagnostic::warning(Kind::Split, &file.name, message);
                fields.push(found.help("Mend its headings, or the `split` of its source in book.toml."));
            }
            articles
        }
        None => vec![Box::new(article)],
    })
}

/// The articles of one file, from its bytes: what fuzzing and tests of the reader call.
/// `source` numbers the `[[source]]` whose rules apply. An entity or a draft has none.
pub fn articles_of(
    name: &str,
    bytes: &[u8],
    source: Option<usize>,
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
) -> Articles {
    let rules = Rules::new(config, source.and_then(|index| config.source.get(index)));
    let decoded = decode::decode(bytes, rules.encoding);
    let file =
        ContentFile { name: name.to_owned(), within: name.to_owned(), entity: None, is_page: false, sidecar: None };
    diagnostics.extend(decoded.findings.into_iter().map(|finding| finding.diagnostic(name, &decoded.text)));
    match parse(&file, &decoded.text, None, &rules, config, true, diagnostics) {
        Item::Articles(articles) => articles,
        Item::Page(_) | Item::Draft | Item::Entity(_) | Item::Nothing => Vec::new(),
    }
}

/// A file as a survey sees it.
pub struct Sample {
    /// Its text.
    pub text: String,
    /// Where its body begins, in bytes; 0 where there is no front matter.
    pub body_start: usize,
    /// Its encoding, by its label, if that is not UTF-8.
    pub encoding: Option<String>,
    /// The script of its text, if that tells.
    pub script: Option<crate::script::Script>,
    /// Whether its front matter has a title.
    pub has_title: bool,
    /// Its date as its front matter has it.
    pub date: Option<String>,
}

/// Looks at a file without reading what it says.
pub fn sample(bytes: &[u8]) -> Sample {
    let decode::Decoded { text, encoding, .. } = decode::decode(bytes, None);
    let body_start = body_start(&text);
    let script = language::Letters::of(&text[body_start..]).script();
    let parsed = front_matter::parse(&text, None, &mut Vec::new());
    let mut ignored = Vec::new();
    let fields = fields::Fields::new(parsed, &text, "", &mut ignored);
    let (has_title, date) = (fields.peek(keys::TITLE).is_some(), fields.peek(keys::DATE));
    Sample { body_start, script, has_title, date, text, encoding }
}

/// Whether a file is called like a day, and nothing else: `2024-07-04.md`, `2024/07/04.md`.
pub fn is_day_file(name: &str) -> bool {
    let hints = path_hints::hints(name);
    let is_number = |letter: char| letter.is_ascii_digit() || "-_.年月日".contains(letter);
    hints.date.is_some_and(|date| date.day.is_some()) && hints.stem.chars().all(is_number)
}

/// Whether a key of front matter is one that dibao knows.
pub fn is_key(key: &str) -> bool {
    keys::is_own(key)
}

/// The entries of a YAML text at its top, mended where that is needed; for the configurations
/// of other generators.
pub fn parse_yaml(text: &str) -> serde_json::Map<String, serde_json::Value> {
    front_matter::entries(text)
}

/// The text of a content file: decoded, without control characters, and with line ends that a
/// parser knows. What is to be said of that was said when it was loaded.
///
/// # Errors
/// When the file cannot be read.
pub fn read(root: &Path, config: &Config, name: &str) -> Result<String, Box<Diagnostic>> {
    let source = config.source_of(name).map(|index| &config.source[index]);
    read_as(root, name, source.and_then(rules::encoding)).map(|decoded| decoded.text)
}

/// The text of bytes from anywhere, in whichever encoding they are, with its line ends as they
/// are; what is to be said of that is reported.
pub fn decode(bytes: &[u8], name: &str, diagnostics: &mut Vec<Diagnostic>) -> String {
    let decoded = decode::text(bytes, None);
    diagnostics.extend(decoded.findings.into_iter().map(|finding| finding.diagnostic(name, &decoded.text)));
    decoded.text
}

/// The body of an article in its file's text. One of many in a file also has the definitions of
/// links and footnotes that it refers to, which may stand at the file's end.
pub fn body_of<'t>(text: &'t str, meta: &ArticleMeta) -> Cow<'t, str> {
    if meta.part.is_none() {
        // To its end, which may have moved since it was loaded.
        return Cow::Borrowed(text.get(meta.body.start..).unwrap_or_default());
    }
    let body = text.get(meta.body.clone()).unwrap_or_default();
    split::with_definitions(text, meta.body.clone(), body)
}

/// The text of any other file of a site, in whichever encoding it is.
///
/// # Errors
/// When the file cannot be read.
pub fn read_text(root: &Path, name: &str) -> Result<String, Box<Diagnostic>> {
    read_as(root, name, None).map(|decoded| decoded.text)
}

fn read_as(
    root: &Path,
    name: &str,
    encoding: Option<&'static encoding_rs::Encoding>,
) -> Result<decode::Decoded, Box<Diagnostic>> {
    Ok(decode::decode(&memory::bytes(root, name)?, encoding))
}
