//! Time proportional to the input: what four times as many lines cost, for each class of texts that once cost more.
//!
//! A soak, since only time tells, and a busy machine lies about it: CPU time is measured, and a class fails only
//! if it does so twice.

use std::time::Duration;

use crate::support::Site;

/// Four times as much may cost so many times as much.
const MOST: f64 = 8.0;
/// What differences below this say nothing about.
const SLACK: Duration = Duration::from_millis(300);

/// Makes a text of a size.
type Text = fn(usize) -> String;

fn numbered(count: usize, one: fn(usize) -> String) -> String {
    (0..count).map(one).collect()
}

/// Each class with the size at which it takes some tenths of a second.
const CLASSES: [(&str, usize, Text); 58] = [
    ("lines of a paragraph", 20_000, |n| "一行字\n".repeat(n)),
    ("lines with CRLF", 20_000, |n| "一行字\r\n".repeat(n)),
    ("lines of a quotation", 10_000, |n| "> 一行字\n".repeat(n)),
    ("lines of an item", 10_000, |n| format!("- 一\n{}", "  一行字\n".repeat(n))),
    ("items", 5_000, |n| "- 一行字\n".repeat(n)),
    ("rows", 5_000, |n| format!("|甲|乙|\n|-|-|\n{}", "|一|二|\n".repeat(n))),
    ("hard breaks", 10_000, |n| "一行字  \n".repeat(n)),
    ("footnotes", 3_000, |n| {
        numbered(n, |i| format!("字[^{i}]\n")) + "\n" + &numbered(n, |i| format!("[^{i}]: 注\n\n"))
    }),
    ("marks of one footnote", 5_000, |n| "字[^a]".repeat(n) + "\n\n[^a]: 注\n"),
    ("lines of a footnote", 10_000, |n| format!("字[^a]\n\n[^a]: 注\n{}", "    一行字\n".repeat(n))),
    ("markup of forms", 10_000, |n| "-{头}-发\n".repeat(n)),
    ("escaped signs", 20_000, |n| "一\\*".repeat(n)),
    ("entities of HTML", 20_000, |n| "发&amp;".repeat(n)),
    ("emphasis", 10_000, |n| "**发**展".repeat(n)),
    ("blocks of code", 2_000, |n| "```rust\nx\n```\n\n".repeat(n)),
    ("equal headings", 5_000, |n| "## 同\n\n".repeat(n)),
    ("links to equal headings by other ids", 2_500, |n| {
        numbered(n, |i| format!("[字](#_{})\n", i + 1)) + "\n" + &"## 同\n\n".repeat(n)
    }),
    ("links to headings that are not there", 2_500, |n| {
        numbered(n, |i| format!("[字](#无{i})\n")) + "\n" + &"## 同\n\n".repeat(n)
    }),
    ("equal explicit ids", 5_000, |n| "## 题 {#a}\n\n".repeat(n)),
    ("ids that are taken", 3_000, |n| numbered(n, |i| format!("## 题 {{#同-{}}}\n\n", i + 2)) + &"## 同\n\n".repeat(n)),
    ("lines of a block of HTML", 5_000, |n| format!("<div>\n{}</div>\n", "字<b title=\"头\">头</b>\n".repeat(n))),
    ("elements in a line of HTML", 5_000, |n| format!("<div>{}</div>\n", "字<b title=\"头\">头</b>".repeat(n))),
    ("inline HTML", 5_000, |n| "字<b title=\"头\">头</b>\n".repeat(n)),
    ("films in HTML", 2_000, |n| format!("<div>\n{}", "<video src=a.mp4>".repeat(n))),
    ("films that never close", 5_000, |n| format!("<div>\n{}", "<video>字".repeat(n))),
    ("objects in objects", 2_000, |n| format!("<div>\n{}", "<object><embed src=https://a.example/>".repeat(n))),
    ("objects without addresses", 5_000, |n| format!("<div>\n{}", "<object>".repeat(n) + &"</object>".repeat(n))),
    ("scripts in a line", 5_000, |n| "字<script>".repeat(n)),
    ("headings in HTML", 3_000, |n| "<h1>字</h1>\n".repeat(n)),
    ("notes in their places", 3_000, |n| "字^[注]\n".repeat(n)),
    ("notes that never close", 5_000, |n| "字^[注\n".repeat(n)),
    ("one key many times", 3_000, |n| format!("---\n{}---\n字\n", "k: v\n".repeat(n))),
    ("lines of a summary", 10_000, |n| format!("---\nsummary: |\n{}---\n字\n", "  一行字\n".repeat(n))),
    ("dead links in a line", 4_000, |n| numbered(n, |i| format!("[字](n{i}.md) "))),
    ("dead links in lines", 4_000, |n| numbered(n, |i| format!("[字](n{i}.md)\n"))),
    ("old addresses", 5_000, |n| format!("---\naliases:\n{}---\n字\n", numbered(n, |i| format!("- /{i}/\n")))),
    ("old addresses and relative links", 3_000, |n| {
        let aliases = numbered(n, |i| format!("- /{i}/\n"));
        format!("---\naliases:\n{aliases}---\n{}", numbered(n, |i| format!("[字](../n{i}/)\n")))
    }),
    ("addresses in a text", 4_000, |n| numbered(n, |i| format!("https://a.example/{i}\u{3002}"))),
    ("addresses that are none", 5_000, |n| "https://(".repeat(n)),
    ("brackets after an address", 20_000, |n| format!("https://a.example/{}", ")".repeat(n))),
    ("links to hosts", 4_000, |n| numbered(n, |i| format!("[字](https://a.example/{i}) "))),
    ("links to lists that are not there", 4_000, |n| "[字](/corrections/) ".repeat(n)),
    ("nested pictures", 3_000, |n| format!("{}字{}", "![".repeat(n), "](x.png)".repeat(n))),
    ("shortcodes", 2_000, |n| "{{< figure src=a.png >}}".repeat(n)),
    ("shortcodes that never close", 2_000, |n| "{{< a {% b %} ".repeat(n)),
    ("shown shortcodes that never close", 2_000, |n| "{{</* a {% b %} ".repeat(n)),
    ("comments that never close", 20_000, |n| "{# ".repeat(n)),
    ("comments of kramdown that never close", 5_000, |n| "{::comment} ".repeat(n)),
    ("comments in percent signs that never close", 10_000, |n| "字%%a\n\n".repeat(n)),
    ("formulas in brackets that never close", 20_000, |n| "\\(".repeat(n)),
    ("formulas", 5_000, |n| "`$a$` $b$ ".repeat(n)),
    ("boxes that never close", 5_000, |n| "::: note\n".repeat(n)),
    ("rows with too many cells", 5_000, |n| format!("|甲|\n|-|\n{}", "|一|二|\n".repeat(n))),
    ("kana in open brackets", 10_000, |n| "（の。".repeat(n)),
    ("kana in brackets that close late", 10_000, |n| "（の".repeat(n) + "们）"),
    ("kana in brackets after Chinese", 10_000, |n| format!("们{}）", "（の".repeat(n))),
    ("kana in a clause of Chinese", 10_000, |n| format!("们{}", "の".repeat(n))),
    ("quotation marks without pairs", 10_000, |n| "“字".repeat(n) + &"’".repeat(n)),
];

/// The CPU time of a build of an article, as `--timings` tells it by phase.
fn cost(text: &str) -> Duration {
    let book = "title = \"样\"\n[search]\nenabled = false\n";
    let site = Site::new(&[("book.toml", book), ("content/2024-07-04-a.md", text)]);
    let output = site.build(&["--timings"]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    // `  0.12 s     0.34 s …  phase`: by the clock, then of all processors.
    let phases = told.lines().filter_map(|line| match line.split_whitespace().take(4).collect::<Vec<_>>().as_slice() {
        [clock, "s", cpu, "s"] => clock.parse::<f64>().ok().and(cpu.parse::<f64>().ok()),
        _ => None,
    });
    let all: Vec<f64> = phases.collect();
    assert!(all.len() > 3, "{told}");
    Duration::from_secs_f64(all.iter().sum())
}

#[test]
#[ignore = "soak: measures CPU time for some minutes"]
fn four_times_as_much_costs_about_four_times_as_much() {
    let mut failed = Vec::new();
    for (name, size, text) in CLASSES {
        let measure = || (cost(&text(size)), cost(&text(4 * size)));
        let is_linear = |(one, four): (Duration, Duration)| four < one.mul_f64(MOST) + SLACK;
        let first = measure();
        println!("{name}: {size} cost {:.2?}, {} cost {:.2?}", first.0, 4 * size, first.1);
        if !is_linear(first) && !is_linear(measure()) {
            failed.push(name);
        }
    }
    assert!(failed.is_empty(), "{failed:?}");
}
