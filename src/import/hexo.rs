//! What is to be taken of a site of Hexo's: posts, pages, and what is published as it is.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::plan::{Look, Plan, SourcePlan, permalink};
use super::{dialect, lists};
use crate::disk;
use crate::formerly::{Form, HeadingIds, OldAddresses};

pub(super) fn plan(look: &Look<'_>) -> Plan {
    let source = look.text(&["source_dir"]).unwrap_or_else(|| "source".to_owned()).trim_matches('/').to_owned();
    let posts = old_addresses(look);
    let ids = heading_ids(look);
    let own = posts.pattern.as_deref().and_then(permalink);
    let feeds = vec!["/atom.xml".to_owned(), "/rss2.xml".to_owned()];
    let mut plan = Plan { feeds, markdown: dialect::of_hexo(look), ..Plan::default() };
    plan.sources.push(SourcePlan {
        dir: format!("{source}/_posts"),
        permalink: own,
        old: Some(OldAddresses { folder: "_posts".to_owned(), ..posts.clone() }),
        heading_ids: ids,
        ..SourcePlan::default()
    });
    let is_page = |file: &str| !file.split('/').any(|part| part.starts_with('_'));
    if look.below(&source).any(is_page) {
        let skipped = look.value("skip_render");
        let skipped: Vec<String> = match skipped {
            Some(Value::String(glob)) => vec![glob.clone()],
            Some(Value::Array(globs)) => globs.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            _ => Vec::new(),
        };
        let skipped = skipped.into_iter().filter(|glob| !glob.is_empty() && globset::Glob::new(glob).is_ok());
        plan.sources.push(SourcePlan {
            dir: source.clone(),
            pages: vec!["**".to_owned()],
            leave_out: ["_*/**", "**/_*"].map(str::to_owned).into_iter().chain(skipped).collect(),
            old: Some(OldAddresses {
                pattern: None,
                names: None,
                categories: BTreeMap::new(),
                defaults: BTreeMap::new(),
                time_zone: None,
                ..posts
            }),
            heading_ids: ids,
            ..SourcePlan::default()
        });
    }
    plan.old_lists = vec![lists::of_hexo(look)];
    let archives = look.text(&["archive_dir"]).unwrap_or_else(|| "archives".to_owned());
    // A page that stands there by itself has its own address.
    if look.below(&source).all(|file| !file.starts_with(&format!("{archives}/"))) {
        plan.lists.push((format!("/{}/", archives.trim_matches('/')), "dates/index.html"));
    }
    plan.asset_files = look
        .assets_in(&source, |file| !file.split('/').any(|part| part.starts_with(['_', '.'])) && file != "index.html");
    plan.assets = (!plan.asset_files.is_empty()).then_some(source);
    plan
}

/// Whose ids headings have, if another program than the usual one read the Markdown.
fn heading_ids(look: &Look<'_>) -> Option<HeadingIds> {
    let packages = disk::read(look.folder.join("package.json")).unwrap_or_default();
    let packages = String::from_utf8_lossy(&packages);
    ["hexo-renderer-markdown-it\"", "hexo-renderer-markdown-it-plus\""]
        .iter()
        .any(|name| packages.contains(name))
        .then_some(HeadingIds::HexoMarkdownIt)
}

fn old_addresses(look: &Look<'_>) -> OldAddresses {
    let none = Map::new();
    let table = |key: &str| look.value(key).and_then(Value::as_object).unwrap_or(&none);
    let pretty = table("pretty_urls");
    let is_left_off = |key: &str| pretty.get(key).and_then(Value::as_bool) == Some(false);
    let endings = [("trailing_index", "index.html"), ("trailing_html", ".html")];
    let mut defaults: BTreeMap<String, Value> =
        table("permalink_defaults").iter().map(|(key, value)| (key.clone(), value.clone())).collect();
    if let Some(usual) = look.text(&["default_category"]).filter(|usual| usual != "uncategorized") {
        defaults.insert("category".to_owned(), Value::String(usual));
    }
    let names = table("category_map").iter().filter_map(|(name, own)| Some((name.clone(), own.as_str()?.to_owned())));
    OldAddresses {
        form: Form::Hexo,
        pattern: look.text(&["permalink"]),
        time_zone: look.text(&["timezone"]).filter(|zone| jiff::tz::TimeZone::get(zone).is_ok()),
        names: look.text(&["new_post_name"]).filter(|names| names != ":title.md"),
        final_slash: look.flag("post_asset_folder") == Some(true),
        without: endings.iter().filter(|(key, _)| is_left_off(key)).map(|(_, ending)| (*ending).to_owned()).collect(),
        defaults,
        categories: names.collect(),
        ..OldAddresses::default()
    }
}
