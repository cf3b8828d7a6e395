//! Whether a picture moves.

use std::path::Path;

use image::ImageFormat;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;

use super::fault::Fault;

/// Whether a file is a film of pictures.
pub(super) fn is_animated(path: &Path, format: ImageFormat) -> Result<bool, Fault> {
    // Not by `fs_err`: a decoder passes on what it says, the path on this disk with it.
    let file = || std::fs::File::open(path).map(std::io::BufReader::new);
    Ok(match format {
        ImageFormat::Gif => true,
        ImageFormat::Png => PngDecoder::new(file()?)?.is_apng()?,
        ImageFormat::WebP => WebPDecoder::new(file()?)?.has_animation(),
        _ => false,
    })
}
