//! Tags of other site generators: Hugo's shortcodes (`{{< … >}}`), and the Liquid and Nunjucks
//! tags of Jekyll and Hexo (`{% … %}`). The few that every archive has become Markdown; the
//! others are shown as they are written.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::edits::{Edit, Habits};
use super::regions::{Regions, holds};
use super::shown::{Figure, Spot, escape};
use crate::diagnostic::{Finding, Kind, sentence};

/// The scheme of a link to an article by its file's name, as `post_link` and `post_url` have it.
pub const POST: &str = "x-post:";

static TAG: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        // What is within holds no other begin: else each that is never closed would be read to the text's end.
        r"\{\{(?:<|%)/\*(?<comment>(?:[^{\n]|\{[^{\n])*?)\*/(?:>|%)\}\}",
        r"|\{\{(?<sign>[<%])\s*(?<close>/?)\s*(?<name>[\w./-]+)(?<rest>(?:[^{}]|(?:\{(?:\}\{)*\}?|\}(?:\{\})*\{?)[^{}])*?)\s*/?\s*[>%]\}\}",
        r"|\{%-?\s*(?<liquid>\w+)(?<arguments>(?:[^%}]|%[^}])*?)\s*-?%\}",
        r#"|[ \t]*(?<kramdown>\{:(?:\s*(?:toc|[.#][\w-]+|[\w-]+=(?:"[^"\n]*"|'[^'\n]*')))+\s*\})[ \t]*(?:\n|$)"#,
        // Of what stands before it in its line: a link, a picture, emphasis, code.
        r#"|(?<inline>\{:?(?:\s*(?:[.#][\w-]+|[\w-]+=(?:"[^"\n]*"|'[^'\n]*'|[^\s"'{}]+)))+\s*\})"#,
        r#"|\{\{-?\s*(?:site\.(?<site>\w+)|(?<filtered>"[^"]*"|'[^']*')\s*\|\s*(?:relative_url|absolute_url|prepend: *site\.baseurl)|page\.(?<page>[\w.]+)[^}]*?)\s*-?\}\}"#,
    ))
    .expect("the pattern is constant")
});

/// What of a text is to be edited before it is parsed, and what is to be said of it.
pub(super) fn edits(text: &str, habits: Habits) -> (Vec<Edit>, Vec<Finding>) {
    if !["{%", "{{", "{:", "{.", "{#", "){", ")*{"].iter().any(|sign| text.contains(sign)) {
        return (Vec::new(), Vec::new());
    }
    let mut regions = Regions::of(text);
    if habits.indented_code {
        regions.code.append(&mut regions.indented);
        regions.code.sort_by_key(|range| range.start);
    }
    let keeps_attributes = !habits.dialect.attributes;
    let mut reader =
        Reader { text, regions, keeps_attributes, edits: Vec::new(), unknown: BTreeMap::new(), ends: HashMap::new() };
    let mut at = 0;
    while let Some(captures) = TAG.captures_at(text, at) {
        at = reader.tag(&captures);
    }
    let unknown = reader.unknown.into_iter();
    let findings = unknown.map(|(tag, range)| Finding::warning(Kind::ForeignTag, sentence!("tag-unknown", tag), range));
    (reader.edits, findings.collect())
}

struct Reader<'t> {
    text: &'t str,
    regions: Regions,
    /// Whether attributes of kramdown are left as they are.
    keeps_attributes: bool,
    edits: Vec<Edit>,
    /// The first place of each unknown tag.
    unknown: BTreeMap<String, Range<usize>>,
    /// Where the end tags of a pattern are, in order.
    ends: HashMap<String, Vec<Range<usize>>>,
}

/// A tag's arguments: those with a name, and those without.
#[derive(Default)]
struct Arguments {
    named: BTreeMap<String, String>,
    plain: Vec<String>,
}

impl Reader<'_> {
    /// Takes one tag, with its end if it has one, and gives the place after it.
    fn tag(&mut self, captures: &Captures<'_>) -> usize {
        let range = captures.get(0).map_or(0..0, |all| all.range());
        if self.regions.is_code(range.start) {
            return range.end;
        }
        let part = |name: &str| captures.name(name).map(|found| found.as_str());
        if let Some(shown) = part("comment") {
            // Hugo's way of showing a tag.
            return self.replace(range, escape(&format!("{{{{<{shown}>}}}}")));
        }
        if let Some(name) = part("name") {
            if part("close") == Some("/") {
                return self.literal(range, None);
            }
            return self.shortcode(range, name, &arguments(part("rest").unwrap_or_default()));
        }
        if let Some(name) = part("liquid") {
            return self.liquid(range, name, part("arguments").unwrap_or_default().trim());
        }
        if let Some(attributes) = captures.name("inline") {
            return if self.has_attributes(&attributes.range()) {
                self.replace(range, String::new())
            } else {
                range.end
            };
        }
        if let Some(attributes) = captures.name("kramdown") {
            if self.keeps_attributes {
                return range.end;
            }
            // kramdown's classes and ids have no words, and a list before `{:toc}` stands for one.
            let line = self.text[..range.start].trim_end_matches('\n').rfind('\n').map_or(0, |newline| newline + 1);
            let is_list = attributes.as_str() == "{:toc}" && self.text[line..].starts_with(['*', '-']);
            let range = if is_list { line..range.end } else { range };
            return self.replace(range.start..attributes.end(), String::new());
        }
        let unquoted = part("filtered").map(|text| &text[1..text.len() - 1]);
        match (part("site"), unquoted) {
            (Some("baseurl" | "url"), _) => self.replace(range, String::new()),
            (_, Some(address)) => self.replace(range, address.to_owned()),
            (Some(name), _) => self.literal(range, Some(format!("{{{{ site.{name} }}}}"))),
            _ => {
                let name = part("page").unwrap_or_default();
                self.literal(range, Some(format!("{{{{ page.{name} }}}}")))
            }
        }
    }

    /// Whether braces in a line are attributes of what stands before them, or of the whole block, in a line of their own.
    /// Those of a heading are the parser's.
    fn has_attributes(&self, range: &Range<usize>) -> bool {
        let line_start = self.text[..range.start].rfind('\n').map_or(0, |newline| newline + 1);
        let (before, after) = (&self.text[line_start..range.start], &self.text[range.end..]);
        let ends_line = after.lines().next().is_none_or(|rest| rest.trim().is_empty());
        let is_of_block = before.trim().is_empty() && ends_line && line_start > 0;
        let is_of_heading = before.trim_start().starts_with('#') && ends_line;
        let is_kramdown = self.text[range.clone()].starts_with("{:");
        let is_of_span = before.ends_with(')') && before.contains("](")
            || is_kramdown && before.ends_with(['*', '_', '`', ')', ']', '>']);
        !self.keeps_attributes && !is_of_heading && (is_of_block || is_of_span)
    }

    fn shortcode(&mut self, range: Range<usize>, name: &str, arguments: &Arguments) -> usize {
        let first = || arguments.plain.first().cloned();
        let named = |name: &str| arguments.named.get(name).cloned();
        match name {
            "figure" | "img" | "image" => {
                let Some(address) = named("src").or_else(|| named("link")).or_else(first) else {
                    return self.unknown_shortcode(range, name);
                };
                let link = named("link").filter(|_| arguments.named.contains_key("src"));
                let figure = Figure {
                    address,
                    alt: named("alt").unwrap_or_default(),
                    title: named("title").unwrap_or_default(),
                    caption: named("caption").unwrap_or_default(),
                    credit: named("attr").unwrap_or_default(),
                    credit_link: named("attrlink").unwrap_or_default(),
                    link: link.unwrap_or_default(),
                };
                let markup = figure.markup(self.place_of(&range));
                self.replace(range, markup)
            }
            "ref" | "relref" => match first().or_else(|| named("path")) {
                Some(path) if path.starts_with('#') => self.replace(range, destination(&path)),
                Some(path) => self.replace(range, destination(&format!("{POST}{path}"))),
                None => self.unknown_shortcode(range, name),
            },
            "comment" => match self.closing(range.end, r"\{\{[<%]\s*/\s*comment\s*[>%]\}\}") {
                Some(end) => self.replace(range.start..end.end, String::new()),
                None => self.unknown_shortcode(range, name),
            },
            "highlight" | "code" | "rawhtml" | "raw" => {
                let Some(end) = self.closing(range.end, &format!(r"\{{\{{[<%]\s*/\s*{name}\s*[>%]\}}\}}")) else {
                    return self.unknown_shortcode(range, name);
                };
                if name.starts_with("raw") {
                    return self.wrap(range, end, String::new(), String::new());
                }
                let language = first().or_else(|| named("lang")).unwrap_or_default();
                self.code(range, end, &language)
            }
            "ruby" => self.ruby(range, arguments),
            // The folder of the article itself, before the names of its figures.
            "blogdown/postref" => self.replace(range, String::new()),
            _ => self.unknown_shortcode(range, name),
        }
    }

    /// What may stand where a tag does.
    fn place_of(&self, range: &Range<usize>) -> Spot {
        let line = &self.text[..range.start];
        let before = line.rsplit('\n').next().unwrap_or_default().trim_start();
        match holds(&self.regions.html, range.start) {
            true => Spot::Html,
            // Two empty lines would end a row, an item or a quotation.
            false if before.starts_with(['|', '>', '-', '*', '+']) || starts_numbered(before) => Spot::Line,
            false => Spot::Block,
        }
    }

    fn unknown_shortcode(&mut self, range: Range<usize>, name: &str) -> usize {
        self.literal(range, Some(format!("{{{{< {name} >}}}}")))
    }

    /// `{{< ruby "汉字" "pinyin" >}}`, or with the base between two tags and `rt` in the first.
    fn ruby(&mut self, range: Range<usize>, arguments: &Arguments) -> usize {
        if let [base, text] = arguments.plain.as_slice() {
            return self.replace(range, ruby(base, text));
        }
        let end = self.closing(range.end, r"\{\{[<%]\s*/\s*ruby\s*[>%]\}\}");
        match (end, arguments.named.get("rt").or(arguments.plain.first())) {
            (Some(end), Some(text)) => {
                let after = format!("<rt>{text}</rt></ruby>");
                self.wrap(range, end, "<ruby>".to_owned(), after)
            }
            _ => self.unknown_shortcode(range, "ruby"),
        }
    }

    fn liquid(&mut self, range: Range<usize>, name: &str, rest: &str) -> usize {
        let words = || arguments(rest).plain;
        match name {
            "img" | "asset_img" | "image" => match picture(rest) {
                Some((address, caption, alt)) => {
                    let figure = Figure { address, alt, caption, ..Figure::default() };
                    let markup = figure.markup(self.place_of(&range));
                    self.replace(range, markup)
                }
                None => self.unknown_liquid(range, name),
            },
            "post_link" | "asset_link" => {
                let words = words();
                let Some(target) = words.first() else { return self.unknown_liquid(range, name) };
                let titles: Vec<&str> =
                    words[1..].iter().map(String::as_str).filter(|word| !matches!(*word, "true" | "false")).collect();
                let title = if titles.is_empty() { target.clone() } else { titles.join(" ") };
                let scheme = if name == "post_link" { POST } else { "" };
                if holds(&self.regions.html, range.start) {
                    return self.replace(range, format!("<a href=\"{scheme}{target}\">{title}</a>"));
                }
                self.replace(range, format!("[{}](<{scheme}{target}>)", escape(&title)))
            }
            "post_url" | "post_path" => self.replace(range, format!("{POST}{}", destination(rest))),
            // Hexo's, of words and an address; Jekyll's has a path alone.
            "link" if rest.contains("://") => {
                let words = words();
                let at = words.iter().position(|word| word.contains("://")).unwrap_or(0);
                let text = if at == 0 { words[0].clone() } else { words[..at].join(" ") };
                self.replace(range, format!("[{}](<{}>)", escape(&text), words[at]))
            }
            "link" => self.replace(range, destination(&format!("/{}", rest.trim_start_matches('/')))),
            "asset_path" => self.replace(range, destination(rest)),
            "ruby" => match rest.split_once('|') {
                Some((base, text)) => self.replace(range, ruby(base.trim(), text.trim())),
                None => self.unknown_liquid(range, name),
            },
            "raw" | "comment" | "highlight" | "codeblock" | "code" | "blockquote" | "quote" => {
                self.block(range, name, rest)
            }
            name if name.starts_with("end") => self.literal(range, None),
            _ => self.unknown_liquid(range, name),
        }
    }

    /// A tag that goes on to its end tag.
    fn block(&mut self, range: Range<usize>, name: &str, rest: &str) -> usize {
        let Some(end) = self.closing(range.end, &format!(r"\{{%-?\s*end{name}\s*-?%\}}")) else {
            return self.unknown_liquid(range, name);
        };
        match name {
            "raw" => self.wrap(range, end, String::new(), String::new()),
            "comment" => self.replace(range.start..end.end, String::new()),
            "blockquote" | "quote" => {
                let by = if rest.is_empty() { String::new() } else { format!("——{}\n\n", escape(rest)) };
                self.wrap(range, end, "\n\n<blockquote>\n\n".to_owned(), format!("\n\n{by}</blockquote>\n\n"))
            }
            _ => {
                let language = rest.split_whitespace().find_map(|word| word.strip_prefix("lang:"));
                let bare = || rest.split_whitespace().next().filter(|_| name == "highlight").unwrap_or_default();
                self.code(range, end, language.unwrap_or_else(bare))
            }
        }
    }

    fn unknown_liquid(&mut self, range: Range<usize>, name: &str) -> usize {
        self.literal(range, Some(format!("{{% {name} %}}")))
    }

    /// The first end tag of a pattern after a place.
    fn closing(&mut self, from: usize, pattern: &str) -> Option<Range<usize>> {
        let text = self.text;
        let ends = self.ends.entry(pattern.to_owned()).or_insert_with(|| {
            // A name of letters and digits cannot make it wrong.
            Regex::new(pattern)
                .map(|regex| regex.find_iter(text).map(|found| found.range()).collect())
                .unwrap_or_default()
        });
        ends.get(ends.partition_point(|end| end.start < from)).cloned()
    }

    /// A block of code between two tags, with a fence that is not in it.
    fn code(&mut self, open: Range<usize>, close: Range<usize>, language: &str) -> usize {
        let code = &self.text[open.end..close.start];
        let longest = code.split(|character| character != '`').map(str::len).max().unwrap_or(0);
        let fence = "`".repeat(longest.max(2) + 1);
        let lines = |text: &str, is_there: bool| if is_there { "" } else { text }.to_owned();
        let before = format!("\n\n{fence}{language}{}", lines("\n", code.starts_with(['\n', '\r'])));
        let after = format!("{}{fence}\n\n", lines("\n", code.ends_with('\n')));
        self.wrap(open, close, before, after)
    }

    /// Puts something else for two tags, and leaves what is between them as it is.
    fn wrap(&mut self, open: Range<usize>, close: Range<usize>, before: String, after: String) -> usize {
        self.replace(open, before);
        self.replace(close, after)
    }

    fn replace(&mut self, range: Range<usize>, with: String) -> usize {
        let end = range.end;
        let free = self.edits.last().map_or(0, |edit| edit.range.end);
        self.edits.push(Edit { range: range.start.max(free)..end, with });
        end
    }

    /// Keeps a tag as it is written, whatever Markdown would make of it. `tag` names one that is
    /// to be told of.
    fn literal(&mut self, range: Range<usize>, tag: Option<String>) -> usize {
        if let Some(tag) = tag {
            self.unknown.entry(tag).or_insert_with(|| range.clone());
        }
        // Inside HTML, a backslash would be shown.
        if holds(&self.regions.html, range.start) || holds(&self.regions.indented, range.start) {
            return range.end;
        }
        let written = escape(&self.text[range.clone()]);
        self.replace(range, written)
    }
}

/// Whether a line begins as an item of a numbered list does.
fn starts_numbered(line: &str) -> bool {
    let rest = line.trim_start_matches(|sign: char| sign.is_ascii_digit());
    rest.len() < line.len() && rest.starts_with(['.', ')'])
}

/// Words, `name=value` and `"quoted words"`.
fn arguments(text: &str) -> Arguments {
    static ARGUMENT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(?:(?<name>[\w-]+)\s*=\s*)?(?:"(?<double>(?:[^"\\]|\\.)*)"|'(?<single>[^']*)'|`(?<tick>[^`]*)`|(?<bare>[^\s"'`=]+))"#)
            .expect("the pattern is constant")
    });
    let mut arguments = Arguments::default();
    for found in ARGUMENT.captures_iter(text) {
        let value = ["double", "single", "tick", "bare"].iter().find_map(|name| found.name(name));
        let value =
            value.map_or(String::new(), |value| value.as_str().replace("\\\"", "\"").replace(['\r', '\n'], " "));
        match found.name("name") {
            Some(name) => {
                arguments.named.insert(name.as_str().to_owned(), value);
            }
            None => arguments.plain.push(value),
        }
    }
    arguments
}

/// The address, the title and the words of Hexo's
/// `{% img [class] address [width] [height] [title [alt]] %}`: what stands after the
/// numbers is the title, and the picture's words too unless they are quoted apart.
fn picture(rest: &str) -> Option<(String, String, String)> {
    static PICTURE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"^(?:[\w-]+\s+)*?(?<address>"[^"]+"|'[^']+'|[^\s"']*[./][^\s"']*)(?<sizes>(?:\s+[0-9]+){0,2})(?:\s+(?<words>.*))?$"#)
            .expect("the pattern is constant")
    });
    let found = PICTURE.captures(rest.trim())?;
    let words = found.name("words").map_or("", |words| words.as_str()).trim();
    let quoted = arguments(words.trim_matches('\'')).plain;
    let (title, alt) = match quoted.as_slice() {
        [title, alt] if words.contains('"') => (title.clone(), alt.clone()),
        _ => {
            let bare = words.trim_matches(['"', '\'']).to_owned();
            (bare.clone(), bare)
        }
    };
    Some((found["address"].trim_matches(['"', '\'']).to_owned(), title, alt))
}

fn ruby(base: &str, text: &str) -> String {
    format!("<ruby>{base}<rt>{text}</rt></ruby>")
}

/// A path as the destination of a link may have it.
fn destination(path: &str) -> String {
    path.trim().trim_matches(['"', '\'']).replace(' ', "%20")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::edits::Habits;
    use crate::diagnostic::Finding;
    use crate::markdown::{Prepared, parse, render};

    fn html(source: &str) -> (String, Vec<String>) {
        let prepared = Prepared::new(source, Habits::default());
        let mut html = String::new();
        render(parse(&prepared).events.into_iter().map(|(event, _)| event), &mut html);
        let tag = |finding: &Finding| finding.sentence.to_string().split('`').nth(1).unwrap_or_default().to_owned();
        (html.replace('\n', ""), prepared.findings().iter().map(tag).collect())
    }

    fn check(source: &str, expected: &str) {
        assert_eq!(html(source), (expected.to_owned(), Vec::new()), "{source}");
    }

    #[test]
    fn common_tags_become_markup() {
        check("{{< figure src=\"a.png\" alt=\"甲\" >}}", "<p><img src=\"a.png\" alt=\"甲\" /></p>");
        check(
            "{{< figure src=\"图 一.png\" caption=\"题\" >}}",
            "<figure><p><img src=\"%E5%9B%BE%20%E4%B8%80.png\" alt=\"题\" /></p><figcaption>题</figcaption></figure>",
        );
        check("[甲]({{< ref \"a.md\" >}})", "<p><a href=\"x-post:a.md\">甲</a></p>");
        check("[甲]({% post_url 2024-07-04-a %})", "<p><a href=\"x-post:2024-07-04-a\">甲</a></p>");
        check("{% post_link a 题目 %}", "<p><a href=\"x-post:a\">题目</a></p>");
        check(
            "{% asset_img a.png '题' %}",
            "<figure><p><img src=\"a.png\" alt=\"题\" /></p><figcaption>题</figcaption></figure>",
        );
        check(
            "{% img left /img/a.png 200 100 \"题\" \"文\" %}",
            "<figure><p><img src=\"/img/a.png\" alt=\"文\" /></p><figcaption>题</figcaption></figure>",
        );
        check("![甲]({{ site.baseurl }}/img/a.png)", "<p><img src=\"/img/a.png\" alt=\"甲\" /></p>");
        check("![甲]({{ \"/img/a.png\" | relative_url }})", "<p><img src=\"/img/a.png\" alt=\"甲\" /></p>");
        check("{% ruby 汉|hàn %}字", "<p><ruby>汉<rt>hàn</rt></ruby>字</p>");
        check("{{< ruby \"汉\" \"hàn\" >}}", "<p><ruby>汉<rt>hàn</rt></ruby></p>");
        check("{% raw %}{{ 值 }}{% endraw %}", "<p>{{ 值 }}</p>");
        check("{% comment %}无{% endcomment %}有", "<p>有</p>");
        for code in [
            "{% highlight c %}\nif\n{% endhighlight %}",
            "{{< highlight c >}}\nif\n{{< /highlight >}}",
            "{% codeblock lang:c %}\nif\n{% endcodeblock %}",
        ] {
            let (html, notes) = html(code);
            assert!(html.contains("<code class=\"language-c\">") && html.contains("if") && notes.is_empty(), "{html}");
        }
    }

    #[test]
    fn attributes_of_kramdown_are_left_out() {
        check(
            "[链接](https://e.example/){:target=\"_blank\"}后文",
            "<p><a href=\"https://e.example/\">链接</a>后文</p>",
        );
        check("**重**{: .red}点与`码`{:.c}", "<p><strong>重</strong>点与<code>码</code></p>");
        check("![图](a.png){width=50% .c}", "<p><img src=\"a.png\" alt=\"图\" /></p>");
        check("段\n{: .lead}\n\n又\n{.x #y}", "<p>段</p><p>又</p>");
        check("{:.no_toc}", "");
        check("甲{.乙}与{a=b}和f(x){y=1}", "<p>甲{.乙}与{a=b}和f(x){y=1}</p>");
        check("`[a](b){:.c}`", "<p><code>[a](b){:.c}</code></p>");
        check("甲\n\n{{% comment %}}隐{{% /comment %}}乙", "<p>甲</p><p>乙</p>");
    }

    #[test]
    fn other_tags_are_shown_and_told_once() {
        let (page, notes) = html("{{< youtube *a* >}} {{< youtube b >}} {% include x.html %} {{ page.title }}");
        assert_eq!(
            page,
            "<p>{{&lt; youtube *a* &gt;}} {{&lt; youtube b &gt;}} {% include x.html %} {{ page.title }}</p>"
        );
        assert_eq!(notes, ["{% include %}", "{{ page.title }}", "{{< youtube >}}"]);
        assert_eq!(html("`{{< youtube >}}`\n\n```\n{% x %}\n```\n\n{{ 值 }}").1, Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn never_panics(source in "(\\{\\{<|>\\}\\}|\\{%|%\\}|\\{\\{|\\}\\}|[a-z \"'=/|]|raw|endraw|figure|img|ruby|\n|　|    |`|#|一|\\]\\(){0,40}") {
            let prepared = Prepared::new(&source, Habits { indented_code: false, loose_headings: true, ..Habits::default() });
            for finding in prepared.findings() {
                prop_assert!(source.get(finding.range.clone()).is_some());
            }
            for (_, range) in parse(&prepared).events {
                prop_assert!(source.get(range.clone()).is_some(), "{:?}", range);
            }
        }
    }
}
