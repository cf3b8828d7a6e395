//! What stands in a page for a film, a sound or a frame of another host: a link, with words that every language of a
//! page has for it; or a frame, if the site lets the host in.

use pulldown_cmark::{CowStr, Event};
use url::Url;

use super::address::shown_host;

/// Stands at both ends of what becomes a message in the language of a page: its key and its arguments.
pub const MARK: char = '\u{0}';
/// The class of what stands for a frame until the HTML of an author was filtered; its number follows.
pub const FRAME: &str = "dibao-frame-";

/// What a reader does at another host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doing {
    /// Looks at a film.
    Watching,
    /// Listens to a sound.
    Listening,
    /// Opens whatever it is.
    Opening,
}

impl Doing {
    /// The message that says so.
    const fn key(self) -> &'static str {
        match self {
            Self::Watching => "embed-watch",
            Self::Listening => "embed-listen",
            Self::Opening => "embed-open",
        }
    }
}

/// A text as HTML has it, also between quotation marks.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

pub(super) fn tag<'a>(tag: String) -> Event<'a> {
    Event::InlineHtml(CowStr::from(tag))
}

/// A link to what is at another host. In a link it is the words alone.
pub(super) fn to_another_host<'a>(to: &Url, title: &str, doing: Doing, in_link: bool) -> Vec<Event<'a>> {
    let element = if in_link { "span" } else { "a" };
    let address = if in_link { String::new() } else { format!(" href=\"{}\"", escaped(to.as_str())) };
    let mut link = vec![tag(format!("<{element} class=\"embed\"{address}>"))];
    if !title.is_empty() {
        link.push(Event::Text(CowStr::from(title.to_owned())));
    }
    let between = if title.is_empty() { "" } else { " " };
    let mark = format!("{MARK}{} {}{MARK}", doing.key(), shown_host(to));
    // More than a tag in one piece is none of the text that is converted.
    link.push(tag(format!("{between}<span class=\"embed-host\">{mark}</span>")));
    link.push(tag(format!("</{element}>")));
    link
}

/// A link to a file of the archive that no page shows by itself.
pub(super) fn to_own_file<'a>(address: &str, title: &str) -> Vec<Event<'a>> {
    let path = address.split(['?', '#']).next().unwrap_or(address);
    let name = path.rsplit('/').find(|part| !part.is_empty()).unwrap_or(path);
    let name = percent_encoding::percent_decode_str(name).decode_utf8_lossy().into_owned();
    let text = if title.is_empty() { Event::Text(name.into()) } else { Event::Text(title.to_owned().into()) };
    vec![tag(format!("<a class=\"embed\" href=\"{}\">", escaped(address))), text, tag("</a>".to_owned())]
}

/// The place of a frame, with its title, which is a text of the page.
pub(super) fn place_of_frame<'a>(number: usize, title: &str) -> Vec<Event<'a>> {
    vec![tag(format!("<span class=\"{FRAME}{number}\" title=\"{}\">", escaped(title))), tag("</span>".to_owned())]
}
