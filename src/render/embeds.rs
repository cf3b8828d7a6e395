//! What a page shows of other hosts and says of its files: frames, and words in the page's language.

use pulldown_cmark::Event;

use super::renderer::Renderer;
use super::words::Words;
use crate::disk;
use crate::markdown::{Events, FRAME, MARK};

/// A mark for what a file is that a link leads to: its form and its size. None for pages and pictures, which a browser
/// shows, and for what has no ending.
pub(super) fn mark_of_file(renderer: &Renderer, file: &str) -> Option<String> {
    const LONGEST: usize = 5;
    let (_, ending) = file.rsplit('/').next()?.rsplit_once('.')?;
    let is_ending = ending.len() <= LONGEST && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let kind = mime_guess::from_ext(ending).first_raw().unwrap_or_default();
    if !is_ending || kind.starts_with("image/") || kind == "text/html" {
        return None;
    }
    let size = disk::metadata(&renderer.root.join(file)).ok()?.len();
    Some(format!("{MARK}file-size {} {}{MARK}", ending.to_ascii_uppercase(), sized(size)))
}

/// A size as people read it.
fn sized(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let (mut tenths, mut unit) = (bytes.div_ceil(100), 0);
    while tenths >= 9_995 && unit + 1 < UNITS.len() {
        tenths = tenths.div_ceil(1000);
        unit += 1;
    }
    match (tenths / 10, tenths % 10) {
        (whole, tenth) if whole < 10 && tenth > 0 => format!("{whole}.{tenth} {}", UNITS[unit]),
        (whole, tenth) => format!("{} {}", whole + u64::from(tenth >= 5), UNITS[unit]),
    }
}

/// Puts marks behind links: each with the number of its event, and the place in that if it is HTML.
pub(super) fn put_marks(events: &mut Events<'_>, marks: Vec<(usize, Option<usize>, String)>) {
    if marks.is_empty() {
        return;
    }
    let mut out = Events::with_capacity(events.len() + 2 * marks.len());
    let mut marks = marks.into_iter().peekable();
    for (index, (event, range)) in std::mem::take(events).into_iter().enumerate() {
        let mut copied = 0;
        let whole = match &event {
            Event::Html(html) | Event::InlineHtml(html) => html.to_string(),
            _ => String::new(),
        };
        let piece = |from: usize, to: usize| match event {
            Event::Html(_) => Event::Html(whole[from..to].to_owned().into()),
            _ => Event::InlineHtml(whole[from..to].to_owned().into()),
        };
        let mut own = Vec::new();
        while let Some((_, at, mark)) = marks.next_if(|(of, ..)| *of == index) {
            if let Some(at) = at {
                own.push(piece(copied, at));
                copied = at;
            }
            own.push(Event::InlineHtml(format!("<span class=\"file-size\">{mark}</span>").into()));
        }
        if copied > 0 && copied < whole.len() {
            own.push(piece(copied, whole.len()));
        }
        if copied == 0 {
            out.push((event, range.clone()));
        }
        out.extend(own.into_iter().map(|event| (event, range.clone())));
    }
    *events = out;
}

/// An event with what its marks stand for in the language of a page.
pub(super) fn worded<'a>(event: Event<'a>, words: &Words, lang: &str) -> Event<'a> {
    match &event {
        Event::InlineHtml(html) if html.contains(MARK) => {
            let mut parts = html.split(MARK);
            let mut whole = parts.next().unwrap_or_default().to_owned();
            while let (Some(mark), Some(after)) = (parts.next(), parts.next()) {
                whole += &super::site_files::escape(&message(mark, words, lang));
                whole += after;
            }
            Event::InlineHtml(whole.into())
        }
        _ => event,
    }
}

fn message(mark: &str, words: &Words, lang: &str) -> String {
    let (key, rest) = mark.split_once(' ').unwrap_or((mark, ""));
    match rest.split_once(' ') {
        Some((kind, size)) => words.text(lang, key, &[("kind", kind.into()), ("size", size.into())]),
        None => words.text(lang, key, &[("host", rest.into())]),
    }
}

/// HTML with its frames in their places.
pub(super) fn framed(html: String, frames: &[String]) -> String {
    if frames.is_empty() {
        return html;
    }
    let begin = format!("<span class=\"{FRAME}");
    let mut parts = html.split(begin.as_str());
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let found = part.split_once('"').and_then(|(number, rest)| {
            let frame = frames.get(number.parse::<usize>().ok()?)?;
            Some((frame, rest.split_once("</span>")?))
        });
        match found {
            Some((frame, (attributes, after))) => {
                out.push_str(&format!("{frame} class=\"embed\"{attributes}</iframe>{after}"));
            }
            None => {
                out.push_str(&begin);
                out.push_str(part);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_such_as_people_read() {
        for (bytes, size) in [
            (0, "0 B"),
            (999, "999 B"),
            (1000, "1 kB"),
            (1001, "1.1 kB"),
            (9_950, "10 kB"),
            (94_400, "94 kB"),
            (999_400, "999 kB"),
            (999_500, "1 MB"),
            (1_234_567, "1.3 MB"),
            (12_345_678_901, "12 GB"),
            (u64::MAX, "18446744 TB"),
        ] {
            assert_eq!(sized(bytes), size, "{bytes}");
        }
    }

    #[test]
    fn frames_stand_in_their_places() {
        let frames = ["<iframe src=\"https://a.example/\"".to_owned()];
        let html =
            "<p><span class=\"dibao-frame-0\" title=\"a\"></span>b<span class=\"dibao-frame-7\"></span></p>".to_owned();
        assert_eq!(
            framed(html, &frames),
            "<p><iframe src=\"https://a.example/\" class=\"embed\" title=\"a\"></iframe>b<span class=\"dibao-frame-7\"></span></p>"
        );
    }

    #[test]
    fn marks_stand_behind_links() {
        let mark = |at| (1, at, "M".to_owned());
        let mut events: Events<'_> = vec![
            (Event::Text("a".into()), 0..1),
            (Event::Html("<a>b</a>c</a>".into()), 1..9),
            (Event::SoftBreak, 9..10),
        ];
        put_marks(&mut events, vec![mark(Some(8)), mark(Some(13))]);
        let html: String = events
            .iter()
            .map(|(event, _)| match event {
                Event::Html(html) | Event::InlineHtml(html) | Event::Text(html) => html.as_ref(),
                _ => "|",
            })
            .collect();
        let span = "<span class=\"file-size\">M</span>";
        assert_eq!(html, format!("a<a>b</a>{span}c</a>{span}|"));
    }
}
