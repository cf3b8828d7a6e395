//! Whether a picture moves.

use std::path::Path;

use image::ImageFormat;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;

use super::fault::Fault;

use crate::disk;

/// Whether a file is a film of pictures.
pub(super) fn is_animated(path: &Path, format: ImageFormat) -> Result<bool, Fault> {
    let file = || disk::open(path).map(std::io::BufReader::new);
    Ok(match format {
        ImageFormat::Gif => true,
        ImageFormat::Png => PngDecoder::new(file()?)?.is_apng()?,
        ImageFormat::WebP => WebPDecoder::new(file()?)?.has_animation(),
        _ => false,
    })
}
