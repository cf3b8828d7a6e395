//! What a camera or an editor wrote into a picture besides the picture: Exif (with the place),
//! XMP, IPTC, comments. The colour profile is no such thing, it stays.

use image::ImageFormat;
use img_parts::Bytes;
use img_parts::jpeg::{Jpeg, markers};
use img_parts::png::Png;
use img_parts::riff::{RiffChunk, RiffContent};
use img_parts::webp::WebP;

use super::encode::Fault;

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
