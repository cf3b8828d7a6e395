//! What looks like markup of another Markdown and is left as text: one finding for each kind in a file.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use pulldown_cmark::{Event, Tag, TagEnd};
use regex::Regex;

use super::comments;
use super::prepared::Prepared;
use super::syntax::Events;
use crate::diagnostic::{Finding, Kind, sentence};

/// A construct: its pattern, what it is called, and the key of `[markdown]` that reads it, if one does.
struct Construct {
    name: &'static str,
    key: Option<&'static str>,
    pattern: &'static str,
}

/// What is looked for in texts. A pattern that prose matches as well is none of these.
const CONSTRUCTS: [Construct; 16] = [
    Construct { name: "marked words (`==…==`)", key: Some("marks"), pattern: r"==[^=\s][^=\n]*?==" },
    Construct {
        name: "raised letters (`^…^`)",
        key: Some("superscript"),
        pattern: r"(?:[\p{L}\p{N})]\^[\p{L}\p{N}+-]{1,20}|\^\[[^\[\]\n]{1,20}\])\^",
    },
    Construct { name: "lowered letters (`~…~`)", key: Some("subscript"), pattern: r"[\p{Latin}]~[0-9+-]{1,4}~" },
    Construct {
        name: "a link by a title (`[[…]]`)",
        key: Some("wiki_links"),
        pattern: r"!?\[\[[^\[\]\n]*\p{L}[^\[\]\n]*\]\]",
    },
    Construct {
        name: "a note in its place (`^[…]`)",
        key: Some("notes"),
        pattern: r"\^\[[^\]\n^]*\p{L}[^\]\n]*\](?:[^^(]|$)",
    },
    Construct { name: "an alert (`[!NOTE]`)", key: Some("alerts"), pattern: r"^\[![A-Za-z]+\]" },
    Construct { name: "a box (`:::` or `!!!`)", key: None, pattern: r"(?m)^:::+ ?\{?[A-Za-z]|^!!! [a-z]+" },
    Construct {
        name: "a comment (`%%…%%`)",
        key: Some("comments"),
        pattern: r"\{::comment|\{:/|(?:^|[^0-9%])%%[^%\n]*[^0-9%\n]%%",
    },
    Construct {
        name: "attributes (`{: …}`)",
        key: None,
        pattern: r#"\{:?\s*(?:[.#][\w-]+|[a-z-]+="[^"\n]*")(?:\s+(?:[.#][\w-]+|[a-z-]+="[^"\n]*"))*\s*\}"#,
    },
    Construct {
        name: "a formula (`$…$`)",
        key: Some("math"),
        pattern: r"\$\$?[^$\n]*\\[A-Za-z]+[^$\n]*\$|\\begin\{[a-z*]+\}",
    },
    Construct { name: "a table of contents (`[TOC]`)", key: Some("contents"), pattern: r"^\[TOC\]$|^@\[toc\]$" },
    Construct { name: "a video or a map (`@[…](…)`, `{%…%}` of HackMD)", key: None, pattern: r"@\[[a-z]+\]" },
    Construct {
        name: "a file that is taken in (`--8<--`, `@include`)",
        key: None,
        pattern: r"--8<--|^@include|^<<< @/",
    },
    Construct {
        name: "an insertion or deletion (`++…++`, `{++…++}`)",
        key: None,
        pattern: r"(?:^|[^A-Za-z0-9+])\+\+[^\s+](?:[^+\n]*[^\s+])?\+\+|\{(?:\+\+|--|~~|>>)[^{}\n]+(?:\+\+|--|~~|<<)\}",
    },
    Construct { name: "hidden words (`||…||`)", key: None, pattern: r"\|\|[^|\s][^|\n]*\|\|" },
    Construct { name: "a block of Org or reStructuredText", key: None, pattern: r"(?m)^#\+[A-Z_]+:|^\.\. [a-z-]+::" },
];

static ANY: LazyLock<Vec<Regex>> =
    LazyLock::new(|| CONSTRUCTS.iter().map(|it| Regex::new(it.pattern).expect("the patterns are constant")).collect());

/// What is to be said of the events of a text, whose texts are in one piece.
pub(super) fn findings(prepared: &Prepared<'_>, events: &Events<'_>) -> Vec<Finding> {
    let mut places: BTreeMap<usize, (Range<usize>, usize)> = BTreeMap::new();
    let mut missing: BTreeMap<&str, Range<usize>> = BTreeMap::new();
    let mut in_code = false;
    if !prepared.signs().any(b"^{$[\\~@#=%:!|+.-") {
        return Vec::new();
    }
    for (event, range) in events {
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Html(html) if html.contains("](") => {
                for found in IN_HTML.find_iter(html) {
                    let Some(place) = written(prepared, found.as_str(), range) else { continue };
                    places.entry(CONSTRUCTS.len()).or_insert((place, 0)).1 += 1;
                }
            }
            Event::Text(text) if !in_code && is_suspect(text) => {
                for (index, pattern) in ANY.iter().enumerate() {
                    for found in pattern.find_iter(text) {
                        // Pull quotes are the site's own.
                        let is_own = ["[!quote]", "[!cite]", "[!pull]"]
                            .iter()
                            .any(|own| own.eq_ignore_ascii_case(found.as_str()));
                        let Some(place) = written(prepared, found.as_str(), range).filter(|_| !is_own) else {
                            continue;
                        };
                        places.entry(index).or_insert((place, 0)).1 += 1;
                    }
                }
                for found in MARK.find_iter(text) {
                    if let Some(place) = written(prepared, found.as_str(), range) {
                        missing.entry(&text[found.start() + "[^".len()..found.end() - "]".len()]).or_insert(place);
                    }
                }
            }
            _ => {}
        }
    }
    let left = places.into_iter().map(|(index, (place, count))| {
        let (what, key) = match CONSTRUCTS.get(index) {
            Some(Construct { name, key, .. }) => (*name, key.unwrap_or("none")),
            None => ("a link or picture in HTML, where Markdown is read between empty lines alone", "none"),
        };
        Finding::warning(Kind::LeftMarkup, sentence!("markup-left", count, what, key), place)
    });
    let notes = missing
        .into_iter()
        .map(|(name, place)| Finding::warning(Kind::Footnote, sentence!("footnote-missing", name), place));
    let mut all: Vec<Finding> = left.chain(notes).collect();
    all.extend(unclosed_comment(prepared));
    all.sort_by_key(|finding| finding.range.start);
    all
}

/// A link or a picture that stands in a block of HTML, where the parser reads no Markdown.
static IN_HTML: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"!?\[[^\]\n<>]+\]\([^()\s<>]+\)").expect("the pattern is constant"));

/// The mark of a footnote that the parser found no footnote for.
static MARK: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\[\^[^\[\]^\s]{1,80}\]").expect("the pattern is constant"));

/// Whether a text may have anything of these: most have nothing.
fn is_suspect(text: &str) -> bool {
    const SIGNS: &[u8] = b"=^[{$%:!\\@~|+#.-";
    // Two of them stand together in nearly all.
    let bytes = text.as_bytes();
    let mut before = 0;
    bytes.iter().filter(|byte| byte.is_ascii_punctuation()).any(|&byte| {
        let is_twice = std::mem::replace(&mut before, byte) == byte;
        matches!(byte, b'^' | b'{' | b'$' | b'[' | b'\\' | b'~' | b'@' | b'#') || is_twice && SIGNS.contains(&byte)
    })
}

/// Where something stands in the source, if it stands there letter by letter and no backslash says that it is meant so.
fn written(prepared: &Prepared<'_>, found: &str, range: &Range<usize>) -> Option<Range<usize>> {
    let own = prepared.source().get(range.clone())?;
    let at = range.start + own.find(found)?;
    let is_escaped = prepared.source()[..at].ends_with('\\');
    (!is_escaped).then(|| at..at + found.len())
}

fn unclosed_comment(prepared: &Prepared<'_>) -> Option<Finding> {
    let text = prepared.text();
    let place = comments::unclosed(text).filter(|_| prepared.dialect().comments && !text.contains("```"))?;
    let place = prepared.source_range(place);
    let what = "a comment that is not closed";
    Some(Finding::warning(Kind::LeftMarkup, sentence!("markup-left", count = 1_usize, what, key = "none"), place))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::formerly::Dialect;
    use crate::markdown::{Habits, Prepared, parse};

    /// What is told of a text, as what it is about.
    fn told(source: &str, dialect: Dialect) -> Vec<String> {
        let prepared = Prepared::new(source, Habits { dialect, ..Habits::default() });
        let findings = parse(&prepared).findings;
        findings.iter().map(|finding| source[finding.range.clone()].to_owned()).collect()
    }

    fn nothing() -> Dialect {
        Dialect {
            links: false,
            notes: false,
            alerts: false,
            definitions: false,
            marks: false,
            wiki_links: false,
            comments: false,
            emoji: false,
            attributes: false,
            contents: false,
            math: false,
            ..Dialect::default()
        }
    }

    #[test]
    fn what_is_not_read_is_told() {
        for (source, place) in [
            ("他==说==了", "==说=="),
            ("x^2^", "x^2^"),
            ("甲^[1]^", "^[1]^"),
            ("H~2~O", "H~2~"),
            ("[[另一篇]]", "[[另一篇]]"),
            ("甲^[一九四九年。]乙", "^[一九四九年。]乙"),
            ("> [!NOTE]\n> 甲", "[!NOTE]"),
            ("::: tabs\n甲\n:::", "::: t"),
            ("%%隐%%", "%%隐%%"),
            ("[甲](a.html){:target=\"_blank\"}乙", "{:target=\"_blank\"}"),
            ("式$\\alpha$", "$\\alpha$"),
            ("[TOC]", "[TOC]"),
            ("++新++ 的", "++新++"),
            ("||谜||", "||谜||"),
            ("<center>![图](a.png)</center>", "![图](a.png)"),
        ] {
            assert_eq!(told(source, nothing()), [place], "{source}");
        }
    }

    #[test]
    fn what_is_read_or_prose_is_not() {
        for source in [
            "他==说==了，[[另一篇]]，甲^[注]。\n\n> [!NOTE]\n> 甲",
            "(^_^)和(^o^)，7~8月，9~10月，a == b，C++和C++",
            "`==码==` [[1]] {甲} :::) ||| $5和$6 100%",
            "\\==说== \\[[甲]] \\[^无]",
            "```\n[[甲]] ==乙== [^丙]\n```",
            "||",
        ] {
            assert_eq!(told(source, Dialect::default()), Vec::<String>::new(), "{source}");
        }
    }

    #[test]
    fn one_kind_is_told_once() {
        let prepared = Prepared::new("H~2~O，CO~2~。\n\nH~2~O", Habits::default());
        let findings = parse(&prepared).findings;
        assert_eq!(findings.len(), 1);
        assert!(findings[0].sentence.to_string().contains("3 such places"), "{}", findings[0].sentence);
    }

    proptest! {
        #![proptest_config(crate::testing::cases(500))]
        #[test]
        fn places_are_in_the_source(source in "(==|\\[\\[|\\]\\]|\\^|~|2|%%|:::|\\{: |\\}|\\$|\\\\a|字|a|\n|\n\n|`|\\[\\^|\\]|\\|\\||\\+\\+){0,30}") {
            let prepared = Prepared::new(&source, Habits::default());
            for finding in parse(&prepared).findings {
                prop_assert!(source.get(finding.range.clone()).is_some());
            }
        }
    }
}
