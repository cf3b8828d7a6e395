//! What follows `#` in links: a place on the same page or on that of another article, by the id that it has there.
//!
//! The ids of another article are those of its text as it is now, so its file is among those that a page is made of:
//! once it changes, the page is made again.

use std::sync::{Arc, PoisonError};

use percent_encoding::percent_decode_str;
use pulldown_cmark::{Event, Tag};

use super::outcome::Outcome;
use super::run::Run;
use super::url;
use crate::archive::Target;
use crate::content::{ArticleMeta, body_of};
use crate::diagnostic::{Diagnostic, Kind, sentence};
use crate::markdown::{Anchors, Events, Place, Prepared, finish_headings, parse};
use crate::reads::Facet;

/// A link's address with the place that it leads to, or what is to be said of one that leads nowhere.
pub(super) enum Led {
    /// With `#`; empty if the page begins there.
    To(String),
    /// As it is written: what is on that page is not known here.
    AsWritten,
    /// What is to be said.
    Nowhere(Diagnostic),
}

/// Whether a text has a link to a place on its own page.
pub(super) fn leads_within(events: &Events<'_>) -> bool {
    let in_html = |html: &str| ["=\"#", "='#", "=#"].iter().any(|link| html.contains(link));
    events.iter().any(|(event, _)| match event {
        Event::Start(Tag::Link { dest_url, .. }) => dest_url.starts_with('#'),
        Event::Html(html) | Event::InlineHtml(html) => in_html(html),
        _ => false,
    })
}

/// Where a link to a place on its own page leads.
pub(super) fn within(anchors: &Anchors, written: &str, file: &str) -> Led {
    let name = decoded(written);
    // `#` alone is the top of any page, and what begins so is no place but a text (`#:~:text=`) that browsers look for.
    if name.is_empty() || name.starts_with(":~:") {
        return Led::AsWritten;
    }
    match anchors.place(&name) {
        // As it is written, signs and all.
        Place::Id(id) if id == name => Led::AsWritten,
        Place::Id(id) => Led::To(format!("#{}", url::encode(id))),
        Place::Nowhere(Some(near)) => {
            Led::Nowhere(Diagnostic::warning(Kind::DeadLink, file, sentence!("link-dead-within-near", name, near)))
        }
        Place::Nowhere(None) => {
            Led::Nowhere(Diagnostic::warning(Kind::DeadLink, file, sentence!("link-dead-within", name)))
        }
    }
}

impl Run<'_> {
    /// Where a link to a place on the page of an article, or of a page that stands by itself, leads: to that of the
    /// version in a language, if one is meant. `suffix` is what the link has after the page's address.
    pub(super) fn led_into(
        &self,
        target: Target,
        (suffix, language): (&str, Option<&str>),
        file: &str,
        outcome: &mut Outcome,
    ) -> Led {
        let Some((before, written)) = suffix.split_once('#') else { return Led::AsWritten };
        let name = decoded(written);
        let Some(meta) = self.text_at(target).filter(|_| !name.is_empty() && !name.starts_with(":~:")) else {
            return Led::AsWritten;
        };
        // A reader gets the version in the reader's script, and a place has the same id in each that is converted.
        let is_meant = |version: &&ArticleMeta| language.is_none_or(|tag| version.lang() == tag);
        let mut near = None;
        for version in meta.with_versions().filter(is_meant) {
            outcome.asked.push((version.file.clone(), true));
            let Some(anchors) = self.anchors(version) else { return Led::AsWritten };
            match anchors.place(&name) {
                Place::Id(id) if id == name => return Led::AsWritten,
                Place::Id("top") => return Led::To(before.to_owned()),
                Place::Id(id) => return Led::To(format!("{before}#{}", url::encode(id))),
                Place::Nowhere(other) => near = near.or(other.map(str::to_owned)),
            }
        }
        let title = meta.title.clone();
        let message = match near {
            Some(near) => sentence!("link-dead-place-near", name, title, near),
            None => sentence!("link-dead-place", name, title),
        };
        Led::Nowhere(Diagnostic::warning(Kind::DeadLink, file, message))
    }

    /// The text that a page shows, if nothing but that is on it which links could name.
    fn text_at(&self, target: Target) -> Option<&ArticleMeta> {
        match target {
            Target::Article(id) => Some(&self.archive.articles[id].meta),
            Target::Page(id) => Some(&self.archive.pages[id].meta),
            // A notice has no headings, an entity's page has some of its own, and another part's text is not here.
            Target::Withdrawn(_) | Target::Entity(_) | Target::Elsewhere(_) => None,
        }
    }

    /// The places in the text of a version, which is read once however many links lead into it; none if it cannot be
    /// read, which its own page tells.
    fn anchors(&self, version: &ArticleMeta) -> Option<Arc<Anchors>> {
        let key = (version.file.clone(), version.part);
        self.archive.trace().record(Facet::Text(version.file.as_str().into()));
        if let Some(known) = self.anchors.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Some(Arc::clone(known));
        }
        let text = self.text_of(version).ok()?;
        let body = body_of(&text, version);
        let prepared = Prepared::new(&body, version.habits);
        let mut events = parse(&prepared).events;
        let title = finish_headings(&mut events, &version.title, version.habits.heading_ids);
        let anchors = Arc::new(Anchors::of(&title, &events));
        self.anchors.lock().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&anchors));
        Some(anchors)
    }
}

/// A name as it was before it was put into an address.
fn decoded(written: &str) -> String {
    percent_decode_str(written).decode_utf8_lossy().into_owned()
}
