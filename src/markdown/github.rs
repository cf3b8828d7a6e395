//! The extensions of GitHub's Markdown, by another implementation of its specification: the examples of that, in other words.
//! What differs does so on purpose, and is listed.

use super::to_html;

/// The page of a text as comrak makes it, in the form in which ours is written.
fn github(source: &str) -> String {
    let mut options = comrak::Options::default();
    options.extension.autolink = true;
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.tasklist = true;
    options.render.r#unsafe = true;
    let html = comrak::markdown_to_html(source, &options);
    let html = ["left", "center", "right"]
        .iter()
        .fold(html, |html, side| html.replace(&format!(" align=\"{side}\""), &format!(" class=\"{side}\"")));
    html.replace(
        "<input type=\"checkbox\" checked=\"\" disabled=\"\" /> ",
        "<input disabled=\"\" type=\"checkbox\" checked=\"\"/>",
    )
    .replace("<input type=\"checkbox\" disabled=\"\" /> ", "<input disabled=\"\" type=\"checkbox\"/>")
}

/// A page without what does not matter: line ends, the box of a table, how an empty element is closed.
fn bare(html: &str) -> String {
    let html = html
        .replace('\n', "")
        .replace("<div class=\"table\" tabindex=\"0\"><table>", "<table>")
        .replace("</table></div>", "</table>");
    html.replace(" />", ">")
        .replace("/>", ">")
        .replace("<tbody></tbody>", "")
        .replace("\"\"", "")
        .replace("=>", ">")
        .replace("= ", " ")
        .replace("&quot;", "\"")
}

/// What is the same as at GitHub.
const SAME: [&str; 61] = [
    // Tables.
    "| a | b |\n| --- | --- |\n| c | d |",
    "| a | bc |\n:-: | -----------:\nd | e",
    "| f\\|g  |\n| ------ |\n| x `\\|` y |\n| x **\\|** y |",
    "| a | b |\n| --- | --- |\n| c | d |\n> e",
    "| a | b |\n| --- | --- |\n| c | d |\ne\n\nf",
    "| a | b |\n| --- |\n| c |",
    "| a | b |\n| --- | --- |\n| c |\n| d | e | f |",
    "| a | b |\n| --- | --- |",
    "| a |\n|:-|\n| *b* `c` |",
    "a | b\n--|--\nc | d",
    "- | a | b |\n  |---|---|\n  | c | d |",
    "| 甲 | 乙 |\n|:--|--:|\n| 一 | 二 |",
    // Strikethrough.
    "~~a~~ b, ~c~ d!",
    "a ~~b c~~.",
    "This ~~has a\n\nnew paragraph~~.",
    "This will ~~~not~~~ strike.",
    "甲~~乙~~丙",
    "~~甲~~，乙",
    "*~~a~~* **~~b~~**",
    "\\~~a~~",
    "`~~a~~`",
    // Tasks.
    "- [ ] a\n- [x] b",
    "- [x] a\n  - [ ] b\n  - [x] c\n- [ ] d",
    "- [X] 甲\n- [y] 乙",
    "1. [ ] a\n2. [x] b",
    "- \\[ ] a",
    // Addresses.
    "www.a.example.com",
    "Visit www.a.example.com/help for more.",
    "Visit www.a.example.com.",
    "Visit www.a.example.com/a.b.",
    "www.a.example.com/search?q=b+(c)",
    "www.a.example.com/search?q=b+(c)))",
    "(www.a.example.com/search?q=b+(c))",
    "(www.a.example.com/search?q=b+(c)",
    "www.a.example.com/search?q=(b)+c",
    "www.a.example.com/he<lp",
    "http://a.example.com",
    "(Visit https://a.example.com/help.htm?x=y)",
    "Anonymous FTP is at http://a.example.com, too",
    "foo@bar.example.com",
    "hello@mail+xyz.example isn't valid, but hello+xyz@mail.example is.",
    "a.b-c_d@a.b.example",
    "a.b-c_d@a.b.example.",
    "a.b-c_d@a.b.example-",
    "a.b-c_d@a.b.example_",
    "`http://a.example.com`",
    "[http://a.example.com](http://b.example.com)",
    "<http://a.example.com>",
    "http://a.example.com/a_b_c and *http://a.example.com/d*",
    "http://a.example.com/a~b",
    "https://a.example.com?a=b&c=d",
    "xhttps://a.example.com",
    "http://a.example.com/?x=1#y!",
    "**http://a.example.com**",
    "- http://a.example.com\n- foo@bar.example.com",
    "# http://a.example.com",
    "> http://a.example.com",
    "http:// a",
    "http://a.example.com/(b",
    "\\http://a.example.com",
    "![http://a.example.com](b.png)",
];

/// What is otherwise here, and as what.
const OTHERWISE: [(&str, &str, &str); 13] = [
    (
        "a Chinese sign ends an address",
        "见 https://a.example/b。",
        "<p>见 <a href=\"https://a.example/b\">https://a.example/b</a>。</p>",
    ),
    (
        "so do Han behind letters",
        "见https://a.example/b里的",
        "<p>见<a href=\"https://a.example/b\">https://a.example/b</a>里的</p>",
    ),
    (
        "an address may follow Han without a blank",
        "邮箱a@b.example，",
        "<p>邮箱<a href=\"mailto:a@b.example\">a@b.example</a>，</p>",
    ),
    ("emphasis beside Chinese signs", "他**“重”**说", "<p>他<strong>“重”</strong>说</p>"),
    ("strikethrough likewise", "他~~“删”~~说", "<p>他<del>“删”</del>说</p>"),
    ("a range of numbers strikes nothing", "7~8月，9~10月", "<p>7~8月，9~10月</p>"),
    ("a line break between Han is none", "厚\n德", "<p>厚德</p>"),
    (
        "a table set with tabs",
        "|\t甲\t|\n|\t---\t|\n|\t一\t|",
        "<table><thead><tr><th>甲</th></tr></thead><tbody><tr><td>一</td></tr></tbody></table>",
    ),
    ("an address of FTP is no link", "ftp://a.example", "<p>ftp://a.example</p>"),
    ("a tilde within words strikes nothing", "a~b c~d", "<p>a~b c~d</p>"),
    ("an empty task is none", "- [ ]", "<ul><li>[ ]</li></ul>"),
    (
        "a quotation mark ends an address",
        "https://a.example/\"b\"",
        "<p><a href=\"https://a.example/\">https://a.example/</a>\"b\"</p>",
    ),
    ("raw HTML is filtered by a list, not by GitHub's", "<title>a</title>", "<title>a</title>"),
];

#[test]
fn github_s_extensions_are_as_there() {
    let mut faults = String::new();
    for source in SAME {
        let (ours, theirs) = (bare(&to_html(source)), bare(&github(source)));
        if ours != theirs {
            faults += &format!("{source:?}\n  {ours}\n  {theirs}\n");
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

#[test]
fn what_differs_does_so_on_purpose() {
    for (why, source, ours) in OTHERWISE {
        assert_eq!(bare(&to_html(source)), bare(ours), "{why}");
    }
}
