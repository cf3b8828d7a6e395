//! What lines are in other dialects: boxes of mkdocs (`!!! note`) and of VuePress and HackMD (`::: note`), which become
//! alerts as GitHub has them; lines that begin with a colon; tables that are set with tabs; `[^1]：` with a full-width
//! colon; and `[TOC]`, which stands for a table of contents.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use super::edits::{Edit, Habits};
use super::inline::emoji_before;
use super::regions::Regions;

static BOX: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?<indent> {0,3})(?:(?:!!!|\?\?\?\+?)[ \t]+(?<admonition>[\w-]+)(?:[ \t]+[\w-]+)*(?:[ \t]+\x22(?<title>[^\x22]*)\x22)?[ \t]*$",
        r"|(?<colons>:{3,})[ \t]*(?<container>[A-Za-z][\w-]*)[ \t]*(?:\[(?<named>[^\]]*)\]|(?<rest>[^{}\[\]]*))?$)",
    ))
    .expect("the pattern is constant")
});
static NOTE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^ {0,3}(?<name>\[\^[^\]\s]+\])(?<colon>：)").expect("the pattern is constant"));

/// Containers that are boxes; others are a layout's.
const CONTAINERS: [&str; 18] = [
    "note",
    "tip",
    "important",
    "warning",
    "caution",
    "info",
    "success",
    "danger",
    "hint",
    "abstract",
    "question",
    "failure",
    "bug",
    "example",
    "details",
    "spoiler",
    "attention",
    "error",
];

/// The edits that make of such lines what the parser knows.
pub(super) fn edits(text: &str, habits: Habits) -> Vec<Edit> {
    let may_have = ["\n:", ":::", "!!! ", "??? ", "???+ ", "]：", "TOC", "toc"].iter().any(|sign| text.contains(sign))
        || text.contains('\t') && text.contains('|');
    if !may_have {
        return Vec::new();
    }
    let regions = Regions::of(text);
    let dialect = habits.dialect;
    let mut lines = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        lines.push((at, line.trim_end_matches(['\n', '\r'])));
        at += line.len();
    }
    let known: HashSet<&str> =
        lines.iter().filter_map(|(_, line)| Some(line.trim_start().split_once("]:")?.0)).collect();
    let mut edits = Vec::new();
    // Colons that close no box from here on, and are not looked for again.
    let mut unclosed = HashSet::new();
    let mut index = 0;
    while let Some(&(start, line)) = lines.get(index) {
        index += 1;
        if regions.is_code(start + line.len() - line.trim_start().len()) {
            continue;
        }
        if dialect.alerts
            && let Some(length) = boxed(&lines[index - 1..], &mut unclosed, &mut edits)
        {
            index += length - 1;
        } else if let Some(found) =
            NOTE.captures(line).filter(|found| !known.contains(&found["name"][..found["name"].len() - 1]))
        {
            let colon = found.name("colon").map_or(0..0, |colon| colon.range());
            edits.push(Edit { range: start + colon.start..start + colon.end, with: ": ".to_owned() });
        } else if line.contains('\t') && is_delimiter_row(line) {
            let tabs = line.match_indices('\t').map(|(at, _)| start + at);
            edits.extend(tabs.map(|at| Edit { range: at..at + 1, with: " ".to_owned() }));
        } else if dialect.definitions && is_colon(line) && !is_delimiter_row(line) {
            let at = start + line.len() - line.trim_start().len();
            edits.push(match emoji_before(line.trim_start()).filter(|_| dialect.emoji) {
                Some((emoji, length)) => Edit { range: at..at + length, with: emoji.to_owned() },
                None => Edit { range: at..at, with: "\\".to_owned() },
            });
        } else if dialect.contents && is_contents(&lines, index - 1) {
            edits.push(Edit { range: start..start + line.len(), with: String::new() });
        }
    }
    edits
}

/// Whether a line is the one that makes a table of the line before it.
fn is_delimiter_row(line: &str) -> bool {
    line.contains('|')
        && line.contains('-')
        && line.bytes().all(|byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'\t'))
}

/// Whether a line begins with a colon to which no blank follows, of which only the parser makes a definition.
fn is_colon(line: &str) -> bool {
    let rest = line.trim_start_matches(' ');
    line.len() - rest.len() <= 3
        && rest.strip_prefix(':').is_some_and(|rest| !rest.is_empty() && !rest.starts_with([' ', '\t']))
}

/// Whether a paragraph is nothing but a mark that stands for a table of contents.
fn is_contents(lines: &[(usize, &str)], index: usize) -> bool {
    const MARKS: [&str; 5] = ["[TOC]", "[toc]", "[[toc]]", "[[_TOC_]]", "@[toc]"];
    let is_blank =
        |index: Option<usize>| index.and_then(|index| lines.get(index)).is_none_or(|(_, line)| line.trim().is_empty());
    MARKS.contains(&lines[index].1.trim()) && is_blank(index.checked_sub(1)) && is_blank(Some(index + 1))
}

/// Makes an alert of the box that the first line begins, and gives how many lines it has; none if it begins none.
fn boxed<'l>(lines: &[(usize, &'l str)], unclosed: &mut HashSet<&'l str>, edits: &mut Vec<Edit>) -> Option<usize> {
    let line = lines[0].1;
    if !line.trim_start().starts_with(['!', '?', ':']) {
        return None;
    }
    let found = BOX.captures(line)?;
    let part = |name: &str| found.name(name).map(|part| part.as_str().trim());
    let indent = found["indent"].len();
    let title = part("title").or_else(|| part("named")).or_else(|| part("rest")).unwrap_or_default();
    let alert = |kind: &str| format!("> [!{kind}]{}{title}", if title.is_empty() { "" } else { " " });
    let whole = |(start, line): &(usize, &str)| *start..start + line.len();
    if let Some(kind) = part("admonition") {
        let is_inner = |line: &str| line.trim().is_empty() || indented(line, indent).is_some();
        let length = lines[1..].iter().take_while(|(_, line)| is_inner(line)).count();
        let inner = &lines[1..=length];
        let length = inner.iter().rposition(|(_, line)| !line.trim().is_empty()).map_or(0, |last| last + 1);
        edits.push(Edit { range: whole(&lines[0]), with: alert(kind) });
        for &(start, line) in &lines[1..=length] {
            let taken = indented(line, indent).unwrap_or(line.len());
            edits.push(Edit { range: start..start + taken, with: "> ".to_owned() });
        }
        // A line that follows at once would belong to it.
        if lines.get(length + 1).is_some_and(|(_, line)| !line.trim().is_empty()) {
            let at = lines[length + 1].0;
            edits.push(Edit { range: at..at, with: "\n".to_owned() });
        }
        return Some(length + 1);
    }
    let kind = part("container").filter(|kind| CONTAINERS.iter().any(|known| known.eq_ignore_ascii_case(kind)))?;
    let colons = part("colons").filter(|colons| !unclosed.contains(colons))?;
    let Some(length) = lines[1..].iter().position(|(_, line)| line.trim() == colons) else {
        unclosed.insert(colons);
        return None;
    };
    let end = length + 1;
    edits.push(Edit { range: whole(&lines[0]), with: alert(kind) });
    edits.extend(lines[1..end].iter().map(|&(start, _)| Edit { range: start..start, with: "> ".to_owned() }));
    edits.push(Edit { range: whole(&lines[end]), with: String::new() });
    Some(end + 1)
}

/// How many bytes of a line are the four blanks, or the tab, that put it into a box which is indented itself.
fn indented(line: &str, indent: usize) -> Option<usize> {
    let rest = line.get(indent..).filter(|_| line[..indent].trim().is_empty())?;
    rest.strip_prefix("    ").map(|_| indent + 4).or_else(|| rest.strip_prefix('\t').map(|_| indent + 1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::markdown::to_html;

    /// The page of a text, with the words of alerts as their keys.
    fn check(source: &str, expected: &str) {
        let html = to_html(source).replace('\n', "").replace(" tabindex=\"0\"", "");
        assert_eq!(html, expected, "{source:?}");
    }

    fn note(kind: &str, title: &str, inner: &str) -> String {
        format!("<div class=\"alert alert-{kind}\" role=\"note\">{title}{inner}</div>")
    }

    #[test]
    fn boxes_are_alerts() {
        let kind = "<p class=\"alert-title alert-kind\">\u{0}alert-note \u{0}</p>";
        let titled = "<p class=\"alert-title\">题</p>";
        check("!!! note\n    甲\n\n    乙\n\n丙", &format!("{}<p>丙</p>", note("note", kind, "<p>甲</p><p>乙</p>")));
        check("!!! note \"题\"\n    甲\n乙", &format!("{}<p>乙</p>", note("note", titled, "<p>甲</p>")));
        check("??? info \"题\"\n\t- 甲", &note("note", titled, "<ul><li>甲</li></ul>"));
        check(":::note 题\n甲\n\n乙\n:::\n丙", &format!("{}<p>丙</p>", note("note", titled, "<p>甲</p><p>乙</p>")));
        check("::: warning [题]\n甲\n:::", &note("warning", titled, "<p>甲</p>"));
        check("```\n!!! note\n    甲\n```", "<pre><code>!!! note    甲</code></pre>");
        check(":::center\n甲\n:::", "<p>:::center甲:::</p>");
        check("词\n: 义\n:   又一义", "<dl><dt>词</dt><dd>义</dd><dd>又一义</dd></dl>");
        check("甲\n:smile: 乙\n:)", "<p>甲😄 乙:)</p>");
        check("好!!! 甲\n!!!", "<p>好!!! 甲!!!</p>");
    }

    #[test]
    fn tables_may_be_set_with_tabs() {
        let table = "<div class=\"table\"><table><thead><tr><th class=\"center\">甲</th><th class=\"center\">乙</th></tr></thead><tbody><tr><td class=\"center\">1</td><td class=\"center\">2</td></tr></tbody></table></div>";
        check("|\t甲\t|\t乙\t|\n|:---:\t|:---:\t|\n|\t1\t|\t2\t|", table);
        check("|\t甲\t|\t乙\t|\n|\t:---:\t|\t:---:\t|\n|\t1\t|\t2\t|", table);
        check("甲\t|\t乙\n:---:\t|\t:---:\n1\t|\t2", table);
    }

    #[test]
    fn a_note_may_have_a_chinese_colon() {
        let html = to_html("甲[^1]乙[^二]\n\n[^1]：注一\n[^二]：注二");
        assert!(html.contains("<li id=\"fn-1\">\n<p>注一") && html.contains("<li id=\"fn-2\">\n<p>注二"), "{html}");
        assert!(to_html("甲\n\n[^1]: 注\n\n[^1]：乙").contains("：乙"));
    }

    #[test]
    fn a_table_of_contents_is_the_generator_s() {
        check("[TOC]\n\n甲", "<p>甲</p>");
        check("甲\n[TOC]\n\n`[toc]`", "<p>甲\n[TOC]</p><p><code>[toc]</code></p>".replace('\n', "").as_str());
    }

    proptest! {
        #![proptest_config(crate::testing::cases(500))]
        #[test]
        fn never_panics(source in "(:::|:::note|!!! note|\\?\\?\\? tip \"题\"|\n|\n\n|    |\t|\\||---|字|`{3}|\\[TOC\\]|\\[\\^1\\]：|> |- ){0,30}") {
            to_html(&source);
        }
    }
}
