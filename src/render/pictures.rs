//! Pictures in a page's HTML: their size, so that nothing moves when they come, and the smaller
//! files that a screen may take instead.

use std::collections::BTreeMap;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};
use percent_encoding::percent_decode_str;

use super::renderer::Renderer;
use super::url;
use crate::config::Pictures;
use crate::pictures::{Fault, Form, Picture, forms, has_room, variant_name};

/// How much of a window a picture is wide: all of a phone's, the measure of text on a desk.
const SIZES: &str = "(min-width: 40rem) 36rem, 100vw";

/// The pictures of one text, by the address that its HTML has for them; and the first one.
#[derive(Default)]
pub(super) struct Shown {
    by_address: BTreeMap<String, Picture>,
    /// The files of the site that are shown, likewise, whether they can be read or not.
    pub files: BTreeMap<String, String>,
    /// Where in the output it is.
    pub first: Option<(String, Picture)>,
}

impl Shown {
    pub fn add(&mut self, address: &str, path: &str, picture: Picture) {
        self.first.get_or_insert_with(|| (path.to_owned(), picture.clone()));
        self.by_address.insert(address.to_owned(), picture);
    }

    /// HTML whose pictures have their size and their smaller files. The first is there at once; the
    /// others come when a reader is near.
    pub fn complete(&self, html: &str, settings: &Pictures) -> String {
        if !html.contains("<img") {
            return html.to_owned();
        }
        let mut emitter = DefaultEmitter::<usize>::new_with_span();
        emitter.naively_switch_states(true);
        let mut out = String::with_capacity(html.len() + 512);
        let (mut copied, mut is_first) = (0, true);
        for token in Tokenizer::new_with_emitter(html, emitter).flatten() {
            let Token::StartTag(tag) = token else { continue };
            let range = tag.span.start..tag.span.end;
            if tag.name.as_slice() != b"img" || range.start < copied || !html[range.clone()].starts_with("<img") {
                continue;
            }
            let value = |name: &str| {
                tag.attributes.get(name.as_bytes()).map(|value| String::from_utf8_lossy(value).into_owned())
            };
            let address = value("src").unwrap_or_default();
            let written = html[range.clone()].trim_end_matches('>').trim_end_matches('/').trim_end();
            let mut added = String::new();
            if value("loading").is_none() {
                added.push_str(if is_first { " fetchpriority=\"high\"" } else { " loading=\"lazy\"" });
            }
            is_first = false;
            let mut sources = String::new();
            if let Some(picture) = self.by_address.get(&address) {
                added.push_str(&size(picture, value("width"), value("height")));
                if value("srcset").is_none() {
                    (sources, added) = self.with_files(&address, picture, settings, added);
                }
            }
            out.push_str(&html[copied..range.start]);
            if sources.is_empty() {
                out.push_str(&format!("{written}{added}>"));
            } else {
                out.push_str(&format!("<picture>{sources}{written}{added}></picture>"));
            }
            copied = range.end;
        }
        out.push_str(&html[copied..]);
        out
    }

    /// The elements for forms that not every browser reads, and the attributes for that which does.
    fn with_files(&self, address: &str, picture: &Picture, settings: &Pictures, mut added: String) -> (String, String) {
        let mut sources = String::new();
        let widths = picture.widths(settings);
        // As `output::pictures` sees it, which has the name as it is on the disk.
        let name = percent_decode_str(address.rsplit('/').next().unwrap_or(address)).decode_utf8_lossy();
        if widths.is_empty() || !has_room(&name) {
            return (sources, added);
        }
        for &form in forms(settings) {
            let set = set(address, &widths, form);
            match form {
                Form::WebP => added.push_str(&format!(" srcset=\"{set}\" sizes=\"{SIZES}\"")),
                Form::Avif => {
                    sources.push_str(&format!("<source type=\"image/avif\" srcset=\"{set}\" sizes=\"{SIZES}\">"));
                }
            }
        }
        (sources, added)
    }
}

/// The attributes for the size of a picture, as far as its author has not said them: what is missing
/// follows from the other.
fn size(picture: &Picture, width: Option<String>, height: Option<String>) -> String {
    let (across, down) = (f64::from(picture.width), f64::from(picture.height));
    let number = |length: String| length.parse::<f64>().ok();
    match (width, height) {
        (None, None) => format!(" width=\"{across}\" height=\"{down}\""),
        (Some(width), None) => {
            number(width).map(|it| format!(" height=\"{}\"", (it * down / across).round())).unwrap_or_default()
        }
        (None, Some(height)) => {
            number(height).map(|it| format!(" width=\"{}\"", (it * across / down).round())).unwrap_or_default()
        }
        (Some(_), Some(_)) => String::new(),
    }
}

/// The files of a form, each with its width.
fn set(address: &str, widths: &[u32], form: Form) -> String {
    let one = |&width: &u32| format!("{} {width}w", variant_name(address, width, form));
    widths.iter().map(one).collect::<Vec<_>>().join(", ").replace('&', "&amp;").replace('"', "&quot;")
}

impl Renderer {
    /// What is to be known of a file of the site that an article shows. What is wrong with one is
    /// told, without its place.
    pub(super) fn picture(&self, file: &str) -> Result<Option<Picture>, Fault> {
        Picture::open(&self.root.join(file))
    }

    /// The first picture of a text, for those who share its page.
    pub(super) fn first_picture(&self, shown: &Shown) -> Option<super::context::Picture> {
        shown.first.as_ref().map(|(path, picture)| self.picture_context(path, picture))
    }

    /// The files of a picture in the output, for an element that a template writes.
    pub(super) fn picture_context(&self, path: &str, picture: &Picture) -> super::context::Picture {
        let mut widths = picture.widths(&self.config.pictures);
        widths.retain(|_| has_room(path));
        let files = |form: Form| {
            widths
                .iter()
                .map(|&width| super::context::PictureFile { width, path: variant_name(path, width, form) })
                .collect()
        };
        super::context::Picture {
            path: path.to_owned(),
            url: url::public(&self.config.base_url, path),
            width: picture.width,
            height: picture.height,
            files: files(Form::WebP),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_get_their_size_and_files() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.png");
        image::RgbImage::new(700, 300).save(&path).unwrap();
        let picture = Picture::open(&path).unwrap().unwrap();
        let mut shown = Shown::default();
        shown.add("../m/a.png", "m/a.png", picture);
        let settings = Pictures::default();
        let html = shown.complete("<p><img src=\"../m/a.png\" alt=\"a > b\" /></p><img src=\"x.svg\">", &settings);
        assert_eq!(
            html,
            "<p><img src=\"../m/a.png\" alt=\"a > b\" fetchpriority=\"high\" width=\"700\" height=\"300\" srcset=\"../m/a.png.480.webp 480w, ../m/a.png.700.webp 700w\" sizes=\"(min-width: 40rem) 36rem, 100vw\"></p><img src=\"x.svg\" loading=\"lazy\">"
        );
        // What an author says stays.
        let own = "<img src=\"../m/a.png\" width=\"10\" srcset=\"b.png 2x\" loading=\"eager\">";
        assert_eq!(shown.complete(own, &settings), own.replace("eager\"", "eager\" height=\"4\""));
        let avif = shown.complete("<img src=\"../m/a.png\">", &Pictures { avif: true, ..settings });
        assert!(avif.starts_with("<picture><source type=\"image/avif\" srcset=\"../m/a.png.480.avif 480w"), "{avif}");
        assert!(avif.ends_with("></picture>"), "{avif}");
    }
}
