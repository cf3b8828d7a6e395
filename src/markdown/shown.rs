//! Pictures that a tag of another generator shows, with all that the tag says of them: title, caption, credit and where they
//! lead. Title, caption and credit are Markdown within a line, as Hugo has them.

use pulldown_cmark::Parser;

use super::plain::plain_text;
use super::syntax::options;
use crate::formerly::Dialect;

/// A picture as a tag shows it; what is empty is not said.
#[derive(Debug, Default)]
pub(super) struct Figure {
    pub address: String,
    /// What it says to those who cannot see it.
    pub alt: String,
    pub title: String,
    pub caption: String,
    /// Whose it is.
    pub credit: String,
    /// Where that leads.
    pub credit_link: String,
    /// Where the picture leads.
    pub link: String,
}

/// Where a picture stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spot {
    /// In a block of its own.
    Block,
    /// In a line that must stay one, as in a table.
    Line,
    /// In HTML, where no Markdown is read.
    Html,
}

impl Figure {
    /// As the text has it that is parsed.
    pub fn markup(&self, spot: Spot) -> String {
        let words = self.words();
        if spot == Spot::Html {
            return self.html(&words);
        }
        let picture = format!("![{}](<{}>)", escape(&self.alt_text()), bare(&self.address));
        let picture = if self.link.is_empty() { picture } else { format!("[{picture}](<{}>)", bare(&self.link)) };
        match (words.is_empty(), spot) {
            (true, _) => picture,
            (false, Spot::Line) => format!("{picture} {words}"),
            (false, _) => {
                format!(
                    "\n\n<figure>\n\n{picture}\n\n<figcaption>\n\n{}\n\n</figcaption>\n</figure>\n\n",
                    paragraph(&words)
                )
            }
        }
    }

    /// What is said below the picture.
    fn words(&self) -> String {
        let credit = match (self.credit.is_empty(), self.credit_link.is_empty()) {
            (true, true) => String::new(),
            (false, true) => self.credit.clone(),
            (true, false) => format!("<{}>", bare(&self.credit_link)),
            (false, false) => format!("[{}](<{}>)", self.credit, bare(&self.credit_link)),
        };
        let credit = if credit.is_empty() { credit } else { format!("<span class=\"credit\">{credit}</span>") };
        let title = match self.title.is_empty() || self.title == self.caption {
            true => String::new(),
            false => format!("<strong>{}</strong>", self.title),
        };
        let said = [title, self.caption.clone(), credit];
        said.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// What it says to those who cannot see it; its caption, if the tag does not say it.
    fn alt_text(&self) -> String {
        let said = [&self.alt, &self.caption, &self.title].into_iter().find(|text| !text.is_empty());
        said.map_or_else(String::new, |text| match text == &self.alt {
            true => text.clone(),
            false => plain_text(&html_of(text)).replace('\n', " "),
        })
    }

    fn html(&self, words: &str) -> String {
        let quoted = |text: &str| text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
        let picture = format!("<img src=\"{}\" alt=\"{}\">", quoted(&self.address), quoted(&self.alt_text()));
        let picture = match self.link.is_empty() {
            true => picture,
            false => format!("<a href=\"{}\">{picture}</a>", quoted(&self.link)),
        };
        if words.is_empty() {
            return picture;
        }
        let words = html_of(words).replace('\n', " ");
        let words = words.trim().trim_start_matches("<p>").trim_end_matches("</p>");
        format!("<figure>{picture}<figcaption>{words}</figcaption></figure>")
    }
}

/// A text that Markdown takes as it is.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii_punctuation() {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

/// The HTML of a line of Markdown, by the parser alone.
fn html_of(line: &str) -> String {
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, Parser::new_ext(line, options(Dialect::default())));
    html
}

/// An address as it stands between `<` and `>`.
fn bare(address: &str) -> String {
    address.replace(['<', '>', '\n'], "")
}

/// A line that begins a paragraph, and no list, heading or the like.
fn paragraph(line: &str) -> String {
    let line = line.trim_start();
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    match line.as_bytes().get(digits) {
        Some(b'.' | b')') if digits > 0 => format!("{}\\{}", &line[..digits], &line[digits..]),
        _ if line.starts_with(['#', '>', '-', '+', '=', '|', ':', '~'])
            || line.starts_with("* ")
            || line.starts_with("```") =>
        {
            format!("\\{line}")
        }
        _ => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use crate::markdown::to_html;

    fn check(source: &str, expected: &str) {
        assert_eq!(to_html(source).replace('\n', ""), expected, "{source}");
    }

    fn figure(alt: &str, caption: &str) -> String {
        format!("<figure><p><img src=\"a.png\" alt=\"{alt}\" /></p><figcaption>{caption}</figcaption></figure>")
    }

    #[test]
    fn all_that_a_figure_says_is_shown() {
        check(
            "{{< figure src=\"a.png\" caption=\"名为[彩绘](https://e.example/w)的**房屋**\" attr=\"来源\" >}}",
            &figure(
                "名为彩绘的房屋",
                "名为<a href=\"https://e.example/w\">彩绘</a>的<strong>房屋</strong> <span class=\"credit\">来源</span>",
            ),
        );
        check(
            "{{< figure src=\"a.png\" title=\"题\" caption=\"`码`与*斜*\" attr=\"甲社\" attrlink=\"https://e.example/\" >}}",
            &figure(
                "码与斜",
                "<strong>题</strong> <code>码</code>与<em>斜</em> <span class=\"credit\"><a href=\"https://e.example/\">甲社</a></span>",
            ),
        );
        check(
            "{{< figure src=\"a.png\" alt=\"文\" link=\"b.html\" >}}",
            "<p><a href=\"b.html\"><img src=\"a.png\" alt=\"文\" /></a></p>",
        );
        check(
            "{{% img src=\"a.png\" caption=\"1. 不是列表\" %}}",
            &figure("1. 不是列表", "1. 不是列表").replace("alt=\"1. 不是列表\"", "alt=\"不是列表\""),
        );
        check("{{< figure src=\"a.png\" caption=\"<script>x</script>\" >}}", &figure("", "<script>x</script>"));
    }

    #[test]
    fn a_line_stays_one() {
        check(
            "| 甲 |\n|---|\n| {{< figure src=\"a.png\" caption=\"题\" >}} |",
            "<div class=\"table\" tabindex=\"0\"><table><thead><tr><th>甲</th></tr></thead><tbody><tr><td><img src=\"a.png\" alt=\"题\" /> 题</td></tr></tbody></table></div>",
        );
        check("- {{< figure src=\"a.png\" caption=\"题\" >}}", "<ul><li><img src=\"a.png\" alt=\"题\" /> 题</li></ul>");
        check(
            "<div>{{< figure src=\"a.png\" caption=\"**题**\" >}}</div>",
            "<div><figure><img src=\"a.png\" alt=\"题\"><figcaption><strong>题</strong></figcaption></figure></div>",
        );
    }
}
