//! What is to be taken of a site of Hugo's: its sections, each with the pattern of its addresses.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::dialect;
use super::lists::{of_hugo, own_kinds};
use super::plan::{Look, Plan, SourcePlan, permalink, text, value};
use crate::disk;
use crate::formerly::{Facts, Form, HeadingIds, OldAddresses, OldLists, address};

/// Patterns by section; `/` is what lies in none.
type Patterns = BTreeMap<String, String>;

pub(super) fn plan(look: &Look<'_>) -> Plan {
    let (pages, sections) = patterns(look);
    let ids = heading_ids(look);
    let feeds = vec!["/index.xml".to_owned()];
    let mut plan = Plan { feeds, markdown: dialect::of_hugo(look), ..Plan::default() };
    for root in roots(look) {
        let old = |folder: &str| old_addresses(look, &root, folder, &pages, &sections);
        let own: Vec<&String> = pages.keys().chain(sections.keys()).filter(|section| *section != "/").collect();
        let named: BTreeSet<String> = own.into_iter().cloned().collect();
        // With a pattern for what lies in no section, each section is told apart from that.
        let all: BTreeSet<String> = if pages.contains_key("/") {
            named.into_iter().chain(sections_of(look, &root.dir)).collect()
        } else {
            named
        };
        plan.sources.push(SourcePlan {
            dir: root.dir.clone(),
            pages: pages_of(look, &root.dir),
            bundles: true,
            old: Some(old("")),
            heading_ids: ids,
            ..SourcePlan::default()
        });
        for section in all.iter().filter(|section| look.below(&format!("{}/{section}", root.dir)).next().is_some()) {
            plan.sources.push(SourcePlan {
                dir: format!("{}/{section}", root.dir),
                pages: ["**/_index.md", "**/_index.*.md"].map(str::to_owned).to_vec(),
                bundles: true,
                permalink: pages.get(section).and_then(|pattern| permalink(&literal(pattern, section))),
                old: Some(old(section)),
                heading_ids: ids,
                ..SourcePlan::default()
            });
        }
    }
    plan.kinds = own_kinds(look);
    plan.old_lists = roots(look).iter().map(|root| old_lists(look, root)).collect();
    for (list, has_page) in lists(look) {
        let feed = format!("{list}index.xml");
        if feed != "/index.xml" {
            plan.feeds.push(feed);
        }
        if !has_page && list != "/" {
            plan.lists.push((list, "index.html"));
        }
    }
    let assets = look.text(&["staticDir"]).unwrap_or_else(|| "static".to_owned());
    plan.assets = Some(assets).filter(|assets| disk::is_folder(&look.folder.join(assets)));
    plan
}

/// How the lists of a folder of content had their addresses.
fn old_lists(look: &Look<'_>, root: &Root) -> OldLists {
    let (pages, sections) = patterns(look);
    let old = old_addresses(look, root, "", &pages, &sections);
    let of_section = |section: String| {
        let facts = Facts { path: format!("{section}/_index.md"), front_matter: &|_| None, time_zone: "UTC" };
        Some((address(&old, &facts).ok()?, format!("{}/{section}", root.dir)))
    };
    // What lies in files of the root's own language.
    let prefix = root.languages.get("").unwrap_or(&root.prefix);
    OldLists {
        prefix: prefix.clone(),
        folders: sections_of(look, &root.dir).into_iter().filter_map(of_section).collect(),
        ..of_hugo(look)
    }
}

/// The lists of sections, which are the folders at the top, and of languages, each with whether a page stands there: one
/// with a text of its own.
fn lists(look: &Look<'_>) -> BTreeMap<String, bool> {
    let (pages, sections) = patterns(look);
    let mut lists = BTreeMap::new();
    for root in roots(look) {
        let old = old_addresses(look, &root, "", &pages, &sections);
        let own = sections_of(look, &root.dir).into_iter().map(|section| format!("{section}/_index.md"));
        for path in own.chain(["_index.md".to_owned()]) {
            let file = format!("{}/{path}", root.dir);
            let has_page = look.markdown.contains(&file) && look.has_text(&file);
            // A folder that is a page by itself is no section.
            let is_page = look.markdown.contains(&file.replace("_index.md", "index.md"));
            let facts = Facts { path, front_matter: &|_| None, time_zone: "UTC" };
            let list = address(&old, &facts).ok().filter(|_| !is_page);
            lists.extend(list.map(|list| (format!("{}/", list.trim_end_matches('/')), has_page)));
        }
    }
    lists
}

/// Whose ids headings have, if the configuration says so (`markup.goldmark.parser.autoHeadingIDType`).
fn heading_ids(look: &Look<'_>) -> Option<HeadingIds> {
    let parser =
        ["goldmark", "parser"].iter().try_fold(look.value("markup")?, |table, key| value(table.as_object()?, key));
    match text(parser?.as_object()?, "autoHeadingIDType")?.as_str() {
        "github-ascii" => Some(HeadingIds::HugoAscii),
        "blackfriday" => Some(HeadingIds::Blackfriday),
        _ => None,
    }
}

/// A folder of content: that of the site, or of one of its languages.
struct Root {
    dir: String,
    prefix: String,
    /// What stands before the addresses of files with a language in their names.
    languages: BTreeMap<String, String>,
}

fn roots(look: &Look<'_>) -> Vec<Root> {
    let usual = look.text(&["contentDir"]).unwrap_or_else(|| "content".to_owned()).trim_matches('/').to_owned();
    let first = look.text(&["defaultContentLanguage"]).unwrap_or_else(|| "en".to_owned());
    let is_below = look.flag("defaultContentLanguageInSubdir") == Some(true);
    let prefix =
        |code: &str| if code.eq_ignore_ascii_case(&first) && !is_below { String::new() } else { code.to_lowercase() };
    let none = Map::new();
    let own = look.value("languages").and_then(Value::as_object).unwrap_or(&none);
    let mut languages: BTreeMap<String, String> = own.keys().map(|code| (code.to_lowercase(), prefix(code))).collect();
    if languages.is_empty() && first != "en" {
        languages.insert(first.to_lowercase(), String::new());
    }
    if is_below {
        languages.insert(String::new(), first.to_lowercase());
    }
    let folders: Vec<(String, String)> = own
        .iter()
        .filter_map(|(code, language)| {
            Some((text(language.as_object()?, "contentDir")?.trim_matches('/').to_owned(), prefix(code)))
        })
        .collect();
    if folders.is_empty() {
        return vec![Root { dir: usual, prefix: String::new(), languages }];
    }
    folders.into_iter().map(|(dir, prefix)| Root { dir, prefix, languages: BTreeMap::new() }).collect()
}

/// The patterns of pages, and those of the pages of sections. Before Hugo 0.131 there were only the former.
fn patterns(look: &Look<'_>) -> (Patterns, Patterns) {
    let texts = |map: &Map<String, Value>| -> Patterns {
        let text = |(key, value): (&String, &Value)| {
            let section = key.trim_matches([' ', '/']);
            Some((if section.is_empty() { "/".to_owned() } else { section.to_owned() }, value.as_str()?.to_owned()))
        };
        map.iter().filter_map(text).collect()
    };
    let Some(all) = look.value("permalinks").and_then(Value::as_object) else { return Default::default() };
    let of_kind = |kind: &str| value(all, kind).and_then(Value::as_object).map(texts).unwrap_or_default();
    let mut pages = texts(all);
    pages.extend(of_kind("page"));
    (pages, of_kind("section"))
}

/// Names of files that stand by themselves where articles lie beside them.
const STANDING: [&str; 16] = [
    "about",
    "contact",
    "links",
    "link",
    "friends",
    "search",
    "archive",
    "archives",
    "contribute",
    "donate",
    "privacy",
    "404",
    "关于",
    "關於",
    "友链",
    "联系",
];

/// What stands by itself in a folder of content: what lies in no section, and the pages of sections. A site without
/// sections has its articles at the top, as has one that calls them by their days.
fn pages_of(look: &Look<'_>, root: &str) -> Vec<String> {
    let top: Vec<&str> = look.below(root).filter(|file| !file.contains('/') && !file.starts_with("_index.")).collect();
    let in_sections = look.below(root).count() - top.len();
    let is_dated = |file: &str| file.get(..4).is_some_and(|year| year.bytes().all(|byte| byte.is_ascii_digit()));
    let stem = |file: &str| file.split('.').next().unwrap_or(file).to_lowercase();
    let is_page = |file: &str| !is_dated(file) && (top.len() <= in_sections || STANDING.contains(&stem(file).as_str()));
    let (pages, articles): (Vec<&str>, Vec<&str>) = top.iter().copied().partition(|file| is_page(file));
    let mut globs: Vec<String> = match articles.is_empty() {
        true => ["*.md", "*.markdown", "*/index.md"].map(str::to_owned).to_vec(),
        false => pages.into_iter().map(globset::escape).collect(),
    };
    globs.extend(["**/_index.md", "**/_index.*.md"].map(str::to_owned));
    globs
}

/// The folders at the top of a folder of content.
fn sections_of(look: &Look<'_>, root: &str) -> BTreeSet<String> {
    look.below(root).filter_map(|file| file.split_once('/')).map(|(section, _)| section.to_owned()).collect()
}

fn old_addresses(look: &Look<'_>, root: &Root, folder: &str, pages: &Patterns, sections: &Patterns) -> OldAddresses {
    let key = if folder.is_empty() { "/" } else { folder };
    let pattern = pages.get(key).cloned();
    let is_by_sections = pattern.as_ref().is_some_and(|pattern| pattern.contains(":sections"));
    let branches = look.below(&root.dir).filter_map(|file| {
        let (folder, name) = file.rsplit_once('/')?;
        (name.starts_with("_index.") && folder.contains('/')).then(|| folder.to_owned())
    });
    let dates = look.value("frontmatter").and_then(Value::as_object).and_then(|map| value(map, "date"));
    let dated_names = dates.and_then(Value::as_array).and_then(|dates| dates.first()).and_then(Value::as_str);
    OldAddresses {
        form: Form::Hugo,
        section_pattern: sections.get(key).cloned(),
        folder: folder.to_owned(),
        prefix: root.prefix.clone(),
        languages: root.languages.clone(),
        sections: if is_by_sections { branches.collect() } else { Vec::new() },
        dated_names: dated_names == Some(":filename"),
        ugly: look.flag("uglyURLs") == Some(true),
        keep_case: look.flag("disablePathToLower") == Some(true),
        drop_accents: look.flag("removePathAccents") == Some(true),
        pattern,
        ..OldAddresses::default()
    }
}

/// A pattern with the name of its section where it has that.
fn literal(pattern: &str, section: &str) -> String {
    let pattern = pattern.replace(":sections", ":section");
    let with_cut =
        pattern.split(":section").map(|rest| match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((_, rest)) => rest,
            None => rest,
        });
    with_cut.collect::<Vec<_>>().join(section)
}
