//! From disk to plain values: finds the articles and entities of a site and reads what
//! their front matter says. Bodies are not kept: `read` fetches one when it is rendered.

mod article;
mod date;
mod entity;
mod fields;
mod front_matter;
mod glossary;
mod path_hints;
mod slug;
mod versions;
mod walk;

use std::path::Path;

use rayon::prelude::*;

use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::script::Glossary;

pub use article::{ArticleMeta, Places};
pub use date::When;
pub use entity::{EntityKind, EntityMeta};
pub use front_matter::body_start;
pub use glossary::{OwnRules, read_glossary, rules_of_text};
pub use slug::slug;
pub use walk::ContentFile;

/// Everything that a site's content folders hold, in the order of the file names.
#[derive(Default)]
pub struct Content {
    /// The articles that parse, drafts among them only if they were asked for.
    pub articles: Vec<ArticleMeta>,
    /// The events and locations that have a file.
    pub entities: Vec<EntityMeta>,
    /// How many drafts were left out.
    pub drafts_skipped: usize,
    /// The site's own glossary.
    pub glossary: Glossary,
    /// The glossary of each `[[source]]`.
    pub source_glossaries: Vec<Glossary>,
}

/// What one file turned out to be.
enum Item {
    Article(Box<ArticleMeta>),
    Draft,
    Entity(Box<EntityMeta>),
    Nothing,
}

/// Reads all content of the site in `root`; a file that cannot be read or parsed is
/// reported and left out.
pub fn load(root: &Path, config: &Config, with_drafts: bool, diagnostics: &mut Vec<Diagnostic>) -> Content {
    let files = walk::walk(root, config, diagnostics);
    let read: Vec<(Item, Vec<Diagnostic>)> = files
        .into_par_iter()
        .map(|file| {
            let mut found = Vec::new();
            let item = load_file(root, file, config, with_drafts, &mut found);
            (item, found)
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
    for (item, found) in read {
        diagnostics.extend(found);
        match item {
            Item::Article(article) => content.articles.push(*article),
            Item::Entity(entity) => content.entities.push(*entity),
            Item::Draft => content.drafts_skipped += 1,
            Item::Nothing => {}
        }
    }
    content.articles = versions::attach(content.articles);
    content
}

fn load_file(root: &Path, file: ContentFile, config: &Config, with_drafts: bool, found: &mut Vec<Diagnostic>) -> Item {
    let text = match read_counting(root, &file.name) {
        Ok((text, 0)) => text,
        Ok((text, dropped)) => {
            let message =
                format!("The file has {dropped} control characters, which no page can show; they are left out.");
            found.push(Diagnostic::warning("control-characters", &file.name, message));
            text
        }
        Err(diagnostic) => {
            found.push(*diagnostic);
            return Item::Nothing;
        }
    };
    let parsed = match front_matter::parse(&text) {
        Ok(parsed) => parsed,
        Err(fault) => {
            let diagnostic =
                Diagnostic::error("front-matter", &file.name, fault.message).at(&text, fault.range).help(fault.help);
            found.push(diagnostic);
            return Item::Nothing;
        }
    };
    let mut fields = fields::Fields::new(parsed, &text, &file.name, found);
    if let Some(kind) = file.entity {
        return Item::Entity(Box::new(entity::read(&mut fields, &file, kind, config)));
    }
    let draft = fields.bool(&["draft"]).unwrap_or(false) || fields.bool(&["published"]) == Some(false);
    if draft && !with_drafts {
        return Item::Draft;
    }
    Item::Article(Box::new(article::read(&mut fields, &file, config)))
}

/// The text of a content file, without a byte order mark or control characters, and with
/// line ends that a parser knows.
///
/// # Errors
/// When the file cannot be read, or is not UTF-8.
pub fn read(root: &Path, name: &str) -> Result<String, Box<Diagnostic>> {
    read_counting(root, name).map(|(text, _)| text)
}

/// The same, and how many control characters were left out.
fn read_counting(root: &Path, name: &str) -> Result<(String, usize), Box<Diagnostic>> {
    let bytes = fs_err::read(root.join(name))
        .map_err(|error| Box::new(Diagnostic::error("read", name, format!("The file cannot be read: {error}."))))?;
    let mut text = String::from_utf8(bytes).map_err(|error| {
        let valid_up_to = error.utf8_error().valid_up_to();
        // What follows the fault is unreadable: the excerpt ends where the text does.
        let valid = String::from_utf8_lossy(&error.as_bytes()[..valid_up_to]).into_owned();
        Box::new(
            Diagnostic::error("encoding", name, "The file is not UTF-8 from here on, so it is left out.")
                .at(&valid, valid_up_to..valid_up_to)
                .help("Save it as UTF-8; `iconv -f GB18030 -t UTF-8` or `iconv -f BIG5-HKSCS -t UTF-8` mends most old files."),
        )
    })?;
    if text.starts_with('\u{FEFF}') {
        text.drain(..'\u{FEFF}'.len_utf8());
    }
    let control = |character: char| character.is_control() && !matches!(character, '\t' | '\n' | '\r' | '\u{85}');
    let dropped = text.chars().filter(|&character| control(character)).count();
    if dropped > 0 {
        text.retain(|character| !control(character));
    }
    Ok((with_known_line_ends(text), dropped))
}

/// The lone carriage returns of old Macs as line feeds.
fn with_known_line_ends(text: String) -> String {
    let lone = text.match_indices('\r').any(|(at, _)| !text[at + 1..].starts_with('\n'));
    if lone { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}
