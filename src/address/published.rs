//! The addresses at which files of the output are published.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What a path in a URL keeps as it is (RFC 3986's unreserved characters, and `/`).
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A path as a URL has it.
pub fn encode(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// The same as an IRI: letters of all scripts stay as they are.
pub fn published_iri(base: &str, file: &str) -> String {
    let mut iri = String::with_capacity(base.len() + file.len());
    let rest = match file.strip_suffix("index.html") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
        _ => file,
    };
    iri.push_str(base);
    for letter in rest.chars() {
        if letter.is_ascii() {
            iri.extend(utf8_percent_encode(letter.encode_utf8(&mut [0; 4]), PATH));
        } else {
            iri.push(letter);
        }
    }
    iri
}

/// The address of a path below another address.
pub fn below(address: &str, path: &str) -> String {
    let mut whole = String::with_capacity(address.len() + path.len());
    whole.push_str(address);
    whole.extend(utf8_percent_encode(path, PATH));
    whole
}

/// The address at which a file of the output is published. `base` ends in `/`.
pub fn published(base: &str, file: &str) -> String {
    let path = if file == "index.html" {
        ""
    } else {
        file.strip_suffix("/index.html").map_or(file, |folder| &file[..=folder.len()])
    };
    below(base, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_iri_keeps_letters() {
        assert_eq!(
            published_iri("https://e.example/", "zh-hans/人 名#/index.html"),
            "https://e.example/zh-hans/人%20名%23/"
        );
        assert_eq!(published_iri("https://e.example/", "index.html"), "https://e.example/");
        assert_eq!(published_iri("https://e.example/", "a-index.html"), "https://e.example/a-index.html");
    }

    #[test]
    fn an_address_is_without_the_name_of_an_index() {
        assert_eq!(published("https://x/", "zh-hans/index.html"), "https://x/zh-hans/");
        assert_eq!(published("https://x/a/", "index.html"), "https://x/a/");
        assert_eq!(published("https://x/", "zh-hans/峰.html"), "https://x/zh-hans/%E5%B3%B0.html");
        assert_eq!(published("/", "a:b*(c).html"), "/a%3Ab%2A%28c%29.html");
    }
}
