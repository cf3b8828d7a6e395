//! The addresses in a text: where each link leads and each picture is, in the output.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::body_file::BodyFile;
use super::destination::Destination;
use super::embeds::{mark_of_file, put_marks};
use super::fragments::{Led, leads_within, within};
use super::localised::in_readers_script;
use super::outcome::Outcome;
use super::pictures::Shown;
use super::requests::Requests;
use super::run::Run;
use super::url;
use crate::archive::Target;
use crate::artefact::FRONT;
use crate::diagnostic::{Diagnostic, Kind, Sentence, sentence};
use crate::lfs;
use crate::markdown::{Anchors, Events, POST, Purpose, WIKI, addresses, meant, scheme};
use crate::script::Script;

/// Marks an address that must not be linked to.
const DEAD: &str = "\u{0}dead";

/// Resolves the addresses of one text, and reports those that lead nowhere.
struct Addresses<'r> {
    renderer: &'r Run<'r>,
    source: &'r BodyFile<'r>,
    /// The way up to the root of the output.
    root: String,
    /// The places on the page, if a link leads to one.
    anchors: Anchors,
    pictures: Shown,
    /// What a page would ask other hosts for.
    requests: Requests,
    /// What is to be said of the file that the last link leads to, until the link ends.
    waiting: Option<String>,
    /// The same, with the number of the event in which the link ends, and the place in that if it is HTML.
    marks: Vec<(usize, Option<usize>, String)>,
    outcome: &'r mut Outcome,
}

impl Run<'_> {
    /// Resolves the links and pictures of a text, of which `title` was the heading that repeated the page's title.
    /// `root` is the way up to the root of the output. The pictures that it shows are returned.
    pub(super) fn resolve_addresses(
        &self,
        events: &mut Events<'_>,
        title: &Events<'_>,
        (source, root): (&BodyFile<'_>, &str),
        outcome: &mut Outcome,
    ) -> Shown {
        let mut all = Addresses {
            renderer: self,
            source,
            root: root.to_owned(),
            anchors: if leads_within(events) { Anchors::of(title, events) } else { Anchors::default() },
            pictures: Shown::default(),
            requests: Requests::default(),
            waiting: None,
            marks: Vec::new(),
            outcome,
        };
        for (index, (event, range)) in events.iter_mut().enumerate() {
            all.event(index, event, &(source.start + range.start..source.start + range.end));
        }
        let Addresses { pictures, requests, marks, outcome, .. } = all;
        let elsewhere = requests.finding(source.file);
        outcome.diagnostics.extend(elsewhere.map(|(found, place)| source.at(found, place)));
        put_marks(events, marks);
        drop_dead_links(events);
        pictures
    }

    /// The way up to the root of the site that has a page: the published one, if this one is a selection without it.
    /// None if it is nowhere.
    fn way_to<'r>(&'r self, target: Target, root: &'r str) -> Option<&'r str> {
        match target {
            Target::Elsewhere(_) => Some(self.config.base_url.as_str()).filter(|_| self.config.is_published()),
            _ => Some(root),
        }
    }

    /// The page that a link leads to whatever the reader's script: a version that is asked for,
    /// one in the language of the linking text, or that of an article that is in no Chinese.
    fn page_in_language(&self, target: Target, asked: Option<&str>, own: Option<&str>) -> Option<String> {
        let (meta, path) = (self.archive.article_meta(target)?, self.archive.path(target));
        let form = self.config.page_form;
        let script = asked.and_then(|tag| tag.parse::<Script>().ok());
        if let Some(script) = script.filter(|script| self.config.scripts.contains(script)) {
            return Some(url::page_file(script, path, form));
        }
        let has = |wanted: Option<&str>| meta.in_other_languages().map(|(tag, _)| tag).find(|tag| Some(*tag) == wanted);
        let tag = has(asked).or_else(|| has(own)).or(meta.foreign_only())?;
        Some(url::page_in(&url::language_folder(tag), path, form))
    }
}

impl Addresses<'_> {
    /// Resolves the address of an event, or the addresses in its HTML.
    fn event(&mut self, index: usize, event: &mut Event<'_>, place: &Range<usize>) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => self.html(index, html, place),
            Event::Start(Tag::Link { link_type, dest_url, .. }) if *link_type != LinkType::Email => {
                *dest_url = self.resolve(dest_url, Purpose::Link, place);
            }
            Event::Start(Tag::Image { dest_url, .. }) => *dest_url = self.resolve(dest_url, Purpose::Picture, place),
            Event::End(TagEnd::Link) => self.marks.extend(self.waiting.take().map(|mark| (index, None, mark))),
            _ => {}
        }
    }

    /// Resolves the addresses in a piece of raw HTML.
    fn html(&mut self, index: usize, html: &mut CowStr<'_>, place: &Range<usize>) {
        let found = if html.contains('=') { addresses(html) } else { Vec::new() };
        if found.is_empty() && self.waiting.is_none() {
            return;
        }
        let mut out = String::new();
        let mut copied = 0;
        for (range, purpose) in found {
            let written = html[range.clone()].replace("&amp;", "&");
            if purpose == Purpose::Other {
                self.requests.see(&written, place, &self.renderer.config);
                continue;
            }
            if range.start < copied {
                continue;
            }
            self.copy(index, &html[copied..range.start], &mut out);
            let address = CowStr::from(written.clone());
            let resolved = self.resolve(&address, purpose, place);
            let resolved = if *resolved == *DEAD { CowStr::Borrowed("#") } else { resolved };
            if *resolved == *written {
                out.push_str(&html[range.clone()]);
            } else {
                out.push_str(&resolved.replace('&', "&amp;").replace('"', "&quot;"));
            }
            copied = range.end;
        }
        self.copy(index, &html[copied..], &mut out);
        *html = out.into();
    }

    /// Copies a part of an event's HTML, and takes note of where in it the link ends of which something is to be said.
    fn copy(&mut self, index: usize, part: &str, out: &mut String) {
        const END: &str = "</a>";
        let is_end = |at: &usize| {
            part.as_bytes()[*at..].get(..END.len()).is_some_and(|end| end.eq_ignore_ascii_case(END.as_bytes()))
        };
        let end = self.waiting.as_ref().and_then(|_| memchr::memchr_iter(b'<', part.as_bytes()).find(is_end));
        if let Some((end, mark)) = end.zip(self.waiting.take_if(|_| end.is_some())) {
            self.marks.push((index, Some(out.len() + end + END.len()), mark));
        }
        out.push_str(part);
    }

    fn resolve<'t>(&mut self, address: &CowStr<'t>, purpose: Purpose, place: &Range<usize>) -> CowStr<'t> {
        if purpose == Purpose::Link {
            self.waiting = None;
        } else {
            self.requests.see(address, place, &self.renderer.config);
        }
        let is_picture = purpose == Purpose::Picture;
        let (renderer, source, root) = (self.renderer, self.source, &self.root);
        let outcome = &mut *self.outcome;
        let resolver = renderer.resolver();
        let destination = resolver.resolve(address, source.file);
        outcome.asked.append(&mut resolver.asked.take());
        let mut report = |diagnostic: Diagnostic| outcome.diagnostics.push(source.at(diagnostic, place.clone()));
        // `a.pdf#page=3`.
        let suffix = address.find('#').map_or("", |at| &address[at..]);
        match destination {
            Destination::AsIs => match address.strip_prefix('#').map(|name| within(&self.anchors, name, source.file)) {
                Some(Led::To(place)) => place.into(),
                Some(Led::Nowhere(found)) => {
                    report(found);
                    address.clone()
                }
                Some(Led::AsWritten) | None => address.clone(),
            },
            Destination::Made(path) => {
                let path = if suffix.is_empty() { renderer.in_month(path) } else { path };
                format!("{}{suffix}", url::below(root, &path)).into()
            }
            Destination::Media(file) => {
                let path = renderer.config.media_path(&file);
                let address = format!("{root}{}{suffix}", url::encode(&path));
                match is_picture.then(|| renderer.picture(&file)).transpose().map(Option::flatten) {
                    Ok(Some(picture)) if suffix.is_empty() => self.pictures.add(&address, &path, picture),
                    Ok(_) => {}
                    Err(fault) => {
                        let sentence = sentence!("picture-unreadable", file = file.clone(), reason = fault.to_string());
                        report(Diagnostic::error(Kind::Picture, source.file, sentence));
                        if fault.is_of_the_disk() {
                            outcome.asked.push((file.clone(), false));
                        }
                    }
                }
                if is_picture {
                    self.pictures.files.insert(address.clone(), file.clone());
                }
                if purpose == Purpose::Link {
                    self.waiting = mark_of_file(renderer, &file);
                }
                outcome.media.push((file, is_picture));
                address.into()
            }
            Destination::Elsewhere(address) if purpose == Purpose::Link => address.into(),
            // A page asks no other host for what its author did not name one for.
            Destination::Elsewhere(_) => {
                let path = address.to_string();
                report(Diagnostic::error(Kind::MissingPicture, source.file, sentence!("picture-missing", path)));
                address.clone()
            }
            Destination::List(list, suffix) => {
                let path =
                    url::list_file(renderer.config.scripts[0], &format!("{list}/"), FRONT, renderer.config.page_form);
                format!("{}{suffix}", in_readers_script(&path, root)).into()
            }
            Destination::ListElsewhere(list, suffix) => {
                if !renderer.config.is_published() {
                    return CowStr::Borrowed(DEAD);
                }
                let path =
                    url::list_file(renderer.config.scripts[0], &format!("{list}/"), FRONT, renderer.config.page_form);
                format!("{}{suffix}", in_readers_script(&path, &renderer.config.base_url)).into()
            }
            Destination::Page(target, suffix, language) => {
                let Some(root) = renderer.way_to(target, root) else { return CowStr::Borrowed(DEAD) };
                let suffix = match renderer.led_into(target, (&suffix, language.as_deref()), source.file, outcome) {
                    Led::To(place) => place,
                    Led::AsWritten => suffix,
                    Led::Nowhere(found) => {
                        outcome.diagnostics.push(source.at(found, place.clone()));
                        suffix
                    }
                };
                if let Some(file) = renderer.page_in_language(target, language.as_deref(), source.foreign) {
                    return format!("{root}{}{suffix}", url::encode(&file)).into();
                }
                format!("{}{suffix}", renderer.page_address(target, root)).into()
            }
            Destination::Unfetched(file) => {
                report(lfs::told(source.file, &file));
                address.clone()
            }
            Destination::Missing(path) if is_picture => {
                // What stands for a part of the address is told already.
                let is_known = !path.contains("{{") && !path.contains("{%");
                let told = if is_known { Diagnostic::error } else { Diagnostic::warning };
                report(told(Kind::MissingPicture, source.file, sentence!("picture-missing", path)));
                address.clone()
            }
            Destination::Missing(path) if purpose == Purpose::Recording => {
                report(Diagnostic::error(Kind::MissingMedia, source.file, sentence!("media-missing", path)));
                address.clone()
            }
            Destination::Missing(path) => {
                let message = match meant(&path) {
                    Some(meant) => sentence!("link-dead-meant", path, meant),
                    None => sentence!("link-dead", path),
                };
                report(Diagnostic::warning(Kind::DeadLink, source.file, message));
                if address.starts_with(POST) || address.starts_with(WIKI) {
                    CowStr::Borrowed(DEAD)
                } else {
                    address.clone()
                }
            }
            Destination::Unsafe => {
                report(Diagnostic::warning(Kind::UnsafeLink, source.file, of_unsafe(address)));
                CowStr::Borrowed(DEAD)
            }
        }
    }
}

/// What is told of an address that is not linked to.
fn of_unsafe(address: &str) -> Sentence {
    /// What browsers run or show themselves.
    const RUN: [&str; 6] = ["javascript", "vbscript", "livescript", "data", "blob", "file"];
    let scheme = scheme(address).unwrap_or_default();
    match meant(address) {
        Some(meant) => sentence!("link-unsafe-meant", scheme, meant),
        None if RUN.contains(&scheme.as_str()) => sentence!("link-unsafe"),
        None => sentence!("link-of-program", scheme),
    }
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
