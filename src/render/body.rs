//! The body of an article or an entity: one parse, links and pictures resolved, and HTML in
//! each script.

use std::collections::BTreeSet;
use std::ops::Range;

use percent_encoding::percent_decode_str;
use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::pictures::Shown;
use super::spans::{MENTION, Marked, Marks, mark};
use super::{Outcome, Renderer, url};
use crate::archive::{EntityId, Target};
use crate::config::{Paths, Pictures};
use crate::content::ArticleMeta;
use crate::diagnostic::{Diagnostic, Kind};
use crate::links::Destination;
use crate::markdown::{
    Block, Events, POST, Prepared, addresses, blocks, convert, finish_headings, heading_id, names_in_html, parse,
    render, sanitize,
};
use crate::script::{Converter, Fault, Glossary, Page, Script};

/// Where files that articles refer to are in the output.
const MEDIA: &str = "media";

/// A body that is parsed and whose links are resolved.
pub(super) struct Body<'a> {
    events: Events<'a>,
    blocks: Vec<Block>,
    /// The people that it speaks of.
    names: Glossary,
    /// What was marked in it.
    pub marked: Marked,
    /// The pictures in it.
    pub pictures: Shown,
    settings: &'a Pictures,
    sanitize: bool,
}

impl Body<'_> {
    /// Its HTML in a script, by a converter and an article's own rules. `faults` is told what
    /// is wrong with an author's own markup of forms, with its place in the body.
    pub fn html(
        &self,
        script: Script,
        converter: &Converter,
        page: &Page,
        faults: &mut dyn FnMut(usize, &Fault),
    ) -> String {
        let events = convert(&self.events, &self.blocks, converter, page, &mut |block, found| {
            for fault in found {
                faults(block.place(fault.range.start, &self.events), &fault);
            }
        });
        let mut html = String::new();
        let mut in_mention = false;
        let events = events.into_iter().map(|event| mention(localised(event, script), script, &mut in_mention));
        render(events, &mut html);
        let html = if self.sanitize { sanitize(&html) } else { html };
        self.pictures.complete(&html, self.settings)
    }

    /// The people that it speaks of, who are known words while it is converted.
    pub fn names(&self) -> &Glossary {
        &self.names
    }
}

/// A content file whose body is to be rendered.
pub(super) struct BodyFile<'a> {
    pub file: &'a str,
    pub text: &'a str,
    pub start: usize,
    /// The page's title, which the body need not repeat.
    pub title: &'a str,
    pub trusted_html: bool,
    /// The script of its text.
    pub script: Script,
    /// Its language, if that is not Chinese.
    pub foreign: Option<&'a str>,
}

impl<'a> BodyFile<'a> {
    /// A version of an article, in its file's text.
    pub fn of(version: &'a ArticleMeta, text: &'a str) -> Self {
        Self {
            file: &version.file,
            text,
            start: version.body.start,
            title: &version.title,
            trusted_html: version.trusted_html,
            script: version.script,
            foreign: version.foreign.as_deref(),
        }
    }
}

/// What is wrong with an author's markup of forms, each fault once however many scripts
/// meet it.
#[derive(Default)]
pub(super) struct Faults(BTreeSet<(usize, String)>);

impl Faults {
    pub fn add(&mut self, at: usize, fault: &Fault) {
        self.0.insert((at, fault.message.clone()));
    }

    pub fn report(self, source: &BodyFile<'_>, outcome: &mut Outcome) {
        for (at, message) in self.0 {
            let start = source.start + at;
            let found = Diagnostic::error(Kind::VariantMarkup, source.file, message).at(source.text, start..start + 2);
            outcome.diagnostics.push(found);
        }
    }
}

impl Renderer<'_> {
    /// Parses a body and resolves its links and pictures, which are reported where they
    /// lead nowhere. `file` tells the page's file in a script.
    pub(super) fn body<'t>(
        &'t self,
        prepared: &'t Prepared<'_>,
        source: &BodyFile<'_>,
        file: &dyn Fn(Script) -> String,
        marks: &Marks<'_>,
        outcome: &mut Outcome,
    ) -> Body<'t> {
        for note in prepared.notes() {
            let range = source.start + note.range.start..source.start + note.range.end;
            let found = Diagnostic::warning(note.kind, source.file, note.message.clone()).help(note.help);
            outcome.diagnostics.push(found.at(source.text, range));
        }
        let mut parsed = parse(prepared);
        finish_headings(&mut parsed.events, source.title);
        // Pages in every script lie equally deep, so that one way up serves all of them.
        let root = url::root_of(&file(self.config.scripts[0]));
        let mut pictures = Shown::default();
        for (event, range) in &mut parsed.events {
            let place = source.start + range.start..source.start + range.end;
            if let Event::Html(html) | Event::InlineHtml(html) = event {
                self.html_addresses(html, source, &place, &root, &mut pictures, outcome);
                continue;
            }
            let (is_picture, address) = match event {
                Event::Start(Tag::Link { link_type, dest_url, .. }) if *link_type != LinkType::Email => {
                    (false, dest_url)
                }
                Event::Start(Tag::Image { dest_url, .. }) => (true, dest_url),
                _ => continue,
            };
            *address = self.address(address, is_picture, source, place, &root, &mut pictures, outcome);
        }
        mend_fragments(&mut parsed.events, source, outcome);
        drop_dead_links(&mut parsed.events);
        outcome.diagnostics.extend(pictures_without_words(&parsed.events, source));
        let marked = mark(&mut parsed.events, marks, &|entity| self.page_address(Target::Entity(entity), &root));
        outcome.diagnostics.extend(self.ambiguous_names(&marked, source));
        let blocks = blocks(&parsed.events);
        let converter = self.converters.between(source.script, source.script);
        let names = blocks.iter().flat_map(|block| converter.names(&block.text)).collect();
        let sanitize = parsed.has_raw_html && !source.trusted_html;
        let settings = &self.config.pictures;
        Body { events: parsed.events, blocks, names: Glossary { rules: names }, marked, pictures, settings, sanitize }
    }

    /// Resolves the addresses in a piece of raw HTML.
    fn html_addresses(
        &self,
        html: &mut CowStr<'_>,
        source: &BodyFile<'_>,
        place: &Range<usize>,
        root: &str,
        pictures: &mut Shown,
        outcome: &mut Outcome,
    ) {
        if !html.contains("src") && !html.contains("href") {
            return;
        }
        let mut out = String::new();
        let mut copied = 0;
        for (range, is_picture) in addresses(html) {
            let written = html[range.clone()].replace("&amp;", "&");
            let address = CowStr::from(written.clone());
            let resolved = self.address(&address, is_picture, source, place.clone(), root, pictures, outcome);
            let resolved = if *resolved == *DEAD { CowStr::Borrowed("#") } else { resolved };
            if *resolved != *written && range.start >= copied {
                out.push_str(&html[copied..range.start]);
                out.push_str(&resolved.replace('&', "&amp;").replace('"', "&quot;"));
                copied = range.end;
            }
        }
        if copied > 0 {
            out.push_str(&html[copied..]);
            *html = out.into();
        }
    }

    fn address<'t>(
        &self,
        address: &CowStr<'t>,
        is_picture: bool,
        source: &BodyFile<'_>,
        place: Range<usize>,
        root: &str,
        pictures: &mut Shown,
        outcome: &mut Outcome,
    ) -> CowStr<'t> {
        let mut report = |diagnostic: Diagnostic| outcome.diagnostics.push(diagnostic.at(source.text, place.clone()));
        // `a.pdf#page=3`.
        let suffix = address.find('#').map_or("", |at| &address[at..]);
        match self.resolver().resolve(address, source.file) {
            Destination::AsIs => address.clone(),
            Destination::Made(path) => format!("{root}{}{suffix}", url::encode(&path)).into(),
            Destination::Media(file) => {
                let path = media_path(&file, &self.config.paths);
                let address = format!("{root}{}{suffix}", url::encode(&path));
                match self.picture(&file).map(|picture| picture.filter(|_| is_picture && suffix.is_empty())) {
                    Ok(Some(picture)) => pictures.add(&address, &path, picture),
                    Ok(None) => {}
                    Err(fault) => report(Diagnostic { file: source.file.to_owned(), ..fault }),
                }
                outcome.media.push((file, is_picture));
                address.into()
            }
            Destination::List(list, suffix) => {
                let path = url::list_file(self.config.scripts[0], &format!("{list}/"), 1, self.config.page_form);
                format!("{}{suffix}", in_readers_script(&path, root)).into()
            }
            Destination::Page(target, suffix, language) => {
                if let Some(file) = self.page_in_language(target, language.as_deref(), source.foreign) {
                    return format!("{root}{}{suffix}", url::encode(&file)).into();
                }
                format!("{}{suffix}", self.page_address(target, root)).into()
            }
            Destination::Missing(path) if is_picture => {
                let message = format!("There is no picture `{path}`.");
                report(
                    Diagnostic::error(Kind::MissingPicture, source.file, message).help(
                        "Put the file beside the article, or in the assets folder if its address begins with `/`.",
                    ),
                );
                address.clone()
            }
            Destination::Missing(path) => {
                let message = format!("This link leads to `{path}`, which is no article and no file of this archive.");
                let help = "Mend the link, or name an address with `https://` if it leads elsewhere.";
                report(Diagnostic::warning(Kind::DeadLink, source.file, message).help(help));
                if address.starts_with(POST) { CowStr::Borrowed(DEAD) } else { address.clone() }
            }
            Destination::Unsafe => {
                report(Diagnostic::warning(
                    Kind::UnsafeLink,
                    source.file,
                    "Addresses of this kind could run a program, so this one is not linked to.",
                ));
                CowStr::Borrowed(DEAD)
            }
        }
    }

    /// The address of a page in the reader's script, whose folder is put in when the body is rendered.
    pub(super) fn page_address(&self, target: Target, root: &str) -> String {
        let path = url::page_file(self.config.scripts[0], self.archive.path(target), self.config.page_form);
        in_readers_script(&path, root)
    }

    /// Names in a text that could be of several entities.
    fn ambiguous_names<'m>(&'m self, marked: &'m Marked, source: &'m BodyFile<'_>) -> impl Iterator<Item = Diagnostic> {
        // Once a name: the others of the article are the same question.
        let is_first = |(index, (_, name, _)): &(usize, &(Range<usize>, String, Vec<EntityId>))| {
            !marked.ambiguous[..*index].iter().any(|(_, before, _)| before == name)
        };
        let first = marked.ambiguous.iter().enumerate().filter(is_first);
        first.map(|(_, (place, name, entities))| {
            let kind = self.archive.entities[entities[0]].meta.kind.folder();
            let id = &self.archive.entities[entities[0]].meta.id;
            let ids: Vec<String> =
                entities.iter().map(|&id| format!("`{}`", self.archive.path(Target::Entity(id)))).collect();
            let message = format!(
                "`{name}` could be {}, and nothing in the article tells which; it is not linked.",
                ids.join(" or ")
            );
            Diagnostic::warning(Kind::AmbiguousName, source.file, message)
                .at(source.text, source.start + place.start..source.start + place.end)
                .help(format!(
                    "Write `{kind}: [{id}]` or another of them in its front matter, or `mentions: false` in an entity's file."
                ))
        })
    }

    /// The page that a link leads to whatever the reader's script: a version that is asked for,
    /// one in the language of the linking text, or that of an article that is in no Chinese.
    fn page_in_language(&self, target: Target, asked: Option<&str>, own: Option<&str>) -> Option<String> {
        let Target::Article(id) = target else { return None };
        let (article, form) = (&self.archive.articles[id], self.config.page_form);
        let script = asked.and_then(|tag| tag.parse::<Script>().ok());
        if let Some(script) = script.filter(|script| self.config.scripts.contains(script)) {
            return Some(url::page_file(script, &article.path, form));
        }
        let has = |wanted: Option<&str>| {
            article.meta.in_other_languages().map(|(tag, _)| tag).find(|tag| Some(*tag) == wanted)
        };
        let tag = has(asked).or_else(|| has(own)).or(article.meta.foreign_only())?;
        Some(url::page_in(&url::language_folder(tag), &article.path, form))
    }
}

/// The address of a page, by its file in any script.
fn in_readers_script(file: &str, root: &str) -> String {
    let below = file.split_once('/').map_or("", |(_, below)| below);
    format!("{PAGE}{root}\u{0}/{}", url::encode(below))
}

/// Marks an address that depends on the reader's script.
const PAGE: &str = "\u{0}page:";
/// Marks an address that must not be linked to.
const DEAD: &str = "\u{0}dead";

/// A link that was made of a name, told from others.
fn mention<'a>(event: Event<'a>, script: Script, is_inside: &mut bool) -> Event<'a> {
    match &event {
        Event::Start(Tag::Link { dest_url, .. }) => match dest_url.strip_prefix(MENTION) {
            Some(address) => {
                *is_inside = true;
                let address = address.replace(PAGE, "").replace('\u{0}', script.folder());
                Event::InlineHtml(format!("<a class=\"mention\" href=\"{address}\">").into())
            }
            None => event,
        },
        Event::End(TagEnd::Link) if std::mem::take(is_inside) => Event::InlineHtml("</a>".into()),
        _ => event,
    }
}

/// The event with an address that depends on the script made for one.
fn localised<'a>(mut event: Event<'a>, script: Script) -> Event<'a> {
    if let Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) = &mut event
        && let Some(address) = dest_url.strip_prefix(PAGE)
    {
        *dest_url = address.replace('\u{0}', script.folder()).into();
    }
    if let Event::Html(html) | Event::InlineHtml(html) = &mut event
        && html.contains(PAGE)
    {
        *html = html.replace(PAGE, "").replace('\u{0}', script.folder()).into();
    }
    event
}

/// Links to a place on the same page: those that another generator would have made of a
/// heading's words lead there, and those that lead nowhere are reported.
fn mend_fragments(events: &mut Events<'_>, source: &BodyFile<'_>, outcome: &mut Outcome) {
    let is_fragment = |address: &CowStr<'_>| address.starts_with('#') && address.len() > 1;
    if !events
        .iter()
        .any(|(event, _)| matches!(event, Event::Start(Tag::Link { dest_url, .. }) if is_fragment(dest_url)))
    {
        return;
    }
    let mut ids: BTreeSet<String> = BTreeSet::from(["top".to_owned()]);
    for (event, _) in events.iter() {
        match event {
            Event::Start(Tag::Heading { id: Some(id), .. }) => {
                ids.insert(id.to_string());
            }
            Event::Html(html) | Event::InlineHtml(html) => ids.extend(names_in_html(html)),
            _ => {}
        }
    }
    for (event, range) in events {
        let Event::Start(Tag::Link { dest_url, .. }) = event else { continue };
        if !is_fragment(dest_url) {
            continue;
        }
        let name = percent_decode_str(&dest_url[1..]).decode_utf8_lossy().into_owned();
        let as_heading = heading_id(&name);
        if ids.contains(&name) {
            continue;
        } else if ids.contains(&as_heading) {
            *dest_url = format!("#{as_heading}").into();
        } else {
            let place = source.start + range.start..source.start + range.end;
            let message = format!("This link leads to `#{name}`, but nothing on this page is called so.");
            let found = Diagnostic::warning(Kind::DeadLink, source.file, message).at(source.text, place);
            outcome
                .diagnostics
                .push(found.help("Name a heading in its words: `#背景`, or give one an id: `## 背景 {#background}`."));
        }
    }
}

/// Pictures that say nothing to those who cannot see them.
fn pictures_without_words(events: &Events<'_>, source: &BodyFile<'_>) -> Vec<Diagnostic> {
    let is_silent = |index: &usize| {
        matches!(events[*index].0, Event::Start(Tag::Image { .. }))
            && matches!(events.get(index + 1), Some((Event::End(TagEnd::Image), _)))
    };
    let silent = (0..events.len()).filter(is_silent);
    silent
        .map(|index| {
            let range = &events[index].1;
            Diagnostic::warning(Kind::MissingAlt, source.file, "This picture has no text for those who cannot see it.")
                .at(source.text, source.start + range.start..source.start + range.end)
                .help("Write what it shows between the brackets: `![…](…)`.")
        })
        .collect()
}

/// Takes the link away and leaves its text.
fn drop_dead_links(events: &mut Events<'_>) {
    let mut inside_dead = false;
    events.retain(|(event, _)| match event {
        Event::Start(Tag::Link { dest_url, .. }) if dest_url.as_ref() == DEAD => {
            inside_dead = true;
            false
        }
        Event::End(TagEnd::Link) if inside_dead => {
            inside_dead = false;
            false
        }
        _ => true,
    });
    for (event, _) in events {
        if let Event::Start(Tag::Image { dest_url, .. }) = event
            && dest_url.as_ref() == DEAD
        {
            *dest_url = CowStr::Borrowed("");
        }
    }
}

/// Where a file of the site is in the output. One outside of the content folder has a
/// folder of its own, so that the two cannot meet.
pub fn media_path(file: &str, paths: &Paths) -> String {
    let below = |folder: &str| file.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'));
    // Assets are where they are asked for, whether an article shows them or not.
    if let Some(asset) = below(&paths.assets) {
        return asset.to_owned();
    }
    match below(&paths.content) {
        Some(within) => format!("{MEDIA}/{within}"),
        // What lies outside of the site must not lead out of the output.
        None => format!("{MEDIA}-elsewhere/{}", file.replace("../", "_/").trim_start_matches('/')),
    }
}
