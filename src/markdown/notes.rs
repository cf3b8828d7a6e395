//! Notes where they belong, as Pandoc has them: `宣言^[一九四九年十月一日。]`. Before parsing, brackets that no text has take
//! the place of an author's, so that whatever is between is parsed where it stands; after it, each becomes a footnote.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::edits::Edit;
use super::regions::Regions;
use super::syntax::Events;

/// How a note is written.
const OPEN: &str = "^[";
const CLOSE: &str = "]";
/// Rare brackets; the first pair that a text does not have stands for the others.
const CANDIDATES: [Brackets; 4] = [
    Brackets { open: '\u{2045}', close: '\u{2046}' },
    Brackets { open: '\u{2E22}', close: '\u{2E23}' },
    Brackets { open: '\u{2E24}', close: '\u{2E25}' },
    Brackets { open: '\u{2E26}', close: '\u{2E27}' },
];
/// What the names of these footnotes begin with, as no author's does.
const NAME: char = '\u{0}';

/// The brackets that stand for those of notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Brackets {
    open: char,
    close: char,
}

impl Brackets {
    fn is_in(self, text: &str) -> bool {
        text.contains([self.open, self.close])
    }

    /// A text as its author wrote it.
    pub fn restored(self, text: CowStr<'_>) -> CowStr<'_> {
        if self.is_in(&text) { text.replace(self.open, OPEN).replace(self.close, CLOSE).into() } else { text }
    }

    /// A text without its notes, of which `depth` are open.
    pub fn without_notes(self, text: &str, depth: &mut usize) -> String {
        let is_shown = |character: &char| {
            if *character == self.open {
                *depth += 1;
                return false;
            }
            let was_open = *depth > 0;
            if *character == self.close {
                *depth = depth.saturating_sub(1);
            }
            !was_open
        };
        text.chars().filter(is_shown).collect()
    }
}

/// The edits that mark the notes of a text, and by which brackets; none if there are no notes.
pub(super) fn edits(text: &str) -> Option<(Brackets, Vec<Edit>)> {
    if !text.contains(OPEN) {
        return None;
    }
    let notes = notes(text);
    let brackets = CANDIDATES.into_iter().find(|brackets| !brackets.is_in(text)).filter(|_| !notes.is_empty())?;
    let ends = notes.into_iter().flat_map(|note| {
        [
            Edit { range: note.start..note.start + OPEN.len(), with: brackets.open.to_string() },
            Edit { range: note.end - CLOSE.len()..note.end, with: brackets.close.to_string() },
        ]
    });
    let mut edits: Vec<Edit> = ends.collect();
    edits.sort_by_key(|edit| edit.range.start);
    Some((brackets, edits))
}

/// Where the notes of a text are. Brackets in them are in pairs, and a note is in one paragraph.
fn notes(text: &str) -> Vec<Range<usize>> {
    let Regions { code, indented, html, .. } = Regions::of(text);
    let mut untouched: Vec<Range<usize>> = code.into_iter().chain(indented).chain(html).collect();
    untouched.sort_by_key(|range| range.start);
    let mut untouched = untouched.into_iter().peekable();
    let bytes = text.as_bytes();
    let mut notes = Vec::new();
    // The brackets that are open, and whether each is a note's.
    let mut open: Vec<(usize, bool)> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        while untouched.next_if(|range| range.end <= at).is_some() {}
        if let Some(range) = untouched.peek().filter(|range| range.contains(&at)) {
            at = range.end;
            continue;
        }
        match bytes[at] {
            b'\\' => at += 1,
            b'^' if bytes.get(at + 1) == Some(&b'[') => {
                open.push((at, true));
                at += 1;
            }
            b'[' => open.push((at, false)),
            b']' => {
                if let Some((start, true)) = open.pop()
                    && is_note(&text[start + OPEN.len()..at], &text[at + 1..])
                {
                    notes.push(start..at + 1);
                }
            }
            b'\n' if is_blank_line(&text[at + 1..]) => open.clear(),
            _ => {}
        }
        at += 1;
    }
    notes
}

/// Whether what is between brackets is a note: `^[1]`, `^[1]^` and `^[^1]` are marks of notes that stand elsewhere.
fn is_note(inner: &str, after: &str) -> bool {
    !inner.starts_with('^')
        && !after.starts_with('^')
        && inner.chars().any(|it| !it.is_whitespace() && !it.is_numeric())
}

/// Whether a text begins with a line that has nothing but the signs of quotations.
fn is_blank_line(text: &str) -> bool {
    text.bytes().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'>')).is_none_or(|byte| byte == b'\n')
}

/// A text's event, or the end of a note.
enum Piece<'a> {
    Event(Event<'a>),
    Open,
    Close,
}

/// Makes footnotes of what is between the brackets, with their texts at the end. Brackets that the parser did not find in
/// one piece of text, or in a link, are an author's own again.
pub(super) fn to_footnotes<'a>(events: Events<'a>, brackets: Brackets, source: &str) -> Events<'a> {
    let pieces = pieces(events, brackets, source);
    let is_note = paired(&pieces);
    let mut notes: Events<'a> = Vec::new();
    let mut open: Vec<(String, Events<'a>)> = Vec::new();
    let mut body: Events<'a> = Vec::with_capacity(pieces.len());
    let mut count = 0;
    for ((piece, range), is_note) in pieces.into_iter().zip(is_note) {
        match piece {
            Piece::Open if is_note => {
                count += 1;
                let name = format!("{NAME}{count}");
                let reference = Event::FootnoteReference(name.clone().into());
                open.last_mut().map_or(&mut body, |(_, note)| note).push((reference, range));
                open.push((name, Vec::new()));
            }
            Piece::Close if is_note => {
                let Some((name, note)) = open.pop() else { continue };
                let place = range.clone();
                notes.push((Event::Start(Tag::FootnoteDefinition(name.into())), place.clone()));
                notes.push((Event::Start(Tag::Paragraph), place.clone()));
                notes.extend(note);
                notes.push((Event::End(TagEnd::Paragraph), place.clone()));
                notes.push((Event::End(TagEnd::FootnoteDefinition), place));
            }
            piece => {
                let event = match piece {
                    Piece::Event(event) => event,
                    Piece::Open => Event::Text(CowStr::Borrowed(OPEN)),
                    Piece::Close => Event::Text(CowStr::Borrowed(CLOSE)),
                };
                push(open.last_mut().map_or(&mut body, |(_, note)| note), event, range);
            }
        }
    }
    body.append(&mut notes);
    body
}

/// Events with the brackets in texts apart.
fn pieces<'a>(events: Events<'a>, brackets: Brackets, source: &str) -> Vec<(Piece<'a>, Range<usize>)> {
    let mut pieces = Vec::with_capacity(events.len());
    for (event, range) in events {
        let Event::Text(text) = &event else {
            pieces.push((Piece::Event(event), range));
            continue;
        };
        if !brackets.is_in(text) {
            pieces.push((Piece::Event(event), range));
            continue;
        }
        // Of a text that is not in the source letter by letter, no part is known to be at a place.
        let is_written = source.get(range.clone()) == Some(brackets.restored(CowStr::Borrowed(text)).as_ref());
        let mut at = range.start;
        let mut add = |piece: Piece<'a>, length: usize| {
            if !is_written {
                return pieces.push((piece, range.clone()));
            }
            let end = (at + length).min(range.end);
            pieces.push((piece, at..end));
            at = end;
        };
        let mut rest = text.as_ref();
        while let Some(found) = rest.find([brackets.open, brackets.close]) {
            let (before, from) = rest.split_at(found);
            if !before.is_empty() {
                add(Piece::Event(Event::Text(before.to_owned().into())), before.len());
            }
            match from.strip_prefix(brackets.open) {
                Some(after) => {
                    add(Piece::Open, OPEN.len());
                    rest = after;
                }
                None => {
                    add(Piece::Close, CLOSE.len());
                    rest = &from[brackets.close.len_utf8()..];
                }
            }
        }
        if !rest.is_empty() {
            add(Piece::Event(Event::Text(rest.to_owned().into())), rest.len());
        }
    }
    pieces
}

/// Which pieces are an end of a note that is whole and in no link.
fn paired(pieces: &[(Piece<'_>, Range<usize>)]) -> Vec<bool> {
    let mut is_note = vec![false; pieces.len()];
    // What is open: an element, or a note by its number.
    let mut open: Vec<Option<usize>> = Vec::new();
    let mut links = 0_usize;
    for (index, (piece, _)) in pieces.iter().enumerate() {
        match piece {
            Piece::Open => open.push(Some(index)),
            Piece::Close => {
                if let Some(Some(start)) = open.last().copied() {
                    open.pop();
                    (is_note[start], is_note[index]) = (links == 0, links == 0);
                }
            }
            Piece::Event(Event::Start(tag)) => {
                links += usize::from(matches!(tag, Tag::Link { .. } | Tag::Image { .. }));
                open.push(None);
            }
            Piece::Event(Event::End(tag)) => {
                links -= usize::from(matches!(tag, TagEnd::Link | TagEnd::Image)).min(links);
                while let Some(Some(_)) = open.pop() {}
            }
            Piece::Event(_) => {}
        }
    }
    is_note
}

/// Adds an event; texts stay in one piece.
fn push<'a>(events: &mut Events<'a>, event: Event<'a>, range: Range<usize>) {
    match (event, events.last_mut()) {
        (Event::Text(text), Some((Event::Text(before), place))) => {
            *before = format!("{before}{text}").into();
            place.end = range.end;
        }
        (event, _) => events.push((event, range)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::markdown::{Habits, outline, to_html};

    /// The body and the notes of a text, as HTML without what every note has.
    fn read(source: &str) -> (String, Vec<String>) {
        let html = to_html(source);
        let (body, notes) = html.split_once("<section").unwrap_or((&html, ""));
        let mark = r#"<sup class="footnote-mark"><a href="[^"]*" id="[^"]*" role="doc-noteref">(\d+)</a></sup>"#;
        let mark = regex::Regex::new(mark).unwrap();
        let body = mark.replace_all(body, "[$1]").into_owned();
        let notes = mark.replace_all(notes, "[$1]").into_owned();
        let notes = notes.split("<li ").skip(1).map(|note| {
            let text = note.split_once("<p>").map_or("", |(_, text)| text);
            text.split(" <a href").next().unwrap_or_default().to_owned()
        });
        (body.trim().to_owned(), notes.collect())
    }

    fn check(source: &str, body: &str, notes: &[&str]) {
        assert_eq!(read(source), (body.to_owned(), notes.iter().map(|note| (*note).to_owned()).collect()), "{source}");
    }

    #[test]
    fn a_note_is_a_footnote() {
        check("宣言^[一九四九年。]发表", "<p>宣言[1]发表</p>", &["一九四九年。"]);
        check("甲^[一]乙^[二]", "<p>甲[1]乙[2]</p>", &["一", "二"]);
        check("甲[^x]乙^[二]丙[^x]\n\n[^x]: 一", "<p>甲[1]乙[2]丙[1]</p>", &["一", "二"]);
        check(
            "甲^[见[书](a.html)与`码]`，[方括号]也在]乙",
            "<p>甲[1]乙</p>",
            &["见<a href=\"a.html\">书</a>与<code>码]</code>，[方括号]也在"],
        );
        check("甲^[外^[内]外]乙", "<p>甲[1]乙</p>", &["外[2]外", "内"]);
        check("- 甲^[一]\n- 乙", "<ul>\n<li>甲[1]</li>\n<li>乙</li>\n</ul>", &["一"]);
        check("## 题^[一]", "<h2>题[1]</h2>", &["一"]);
        check("甲^[跨\n行]乙", "<p>甲[1]乙</p>", &["跨行"]);
        check("他说**“引”^[一]**。", "<p>他说<strong>“引”[1]</strong>。</p>", &["一"]);
        check("甲^[**重**点](原文)", "<p>甲[1](原文)</p>", &["<strong>重</strong>点"]);
    }

    #[test]
    fn what_is_no_note_stays() {
        let names = regex::Regex::new(r#" (?:class|tabindex)="[^"]*""#).unwrap();
        for (source, body) in [
            ("甲\\^[一]乙", "<p>甲^[一]乙</p>"),
            ("甲^\\[一]乙", "<p>甲^[一]乙</p>"),
            ("甲^[一", "<p>甲^[一</p>"),
            ("甲^[一\n\n乙]", "<p>甲^[一</p>\n<p>乙]</p>"),
            ("`甲^[一]`", "<p><code>甲^[一]</code></p>"),
            ("```\n甲^[一]\n```", "<pre><code>甲^[一]\n</code></pre>"),
            ("<div>甲^[一]</div>", "<div>甲^[一]</div>"),
            ("甲^[1]乙^[2]^", "<p>甲^[1]乙^[2]^</p>"),
            ("甲^[]乙^[ ]", "<p>甲^[]乙^[ ]</p>"),
            ("*甲^[一*二]", "<p><em>甲^[一</em>二]</p>"),
            ("[甲^[一]](a.html)", "<p><a href=\"a.html\">甲^[一]</a></p>"),
            ("# 甲^[一\n二]", "<h1>甲^[一</h1>\n<p>二]</p>"),
        ] {
            let html = to_html(source);
            assert_eq!(names.replace_all(html.trim(), ""), body, "{source}");
        }
    }

    #[test]
    fn a_summary_has_no_notes() {
        let found = outline("# 题^[一]目\n\n宣言^[一九四九年[甲]。]发表。", Habits::default());
        assert_eq!(found.title.as_deref(), Some("题目"));
        assert_eq!(found.summary.as_deref(), Some("宣言发表。"));
    }

    proptest! {
        #![proptest_config(crate::testing::cases(1000))]
        /// No bracket of ours is left in a page, and none of an author's is lost.
        #[test]
        fn brackets_are_an_author_s_own(source in "(\\^\\[|\\]|\\[|甲|\\*|\\*\\*|`|\\\\|\n|\n\n|> |- |\\(a\\)|<b>|\\[\\^a\\]|\\^|1){0,30}") {
            let html = to_html(&source);
            prop_assert!(!html.contains(['\u{2045}', '\u{2046}', '\u{0}']), "{html}");
        }
    }
}
