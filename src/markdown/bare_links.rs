//! Addresses of the web and of people that stand in a text as they are, `见 https://a.example/b。`, become links: GitHub,
//! Hugo and Hexo have them so. Where one ends is told by Chinese signs too, and by Han that follow it without a blank.

use std::ops::Range;
use std::sync::LazyLock;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};
use regex::Regex;
use url::Url;

use super::cjk::is_cjk;
use super::syntax::Events;

/// Signs that end an address wherever they stand in it.
const ENDS: &str = "<>\"`|\\{}^";
/// Signs that belong to the sentence if an address ends with them.
const AFTER: &str = "?!.,:;*_~'";
/// Elements in which an address is no link, or is one already.
const CLOSED: [&str; 5] = ["a", "code", "pre", "kbd", "samp"];

/// Makes the links.
pub(super) fn link<'a>(events: Events<'a>, source: &str) -> Events<'a> {
    let is_bare = |event: &Event<'_>| matches!(event, Event::Text(text) if may_have(text));
    if !events.iter().any(|(event, _)| is_bare(event)) {
        return events;
    }
    let mut out = Events::with_capacity(events.len());
    // How many links, pictures, blocks of code and closed elements are open.
    let mut closed = 0_usize;
    for (event, range) in events {
        match &event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_)) => closed += 1,
            Event::End(TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock) => closed = closed.saturating_sub(1),
            Event::InlineHtml(html) => match closing(html) {
                Some(true) => closed = closed.saturating_sub(1),
                Some(false) => closed += 1,
                None => {}
            },
            // An element that is left open ends with its block.
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::TableCell) => closed = 0,
            Event::Text(text) if closed == 0 && is_bare(&event) => {
                push(text, &range, source, &mut out);
                continue;
            }
            _ => {}
        }
        out.push((event, range));
    }
    out
}

/// Whether a text may have an address.
fn may_have(text: &str) -> bool {
    text.contains("://") || memchr::memchr(b'@', text.as_bytes()).is_some() || text.contains("www.")
}

/// Whether a tag closes an element in which no link is made, or opens one; none if it is another.
fn closing(html: &str) -> Option<bool> {
    let tag = html.strip_prefix('<')?;
    let (tag, closes) = tag.strip_prefix('/').map_or((tag, false), |tag| (tag, true));
    let name = tag.split(|sign: char| !sign.is_ascii_alphanumeric()).next()?;
    CLOSED.iter().any(|closed| closed.eq_ignore_ascii_case(name)).then_some(closes)
}

/// A text in pieces, with the addresses in it as links.
fn push(text: &str, range: &Range<usize>, source: &str, out: &mut Events<'_>) {
    // Of a text that is in the source letter by letter, each piece is known to be where it is in the text.
    let place = |piece: &Range<usize>| match source.get(range.clone()) == Some(text) {
        true => range.start + piece.start..range.start + piece.end,
        false => range.clone(),
    };
    let piece = |part: Range<usize>, out: &mut Events<'_>| {
        if !part.is_empty() {
            out.push((Event::Text(text[part.clone()].to_owned().into()), place(&part)));
        }
    };
    let mut done = 0;
    for (address, scheme) in all_addresses(text) {
        piece(done..address.start, out);
        done = address.end;
        let link = Tag::Link {
            link_type: if scheme == MAIL { LinkType::Email } else { LinkType::Autolink },
            dest_url: CowStr::from(format!("{}{}", if scheme == MAIL { "" } else { scheme }, &text[address.clone()])),
            title: CowStr::Borrowed(""),
            id: CowStr::Borrowed(""),
        };
        out.push((Event::Start(link), place(&address)));
        piece(address.clone(), out);
        out.push((Event::End(TagEnd::Link), place(&address)));
    }
    piece(done..text.len(), out);
}

/// What is written before the address of a person in a link; the parser's writer does that.
const MAIL: &str = "mailto:";

/// Where the addresses in a text are, of the web and of people, each with what is missing before it.
fn all_addresses(text: &str) -> Vec<(Range<usize>, &'static str)> {
    let mut all: Vec<(Range<usize>, &'static str)> = addresses(text).into_iter().map(|range| (range, "")).collect();
    all.extend(hosts(text).into_iter().map(|range| (range, "http://")));
    if text.contains('@') {
        all.extend(mails(text).into_iter().map(|range| (range, MAIL)));
    }
    all.sort_by_key(|(range, _)| range.start);
    let mut end = 0;
    all.retain(|(range, _)| {
        let is_apart = range.start >= end;
        end = end.max(range.end);
        is_apart
    });
    all
}

/// Where addresses begin that leave out `http://`, as `www.a.example` does.
fn hosts(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (start, www) in text.match_indices("www.") {
        let before = text[..start].chars().next_back();
        if before.is_some_and(|sign| sign.is_ascii_alphanumeric() || "-._~/:@=&?%#+".contains(sign)) {
            continue;
        }
        let range = start..start + www.len() + length(&text[start + www.len()..]);
        let host = text[range.clone()].split(['/', '?', '#']).next().unwrap_or_default();
        let is_host = host.matches('.').count() > 1 && host.is_ascii();
        found.extend((is_host && is_address(&format!("http://{}", &text[range.clone()]))).then_some(range));
    }
    found
}

/// Where addresses of people are, by the rule of GitHub's Markdown. `git@host.example:path` is none.
fn mails(text: &str) -> Vec<Range<usize>> {
    static MAIL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-_]+(?:\.[A-Za-z0-9-_]+)*\.[A-Za-z0-9-_]*[A-Za-z0-9]")
            .expect("the pattern is constant")
    });
    let is_mail = |range: &Range<usize>| {
        let before = text[..range.start].chars().next_back();
        let mut after = text[range.end..].chars();
        let goes_on = match after.next() {
            Some(':') => after.next().is_some_and(|sign| sign.is_ascii_alphanumeric() || sign == '/'),
            sign => sign.is_some_and(|sign| "@/-_".contains(sign)),
        };
        !before.is_some_and(|sign| sign == '/' || sign == '@') && !goes_on
    };
    MAIL.find_iter(text).map(|found| found.range()).filter(is_mail).collect()
}

/// Where the addresses of the web in a text are that are written whole.
fn addresses(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut read = 0;
    for (at, _) in text.match_indices("://") {
        let scheme = ["https", "http"].into_iter().find(|scheme| {
            let start = at.checked_sub(scheme.len());
            start.and_then(|start| text.get(start..at)).is_some_and(|own| own.eq_ignore_ascii_case(scheme))
        });
        let Some(start) = scheme.map(|scheme| at - scheme.len()) else { continue };
        let before = text[..start].chars().next_back();
        let is_word = before.is_some_and(|sign| sign.is_ascii_alphanumeric() || "+-./=".contains(sign));
        if is_word || start < read {
            continue;
        }
        let host = at + "://".len();
        // Looked at first: what is no address must not be read to its end each time.
        if text[host..].starts_with(|sign: char| sign.is_alphanumeric()) {
            // What was read and is no address is not read again for each `://` in it.
            read = host + length(&text[host..]);
            found.extend(is_address(&text[start..read]).then_some(start..read));
        }
    }
    found
}

/// Whether browsers take it for an address. A host in Han without a dot is a word of the sentence: `https://网址`.
fn is_address(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else { return false };
    // As browsers ask for it, a host in Han begins like this.
    url.host_str().is_some_and(|host| host.contains('.') || !host.starts_with("xn--"))
}

/// How much of a text belongs to the address that begins before it.
fn length(text: &str) -> usize {
    let mut before = '/';
    // Whose `@` comes before its host's end says who asks for it, in any words.
    let host = text.find(|sign: char| "/?#".contains(sign) || ends_always(sign)).unwrap_or(text.len());
    let names_user = text[..host].contains('@');
    let end = text.char_indices().find(|&(at, sign)| {
        // `/wiki/香港` is an address, and `例子.中国` a host; of `a.html里的` no more than `a.html` is.
        let goes_on = match at < host {
            true => names_user || is_cjk(before) || "/-.".contains(before),
            false => is_cjk(before) || "/=-_%+&#?(".contains(before),
        };
        before = sign;
        ends_always(sign) || is_cjk(sign) && !goes_on
    });
    let mut length = whole_brackets(&text[..end.map_or(text.len(), |(end, _)| end)]);
    let mut unpaired = [('(', ')'), ('[', ']')].map(|(open, close)| {
        let own = &text[..length];
        (close, own.matches(close).count().saturating_sub(own.matches(open).count()))
    });
    while let Some(last) = text[..length].chars().next_back() {
        let bracket = unpaired.iter_mut().find(|(close, count)| *close == last && *count > 0);
        match bracket {
            Some((_, count)) => *count -= 1,
            None if AFTER.contains(last) => {}
            None => break,
        }
        length -= last.len_utf8();
    }
    length
}

/// Whether no address has a sign, wherever it stands.
fn ends_always(sign: char) -> bool {
    let is_quote = matches!(sign, '“' | '”' | '‘' | '’' | '…' | '—' | '·');
    let is_own = sign.is_whitespace() || sign.is_control() || ENDS.contains(sign);
    is_own || is_quote || is_cjk(sign) && !sign.is_alphanumeric()
}

/// How much of an address there is before a bracket that the sentence opens: one that nothing in the address closes, if
/// Han or nothing follows. `词条_(歧义)` is whole, of `b(见第一节，` only `b` belongs to the address.
fn whole_brackets(address: &str) -> usize {
    let mut open = Vec::new();
    for (at, sign) in address.char_indices() {
        match sign {
            '(' | '[' => open.push(at),
            ')' | ']' => _ = open.pop(),
            _ => {}
        }
    }
    let is_of_sentence = |at: &usize| address[at + 1..].chars().next().is_none_or(is_cjk);
    open.into_iter().find(is_of_sentence).unwrap_or(address.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::markdown::{Prepared, parse, to_html};

    #[test]
    fn an_address_ends_where_its_sentence_goes_on() {
        for (text, address) in [
            ("见 https://a.example/b 一文", "https://a.example/b"),
            ("见：https://a.example/b。", "https://a.example/b"),
            ("（https://a.example/b）", "https://a.example/b"),
            ("(https://a.example/b_(c))", "https://a.example/b_(c)"),
            ("[https://a.example/b].", "https://a.example/b"),
            ("https://a.example/b.html里的", "https://a.example/b.html"),
            ("https://zh.example/wiki/香港，", "https://zh.example/wiki/香港"),
            ("https://a.example/?q=香港&x=1!", "https://a.example/?q=香港&x=1"),
            ("“HTTP://a.example”", "HTTP://a.example"),
            ("https://a.example/b...", "https://a.example/b"),
            // A host in Han, whole.
            ("见 https://例子.中国/路径。", "https://例子.中国/路径"),
            ("https://www.例子.中国，", "https://www.例子.中国"),
            ("https://例子.测试:8080/?问=答", "https://例子.测试:8080/?问=答"),
            ("https://a.example里的", "https://a.example"),
            ("https://a.example:见下", "https://a.example"),
            // Brackets that the address closes, and one that the sentence opens.
            ("https://a.example/词条_(歧义)里的", "https://a.example/词条_(歧义)"),
            ("(https://a.example/词条_(歧义))", "https://a.example/词条_(歧义)"),
            ("https://a.example/词条(歧义)/历史", "https://a.example/词条(歧义)/历史"),
            ("https://a.example/b(见第一节，甲)", "https://a.example/b"),
            ("https://a.example/b(", "https://a.example/b"),
            ("https://用户:密码@a.example/路", "https://用户:密码@a.example/路"),
        ] {
            let found: Vec<&str> = addresses(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, [address], "{text}");
        }
        for none in [
            "https://",
            "https:// a",
            "xhttps://a.example",
            "ftp://a.example",
            "git+https://a.example",
            "://",
            // What no browser takes, and words in the place of a host.
            "https://a.example:99999/",
            "https://a.example:99999/https://b.example",
            "https://1.2.3.999/",
            "https://a%zz.example/",
            "https://网址",
            "https://例子。中国",
        ] {
            assert!(addresses(none).is_empty(), "{none}");
        }
        let two = "https://a.example/https://b.example https://c.example";
        assert_eq!(addresses(two).len(), 2);
    }

    #[test]
    fn hosts_and_people_are_links() {
        for (source, expected) in [
            ("见www.a.example/b。", "见<a href=\"http://www.a.example/b\">www.a.example/b</a>。"),
            (
                "投稿：tou.gao+1@a-b.example。",
                "投稿：<a href=\"mailto:tou.gao+1@a-b.example\">tou.gao+1@a-b.example</a>。",
            ),
            (
                "（a@b.example、c@d.example）",
                "（<a href=\"mailto:a@b.example\">a@b.example</a>、<a href=\"mailto:c@d.example\">c@d.example</a>）",
            ),
            ("邮箱a@b.example", "邮箱<a href=\"mailto:a@b.example\">a@b.example</a>"),
            ("见 a@b.example: 甲", "见 <a href=\"mailto:a@b.example\">a@b.example</a>: 甲"),
        ] {
            assert_eq!(to_html(source).trim(), format!("<p>{expected}</p>"));
        }
        for plain in ["git@a.example:b/c.git", "@甲", "a@b", "www.", "www.甲", "a@b.example_", "`a@b.example`"] {
            assert!(!to_html(plain).contains("<a "), "{plain}");
        }
    }

    #[test]
    fn what_is_a_link_or_code_already_stays_so() {
        assert_eq!(
            to_html("甲 https://a.example/b 乙"),
            "<p>甲 <a href=\"https://a.example/b\">https://a.example/b</a> 乙</p>\n"
        );
        for source in [
            "[https://a.example](https://b.example)",
            "<https://a.example>",
            "`https://a.example`",
            "<a href=\"https://b.example\">https://a.example</a>",
            "<code>https://a.example</code>",
            "    https://a.example",
            "![https://a.example](a.png)",
        ] {
            let html = to_html(source);
            assert!(html.matches("<a ").count() <= 1 && !html.contains("<a href=\"https://a.example\"><"), "{html}");
            let prepared = Prepared::plain(source);
            let links = parse(&prepared).events.into_iter();
            let made = links
                .filter(|(event, _)| matches!(event, Event::Start(Tag::Link { link_type: LinkType::Autolink, .. })));
            assert_eq!(made.count(), usize::from(source.starts_with("<http")), "{source}");
        }
    }

    proptest! {
        #[test]
        fn pieces_are_the_text(source in "(https?://|a\\.example|/|[(){}\\[\\]?.,]|香|。|<b>|</a>|<a>|`|\\*|&amp;| |\n){0,30}") {
            let prepared = Prepared::plain(&source);
            for (event, range) in parse(&prepared).events {
                prop_assert!(source.get(range.clone()).is_some(), "{:?} {:?}", event, range);
            }
            for address in addresses(&source) {
                prop_assert!(source[address].contains("://"));
            }
        }
    }
}
