//! What is to be taken of a site of Jekyll's: posts, collections, pages, and what is published as it is.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::dialect;
use super::plan::{Look, Plan, SourcePlan, is_about, permalink, text};
use crate::content::is_markdown;
use crate::formerly::{Form, OldAddresses};

/// A scope of `defaults`.
struct Scope<'c> {
    path: String,
    kind: Option<&'c str>,
    values: &'c Map<String, Value>,
}

pub(super) fn plan(look: &Look<'_>) -> Plan {
    let scopes = scopes(look);
    let style = look.text(&["permalink"]);
    let feeds = vec!["/feed.xml".to_owned(), "/atom.xml".to_owned()];
    let mut plan = Plan { feeds, markdown: dialect::of_jekyll(look), ..Plan::default() };
    for dir in folders_of_posts(look, &scopes) {
        let old = old_addresses(look, &scopes, &dir, "posts", style.clone());
        let own = old.pattern.as_deref().and_then(permalink);
        plan.sources.push(SourcePlan { permalink: own, old: Some(old), dir, ..SourcePlan::default() });
    }
    for (label, pattern) in collections(look) {
        let dir = format!("_{label}");
        if look.below(&dir).next().is_some() {
            let usual = pattern.or_else(|| Some(format!("/:collection/:path{}", suffix(style.as_deref()))));
            let old = old_addresses(look, &scopes, &dir, &label, usual);
            plan.sources.push(SourcePlan { old: Some(old), dir, ..SourcePlan::default() });
        }
    }
    plan.sources.extend(pages(look, &scopes, style.as_deref()));
    plan.old_lists.extend(super::lists::of_jekyll(look));
    plan.lists.extend(lists(look, style.as_deref()));
    let excluded = excluded(look);
    plan.asset_files = look.assets_in(".", |file| {
        let first = file.split('/').next().unwrap_or(file);
        let is_of_tools = first.starts_with(['_', '.']) || is_about(first) || is_of_ruby(first);
        let is_made = file.ends_with(".html") && (file == "index.html" || look.has_front_matter(file))
            || file.ends_with(".xml") && look.has_front_matter(file);
        !is_of_tools && !is_made && !excluded.contains(&first.to_owned()) && !excluded.iter().any(|it| it == file)
    });
    plan.assets = (!plan.asset_files.is_empty()).then(|| ".".to_owned());
    plan
}

/// The folders `_posts`, wherever they lie, and those in them that have a pattern of their own.
fn folders_of_posts(look: &Look<'_>, scopes: &[Scope<'_>]) -> Vec<String> {
    let of = |file: &String| {
        let at = format!("/{file}").find("/_posts/")?;
        Some(format!("{}_posts", &file[..at]))
    };
    let mut folders: BTreeSet<String> = look.markdown.iter().filter_map(of).collect();
    let own = scopes.iter().filter(|scope| scope.values.contains_key("permalink") && !scope.path.contains('*'));
    let within = own.map(|scope| scope.path.trim_end_matches('/').to_owned()).filter(|path| path.contains("_posts/"));
    folders.extend(within.filter(|path| look.below(path).next().is_some()));
    folders.into_iter().collect()
}

/// The collections that are published, with their patterns.
fn collections(look: &Look<'_>) -> BTreeMap<String, Option<String>> {
    let Some(all) = look.value("collections").and_then(Value::as_object) else { return BTreeMap::new() };
    let published = all.iter().filter_map(|(label, settings)| {
        let settings = settings.as_object()?;
        let is_published = settings.get("output").and_then(Value::as_bool) == Some(true) && label != "posts";
        is_published.then(|| (label.clone(), text(settings, "permalink")))
    });
    published.collect()
}

/// What stands by itself.
fn pages(look: &Look<'_>, scopes: &[Scope<'_>], style: Option<&str>) -> Option<SourcePlan> {
    let excluded = excluded(look);
    let is_outside = |file: &&String| !file.split('/').any(|part| part.starts_with('_'));
    let (pages, others): (Vec<&String>, Vec<&String>) = look.markdown.iter().filter(is_outside).partition(|file| {
        let is_excluded = excluded.iter().any(|it| *it == **file || file.starts_with(&format!("{it}/")));
        (file.contains('/') || !is_about(file)) && !is_excluded && look.has_front_matter(file)
    });
    if pages.is_empty() {
        return None;
    }
    let end = suffix(style);
    let old = old_addresses(look, scopes, ".", "pages", Some(format!("/:path/:basename{end}")));
    let leave_out =
        ["_*/**", "**/_*/**"].map(str::to_owned).into_iter().chain(others.into_iter().map(|it| escaped(it)));
    Some(SourcePlan {
        dir: ".".to_owned(),
        pages: vec!["**".to_owned()],
        leave_out: leave_out.collect(),
        old: Some(old),
        ..SourcePlan::default()
    })
}

/// Pages that Jekyll made of layouts, and that were lists of what the new site has lists of too, by their names.
fn lists(look: &Look<'_>, style: Option<&str>) -> Vec<(String, &'static str)> {
    let of = |file: &String| {
        let path = file.strip_suffix(".html").filter(|path| !path.split('/').any(|part| part.starts_with('_')))?;
        let (address, name) = match path.strip_suffix("/index") {
            Some(folder) => (format!("/{folder}/"), folder),
            None if suffix(style) == "/" => (format!("/{path}/"), path),
            None => (format!("/{file}"), path),
        };
        let now = match name.rsplit('/').next()? {
            "tags" | "tag" => "tags/index.html",
            "categories" | "category" => "sections/index.html",
            "archive" | "archives" => "dates/index.html",
            _ => return None,
        };
        look.has_front_matter(file).then_some((address, now))
    };
    look.others.iter().filter_map(of).collect()
}

/// A path as a pattern that only it matches.
fn escaped(path: &str) -> String {
    globset::escape(path)
}

/// What addresses of pages and collections end with, by the pattern of posts.
fn suffix(style: Option<&str>) -> &'static str {
    match style {
        None | Some("date" | "ordinal" | "none") => ":output_ext",
        Some("pretty") => "/",
        Some(pattern) if pattern.ends_with('/') => "/",
        Some(pattern) if pattern.ends_with(":output_ext") => ":output_ext",
        Some(_) => "",
    }
}

fn old_addresses(
    look: &Look<'_>,
    scopes: &[Scope<'_>],
    dir: &str,
    kind: &str,
    pattern: Option<String>,
) -> OldAddresses {
    let path = if dir == "." { "" } else { dir };
    let mut own = pattern;
    let mut defaults = BTreeMap::new();
    // The longest path goes before.
    let is_of = |scope: &&Scope<'_>| {
        let is_below = scope.path.is_empty() || path == scope.path || path.starts_with(&format!("{}/", scope.path));
        is_below && scope.kind.is_none_or(|own| own == kind)
    };
    let mut matching: Vec<&Scope<'_>> = scopes.iter().filter(is_of).collect();
    matching.sort_by_key(|scope| scope.path.len());
    for scope in matching {
        own = text(scope.values, "permalink").or(own);
        if let Some(categories) = scope.values.get("categories").or_else(|| scope.values.get("category")) {
            defaults.insert("categories".to_owned(), categories.clone());
        }
    }
    OldAddresses {
        form: Form::Jekyll,
        pattern: own,
        folder: path.to_owned(),
        // A site that names no zone has that of the machine it is made on, which is UTC at GitHub.
        time_zone: Some(look.text(&["timezone"]).unwrap_or_else(|| "UTC".to_owned())),
        defaults,
        ..OldAddresses::default()
    }
}

fn scopes<'c>(look: &'c Look<'_>) -> Vec<Scope<'c>> {
    let all = look.value("defaults").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let scope = |entry: &'c Value| {
        let scope = entry.get("scope").and_then(Value::as_object);
        Some(Scope {
            path: scope.and_then(|scope| text(scope, "path")).unwrap_or_default().trim_matches('/').to_owned(),
            kind: scope.and_then(|scope| scope.get("type")?.as_str()),
            values: entry.get("values")?.as_object()?,
        })
    };
    all.iter().filter_map(scope).collect()
}

/// Files and folders that the configuration leaves out.
fn excluded(look: &Look<'_>) -> Vec<String> {
    let own = look.value("exclude").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let own = own.iter().filter_map(Value::as_str).map(|name| name.trim_matches('/').to_owned());
    own.chain(["vendor".to_owned(), "node_modules".to_owned()]).collect()
}

/// Files that build a site, and are not published.
fn is_of_ruby(name: &str) -> bool {
    let known = [
        "Gemfile",
        "Gemfile.lock",
        "Rakefile",
        "Makefile",
        "Dockerfile",
        "package.json",
        "package-lock.json",
        "book.toml",
    ];
    known.contains(&name) || name.ends_with(".gemspec") || name.ends_with(".sh") || is_markdown(name)
}
