//! What a camera or an editor wrote into a picture besides the picture: Exif (with the place),
//! XMP, IPTC, comments. The colour profile is no such thing, it stays.

use std::ops::Range;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};
use image::ImageFormat;
use img_parts::Bytes;
use img_parts::jpeg::{Jpeg, markers};
use img_parts::png::Png;
use img_parts::riff::{RiffChunk, RiffContent};
use img_parts::webp::WebP;

use super::fault::Fault;

/// The file without all that, its pixels untouched.
///
/// # Errors
/// When the file is damaged.
pub(super) fn without(bytes: Vec<u8>, format: ImageFormat) -> Result<Vec<u8>, Fault> {
    let fault = |error: img_parts::Error| Fault::Encode(error.to_string());
    let bytes = Bytes::from(bytes);
    Ok(match format {
        ImageFormat::Jpeg => {
            let mut jpeg = Jpeg::from_bytes(bytes).map_err(fault)?;
            // APP2 has the colour profile, APP14 how colours are stored, APP0 the density.
            let kept = [markers::APP0, markers::APP2, markers::APP14];
            let is_kept = |marker: u8| {
                kept.contains(&marker) || !(markers::APP0..=markers::APP15).contains(&marker) && marker != markers::COM
            };
            // APP2 also has previews, and previews have Exif of their own.
            jpeg.segments_mut().retain(|segment| {
                is_kept(segment.marker())
                    && (segment.marker() != markers::APP2 || segment.contents().starts_with(b"ICC_PROFILE\0"))
            });
            until_end(jpeg.encoder().bytes().to_vec())
        }
        ImageFormat::Png => {
            let mut png = Png::from_bytes(bytes).map_err(fault)?;
            png.chunks_mut().retain(|chunk| !matches!(&chunk.kind(), b"eXIf" | b"tEXt" | b"iTXt" | b"zTXt" | b"tIME"));
            png.encoder().bytes().to_vec()
        }
        ImageFormat::WebP => {
            let mut webp = WebP::from_bytes(bytes).map_err(fault)?;
            webp.chunks_mut().retain(|chunk| !matches!(&chunk.id(), b"EXIF" | b"XMP "));
            for chunk in webp.chunks_mut() {
                if chunk.id() == *b"VP8X"
                    && let RiffContent::Data(data) = chunk.content()
                {
                    // The flags that say that there are such chunks (RFC 9649, 2.7.1).
                    let mut data = data.to_vec();
                    if let Some(flags) = data.first_mut() {
                        *flags &= !0b0000_1100;
                    }
                    *chunk = RiffChunk::new(*b"VP8X", RiffContent::Data(Bytes::from(data)));
                }
            }
            webp.encoder().bytes().to_vec()
        }
        _ => bytes.to_vec(),
    })
}

/// A JPEG without what follows its end: second pictures and films, which have Exif of their own.
fn until_end(mut jpeg: Vec<u8>) -> Vec<u8> {
    let mut at = 2;
    while let Some(&[first, marker]) = jpeg.get(at..at + 2) {
        match (first, marker) {
            (0xFF, 0xD9) => {
                jpeg.truncate(at + 2);
                break;
            }
            // Within a scan, a byte of 0xFF is followed by 0, or by a mark to begin anew at
            // (ITU-T T.81, B.1.1.5).
            (0xFF, 0x00 | 0x01 | 0xD0..=0xD8) => at += 2,
            (0xFF, 0xFF) => at += 1,
            (0xFF, _) => {
                let Some(&[high, low]) = jpeg.get(at + 2..at + 4) else { break };
                at += 2 + usize::from(u16::from_be_bytes([high, low]));
            }
            _ => at += 1,
        }
    }
    jpeg
}

/// A WebP with a colour profile.
#[cfg(feature = "pictures")]
pub(super) fn with_profile(webp: Vec<u8>, profile: Vec<u8>) -> Result<Vec<u8>, Fault> {
    let mut webp = WebP::from_bytes(Bytes::from(webp)).map_err(|error| Fault::Encode(error.to_string()))?;
    img_parts::ImageICC::set_icc_profile(&mut webp, Some(Bytes::from(profile)));
    Ok(webp.encoder().bytes().to_vec())
}

/// The namespaces, by the prefixes that it gives them, in which Inkscape writes down where on a disk a drawing was
/// saved and exported to.
const EDITORS: [&[u8]; 2] = [b"inkscape:", b"sodipodi:"];

/// An SVG without what tells of its editor's disk: the attributes of Inkscape that hold a path. All other bytes stay.
pub fn without_paths(svg: Vec<u8>) -> Vec<u8> {
    if !EDITORS.iter().any(|prefix| memchr::memmem::find(&svg, prefix).is_some()) {
        return svg;
    }
    // What a title or a style holds is text to HTML alone, so that states are not switched.
    let emitter = DefaultEmitter::<usize>::new_with_span();
    let mut out = Vec::with_capacity(svg.len());
    let mut copied = 0;
    for token in Tokenizer::new_with_emitter(svg.as_slice(), emitter).flatten() {
        let Token::StartTag(tag) = token else { continue };
        let range = tag.span.start..tag.span.end;
        let Some(text) = svg.get(range.clone()).filter(|_| range.start >= copied) else { continue };
        for attribute in attributes(text).into_iter().filter(|attribute| tells_path(&text[attribute.clone()])) {
            out.extend_from_slice(&svg[copied..range.start + attribute.start]);
            copied = range.start + attribute.end;
        }
    }
    out.extend_from_slice(&svg[copied..]);
    out
}

/// Whether an attribute, with the white space before it, is the editor's and holds a path. An address of a namespace
/// is none: its name begins with `xmlns:`.
fn tells_path(attribute: &[u8]) -> bool {
    let attribute = attribute.trim_ascii_start();
    EDITORS.iter().any(|prefix| attribute.starts_with(prefix)) && attribute.iter().any(|byte| b"/\\".contains(byte))
}

/// Where a start tag has its attributes, each with the white space before it (XML 1.0, 3.1).
fn attributes(tag: &[u8]) -> Vec<Range<usize>> {
    let skip = |from: usize, is_over: &dyn Fn(u8) -> bool| {
        tag.get(from..).and_then(|rest| rest.iter().position(|&byte| is_over(byte))).map_or(tag.len(), |at| from + at)
    };
    let space = |from: usize| skip(from, &|byte| !byte.is_ascii_whitespace());
    let mut found = Vec::new();
    let mut at = skip(1, &|byte| byte.is_ascii_whitespace() || b"/>".contains(&byte));
    loop {
        let name = space(at);
        let name_end = skip(name, &|byte| byte.is_ascii_whitespace() || b"=/>".contains(&byte));
        if name >= tag.len() {
            return found;
        }
        if name_end == name {
            // A sign between attributes, or the end of the tag.
            at = name + 1;
            continue;
        }
        let sign = space(name_end);
        let end = if tag.get(sign) == Some(&b'=') {
            let value = space(sign + 1);
            match tag.get(value) {
                Some(&quote @ (b'"' | b'\'')) => (skip(value + 1, &|byte| byte == quote) + 1).min(tag.len()),
                _ => skip(value, &|byte| byte.is_ascii_whitespace() || byte == b'>'),
            }
        } else {
            name_end
        };
        found.push(at..end);
        at = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_tells_no_path_of_its_editors_disk() {
        for (svg, expected) in [
            ("<svg inkscape:export-filename=\"/home/张三/x.png\" width=\"1\"/>", "<svg width=\"1\"/>"),
            (
                "<?xml version='1.0'?>\n<svg\n   sodipodi:docbase='C:\\Users\\x'\n   sodipodi:docname=\"图.svg\"\n   id=\"a\"><g/></svg>\n",
                "<?xml version='1.0'?>\n<svg\n   sodipodi:docname=\"图.svg\"\n   id=\"a\"><g/></svg>\n",
            ),
            (
                "<svg><title/><image sodipodi:absref = \"/home/x/a>b.png\" xlink:href=\"a/b.png\"></image></svg>",
                "<svg><title/><image xlink:href=\"a/b.png\"></image></svg>",
            ),
            (
                "<svg><g inkscape:label=\"层\" sodipodi:docname=\"/a/b.svg\"/></svg>",
                "<svg><g inkscape:label=\"层\"/></svg>",
            ),
            (
                "<svg><g inkscape:export-filename=\"file:///a\" inkscape:export-filename=\"/b\" sodipodi:absref='/c'/>",
                "<svg><g/>",
            ),
            ("<svg><g inkscape:path=/home/x>文</g>", "<svg><g>文</g>"),
            ("<svg><style/><g sodipodi:absref=\"/x\"", "<svg><style/><g sodipodi:absref=\"/x\""),
        ] {
            assert_eq!(String::from_utf8(without_paths(svg.into())).unwrap(), expected);
        }
    }

    #[test]
    fn the_rest_of_a_drawing_stays() {
        for svg in [
            "<svg xmlns:inkscape=\"http://www.inkscape.org/namespaces/inkscape\" xmlns:sodipodi='http://x/y'/>",
            "<!-- inkscape:export-filename=\"/a\" --><svg/>",
            "<svg><text>sodipodi:docbase=\"/a\"</text></svg>",
            "<svg title='inkscape:x=\"/a\"' = / x/y inkscape:label></svg>",
            "<svg inkscape:version=\"1.2 (dc2aedaf03)\" inkscape:cx='1'",
            "<",
            "inkscape: no drawing /",
            "",
        ] {
            assert_eq!(String::from_utf8(without_paths(svg.into())).unwrap(), svg);
        }
        let bytes = b"<svg inkscape:x=\"\xFF\"><g id=\"\xFE\"/>".to_vec();
        assert_eq!(without_paths(bytes.clone()), bytes);
    }
}
