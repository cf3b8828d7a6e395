//! What an article's front matter says, and what stands in for what it does not say.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use serde_json::{Map, Value};

use super::aliases::aliases;
use super::authors::{author_names, authors};
use super::days::{Days, days, place_of_day};
use super::glossary::{OwnRules, own_rules};
use super::head::from_heading;
use super::jumps::{Jumps, jumps, without_jumps};
use super::language;
use super::language::{InPath, Language, Letters, in_path};
use super::numbers::issue_in_title;
use super::page_path::page_path;
use super::path_hints::{Hints, day_in_title, hints};
use super::printed::{Correction, corrections, page_number};
use super::rights::{MediaRights, Rights, media, rights};
use super::rules::Rules;
use super::walk::ContentFile;
use super::withdrawal::Withdrawal;
use crate::address::{folder_slug, slug, slug_fault};
use crate::config::Config;
use crate::date::When;
use crate::diagnostic::{Diagnostic, Kind, sentence};
use crate::formerly::{Form, has_tokens};
use crate::front_matter::{Fields, keys};
use crate::kinds::{ByKind, EntityKind};
use crate::markdown::{Habits, outline};
use crate::script::Script;
use crate::way::leads_out;

/// An article without its body. Texts are in its own script.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ArticleMeta {
    /// The file, relative to the site's root.
    pub file: String,
    /// Where in that the path begins that is the archive's own, in bytes: what stands before it are folders
    /// of the editor's disk, which no address may tell.
    pub own_path: usize,
    /// Where its body is in the file, in bytes.
    pub body: Range<usize>,
    /// Which one it is in a file of many, from 1; none where the file is one article.
    pub part: Option<u32>,
    /// The script it is written in.
    pub script: Script,
    /// Its language, by its BCP 47 tag, if that is not Chinese.
    pub foreign: Option<String>,
    /// Whether there is hardly any Chinese in it.
    pub looks_foreign: bool,
    /// The language that its path names.
    pub in_path: Option<InPath>,
    /// What its versions in other languages have in common, as its author says.
    pub translation_key: Option<String>,
    /// Its headline; empty only while versions are put together.
    pub title: String,
    /// The file's name without its ending and its date.
    pub stem: String,
    /// When it was published, as precisely as is known.
    pub date: Option<When>,
    /// When it was last changed.
    pub updated: Option<When>,
    /// The day before which it waits: its date, unless its author says another.
    pub appears: Option<When>,
    /// Whether it waits until somebody mends the day that it is to appear on, which cannot be read.
    pub waits_unread: bool,
    /// The day from which on it is left out.
    pub expires: Option<When>,
    /// Whether it is shown although its day has not come. No file says that, but the day that a site is built for.
    #[serde(skip)]
    pub is_ahead: bool,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// A sentence or two.
    pub summary: String,
    /// That it is no longer to be read.
    pub withdrawn: Option<Box<Withdrawal>>,
    /// The last part of its address.
    pub slug: String,
    /// Its whole address below the script's folder, where the author chose one.
    pub permalink: Option<String>,
    /// Other addresses that lead to it, as they are written: those that it had before.
    pub aliases: Vec<String>,
    /// The address of the folder in which another generator had the files that lie with it.
    pub files_at: Option<String>,
    /// Ids or names of the entities that it is about.
    pub about: ByKind<Vec<String>>,
    /// The newspaper or collection that it comes from.
    pub source: Option<String>,
    /// The place and day that a report opens with.
    pub dateline: Option<String>,
    /// The newspaper's edition.
    pub edition: Option<String>,
    /// The newspaper's page.
    pub page: Option<String>,
    /// The number of the newspaper's issue.
    pub issue: Option<String>,
    /// Which one it is on its page, from 1.
    pub position: Option<u32>,
    /// The article that it goes on from, by file, address or title.
    pub continues: Option<String>,
    /// The article that it goes on in.
    pub continued_by: Option<String>,
    /// The jumps from page to page that its text has.
    pub jumps: Jumps,
    /// The serial that it is a part of.
    pub series: Option<String>,
    /// What was wrong in it, in the order in which its author has it.
    pub corrections: Vec<Correction>,
    /// Whether names in its text become links.
    pub mentions: bool,
    /// Whether its text runs from top to bottom, in lines from right to left.
    pub vertical: bool,
    /// The part of the paper or of the page that it stands in, such as 副刊.
    pub section: Option<String>,
    /// The line of the file on which it begins, from 1.
    pub line: usize,
    /// Whether its raw HTML passes unfiltered.
    pub trusted_html: bool,
    /// How its Markdown is read.
    pub habits: Habits,
    /// The pattern of its address.
    pub pattern: String,
    /// The rights in it, as far as it says so itself.
    pub rights: Rights,
    /// The rights in its pictures, likewise.
    pub media: Vec<MediaRights>,
    /// What it says of its own conversion.
    pub own_rules: OwnRules,
    /// The `[[source]]` that it belongs to, by number.
    pub source_index: Option<usize>,
    /// Its versions in other scripts and languages that were made by hand.
    pub versions: Vec<ArticleMeta>,
    /// Where in the file some of this stands, in bytes.
    pub places: Places,
    /// What dibao does not know, for the site's templates.
    #[serde(with = "crate::packed::json")]
    pub extra: Map<String, Value>,
}

/// A fact that an article states and that is shown as it stands: to templates (`article.section`), in the JSON of
/// its page and as a column of the data set.
pub struct Fact {
    /// What all of these call it.
    pub name: &'static str,
    /// Where it is.
    pub value: FactValue,
}

/// The value of a fact, as a field of the article.
pub enum FactValue {
    /// A text in the article's script.
    Text(fn(&ArticleMeta) -> Option<&String>),
    /// Several of them.
    Texts(fn(&ArticleMeta) -> &Vec<String>),
    /// A number, which the article's versions share.
    Number(fn(&ArticleMeta) -> Option<u32>),
}

/// The facts that nothing else needs to know of. What is shown only together with others, such as an issue with its
/// page, has fields of its own in `render::context`.
pub const FACTS: &[Fact] = &[
    Fact { name: "position", value: FactValue::Number(|meta| meta.position) },
    Fact { name: "section", value: FactValue::Text(|meta| meta.section.as_ref()) },
];

/// Articles, each in its own place in memory: they are a kilobyte each and move from list to list, of which a
/// large archive would else have several copies.
pub type Articles = Vec<Box<ArticleMeta>>;

/// Where in an article's file what it says of itself stands, in bytes.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Places {
    /// The value of the key of each kind of entities.
    pub about: ByKind<Range<usize>>,
    /// The value of `continues`.
    pub continues: Range<usize>,
    /// The value of `continued_by`.
    pub continued_by: Range<usize>,
    /// The value of `permalink` or `slug`.
    pub address: Range<usize>,
    /// The value of what says when it appears.
    pub appears: Range<usize>,
    /// The value of `expiry_date`.
    pub expires: Range<usize>,
    /// The value of `updated`.
    pub updated: Range<usize>,
}

pub(super) fn read(
    fields: &mut Fields<'_>,
    file: &ContentFile,
    letters: &Letters,
    rules: &Rules,
    config: &Config,
) -> ArticleMeta {
    let places = Places {
        about: config.kinds.iter().map(|(kind, called)| (kind, fields.place_of(&called.keys))).collect(),
        continues: fields.place_of(keys::CONTINUES),
        continued_by: fields.place_of(keys::CONTINUED_BY),
        address: fields.place_of(keys::ADDRESS),
        appears: place_of_day(fields),
        expires: fields.place_of(keys::EXPIRES),
        updated: fields.place_of(keys::UPDATED),
    };
    // Before what they are made of is taken.
    let (aliases, files_at) = aliases(fields, file, rules, config);
    let mut own_rules = own_rules(fields);
    // `峰会/index.zh-tw.md` is called as `峰会/index.md` is.
    let within = match language::in_path(&file.within).filter(|path| !path.is_weak) {
        Some(path) => format!("{}.md", path.key),
        None => file.within.clone(),
    };
    let is_outside = leads_out(&file.name);
    let own_path = if is_outside { file.name.len() - file.within.len() } else { 0 };
    // An `index.md` of its source is called like the source's folder, or like the source if that lies outside of
    // the site.
    let name = if is_outside { config.published_name(&file.name) } else { file.name.clone() };
    let path = if within.contains('/') { hints(&within) } else { hints_of_source(&within, &name) };
    let outline = outline(from_heading(&fields.text[fields.body..]), rules.habits);
    let (above, telling) = file.name.split_at(file.name.len() - file.telling_path().len());
    let in_path = in_path(telling).map(|path| InPath { key: format!("{above}{}", path.key), ..path });
    let (script, foreign) = tongue(fields, in_path.as_ref(), letters, rules, config);
    // An original's title (`subject`) is the title of what has no other.
    let subject = fields.string(keys::SUBJECT);
    let title = fields.string(keys::TITLE).or(outline.title).or(subject).unwrap_or_else(|| {
        // A version has the title of its article if it has none of its own.
        if in_path.is_some() { String::new() } else { path.stem.to_owned() }
    });
    let in_title = issue_in_title(&title);
    let Days { said, appears, waits_unread, expires, updated } = days(fields, rules, config);
    let date = said.or(path.date.filter(|date| date.day.is_some())).or_else(|| day_in_title(&title)).or(path.date);
    // A page has no date, unless it says one itself.
    let appears = appears.or(if file.is_page { said } else { date });
    let chosen = chosen_slug(fields, keys::SLUG, false);
    let from_name = || Some(slug(path.stem)).filter(|slug| !slug.is_empty());
    let authors = authors(fields);
    let page = fields.string(keys::PAGE).map(|page| page_number(&page));
    own_rules.glossary.rules.extend(author_names(&authors));
    let mut meta = ArticleMeta {
        file: file.name.clone(),
        own_path,
        body: fields.body..fields.text.len(),
        part: None,
        script,
        foreign,
        looks_foreign: looks_foreign(&title, letters, in_path.is_some()),
        in_path,
        translation_key: fields.string(keys::TRANSLATION),
        title,
        stem: path.stem.to_owned(),
        date: date.map(|date| date.in_zone(&config.time_zone)),
        updated: updated.map(|date| date.in_zone(&config.time_zone)),
        appears,
        waits_unread,
        expires,
        is_ahead: false,
        authors,
        summary: fields.string(keys::SUMMARY).or(outline.summary.map(without_jumps)).unwrap_or_default(),
        // Said before: it decides whether a draft is read.
        withdrawn: None,
        slug: chosen.or_else(from_name).unwrap_or_else(|| "article".to_owned()),
        aliases,
        files_at,
        permalink: permalink(fields, rules).or_else(|| page_path(file, rules)),
        about: about(fields, rules, config),
        source: fields.string(keys::SOURCE).or_else(|| rules.name.clone()),
        dateline: fields.string(keys::DATELINE),
        edition: fields.string(keys::EDITION),
        issue: fields.string(keys::ISSUE).or(in_title),
        position: fields.whole_number(keys::POSITION),
        continues: fields.string(keys::CONTINUES),
        continued_by: fields.string(keys::CONTINUED_BY),
        jumps: jumps(&fields.text[fields.body..], page.as_deref()),
        page,
        series: fields.list(keys::SERIES).into_iter().next(),
        corrections: corrections(fields, &rules.date_formats, &config.time_zone),
        mentions: mentions(fields).unwrap_or(rules.mentions),
        vertical: fields.string(keys::WRITING).is_some_and(|writing| is_vertical(&writing)),
        section: fields.string(keys::SECTION),
        line: 1,
        trusted_html: rules.trusted_html,
        habits: rules.habits,
        rights: rights(fields),
        media: media(fields),
        pattern: rules.permalink.clone(),
        own_rules,
        source_index: config.source_of(&file.name),
        versions: Vec::new(),
        places,
        extra: Map::new(),
    };
    fields.report_misspellings();
    meta.extra = fields.rest();
    meta
}

/// The names of the entities that an article is about, and the words that it is filed under.
fn about(fields: &mut Fields<'_>, rules: &Rules, config: &Config) -> ByKind<Vec<String>> {
    let by_blanks = rules.old_addresses.iter().any(|old| old.form == Form::Jekyll);
    let names = config.kinds.iter().map(|(kind, called)| match kind.row().is_term {
        true => (kind, fields.terms(&called.keys, by_blanks)),
        false => (kind, fields.list(&called.keys)),
    });
    names.filter(|(_, names)| !names.is_empty()).collect()
}

/// Whether a way of writing is that from top to bottom, by its name in CSS or in Chinese.
fn is_vertical(writing: &str) -> bool {
    matches!(writing.trim(), "vertical" | "vertical-rl" | "竖排" | "豎排" | "直排")
}

/// Whether a text is no Chinese: for one that says so in its path, half a page of examples in
/// Chinese is no matter, but a title is.
fn looks_foreign(title: &str, letters: &Letters, says_so: bool) -> bool {
    // Without a text, it is what its name says.
    if says_so && letters.han == 0 && letters.others == 0 {
        return true;
    }
    let is_foreign = if says_so { !letters.is_chinese() } else { letters.is_foreign() };
    is_foreign && Letters::of(title).han == 0
}

/// What the name of a file tells that lies in no folder of its source. `name` has that of the source before it.
fn hints_of_source<'a>(within: &'a str, name: &'a str) -> Hints<'a> {
    let own = hints(within);
    if !matches!(own.stem, "index" | "_index") && !own.stem.eq_ignore_ascii_case("readme") {
        return own;
    }
    let folder = name.rsplit('/').nth(1).filter(|folder| !matches!(*folder, "content" | "source" | "." | ".."));
    Hints { stem: folder.unwrap_or(own.stem), ..own }
}

/// So many Han are no name in a text of another language.
const MANY: usize = 20;

/// Whether a text is Chinese that is said to be in another language. Japanese is never without its kana.
fn is_contradicted(tag: &str, letters: &Letters) -> bool {
    let is_bare = letters.others == 0;
    match tag.starts_with("ja") {
        true => letters.han >= MANY && is_bare,
        false => letters.han >= MANY && letters.is_chinese() || letters.han > 1 && is_bare,
    }
}

/// The script of an article, and its language if that is not Chinese: as its front matter
/// says, or its path, or its source; else what its letters are, where they tell.
fn tongue(
    fields: &mut Fields<'_>,
    in_path: Option<&InPath>,
    letters: &Letters,
    rules: &Rules,
    config: &Config,
) -> (Script, Option<String>) {
    let place = fields.place_of(keys::SCRIPT);
    let said = said_language(fields);
    if let Some(Language::Other(tag)) = said {
        // A theme's own language stands in many files that nobody wrote in it.
        if is_contradicted(&tag, letters) {
            let message = sentence!("language-contradicted", tag = &tag);
            fields.report_at(Diagnostic::warning(Kind::MixedScript, fields.file, message), place);
        }
        return (config.source_script, Some(tag));
    }
    let place_of_path = in_path.is_some();
    let in_path = match in_path {
        Some(path) if !path.is_weak => match path.language {
            Language::Chinese(script) => script,
            Language::Other(_) => None,
        },
        _ => None,
    };
    let said = match said {
        Some(Language::Chinese(script)) => script,
        _ => None,
    };
    // Where nobody says anything, an English text is English, whatever names it has.
    let is_said = said.is_some() || in_path.is_some() || rules.script.is_some() || place_of_path;
    if !is_said && letters.is_foreign() && Letters::is_english(&fields.text[fields.body..]) {
        return (config.source_script, Some("en".to_owned()));
    }
    let given = said.or(in_path).or(rules.script);
    let script = given.unwrap_or_else(|| script_of(letters, config));
    if let Some(given) = given.filter(|given| letters.contradicts(*given)) {
        let message = sentence!("script-contradicted", script = given.code());
        fields.report_at(Diagnostic::warning(Kind::MixedScript, fields.file, message), place);
    } else if let Some(at) = letters.mixed().filter(|_| !letters.is_foreign()) {
        let at = fields.body + at;
        let (simplified, traditional) = (letters.simplified, letters.traditional);
        let message = sentence!("script-mixed", simplified, traditional, script = script.code());
        fields.report_at(Diagnostic::warning(Kind::MixedScript, fields.file, message), at..at + 3);
    }
    (script, None)
}

/// The script of a text whose author does not say it: the site's own standard, if its letters
/// are of that kind or do not tell.
pub(super) fn script_of(letters: &Letters, config: &Config) -> Script {
    match letters.script() {
        Some(kind) if (kind == Script::Hans) != (config.source_script == Script::Hans) => kind,
        _ => config.source_script,
    }
}

/// The language that front matter names; one that dibao does not know is reported.
pub(super) fn said_language(fields: &mut Fields<'_>) -> Option<Language> {
    let place = fields.place_of(keys::SCRIPT);
    let tag = fields.string(keys::SCRIPT)?;
    let language = Language::parse(&tag);
    if language.is_none() {
        let message = sentence!("language-unknown", tag);
        fields.report_at(Diagnostic::warning(Kind::FrontMatter, fields.file, message), place);
    }
    language
}

/// Whether names in the text become links. Another generator's `mentions` is no flag.
fn mentions(fields: &mut Fields<'_>) -> Option<bool> {
    if fields.is_flag(keys::MENTIONS) { fields.bool(keys::MENTIONS) } else { None }
}

/// The last part of an address that an author chose; one that cannot be so is told. `is_folder` says that other pages
/// come below it.
pub(super) fn chosen_slug(fields: &mut Fields<'_>, keys: &[&str], is_folder: bool) -> Option<String> {
    let place = fields.place_of(keys);
    let written = fields.string(keys)?;
    let chosen = Some(if is_folder { folder_slug(&written) } else { slug(&written) }).filter(|slug| !slug.is_empty());
    if let Some(fault) = slug_fault(&written, is_folder) {
        let (asked, fault) = (&written, fault.code());
        let message = match &chosen {
            Some(slug) => sentence!("name-refused", asked, fault, slug),
            None => sentence!("name-left-out", asked, fault),
        };
        fields.report_at(Diagnostic::error(Kind::Address, fields.file, message), place);
    }
    chosen
}

/// The address that the author chose. One at another site is where the article came from, and
/// stays for templates.
fn permalink(fields: &mut Fields<'_>, rules: &Rules) -> Option<String> {
    // A pattern of another generator is no address.
    let is_elsewhere =
        |text: &String| text.contains("://") || rules.old_addresses.iter().any(|old| has_tokens(old, text));
    if fields.peek(keys::PERMALINK).as_ref().is_some_and(is_elsewhere) {
        return None;
    }
    fields.string(keys::PERMALINK)
}

impl ArticleMeta {
    /// What it is about, by the names that it has for that. The part of a paper that it stands in is a section too.
    pub fn names(&self, kind: EntityKind) -> impl Iterator<Item = &str> {
        let section = self.section.as_deref().filter(|_| kind == EntityKind::SECTION);
        section.into_iter().chain(self.about.of(kind).iter().map(String::as_str))
    }

    /// The path of its file in the site; within its source, if that lies outside of the site.
    pub fn own_path(&self) -> &str {
        self.file.get(self.own_path..).unwrap_or_default()
    }

    /// Its versions that were made by hand, then itself.
    pub fn with_versions(&self) -> impl Iterator<Item = &Self> {
        self.versions.iter().chain([self])
    }

    /// The version that readers of a script get: one made by hand for them, or for readers
    /// of a script like theirs, else this one.
    pub fn for_readers(&self, script: Script) -> &Self {
        if self.script == script && self.foreign.is_none() {
            return self;
        }
        let chinese = || self.versions.iter().filter(|version| version.foreign.is_none());
        let made_for = |wanted: &Script| chinese().find(|version| version.script == *wanted);
        script.fallbacks().iter().find_map(made_for).unwrap_or(self)
    }

    /// Its script or language, as BCP 47 has it.
    pub fn lang(&self) -> &str {
        self.foreign.as_deref().unwrap_or(self.script.code())
    }

    /// The language of an article that has no Chinese version, so that it has no page for
    /// readers of a script.
    pub fn foreign_only(&self) -> Option<&str> {
        let has_chinese = self.versions.iter().any(|version| version.foreign.is_none());
        self.foreign.as_deref().filter(|_| !has_chinese)
    }

    /// Its versions in other languages than Chinese, itself among them.
    pub fn in_other_languages(&self) -> impl Iterator<Item = (&str, &Self)> {
        std::iter::once(self).chain(&self.versions).filter_map(|meta| Some((meta.foreign.as_deref()?, meta)))
    }
}
