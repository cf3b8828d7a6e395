//! The body of an article within its file's text.

use std::borrow::Cow;

use super::article::ArticleMeta;
use super::split;

/// The body of an article in its file's text. One of many in a file also has the definitions of
/// links and footnotes that it refers to, which may stand at the file's end.
pub fn body_of<'t>(text: &'t str, meta: &ArticleMeta) -> Cow<'t, str> {
    if meta.part.is_none() {
        // To its end, which may have moved since it was loaded.
        return Cow::Borrowed(text.get(meta.body.start..).unwrap_or_default());
    }
    let body = text.get(meta.body.clone()).unwrap_or_default();
    split::with_definitions(text, meta.body.clone(), body)
}
