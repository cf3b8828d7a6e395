//! What is to be taken of a site of mkdocs: a folder of files.

use super::dialect;
use super::plan::{Look, Plan, SourcePlan};
use crate::content::is_markdown;
use crate::formerly::{Form, OldAddresses};

pub(super) fn plan(look: &Look<'_>) -> Plan {
    let docs = look.text(&["docs_dir"]).unwrap_or_else(|| "docs".to_owned()).trim_matches('/').to_owned();
    let old = OldAddresses {
        form: Form::Mkdocs,
        ugly: look.flag("use_directory_urls") == Some(false),
        ..OldAddresses::default()
    };
    let asset_files =
        look.assets_in(&docs, |file| !is_markdown(file) && !file.starts_with('.') && file != "index.html");
    Plan {
        markdown: dialect::of_mkdocs(look),
        assets: (!asset_files.is_empty()).then(|| docs.clone()),
        asset_files,
        sources: vec![SourcePlan {
            dir: docs,
            pages: vec!["index.md".to_owned(), "README.md".to_owned()],
            old: Some(old),
            ..SourcePlan::default()
        }],
        ..Plan::default()
    }
}
