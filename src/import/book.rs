//! What a survey found, as a `book.toml` that an editor can read and change.

use std::fmt::Write as _;

use super::survey::Survey;
use super::tree::Generator;
use crate::script::Script;

/// The text of a `book.toml` for a surveyed tree. `to_tree` leads from the folder of that file
/// to the tree: `.` where they are the same.
pub fn book_toml(survey: &Survey, to_tree: &str) -> String {
    let Survey { tree, samples } = survey;
    let script = samples.script.unwrap_or(Script::Hans);
    let other = if script == Script::Hans { Script::Hant } else { Script::Hans };
    let mut out = String::new();
    let mut line = |key: &str, value: &str| {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{key} = {value}");
    };
    // Not the folder's name: it is on the editor's disk, and the title on every page.
    match tree.title.as_deref().or(samples.name.as_deref()) {
        Some(title) => line("title", &quoted(title)),
        None => line("# title", "\"邸报\""),
    }
    if let Some(description) = &tree.description {
        line("description", &quoted(description));
    }
    match &tree.base_url {
        Some(url) => line("base_url", &quoted(url)),
        None => line("# base_url", "\"https://news.example/\""),
    }
    line("source_script", &quoted(script.code()));
    line("scripts", &format!("[{}, {}]", quoted(script.code()), quoted(other.code())));
    if let Some(zone) = &tree.time_zone {
        line("time_zone", &quoted(zone));
    }
    // What another generator writes, or wrote, is not dibao's to write over.
    let owns_output = matches!(tree.generator, Generator::Hugo | Generator::Hexo) || tree.has_public;
    let output = (to_tree == "." && owns_output).then_some("public-dibao");
    if tree.assets.is_some() || output.is_some() {
        out.push_str("\n[paths]\n");
        if let Some(assets) = &tree.assets {
            let _ = writeln!(out, "assets = {}", quoted(&join(to_tree, assets)));
        }
        if let Some(output) = output {
            let _ = writeln!(out, "output = {}", quoted(output));
        }
    }
    let _ = writeln!(
        out,
        "\n# {} Markdown files, made for {}; of {} looked at, {} have front matter and {} a date.",
        tree.files.len(),
        tree.generator.name(),
        samples.count,
        samples.with_front_matter,
        samples.dated,
    );
    for line in survey.left_out() {
        let _ = writeln!(out, "# {line}");
    }
    out.push_str("[[source]]\n");
    let mut line = |key: &str, value: String| {
        let _ = writeln!(out, "{key} = {value}");
    };
    line("dir", quoted(&join(to_tree, &tree.articles)));
    if let Some(name) = &samples.name {
        line("name", quoted(name));
    }
    if let Some(theirs) = &tree.their_permalink {
        line("# its permalink", format!("{theirs:?}"));
    }
    if let Some(permalink) = &tree.permalink {
        line("permalink", quoted(permalink));
    }
    if let Some(encoding) = &samples.encoding {
        line("encoding", quoted(encoding));
    }
    if let Some(header) = &samples.header {
        line("header", format!("'{header}'"));
    }
    if let Some(key) = &samples.date_key {
        line("keys", format!("{{ date = {} }}", quoted(key)));
    }
    if !samples.date_formats.is_empty() {
        let formats: Vec<String> = samples.date_formats.iter().map(|format| quoted(format)).collect();
        line("date_format", format!("[{}]", formats.join(", ")));
    } else if let Some(date) = &samples.ambiguous_date {
        line("# date_format", format!("\"%m/%d/%Y\"    or \"%d/%m/%Y\": {date:?} could be either"));
    }
    if let Some(level) = samples.split {
        line("split", format!("{{ heading = {level} }}"));
    }
    if samples.indented_paragraphs {
        line("indented_code", "false".to_owned());
    }
    if samples.loose_headings {
        line("loose_headings", "true".to_owned());
    }
    out
}

/// A path below the tree, from the folder of `book.toml`.
fn join(to_tree: &str, path: &str) -> String {
    match (to_tree, path) {
        (".", path) => path.to_owned(),
        (to_tree, ".") => to_tree.to_owned(),
        (to_tree, path) => format!("{to_tree}/{path}"),
    }
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;
    use crate::import::{Samples, Tree};

    #[test]
    fn what_is_written_is_read() {
        let tree = Tree {
            generator: Generator::Hugo,
            articles: "content".to_owned(),
            assets: Some("static".to_owned()),
            files: vec!["a.md".to_owned()],
            has_public: false,
            left_out: vec!["README\n.md".to_owned()],
            their_permalink: Some(":year/\n:title".to_owned()),
            other_texts: [("txt".to_owned(), 2)].into(),
            title: Some("站\"名\"\n".to_owned()),
            description: Some("说".to_owned()),
            base_url: Some("https://x.example".to_owned()),
            permalink: Some(":year/:slug".to_owned()),
            time_zone: Some("Asia/Taipei".to_owned()),
        };
        let samples = Samples {
            script: Some(Script::Hant),
            encoding: Some("big5-hkscs".to_owned()),
            header: Some(r"#{1,6} *(?<title>[^\n]+)\n".to_owned()),
            split: Some(3),
            indented_paragraphs: true,
            loose_headings: true,
            date_formats: vec!["%m/%d/%Y".to_owned()],
            name: Some("报".to_owned()),
            date_key: Some("发布于".to_owned()),
            ..Samples::default()
        };
        for (to_tree, dir) in [(".", "content"), ("../old", "../old/content")] {
            let text = book_toml(&Survey { tree: tree.clone(), samples: samples.clone() }, to_tree);
            let config = config::load(&text).unwrap_or_else(|fault| panic!("{text}\n{fault}"));
            assert_eq!(config.source[0].dir, dir);
            assert_eq!(config.scripts, [Script::Hant, Script::Hans]);
            assert_eq!(config.title, "站\"名\"\n");
        }
    }
}
