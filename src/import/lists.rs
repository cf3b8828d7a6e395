//! The lists that a generator made by its configuration, and the kinds of words that its articles are filed under.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::plan::{Look, text, value};
use crate::formerly::{Form, OldLists};
use crate::front_matter::keys;
use crate::kinds::Kinds;

/// Hugo's lists, but for the folders, which hang on the languages.
pub(super) fn of_hugo(look: &Look<'_>) -> OldLists {
    let kinds = Kinds::default();
    let has_pages = |key: &String| kinds.with_key(key).is_some() || is_own(key);
    let pager = look.value("pagination").and_then(Value::as_object);
    let size = pager.and_then(|pager| value(pager, "pagerSize")).or_else(|| look.value("paginate"));
    let path = pager.and_then(|pager| text(pager, "path")).or_else(|| look.text(&["paginatePath"]));
    let usual = OldLists::default();
    OldLists {
        form: Form::Hugo,
        keep_case: look.flag("disablePathToLower") == Some(true),
        taxonomies: taxonomies(look).into_iter().filter(has_pages).map(|key| (key.clone(), key)).collect(),
        page_size: Some(size.and_then(number).unwrap_or(10)).filter(|size| *size > 0),
        pages: path.map_or(usual.pages.clone(), |path| format!("{}/:num/", path.trim_matches('/'))),
        ..usual
    }
}

/// The keys of Hugo's taxonomies.
fn taxonomies(look: &Look<'_>) -> Vec<String> {
    match look.value("taxonomies").and_then(Value::as_object) {
        Some(own) => own.values().filter_map(Value::as_str).map(str::to_owned).collect(),
        None => ["categories", "tags"].map(str::to_owned).to_vec(),
    }
}

/// The taxonomies that dibao has no kind for.
pub(super) fn own_kinds(look: &Look<'_>) -> Vec<String> {
    taxonomies(look).into_iter().filter(is_own).collect()
}

/// Whether a key can be that of a kind of a site's own.
#[expect(clippy::ptr_arg, reason = "a filter gives it")]
fn is_own(key: &String) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_');
    key.starts_with(|first: char| first.is_ascii_lowercase()) && key.bytes().all(is_letter) && !keys::is_known(key)
}

/// Hexo's lists.
pub(super) fn of_hexo(look: &Look<'_>) -> OldLists {
    let none = Map::new();
    let table = |key: &str| look.value(key).and_then(Value::as_object).unwrap_or(&none);
    let folder =
        |key: &str, usual: &str| look.text(&[key]).unwrap_or_else(|| usual.to_owned()).trim_matches('/').to_owned();
    let names = ["tag_map", "category_map"].into_iter().flat_map(|key| table(key).iter());
    let size = look.value("per_page").and_then(number).unwrap_or(10);
    OldLists {
        form: Form::Hexo,
        taxonomies: [("tags", folder("tag_dir", "tags")), ("categories", folder("category_dir", "categories"))]
            .map(|(key, folder)| (key.to_owned(), folder))
            .into(),
        names: names.filter_map(|(name, own)| Some((name.clone(), own.as_str()?.to_owned()))).collect(),
        archives: Some(folder("archive_dir", "archives")),
        page_size: Some(size).filter(|size| *size > 0),
        pages: format!("{}/:num/", folder("pagination_dir", "page")),
        ..OldLists::default()
    }
}

/// Jekyll's lists: those of its plugins jekyll-paginate and jekyll-archives, if any.
pub(super) fn of_jekyll(look: &Look<'_>) -> Option<OldLists> {
    let size = look.value("paginate").and_then(number).filter(|size| *size > 0);
    let pages = look.text(&["paginate_path"]).unwrap_or_else(|| "page:num".to_owned());
    let pages = format!("{}/", pages.trim_matches('/'));
    let archives = look.value("jekyll-archives").and_then(Value::as_object);
    let permalinks = archives.and_then(|archives| value(archives, "permalinks")).and_then(Value::as_object);
    let folder = |kind: &str| {
        let pattern =
            permalinks.and_then(|permalinks| text(permalinks, kind)).unwrap_or_else(|| format!("/{kind}/:name/"));
        Some(pattern.trim_matches('/').strip_suffix("/:name")?.to_owned())
    };
    let taxonomies: BTreeMap<String, String> = match archives {
        Some(_) => [("tags", "tag"), ("categories", "category")]
            .into_iter()
            .filter_map(|(key, kind)| Some((key.to_owned(), folder(kind)?)))
            .collect(),
        None => BTreeMap::new(),
    };
    let lists = OldLists {
        form: Form::Jekyll,
        taxonomies,
        page_size: size,
        // Else they are below another page than the home page.
        pages: if pages.contains('/') && pages.contains(":num") { pages } else { OldLists::default().pages },
        ..OldLists::default()
    };
    (lists.page_size.is_some() || !lists.taxonomies.is_empty()).then_some(lists)
}

fn number(value: &Value) -> Option<usize> {
    usize::try_from(value.as_u64()?).ok()
}
