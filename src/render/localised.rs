//! Addresses of pages that depend on the reader's script: they are resolved once, and made for each script when a body
//! is rendered.

use pulldown_cmark::{Event, Tag};

use super::url;
use crate::script::Script;

/// Marks an address that depends on the reader's script.
pub(super) const PAGE: &str = "\u{0}page:";

/// The address of a page, by its file in any script.
pub(super) fn in_readers_script(file: &str, root: &str) -> String {
    let below = file.split_once('/').map_or("", |(_, below)| below);
    format!("{PAGE}{root}\u{0}/{}", url::encode(below))
}

/// The event with an address that depends on the script made for one.
pub(super) fn localised<'a>(mut event: Event<'a>, script: Script) -> Event<'a> {
    if let Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) = &mut event
        && let Some(address) = dest_url.strip_prefix(PAGE)
    {
        *dest_url = address.replace('\u{0}', script.folder()).into();
    }
    if let Event::Html(html) | Event::InlineHtml(html) = &mut event
        && html.contains(PAGE)
    {
        *html = html.replace(PAGE, "").replace('\u{0}', script.folder()).into();
    }
    event
}
