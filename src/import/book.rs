//! What a survey found, as a `book.toml` that an editor can read and change.

use std::fmt::Write as _;

use serde::Serialize;

use super::plan::SourcePlan;
use super::samples::Samples;
use super::survey::Survey;
use super::tree::Generator;
use crate::formerly::{Markdown, OldAddresses, OldLists};
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
    if tree.shows_future {
        line("publish_future", "true");
    }
    let feeds = tree.plan.feeds.iter().map(|old| (old, "feed.xml"));
    let old = feeds.chain(tree.plan.lists.iter().map(|(old, now)| (old, *now)));
    // What was in the folder of a script leads to that script.
    let folder = |address: &str| {
        let named = address.trim_start_matches('/').split('/').next().and_then(|top| top.parse::<Script>().ok());
        let is_other = named.is_some_and(|named| (named == Script::Hans) != (script == Script::Hans));
        if is_other { other.folder() } else { script.folder() }
    };
    let old = old.map(|(old, now)| (old, format!("{}/{now}", folder(old))));
    // The home page of a script is where it was.
    let old = old.filter(|(old, now)| format!("{}index.html", old.trim_start_matches('/')) != *now);
    let old: Vec<String> = old.map(|(old, now)| format!("{} = {}", quoted(old), quoted(&now))).collect();
    if !old.is_empty() {
        line("old_addresses", &format!("{{ {} }}", old.join(", ")));
    }
    // What another generator writes, or wrote, is not dibao's to write over.
    let owns_output = matches!(tree.generator, Generator::Hugo | Generator::Hexo) || tree.has_public;
    let output = (to_tree == "." && owns_output).then_some("public-dibao");
    if tree.plan.assets.is_some() || output.is_some() {
        out.push_str("\n[paths]\n");
        if let Some(assets) = &tree.plan.assets {
            let _ = writeln!(out, "assets = {}", quoted(&join(to_tree, assets)));
        }
        if !tree.plan.asset_files.is_empty() {
            let _ = writeln!(out, "asset_files = {}", list(&tree.plan.asset_files));
        }
        if let Some(output) = output {
            let _ = writeln!(out, "output = {}", quoted(output));
        }
    }
    let _ = writeln!(
        out,
        "\n# {} files of articles and {} of pages, made for {}; of {} looked at, {} have front matter and {} a date.",
        tree.files.len(),
        tree.pages.len(),
        tree.generator.name(),
        samples.count,
        samples.with_front_matter,
        samples.dated,
    );
    for line in survey.left_out() {
        let _ = writeln!(out, "# {line}");
    }
    for key in &tree.plan.kinds {
        let _ = writeln!(out, "[[taxonomy]]\nkey = {key}\n# What readers see.\ntitle = {key}\n", key = quoted(key));
    }
    for lists in &tree.plan.old_lists {
        let _ = writeln!(out, "[[old_lists]]\n{}", old_lists(lists, to_tree));
    }
    for (index, source) in tree.plan.sources.iter().enumerate() {
        out.push_str(if index == 0 { "[[source]]\n" } else { "\n[[source]]\n" });
        let markdown = markdown(&tree.plan.markdown).map(|table| ("markdown", table));
        for (key, value) in source_lines(source, to_tree).into_iter().chain(sample_lines(samples)).chain(markdown) {
            let _ = writeln!(out, "{key} = {value}");
        }
    }
    out
}

/// What is said of a folder.
fn source_lines(source: &SourcePlan, to_tree: &str) -> Vec<(&'static str, String)> {
    let mut lines = vec![("dir", quoted(&join(to_tree, &source.dir)))];
    for (key, globs) in [("pages", &source.pages), ("leave_out", &source.leave_out)] {
        if !globs.is_empty() {
            lines.push((key, list(globs)));
        }
    }
    if source.bundles {
        lines.push(("bundles", "true".to_owned()));
    }
    lines.extend(source.permalink.as_ref().map(|permalink| ("permalink", quoted(permalink))));
    lines.extend(source.old.as_ref().map(|old| ("old_addresses", table(old))));
    let ids = source.heading_ids.and_then(|ids| serde_json::to_value(ids).ok());
    lines.extend(ids.as_ref().and_then(serde_json::Value::as_str).map(|ids| ("heading_ids", quoted(ids))));
    lines
}

/// What is said of all articles alike.
fn sample_lines(samples: &Samples) -> Vec<(&'static str, String)> {
    let mut lines = Vec::new();
    let mut line = |key: &'static str, value: String| lines.push((key, value));
    if let Some(name) = &samples.name {
        line("name", quoted(name));
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
        line("date_format", list(&samples.date_formats));
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
    lines
}

/// An inline table of what is said of Markdown; none if that is nothing.
fn markdown(markdown: &Markdown) -> Option<String> {
    let table = toml::Table::try_from(markdown).unwrap_or_default();
    (!table.is_empty()).then(|| toml::Value::Table(table).to_string())
}

/// An inline table of what differs from the default.
fn table(old: &OldAddresses) -> String {
    toml::Value::Table(differing(old)).to_string()
}

/// The lines of a table of lists, likewise.
fn old_lists(lists: &OldLists, to_tree: &str) -> String {
    let folders = lists.folders.iter().map(|(list, folder)| (list.clone(), join(to_tree, folder))).collect();
    let own = differing(&OldLists { folders, ..lists.clone() });
    own.into_iter().fold(String::new(), |lines, (key, value)| format!("{lines}{key} = {value}\n"))
}

fn differing<T: Serialize + Default>(own: &T) -> toml::Table {
    let value = |it: &T| toml::Table::try_from(it).unwrap_or_default();
    let usual = value(&T::default());
    let mut own = value(own);
    own.retain(|key, value| usual.get(key) != Some(value));
    own
}

fn list(texts: &[String]) -> String {
    format!("[{}]", texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", "))
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
    use crate::formerly::Form;
    use crate::import::{Plan, Tree};

    #[test]
    fn what_is_written_is_read() {
        let old = OldAddresses {
            form: Form::Hugo,
            pattern: Some("/:year/:slug/".to_owned()),
            languages: [(String::new(), "zh".to_owned())].into(),
            defaults: [("lang".to_owned(), serde_json::json!(["a"]))].into(),
            ..OldAddresses::default()
        };
        let source = SourcePlan {
            dir: "content".to_owned(),
            pages: vec!["a\"b.md".to_owned()],
            permalink: Some(":year/:slug".to_owned()),
            old: Some(old.clone()),
            ..SourcePlan::default()
        };
        let tree = Tree {
            generator: Generator::Hugo,
            plan: Plan {
                sources: vec![source],
                assets: Some("static".to_owned()),
                markdown: Markdown { breaks: Some(crate::formerly::Breaks::Hard), ..Markdown::default() },
                ..Plan::default()
            },
            files: vec!["a.md".to_owned()],
            pages: Vec::new(),
            has_public: false,
            left_out: vec!["README\n.md".to_owned()],
            other_texts: [("txt".to_owned(), 2)].into(),
            html_pages: Vec::new(),
            title: Some("站\"名\"\n".to_owned()),
            description: Some("说".to_owned()),
            base_url: Some("https://x.example".to_owned()),
            time_zone: Some("Asia/Taipei".to_owned()),
            shows_future: true,
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
            assert_eq!(config.source[0].old_addresses.0, std::slice::from_ref(&old));
            assert_eq!(config.scripts, [Script::Hant, Script::Hans]);
            assert_eq!(config.title, "站\"名\"\n");
            assert_eq!(config.source[0].markdown, tree.plan.markdown);
            assert!(config.publish_future);
        }
    }
}
