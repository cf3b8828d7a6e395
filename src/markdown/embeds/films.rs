//! Pictures of Markdown that are films or sounds: `![港口](port.mp4)`.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::address::Where;
use super::hosts::Hosts;
use super::link::to_another_host;
use super::recording::{Medium, Recording};
use crate::diagnostic::Finding;
use crate::markdown::syntax::Events;

/// Makes films and sounds of pictures whose file is one. Each has the picture's words for those who cannot see it. One
/// of a host that pages may not embed from is a link, which is told.
pub fn films(events: &mut Events<'_>, is_allowed: &dyn Fn(&str) -> bool) -> Option<Finding> {
    let is_film = |event: &Event<'_>| matches!(event, Event::Start(Tag::Image { dest_url, .. }) if Medium::of_file(dest_url).is_some());
    if !events.iter().any(|(event, _)| is_film(event)) {
        return None;
    }
    let mut linked = Hosts::default();
    let mut out = Events::with_capacity(events.len());
    let (mut links, mut pictures) = (0_usize, 0_usize);
    let mut rest = std::mem::take(events).into_iter();
    while let Some((event, range)) = rest.next() {
        match &event {
            Event::Start(Tag::Link { .. }) => links += 1,
            Event::End(TagEnd::Link) => links = links.saturating_sub(1),
            Event::Start(Tag::Image { .. }) if pictures > 0 || !is_film(&event) => pictures += 1,
            Event::End(TagEnd::Image) => pictures = pictures.saturating_sub(1),
            _ => {}
        }
        let film = if let Event::Start(Tag::Image { dest_url, title, .. }) = &event
            && pictures == 0
            && let Some(medium) = Medium::of_file(dest_url)
            && let Some(place) = Where::of(dest_url, is_allowed)
        {
            let words = words(&mut rest);
            let words = if words.is_empty() { title.to_string() } else { words };
            match place {
                Where::Own(address) => Recording::new(medium, &address, &words).events(),
                Where::Allowed(url) => {
                    let mut film = Recording::new(medium, url.as_str(), &words);
                    film.is_elsewhere = true;
                    film.events()
                }
                Where::Elsewhere(url) => {
                    linked.add(&url, &range);
                    to_another_host(&url, &words, medium.doing(), links > 0)
                }
            }
        } else {
            out.push((event, range));
            continue;
        };
        out.extend(film.into_iter().map(|event| (event, range.clone())));
    }
    *events = out;
    linked.linked(Range::clone)
}

/// The words of a picture, to its end.
fn words<'a>(rest: &mut impl Iterator<Item = (Event<'a>, Range<usize>)>) -> String {
    let mut words = String::new();
    let mut depth = 1;
    while depth > 0
        && let Some((event, _)) = rest.next()
    {
        match event {
            Event::Start(Tag::Image { .. }) => depth += 1,
            Event::End(TagEnd::Image) => depth -= 1,
            Event::Text(text) | Event::Code(text) => words.push_str(&text),
            Event::SoftBreak | Event::HardBreak => words.push(' '),
            _ => {}
        }
    }
    words
}
