//! The walk through the HTML of an article, tag by tag.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::Event;
use url::Url;

use super::address::{Where, page_for_people, shown_host};
use super::hosts::Hosts;
use super::link::{Doing, escaped, place_of_frame, tag, to_another_host, to_own_file};
use super::losses::Losses;
use super::recording::{Medium, Recording, pixels};
use super::written::{Edit, Html, Tag};
use crate::diagnostic::Finding;
use crate::markdown::schemes::is_safe_address;
use crate::markdown::syntax::Events;

/// Elements that have an end which matters here.
const PAIRED: [&str; 12] = [
    "video", "audio", "iframe", "object", "script", "style", "noscript", "noembed", "noframes", "template", "xmp",
    "textarea",
];
/// Where pages that load pictures late have their addresses.
const LATE: [&str; 6] = ["data-src", "data-original", "data-lazy-src", "data-original-src", "data-actualsrc", "file"];
/// What a frame of an allowed host may do: play, and open its own site beside this one.
const FRAMED: &str = "loading=\"lazy\" referrerpolicy=\"no-referrer\" sandbox=\"allow-scripts allow-same-origin allow-popups allow-presentation\" allowfullscreen";

/// What became of the embedded things of an article.
#[derive(Default)]
pub struct Embedded {
    /// What was lost or became a link.
    pub findings: Vec<Finding>,
    /// The tags of the frames that a page has, by number, without the end of the tag.
    pub frames: Vec<String>,
}

/// Gives the HTML that an author wrote the form in which a page can keep it: films and sounds of the archive with their
/// controls, links in the place of what is elsewhere and of frames, pictures that were to be loaded late; and lets go of
/// elements whose text would be none, or a program. A page may show what hosts have that `is_allowed` knows, in a frame
/// those that `may_frame` knows.
pub fn embeds(
    events: &mut Events<'_>,
    is_allowed: &dyn Fn(&str) -> bool,
    may_frame: &dyn Fn(&str) -> bool,
) -> Embedded {
    if !events.iter().any(|(event, _)| matches!(event, Event::Html(_) | Event::InlineHtml(_))) {
        return Embedded::default();
    }
    let html = Html::of(events);
    let mut walk = Walk {
        ends: ends(&html.tags),
        framed: framed(&html.tags, may_frame),
        html: &html,
        events,
        is_allowed,
        edits: Vec::new(),
        losses: Losses::default(),
        frames: Vec::new(),
        linked: Hosts::default(),
        left_out: Hosts::default(),
        links: 0,
        last_picture: None,
    };
    let mut at = 0;
    while at < html.tags.len() {
        at = walk.tag(at);
    }
    let Walk { edits, losses, frames, linked, left_out, .. } = walk;
    let place = |range: &Range<usize>| html.place(range, events);
    let mut findings = losses.findings(place);
    findings.extend(linked.linked(place));
    findings.extend(left_out.left_out(place));
    html.edit(events, edits);
    Embedded { findings, frames }
}

struct Walk<'h, 'e, 'a> {
    html: &'h Html,
    events: &'e Events<'a>,
    is_allowed: &'e dyn Fn(&str) -> bool,
    /// The number of the end tag of each start tag that has one.
    ends: Vec<Option<usize>>,
    edits: Vec<Edit<'a>>,
    losses: Losses,
    frames: Vec<String>,
    /// Where something is that a frame or an object shows, by the number of its tag, in order.
    framed: Vec<(usize, Where)>,
    /// What became a link, by host.
    linked: Hosts,
    /// The posters and tracks that would come from elsewhere, likewise.
    left_out: Hosts,
    /// How many links of HTML are open.
    links: usize,
    /// The address of the last picture.
    last_picture: Option<String>,
}

impl<'a> Walk<'_, '_, 'a> {
    /// Takes a tag, with what belongs to it, and gives the number of the next.
    fn tag(&mut self, at: usize) -> usize {
        let tag = &self.html.tags[at];
        let name = tag.name.as_str();
        match (name, tag.is_end) {
            ("video", false) => return self.recording(at, Medium::Film),
            ("audio", false) => return self.recording(at, Medium::Sound),
            ("iframe" | "frame" | "embed" | "object", false) => return self.frame(at),
            ("script" | "style", false) => {
                self.losses.add_element(tag);
                return self.drop_whole(at);
            }
            ("noscript", false) if self.repeats_picture(at) => return self.drop_whole(at),
            ("img", false) => self.picture(tag),
            ("a", false) => self.links += 1,
            ("a", true) => self.links = self.links.saturating_sub(1),
            _ => {}
        }
        let is_unwrapped = PAIRED.contains(&name) || matches!(name, "embed" | "frame" | "plaintext");
        if is_unwrapped || matches!(name, "source" | "track" | "param") {
            self.replace(tag.span.clone(), Vec::new());
        } else {
            self.losses.see(tag);
        }
        at + 1
    }

    /// A film or a sound, with all that is in it.
    fn recording(&mut self, at: usize, medium: Medium) -> usize {
        let tag = &self.html.tags[at];
        let last = self.last_of(at);
        let inside = &self.html.tags[at + 1..=last];
        let mut recording = Recording::of_tag(medium, tag);
        let mut elsewhere = None;
        let sources = inside.iter().filter(|inner| inner.name == "source" && !inner.is_end);
        for source in [tag].into_iter().chain(sources) {
            let kind = source.get("type").filter(|_| source.name == "source").map(str::to_owned);
            match address(source).and_then(|address| Where::of(address, self.is_allowed)) {
                Some(Where::Own(address)) => recording.sources.push((address, kind)),
                Some(Where::Allowed(url)) => {
                    recording.is_elsewhere = true;
                    recording.sources.push((url.into(), kind));
                }
                Some(Where::Elsewhere(url)) => elsewhere = elsewhere.or(Some(url)),
                None => {}
            }
        }
        let range = tag.span.start..self.html.tags[last].span.end;
        if !recording.sources.is_empty() {
            self.furnish(&mut recording, tag, inside);
            self.replace(range, recording.events());
        } else if let Some(url) = elsewhere {
            let title = self.title(at, last);
            self.link(tag, &url, &title, medium.doing(), range);
        } else {
            // What was to be shown where it cannot be played is all that there is.
            self.losses.add_element(tag);
            self.replace(tag.span.clone(), Vec::new());
            return at + 1;
        }
        last + 1
    }

    /// Gives a recording its poster and its tracks, as far as no other host is asked for them.
    fn furnish(&mut self, recording: &mut Recording, tag: &Tag, inside: &[Tag]) {
        let is_picture = |address: &&str| address.starts_with("data:image/") && is_safe_address(address);
        let poster = tag.get("poster").filter(|_| recording.medium == Medium::Film);
        recording.poster = match poster.and_then(|poster| Where::of(poster, self.is_allowed)) {
            Some(Where::Own(address)) => Some(address),
            Some(Where::Allowed(url)) => Some(url.into()),
            Some(Where::Elsewhere(url)) => {
                self.left_out.add(&url, &tag.span);
                None
            }
            None => poster.filter(is_picture).map(str::to_owned),
        };
        for track in inside.iter().filter(|inner| inner.name == "track" && !inner.is_end) {
            match track.get("src").and_then(|src| Where::of(src, self.is_allowed)) {
                Some(Where::Own(address)) => recording.add_track(&address, track),
                // Browsers load no track from another host for a page that does not ask for leave.
                Some(Where::Allowed(url) | Where::Elsewhere(url)) => self.left_out.add(&url, &track.span),
                None => {}
            }
        }
    }

    /// A frame or an object, with all that is in it.
    fn frame(&mut self, at: usize) -> usize {
        let tag = &self.html.tags[at];
        let last = match (tag.name.as_str(), self.ends[at]) {
            ("embed" | "frame", _) | (_, None) => at,
            (_, Some(end)) => end,
        };
        // Its own, or the first within.
        let found = self.framed.get(self.framed.partition_point(|(tag, _)| *tag < at));
        let Some((shown, place)) = found.filter(|(tag, _)| *tag <= last).cloned() else {
            self.losses.add_element(tag);
            self.replace(tag.span.clone(), Vec::new());
            return at + 1;
        };
        let range = tag.span.start..self.html.tags[last].span.end;
        let shown = &self.html.tags[shown];
        let title = tag.get("title").or_else(|| shown.get("title")).or_else(|| tag.get("aria-label"));
        let title = title.unwrap_or_default().to_owned();
        match place {
            Where::Own(address) => {
                let with = match Medium::of_file(&address) {
                    Some(medium) => Recording::new(medium, &address, &title).events(),
                    None if self.is_in_link(tag) => vec![Event::Text(title.into())],
                    None => to_own_file(&address, &title),
                };
                self.replace(range, with);
            }
            Where::Allowed(url) => {
                let title = if title.is_empty() { shown_host(&url) } else { title };
                let with = place_of_frame(self.frames.len(), &title);
                self.frames.push(frame_tag(&url, shown));
                self.replace(range, with);
            }
            Where::Elsewhere(url) => {
                let page = page_for_people(&url);
                let doing = if page.is_some() { Doing::Watching } else { Doing::Opening };
                self.link(tag, &page.unwrap_or(url), &title, doing, range);
            }
        }
        last + 1
    }

    /// A picture: one that a program was to load late is there at once.
    fn picture(&mut self, written: &Tag) {
        let is_usable = |address: &&str| !["data:", "about:"].iter().any(|scheme| address.starts_with(scheme));
        let late = || LATE.iter().find_map(|name| written.get(name)).filter(|address| is_safe_address(address));
        let address = written.get("src").filter(is_usable);
        self.last_picture = address.or_else(late).map(str::to_owned);
        let (None, Some(late)) = (address, late()) else { return };
        let mut picture = format!("<img src=\"{}\"", escaped(late));
        for name in ["id", "class", "alt", "title", "width", "height", "lang"].into_iter().filter(|it| written.has(it))
        {
            picture.push_str(&format!(" {name}=\"{}\"", escaped(written.get(name).unwrap_or_default())));
        }
        self.replace(written.span.clone(), vec![tag(picture + ">")]);
    }

    /// Whether what browsers without programs are shown is the picture that was just shown to all.
    fn repeats_picture(&self, at: usize) -> bool {
        let Some(end) = self.ends[at] else { return false };
        let inside = &self.html.tags[at + 1..end];
        let mut pictures = inside.iter().filter(|tag| tag.name == "img");
        let is_same = |tag: &Tag| tag.get("src").is_some() && tag.get("src") == self.last_picture.as_deref();
        pictures.next().is_some_and(is_same) && pictures.next().is_none()
    }

    /// Leaves an element out with its text; without an end it ends with its block.
    fn drop_whole(&mut self, at: usize) -> usize {
        let tag = &self.html.tags[at];
        let end = match self.ends[at] {
            Some(end) => self.html.tags[end].span.end,
            None => self.html.end_of_part(tag.span.start).max(tag.span.end),
        };
        self.replace(tag.span.start..end, Vec::new());
        let next = self.html.tags[at..].partition_point(|tag| tag.span.start < end);
        at + next.max(1)
    }

    /// The last tag of a recording: its end, or if it has none, the last of the sources behind it.
    fn last_of(&self, at: usize) -> usize {
        if let Some(end) = self.ends[at] {
            return end;
        }
        let tags = &self.html.tags;
        let mut last = at;
        while let Some(next) = tags.get(last + 1)
            && matches!(next.name.as_str(), "source" | "track")
            && self.html.is_blank(tags[last].span.end..next.span.start)
        {
            last += 1;
        }
        last
    }

    /// What an author calls a recording: in its tag, or in what it shows where it cannot be played.
    fn title(&self, at: usize, last: usize) -> String {
        const LONGEST: usize = 80;
        let tag = &self.html.tags[at];
        if let Some(title) = tag.get("title").or_else(|| tag.get("aria-label")) {
            return title.to_owned();
        }
        let inside = tag.span.end..self.html.tags[last].span.start.max(tag.span.end);
        let words = self.html.words(inside, self.events);
        let excuses = ["浏览器", "瀏覽器", "browser", "不支持", "不支援"];
        let is_title = words.chars().count() <= LONGEST && !excuses.iter().any(|excuse| words.contains(excuse));
        if is_title { words } else { String::new() }
    }

    fn is_in_link(&self, tag: &Tag) -> bool {
        tag.in_link || self.links > 0
    }

    fn link(&mut self, tag: &Tag, url: &Url, title: &str, doing: Doing, range: Range<usize>) {
        self.linked.add(url, &tag.span);
        let with = to_another_host(url, title, doing, self.is_in_link(tag));
        self.replace(range, with);
    }

    fn replace(&mut self, range: Range<usize>, with: Vec<Event<'a>>) {
        self.edits.push(Edit { range, with });
    }
}

/// The number of the end tag of each start tag of a paired element.
fn ends(tags: &[Tag]) -> Vec<Option<usize>> {
    let mut ends = vec![None; tags.len()];
    let mut open: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, tag) in tags.iter().enumerate().rev().filter(|(_, tag)| PAIRED.contains(&tag.name.as_str())) {
        let after = open.entry(tag.name.as_str()).or_default();
        if tag.is_end {
            // Only objects are in each other.
            if tag.name != "object" {
                after.clear();
            }
            after.push(index);
        } else if !tag.closes_itself || matches!(tag.name.as_str(), "script" | "style") {
            ends[index] = after.pop();
        }
    }
    ends
}

/// Where something is that a frame or an object may show, by the number of its tag.
fn framed(tags: &[Tag], is_allowed: &dyn Fn(&str) -> bool) -> Vec<(usize, Where)> {
    let place = |tag: &Tag| framed_address(tag).and_then(|address| Where::of(address, is_allowed));
    let starts = tags.iter().enumerate().filter(|(_, tag)| !tag.is_end);
    starts.filter_map(|(index, tag)| Some((index, place(tag)?))).collect()
}

/// The address of a source, which may be where programs look for it.
fn address(tag: &Tag) -> Option<&str> {
    tag.get("src").or_else(|| tag.get("data-src"))
}

/// The address of what a frame, an object or one of its parameters shows.
fn framed_address(tag: &Tag) -> Option<&str> {
    match tag.name.as_str() {
        "object" => tag.get("data"),
        "param" => {
            let is_address = tag.get("name").is_some_and(|name| {
                ["movie", "src", "url", "filename"].iter().any(|known| known.eq_ignore_ascii_case(name))
            });
            tag.get("value").filter(|_| is_address)
        }
        "iframe" | "frame" | "embed" | "video" | "audio" | "source" => {
            let usable = |address: &&str| !address.starts_with("about:");
            tag.get("src").filter(usable).or_else(|| LATE.iter().find_map(|name| tag.get(name)))
        }
        _ => None,
    }
}

/// The tag of a frame, but for its class, its title and its end.
fn frame_tag(url: &Url, tag: &Tag) -> String {
    let mut frame = format!("<iframe src=\"{}\" {FRAMED}", escaped(url.as_str()));
    for name in ["width", "height"] {
        if let Some(length) = tag.get(name).and_then(pixels) {
            frame.push_str(&format!(" {name}=\"{length}\""));
        }
    }
    frame
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::markdown::embeds::films;
    use crate::markdown::{Habits, Prepared, is_safe, parse, render, sanitize};

    fn shaped(source: &str) -> (String, Embedded) {
        let prepared = Prepared::new(source, Habits::default());
        let mut events = parse(&prepared).events;
        let is_allowed = |host: &str| host == "video.example";
        films(&mut events, &is_allowed);
        let embedded = embeds(&mut events, &is_allowed, &is_allowed);
        let mut open = 0_i64;
        for (event, range) in &events {
            assert!(source.get(range.clone()).is_some(), "{range:?}");
            open += i64::from(matches!(event, Event::Start(_))) - i64::from(matches!(event, Event::End(_)));
            assert!(open >= 0);
        }
        assert_eq!(open, 0);
        let mut html = String::new();
        render(events.into_iter().map(|(event, _)| event), &mut html);
        (html, embedded)
    }

    #[test]
    fn what_stands_between_the_ends_goes_and_blocks_stay_whole() {
        let link = |host: &str, title: &str| {
            format!(
                "<a class=\"embed\" href=\"https://{host}/\">{title}<span class=\"embed-host\">\0embed-open {host}\0</span></a>"
            )
        };
        for (source, expected) in [
            (
                "甲\n\n<iframe src=//a.example>\n\n乙\n\n</iframe>\n\n丙",
                format!("<p>甲</p>{}<p>丙</p>", link("a.example", "")),
            ),
            (
                "- <iframe src=//a.example>\n\n  乙\n\n- 丙</iframe>\n\n丁",
                format!("<ul><li>{}</li><li><p></p></li></ul><p>丁</p>", link("a.example", "")),
            ),
            (
                "甲<iframe src=//a.example title=题>乙*丙*</iframe>丁",
                format!("<p>甲{}丁</p>", link("a.example", "题 ")),
            ),
            ("甲*乙<script>丙*丁</script>戊", "<p>甲<em>乙</em>戊</p>".to_owned()),
            ("<div>\n<style>\na {}\n</style>甲</div>", "<div>甲</div>".to_owned()),
        ] {
            assert_eq!(shaped(source).0.replace('\n', ""), expected, "{source}");
        }
    }

    proptest! {
        #![proptest_config(crate::testing::cases(1000))]
        /// Whatever is written, blocks stay whole, a page is safe once filtered, and no recording begins by itself.
        #[test]
        fn nothing_breaks(source in "(<video |<audio |<iframe |<object |<embed |<source |<track |<noscript>|<script>|<style>|<xmp>|<img |</video>|</audio>|</iframe>|</object>|</noscript>|</script>|</style>|<a href=x>|</a>|src=a\\.mp4|src=//video\\.example/a|src='https://a\\.example'|src=javascript:x|poster=\"data:x\"|autoplay|data=x|data-src=y| |>|/>|\n|\n\n|- |> |甲|\\*|!\\[甲\\]\\(a\\.mp4\\)|\\[|\\]\\(b\\)|`){0,30}") {
            let (html, embedded) = shaped(&source);
            for finding in &embedded.findings {
                prop_assert!(source.get(finding.range.clone()).is_some());
            }
            let clean = sanitize(&html.replace('\0', ""));
            prop_assert!(is_safe(&clean), "{clean}");
            prop_assert!(!clean.contains(" autoplay=\""), "{clean}");
        }
    }
}
