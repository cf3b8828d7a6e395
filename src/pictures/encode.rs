//! The files that are made of a picture: smaller ones, and the picture itself upright and without
//! what its camera wrote into it.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageFormat, ImageReader};

use super::fault::Fault;
use super::form::Form;
use super::metadata;
use super::picture::Picture;
use crate::config::Pictures;

/// The quality of a picture that has to be encoded anew to stand upright, of 100: nobody sees
/// that it was.
const ORIGINAL_QUALITY: u8 = 92;

/// A picture's pixels, upright, and its colour profile.
fn decode(bytes: &[u8], picture: &Picture) -> Result<(DynamicImage, Option<Vec<u8>>), Fault> {
    let mut decoder =
        ImageReader::with_format(Cursor::new(bytes), picture.format.ok_or(Fault::Unknown)?).into_decoder()?;
    // One small file may claim to be a huge picture.
    let mut limits = image::Limits::default();
    limits.reserve(decoder.total_bytes())?;
    let profile = decoder.icc_profile()?;
    let mut image = DynamicImage::from_decoder(decoder)?;
    image.apply_orientation(Orientation::from_exif(picture.orientation).unwrap_or(Orientation::NoTransforms));
    // A profile for other channels than those that are left is worse than none.
    let is_colour = |profile: &Vec<u8>| profile.get(16..20) == Some(b"RGB ");
    Ok((image, profile.filter(is_colour)))
}

/// The picture itself: upright, and without place, time, names and camera, which Exif, XMP and
/// IPTC keep. What stands upright already is not encoded anew.
///
/// # Errors
/// When the file is damaged.
pub fn original(bytes: Vec<u8>, picture: &Picture) -> Result<Vec<u8>, Fault> {
    let Some(format) = picture.format else { return Ok(metadata::without_paths(bytes)) };
    if picture.orientation == 1 || !picture.is_still {
        return metadata::without(bytes, format);
    }
    let (image, profile) = decode(&bytes, picture)?;
    let mut out = Vec::new();
    match format {
        ImageFormat::Png => {
            let encoder = with_profile(PngEncoder::new(&mut out), profile);
            image.write_with_encoder(encoder)?;
        }
        ImageFormat::WebP => return webp(&image, profile, f32::from(ORIGINAL_QUALITY)),
        _ => {
            let encoder = with_profile(JpegEncoder::new_with_quality(&mut out, ORIGINAL_QUALITY), profile);
            // JPEG knows no transparency and no more than 8 bits.
            DynamicImage::from(image.into_rgb8()).write_with_encoder(encoder)?;
        }
    }
    Ok(out)
}

/// Gives an encoder the colour profile; one that takes none leaves the colours as they are.
fn with_profile<E: ImageEncoder>(mut encoder: E, profile: Option<Vec<u8>>) -> E {
    if let Some(profile) = profile {
        let _ = encoder.set_icc_profile(profile);
    }
    encoder
}

/// A picture of that width in pixels.
///
/// # Errors
/// When the file is damaged, or dibao was built without what the form needs.
pub fn variant(bytes: &[u8], picture: &Picture, width: u32, form: Form, settings: &Pictures) -> Result<Vec<u8>, Fault> {
    let (image, profile) = decode(bytes, picture)?;
    let image = resized(image, picture, width)?;
    match form {
        Form::WebP => webp(&image, profile, f32::from(settings.quality)),
        Form::Avif => avif(&image, settings.quality),
    }
}

#[cfg(not(feature = "pictures"))]
fn resized(_: DynamicImage, _: &Picture, _: u32) -> Result<DynamicImage, Fault> {
    Err(Fault::Encode(crate::diagnostic::sentence!("picture-feature-missing", feature = "pictures").into()))
}

#[cfg(feature = "pictures")]
fn resized(image: DynamicImage, picture: &Picture, width: u32) -> Result<DynamicImage, Fault> {
    use fast_image_resize::images::{TypedImage, TypedImageRef};
    use fast_image_resize::pixels::U8x4;
    use fast_image_resize::{ResizeOptions, Resizer};

    fn refused(error: impl std::fmt::Display) -> Fault {
        Fault::Encode(error.to_string())
    }
    let image = eight_bits(image);
    if width == image.width() {
        return Ok(image);
    }
    let height = u64::from(picture.height) * u64::from(width) / u64::from(picture.width.max(1));
    let height = u32::try_from(height).unwrap_or(u32::MAX).max(1);
    let has_alpha = image.color().has_alpha();
    // One kind of pixels for all pictures: the library is compiled anew for each, thousands of lines of vector code.
    let pixels = image.into_rgba8();
    let source = TypedImageRef::<U8x4>::from_buffer(pixels.width(), pixels.height(), &pixels).map_err(refused)?;
    let mut small = image::RgbaImage::new(width, height);
    let mut target = TypedImage::<U8x4>::from_buffer(width, height, &mut small).map_err(refused)?;
    let options = ResizeOptions::new().use_alpha(has_alpha);
    Resizer::new().resize_typed(&source, &mut target, &options).map_err(refused)?;
    drop(target);
    let small = DynamicImage::from(small);
    Ok(if has_alpha { small } else { small.into_rgb8().into() })
}

/// Red, green, blue, of 8 bits each, and transparency where there is any.
#[cfg(feature = "pictures")]
fn eight_bits(image: DynamicImage) -> DynamicImage {
    if image.color().has_alpha() { image.into_rgba8().into() } else { image.into_rgb8().into() }
}

/// Without libwebp, WebP is lossless.
#[cfg(not(feature = "pictures"))]
fn webp(image: &DynamicImage, profile: Option<Vec<u8>>, _: f32) -> Result<Vec<u8>, Fault> {
    let mut out = Vec::new();
    let encoder = with_profile(image::codecs::webp::WebPEncoder::new_lossless(&mut out), profile);
    let pixels = if image.color().has_alpha() { image.to_rgba8().into() } else { DynamicImage::from(image.to_rgb8()) };
    pixels.write_with_encoder(encoder)?;
    Ok(out)
}

#[cfg(feature = "pictures")]
fn webp(image: &DynamicImage, profile: Option<Vec<u8>>, quality: f32) -> Result<Vec<u8>, Fault> {
    let (width, height) = (image.width(), image.height());
    let encoder = match image {
        DynamicImage::ImageRgba8(pixels) => webp::Encoder::from_rgba(pixels, width, height),
        DynamicImage::ImageRgb8(pixels) => webp::Encoder::from_rgb(pixels, width, height),
        _ => return webp(&eight_bits(image.clone()), profile, quality),
    };
    let encoded = encoder.encode_simple(false, quality).map_err(|error| Fault::Encode(format!("{error:?}")))?;
    match profile {
        Some(profile) => metadata::with_profile(encoded.to_vec(), profile),
        None => Ok(encoded.to_vec()),
    }
}

#[cfg(feature = "avif")]
fn avif(image: &DynamicImage, quality: u8) -> Result<Vec<u8>, Fault> {
    use ravif::RGBA8;
    let image = image.to_rgba8();
    let pixels: Vec<RGBA8> = image.pixels().map(|pixel| RGBA8::from(pixel.0)).collect();
    let (width, height) = (image.width() as usize, image.height() as usize);
    // One thread: how many there are must not show in the bytes, and pictures are made side by side.
    let encoder = ravif::Encoder::new().with_quality(f32::from(quality)).with_speed(6).with_num_threads(Some(1));
    let encoded = encoder.encode_rgba(ravif::Img::new(&pixels, width, height));
    encoded.map(|encoded| encoded.avif_file).map_err(|error| Fault::Encode(error.to_string()))
}

#[cfg(not(feature = "avif"))]
fn avif(_: &DynamicImage, _: u8) -> Result<Vec<u8>, Fault> {
    Err(Fault::Encode(crate::diagnostic::sentence!("picture-feature-missing", feature = "avif").into()))
}

#[cfg(all(test, feature = "avif"))]
mod tests {
    use super::*;

    #[test]
    fn avif_is_made_and_the_same_each_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.png");
        image::RgbImage::from_fn(64, 32, |x, y| image::Rgb([u8::try_from(x).unwrap(), u8::try_from(y).unwrap(), 99]))
            .save(&path)
            .unwrap();
        let picture = Picture::open(&path).unwrap().unwrap();
        let bytes = fs_err::read(&path).unwrap();
        let make = || variant(&bytes, &picture, 32, Form::Avif, &Pictures::default()).unwrap();
        let avif = make();
        // The file type box of ISO 14496-12.
        assert_eq!(&avif[4..12], b"ftypavif");
        assert_eq!(avif, make());
    }
}
