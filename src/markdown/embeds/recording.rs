//! Films and sounds as pages have them: with controls, and loaded no further than a reader asks.

use pulldown_cmark::Event;

use super::link::{Doing, escaped, tag};
use super::written::Tag;

/// Endings of the films and sounds that browsers play.
const FILMS: [&str; 5] = ["mp4", "m4v", "webm", "ogv", "mov"];
const SOUNDS: [&str; 8] = ["mp3", "m4a", "ogg", "oga", "opus", "wav", "flac", "aac"];
/// What an author may say of a film or a sound by a bare name.
const SWITCHES: [&str; 3] = ["loop", "muted", "playsinline"];
/// The kinds of tracks that HTML knows.
const TRACKS: [&str; 5] = ["subtitles", "captions", "descriptions", "chapters", "metadata"];

/// What a recording is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Medium {
    Film,
    Sound,
}

impl Medium {
    pub const fn element(self) -> &'static str {
        match self {
            Self::Film => "video",
            Self::Sound => "audio",
        }
    }

    pub const fn doing(self) -> Doing {
        match self {
            Self::Film => Doing::Watching,
            Self::Sound => Doing::Listening,
        }
    }

    /// That of the file at an address, by its ending.
    pub fn of_file(address: &str) -> Option<Self> {
        let path = address.split(['?', '#']).next()?;
        let ending = path.rsplit('/').next()?.rsplit_once('.')?.1.to_ascii_lowercase();
        let is = |endings: &[&str]| endings.contains(&ending.as_str());
        is(&FILMS).then_some(Self::Film).or_else(|| is(&SOUNDS).then_some(Self::Sound))
    }
}

/// A film or a sound that a page plays.
pub(super) struct Recording {
    pub medium: Medium,
    /// Where it is, in one or several forms, and their media types.
    pub sources: Vec<(String, Option<String>)>,
    /// The picture that stands for a film until it is played.
    pub poster: Option<String>,
    /// What else its tag has.
    attributes: String,
    /// Its tracks: the attributes of each.
    tracks: Vec<String>,
    /// Whether it is at another host, which is asked for nothing until a reader wants it.
    pub is_elsewhere: bool,
}

impl Recording {
    /// One with words for those who cannot see or hear it.
    pub fn new(medium: Medium, address: &str, words: &str) -> Self {
        let attributes = if words.is_empty() { String::new() } else { format!(" aria-label=\"{}\"", escaped(words)) };
        let sources = vec![(address.to_owned(), None)];
        Self { medium, sources, poster: None, attributes, tracks: Vec::new(), is_elsewhere: false }
    }

    /// What a tag says of it, but for its address and its poster.
    pub fn of_tag(medium: Medium, written: &Tag) -> Self {
        let mut attributes = String::new();
        let mut add = |name: &str, value: &str| attributes.push_str(&format!(" {name}=\"{}\"", escaped(value)));
        for name in ["id", "class", "lang", "title", "aria-label"] {
            written.get(name).into_iter().for_each(|value| add(name, value));
        }
        for name in ["width", "height"].into_iter().filter(|_| medium == Medium::Film) {
            written.get(name).and_then(pixels).into_iter().for_each(|value| add(name, value));
        }
        if let Some(preload) = written.get("preload").filter(|it| matches!(*it, "none" | "metadata")) {
            add("preload", preload);
        }
        for name in SWITCHES.into_iter().filter(|name| written.has(name)) {
            attributes.push_str(&format!(" {name}"));
        }
        Self { medium, sources: Vec::new(), poster: None, attributes, tracks: Vec::new(), is_elsewhere: false }
    }

    /// Adds the track that a tag names.
    pub fn add_track(&mut self, address: &str, written: &Tag) {
        let mut track = format!(" src=\"{}\"", escaped(address));
        if let Some(kind) = written.get("kind").filter(|kind| TRACKS.contains(kind)) {
            track.push_str(&format!(" kind=\"{kind}\""));
        }
        for name in ["srclang", "label"] {
            if let Some(value) = written.get(name) {
                track.push_str(&format!(" {name}=\"{}\"", escaped(value)));
            }
        }
        if written.has("default") {
            track.push_str(" default");
        }
        self.tracks.push(track);
    }

    /// Its tags, each in a piece of its own.
    pub fn events<'a>(&self) -> Vec<Event<'a>> {
        let element = self.medium.element();
        let mut open = format!("<{element} controls");
        if !self.attributes.contains(" preload=") {
            let waits = self.is_elsewhere || self.poster.is_some();
            open.push_str(if waits { " preload=\"none\"" } else { " preload=\"metadata\"" });
        }
        if let [(address, None)] = self.sources.as_slice() {
            open.push_str(&format!(" src=\"{}\"", escaped(address)));
        }
        if let Some(poster) = &self.poster {
            open.push_str(&format!(" poster=\"{}\"", escaped(poster)));
        }
        let mut events = vec![tag(format!("{open}{}>", self.attributes))];
        if !matches!(self.sources.as_slice(), [(_, None)]) {
            let source = |(address, kind): &(String, Option<String>)| {
                let kind = kind.as_ref().map(|kind| format!(" type=\"{}\"", escaped(kind))).unwrap_or_default();
                tag(format!("<source src=\"{}\"{kind}>", escaped(address)))
            };
            events.extend(self.sources.iter().map(source));
        }
        events.extend(self.tracks.iter().map(|track| tag(format!("<track{track}>"))));
        events.push(tag(format!("</{element}>")));
        events
    }
}

/// A length in pixels, without its unit.
pub(super) fn pixels(length: &str) -> Option<&str> {
    let number = length.trim().trim_end_matches("px").trim_end();
    (!number.is_empty() && number.len() <= 5 && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(number)
}
