//! Comments, which are for authors alone: `%%…%%` of Obsidian, `{::comment}` of kramdown, `{# … #}` of Nunjucks. They are
//! taken out before anything else reads a text, so that no page, summary, feed or index has them.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::edits::{Edit, Habits};
use super::regions::{Regions, holds};

/// The edits that take out the comments of a text.
pub(super) fn edits(text: &str, habits: Habits) -> Vec<Edit> {
    static BEGIN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"%%|\{::comment\s*/?\}|\{#\s|\{::(?:nomarkdown|options\b[^}\n]*/)\}|\{:/(?:nomarkdown)?\}")
            .expect("the pattern is constant")
    });
    if !habits.dialect.comments || !["%%", "{::", "{#"].iter().any(|begin| text.contains(begin)) {
        return Vec::new();
    }
    let regions = Regions::of(text);
    let is_code = |at: usize| {
        regions.is_code(at) || habits.indented_code && holds(&regions.indented, at) || in_tag(text, at, &regions)
    };
    let mut edits = Vec::new();
    let mut ends = Ends { text, missing: Vec::new() };
    let mut at = 0;
    while let Some(found) = BEGIN.find_at(text, at) {
        at = found.end();
        if is_code(found.start()) {
            continue;
        }
        let comment = match found.as_str() {
            "%%" => percent(text, found.range(), &is_code),
            begin if begin.starts_with("{#") => ends.after("#}", at).map(|end| found.start()..end),
            begin if begin.starts_with("{::comment") && !begin.ends_with("/}") => {
                let closing = ["{:/comment}", "{:/}"].into_iter().filter_map(|sign| ends.after(sign, at)).min();
                closing.map(|end| found.start()..end)
            }
            // What says how kramdown reads, and no words.
            _ => Some(found.range()),
        };
        if let Some(comment) = comment {
            let range = whole_lines(text, comment);
            at = range.end;
            edits.push(Edit { range, with: String::new() });
        }
    }
    edits
}

/// The first place of each kind of comment that is opened and never closed; only these are left once the others are out.
pub(super) fn unclosed(text: &str) -> Option<Range<usize>> {
    static BEGIN: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?m)^\s*%%\s*$|\{::comment\}").expect("the pattern is constant"));
    BEGIN.find(text).map(|found| found.range())
}

/// Where comments of a text end. A sign that is missing behind one place is so behind all later ones, and not looked for
/// again: what opens very many comments and closes none would take the square of its length.
struct Ends<'t> {
    text: &'t str,
    missing: Vec<&'static str>,
}

impl Ends<'_> {
    /// The end of the first such sign behind a place; the places that are asked for ascend.
    fn after(&mut self, sign: &'static str, from: usize) -> Option<usize> {
        if self.missing.contains(&sign) {
            return None;
        }
        let found = self.text[from..].find(sign);
        if found.is_none() {
            self.missing.push(sign);
        }
        found.map(|at| from + at + sign.len())
    }
}

/// The comment that two percent signs begin. One that begins within a line ends with its paragraph; after a digit they are
/// a number's.
fn percent(text: &str, begin: Range<usize>, is_code: &dyn Fn(usize) -> bool) -> Option<Range<usize>> {
    let before = text[..begin.start].chars().next_back();
    if before.is_some_and(|sign| sign.is_ascii_digit() || matches!(sign, '%' | '\\'))
        || text[begin.end..].starts_with('%')
    {
        return None;
    }
    let is_block = text[..begin.start].rsplit('\n').next().is_some_and(|line| line.trim().is_empty());
    let mut from = begin.end;
    loop {
        let end = from + text[from..].find("%%")?;
        if !is_block && text[begin.end..end].contains("\n\n") {
            return None;
        }
        if !is_code(end) {
            return Some(begin.start..end + "%%".len());
        }
        from = end + "%%".len();
    }
}

/// Whether a place is within a tag of HTML: an address there may have such signs.
fn in_tag(text: &str, at: usize, regions: &Regions) -> bool {
    holds(&regions.html, at) && text[..at].rfind('<') > text[..at].rfind('>')
}

/// A comment with its line, where nothing else is on that: else there would be an empty line in its place, which ends a
/// paragraph.
fn whole_lines(text: &str, comment: Range<usize>) -> Range<usize> {
    let start = text[..comment.start].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[comment.end..].find('\n').map_or(text.len(), |newline| comment.end + newline + 1);
    let is_alone = text[start..comment.start].trim().is_empty() && text[comment.end..end].trim().is_empty();
    if is_alone { start..end } else { comment }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::markdown::{Habits, outline, to_html};

    fn check(source: &str, expected: &str) {
        assert_eq!(to_html(source).trim(), expected, "{source:?}");
    }

    #[test]
    fn comments_are_taken_out() {
        check("前%%隐%%后", "<p>前后</p>");
        check("前\n%% 隐 %%\n后", "<p>前后</p>");
        check("前\n\n%%\n隐一\n\n隐二\n%%\n\n后", "<p>前</p>\n<p>后</p>");
        check("%%隐\n隐%%后", "<p>后</p>");
        check("{::comment}\n隐\n{:/comment}\n\n后", "<p>后</p>");
        check("前{::comment}隐{:/}后", "<p>前后</p>");
        check("{# 隐 #}后", "<p>后</p>");
        check("{::options parse_block_html=\"true\" /}\n\n前", "<p>前</p>");
        check("- 前 %%隐%%\n- 后", "<ul>\n<li>前</li>\n<li>后</li>\n</ul>");
        check("<p>前%%隐%%</p>", "<p>前</p>");
    }

    #[test]
    fn what_is_no_comment_stays() {
        check("涨了10%%，跌了20%%。", "<p>涨了10%%，跌了20%%。</p>");
        check("`%%码%%`", "<p><code>%%码%%</code></p>");
        check("前%%一\n\n二%%后", "<p>前%%一</p>\n<p>二%%后</p>");
        check("## 题 {#name}", "<h2 id=\"name\">题</h2>");
    }

    #[test]
    fn a_summary_has_none() {
        let found = outline("# 题%%隐%%\n\n%%隐%%\n\n{::comment}隐{:/comment}\n\n文%%隐%%。", Habits::default());
        assert_eq!((found.title.as_deref(), found.summary.as_deref()), (Some("题"), Some("文。")));
    }

    proptest! {
        #![proptest_config(crate::testing::cases(500))]
        #[test]
        fn never_panics(source in "(%%|\\{::comment\\}|\\{:/\\}|\\{# |#\\}|`|\n|\n\n|字|1|<p>|    ){0,30}") {
            to_html(&source);
        }
    }
}
