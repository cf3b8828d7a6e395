//! The rights in the pictures of a text, where `media` of its front matter or of `book.toml` tells them: below each
//! picture, and for programs.

use std::collections::BTreeMap;

use globset::{Glob, GlobMatcher};
use pulldown_cmark::{Event, Tag};

use super::body_file::BodyFile;
use super::context;
use super::credit_places::place_marks;
use super::naming::Naming;
use super::pictures::Shown;
use super::run::Run;
use super::site_files::escape;
use crate::content::MediaRights;
use crate::diagnostic::is_for;
use crate::markdown::Events;
use crate::rights::License;
use crate::script::{Converter, Page, Script};

/// Stands in the events for what is written of a picture; its number and `>` follow.
const MARK: &str = "<dibao-credit-";

/// The pictures of a text of which something is told, in their order.
pub(super) struct Credits<'t> {
    renderer: &'t Run<'t>,
    /// The language of the words around, if that is not the reader's script.
    foreign: Option<String>,
    all: Vec<Credit>,
}

/// What is told of a picture.
struct Credit {
    /// The picture's path in the output.
    path: String,
    license: Option<License>,
    notice: Option<Said>,
    credit: Option<Said>,
}

/// A line for readers.
struct Said {
    text: String,
    /// Whether `book.toml` says it, which is in a script of its own.
    is_of_site: bool,
}

/// The same for readers of a script.
pub(super) struct Credited {
    pub path: String,
    pub license: Option<context::License>,
    pub notice: Option<String>,
    pub credit: Option<String>,
}

/// What is said of some pictures: by an article, or for the whole site.
struct Entry<'e> {
    pattern: GlobMatcher,
    license: Option<&'e str>,
    notice: Option<&'e str>,
    credit: Option<&'e str>,
    is_of_site: bool,
}

impl<'e> Entry<'e> {
    fn new(file: &str, said: [Option<&'e String>; 3], is_of_site: bool) -> Option<Self> {
        // What is no pattern was told where it was read.
        let pattern = Glob::new(file).ok()?.compile_matcher();
        let [license, notice, credit] = said.map(|text| text.map(String::as_str));
        Some(Self { pattern, license, notice, credit, is_of_site })
    }
}

impl Run<'_> {
    /// What is told of the pictures of a text, which are put into its events.
    pub(super) fn credits(&self, events: &mut Events<'_>, source: &BodyFile<'_>, shown: &Shown) -> Credits<'_> {
        let foreign = source.foreign.filter(|tag| self.words.has(tag)).map(str::to_owned);
        let mut credits = Credits { renderer: self, foreign, all: Vec::new() };
        if shown.files.is_empty() || source.media.is_empty() && self.config.media.is_empty() {
            return credits;
        }
        let own = source.media.iter().filter_map(|MediaRights { file, rights, credit }| {
            Entry::new(file, [rights.license.as_ref(), rights.notice.as_ref(), credit.as_ref()], false)
        });
        let of_site = self.config.media.iter().filter_map(|media| {
            Entry::new(&media.file, [media.license.as_ref(), media.rights.as_ref(), media.credit.as_ref()], true)
        });
        let entries: Vec<Entry<'_>> = own.chain(of_site).collect();
        let mut marks = BTreeMap::new();
        for (index, (event, _)) in events.iter().enumerate() {
            let Event::Start(Tag::Image { dest_url, .. }) = event else { continue };
            let Some(file) = shown.files.get(dest_url.as_ref()) else { continue };
            let found = credit(file, &entries).map(|credit| Credit { path: self.config.media_path(file), ..credit });
            if let Some(credit) = found {
                marks.insert(index, format!("{MARK}{}>", credits.all.len()));
                credits.all.push(credit);
            }
        }
        place_marks(events, &marks);
        credits
    }
}

/// What entries tell of a file: of each key, the first that has it.
fn credit(file: &str, entries: &[Entry<'_>]) -> Option<Credit> {
    let matching: Vec<&Entry<'_>> = entries.iter().filter(|entry| is_for(&entry.pattern, file)).collect();
    let said = |get: &dyn Fn(&Entry<'_>) -> Option<String>| {
        let first = matching.iter().find_map(|entry| Some(Said { text: get(entry)?, is_of_site: entry.is_of_site }));
        first.filter(|said| !said.text.is_empty())
    };
    let owned = |text: Option<&str>| text.map(str::to_owned);
    let license = said(&|entry| owned(entry.license)).and_then(|said| License::read(&said.text));
    let (notice, credit) = (said(&|entry| owned(entry.notice)), said(&|entry| owned(entry.credit)));
    let is_told = license.is_some() || notice.is_some() || credit.is_some();
    is_told.then(|| Credit { path: String::new(), license, notice, credit })
}

impl Credits<'_> {
    /// An event with what is told of pictures in the place of their marks.
    pub fn written<'a>(&self, mut event: Event<'a>, script: Script, converter: &Converter, page: &Page) -> Event<'a> {
        if let Event::Html(html) | Event::InlineHtml(html) = &mut event
            && html.contains(MARK)
        {
            let mut parts = html.split(MARK);
            let mut whole = parts.next().unwrap_or_default().to_owned();
            for part in parts {
                let (number, rest) = part.split_once('>').unwrap_or((part, ""));
                let credit = number.parse().ok().and_then(|number: usize| self.all.get(number));
                whole += &credit.map(|it| self.html(&self.credited(it, script, converter, page))).unwrap_or_default();
                whole += rest;
            }
            *html = whole.into();
        }
        event
    }

    /// What is told of the pictures, for readers of a script.
    pub fn all(&self, script: Script, converter: &Converter, rules: impl FnOnce() -> Page) -> Vec<Credited> {
        if self.all.is_empty() {
            return Vec::new();
        }
        let page = rules();
        self.all.iter().map(|credit| self.credited(credit, script, converter, &page)).collect()
    }

    fn credited(&self, credit: &Credit, script: Script, converter: &Converter, page: &Page) -> Credited {
        let renderer = self.renderer;
        let words = |said: &Said| match said.is_of_site {
            true => renderer.converters.text(&said.text, renderer.config.source_script, script),
            false => converter.text(&said.text, page),
        };
        let lang = self.foreign.as_deref().unwrap_or(script.code());
        let convert = |text: &str| converter.text(text, page);
        let naming = Naming { words: &renderer.words, lang, convert: &convert };
        Credited {
            path: credit.path.clone(),
            license: credit.license.clone().map(|license| naming.license(license)),
            notice: credit.notice.as_ref().map(words),
            credit: credit.credit.as_ref().map(words),
        }
    }

    fn html(&self, credited: &Credited) -> String {
        let lines = [&credited.credit, &credited.notice].into_iter().flatten().map(|line| escape(line));
        let license = credited.license.iter().map(|license| {
            let part = |part: &context::LicensePart| match &part.url {
                Some(url) => {
                    let rel = if license.statement { "" } else { " rel=\"license\"" };
                    format!("<a{rel} href=\"{}\">{}</a>", escape(url), escape(&part.name))
                }
                None => escape(&part.name),
            };
            license.parts.iter().map(part).collect()
        });
        let spans = lines.chain(license).map(|line| format!("<span class=\"credit\">{line}</span>"));
        spans.collect::<Vec<_>>().join(" ")
    }
}
