//! Media types: which are worth compressing, and the list of those in a file.

use std::collections::BTreeMap;

use crate::error::{Error, MOST_MEDIA_TYPES};

/// Whether content of this media type gets smaller by compressing: text, and what is made of text. Pictures, sound, films
/// and archives are compressed as they are.
pub(crate) fn is_compressible(media_type: &str) -> bool {
    let essence = essence(media_type).to_ascii_lowercase();
    let Some((class, subtype)) = essence.split_once('/') else { return false };
    match class {
        "text" => true,
        "image" => matches!(subtype, "bmp" | "svg+xml" | "vnd.microsoft.icon" | "x-icon"),
        "font" => matches!(subtype, "otf" | "ttf"),
        "application" => {
            subtype.ends_with("+json")
                || subtype.ends_with("+xml")
                || matches!(
                    subtype,
                    "ecmascript"
                        | "geo+json-seq"
                        | "javascript"
                        | "json"
                        | "rtf"
                        | "wasm"
                        | "x-javascript"
                        | "x-ndjson"
                        | "xml"
                        | "yaml"
                )
        }
        _ => false,
    }
}

/// A media type without its parameters.
fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim_end()
}

/// The media types of a file, in the order in which they came.
#[derive(Default)]
pub(crate) struct MediaTypes {
    names: Vec<String>,
    bytes: usize,
    /// How many items have one, by the type without parameters.
    counts: BTreeMap<String, u64>,
}

impl MediaTypes {
    /// The number of a media type.
    pub(crate) fn number(&mut self, media_type: &str) -> Result<u16, Error> {
        if let Some(known) = self.names.iter().position(|name| name == media_type) {
            return u16::try_from(known).map_err(|_| Error::TooMany("media types"));
        }
        if !is_media_type(media_type) {
            return Err(Error::MediaType(media_type.to_owned()));
        }
        // Each takes five bytes at least, so that there are never too many for 16 bits.
        let bytes = self.bytes + media_type.len() + 1;
        if bytes > MOST_MEDIA_TYPES {
            return Err(Error::TooManyMediaTypes(media_type.to_owned()));
        }
        self.bytes = bytes;
        self.names.push(media_type.to_owned());
        u16::try_from(self.names.len() - 1).map_err(|_| Error::TooMany("media types"))
    }

    /// Counts an item of this type.
    pub(crate) fn count(&mut self, media_type: &str) {
        let essence = essence(media_type);
        match self.counts.get_mut(essence) {
            Some(count) => *count += 1,
            None => {
                self.counts.insert(essence.to_owned(), 1);
            }
        }
    }

    /// The counts in the form of the metadata's `Counter`.
    pub(crate) fn counter(&self) -> String {
        self.counts.iter().map(|(name, count)| format!("{name}={count}")).collect::<Vec<_>>().join(";")
    }

    /// The list as it stands after the header: strings that end with a zero byte, the last of them empty.
    pub(crate) fn list(&self) -> Vec<u8> {
        let mut list: Vec<u8> = self.names.iter().flat_map(|name| name.bytes().chain([0])).collect();
        list.push(0);
        list
    }
}

/// Whether this is `type/subtype`, perhaps with parameters, of printable ASCII; `=` would confuse the counter.
fn is_media_type(text: &str) -> bool {
    let is_token = |token: &str| !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'=');
    essence(text).split_once('/').is_some_and(|(class, subtype)| is_token(class) && is_token(subtype))
        && text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_compressed_and_pictures_are_not() {
        for yes in ["text/html", "TEXT/HTML; charset=utf-8", "image/svg+xml", "application/feed+json", "font/ttf"] {
            assert!(is_compressible(yes), "{yes}");
        }
        for no in ["image/png", "video/webm", "application/zip", "application/pdf", "font/woff2", "nonsense"] {
            assert!(!is_compressible(no), "{no}");
        }
    }

    #[test]
    fn the_counter_leaves_parameters_out() {
        let mut types = MediaTypes::default();
        for name in ["text/html", "text/css", "text/html; charset=utf-8", "text/html"] {
            types.number(name).unwrap();
            types.count(name);
        }
        assert_eq!(types.counter(), "text/css=1;text/html=3");
        assert_eq!(types.list(), b"text/html\0text/css\0text/html; charset=utf-8\0\0");
    }

    #[test]
    fn what_is_no_media_type_is_refused() {
        let mut types = MediaTypes::default();
        for wrong in ["", "html", "text/", "/html", "text/h\0", "text/网页", "a=b/c"] {
            assert!(matches!(types.number(wrong), Err(Error::MediaType(_))), "{wrong}");
        }
        let long = format!("text/{}", "x".repeat(2_000));
        assert!(matches!(types.number(&long), Err(Error::TooManyMediaTypes(_))));
    }
}
