//! The picture by which a library of ZIM files shows an archive: the icon of its pages, as a PNG of 48 × 48 pixels.

use std::io::Cursor;

use image::imageops::FilterType;
use image::{DynamicImage, ImageFormat};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use super::contents::INDEX;
use super::page::{followed_to, icon};
use crate::address::SitePath;
use crate::disk;
use crate::pipeline::Built;
use crate::theme::BuiltInTheme;

/// How wide and high the picture is, in pixels.
const SIZE: u32 = 48;
/// The icon of the built-in theme.
const OWN: &str = "icon.svg";

/// The icon of a site as a PNG; that of the built-in theme where the site's own cannot be drawn.
pub(super) fn illustration(site: &Built) -> Option<Vec<u8>> {
    let built_in = || BuiltInTheme::get(OWN).and_then(|file| drawn(&file.data));
    own(site).and_then(|bytes| drawn(&bytes)).or_else(built_in)
}

/// The file that the first page names as its icon.
fn own(site: &Built) -> Option<Vec<u8>> {
    let page = disk::read(site.output.join(INDEX)).ok()?;
    let path = followed_to(&icon(&page)?, &SitePath::new(INDEX).ok()?)?;
    site.manifest.get(path.as_str())?;
    disk::read(site.output.join(path.as_str())).ok()
}

fn drawn(bytes: &[u8]) -> Option<Vec<u8>> {
    let Ok(picture) = image::load_from_memory(bytes) else { return vector(bytes) };
    let fitted = picture.resize(SIZE, SIZE, FilterType::Lanczos3).to_rgba8();
    let mut square = DynamicImage::new_rgba8(SIZE, SIZE);
    let (left, top) = ((SIZE - fitted.width()) / 2, (SIZE - fitted.height()) / 2);
    image::imageops::overlay(&mut square, &fitted, left.into(), top.into());
    let mut png = Cursor::new(Vec::new());
    square.write_to(&mut png, ImageFormat::Png).ok()?;
    Some(png.into_inner())
}

/// A drawing in SVG. Texts in it are left out, since their look would depend on the fonts of this machine.
fn vector(bytes: &[u8]) -> Option<Vec<u8>> {
    let tree = Tree::from_data(bytes, &Options::default()).ok()?;
    let mut pixels = Pixmap::new(SIZE, SIZE)?;
    let (width, height) = (tree.size().width(), tree.size().height());
    let side = SIZE as f32;
    let scale = side / width.max(height);
    let centred = Transform::from_translate((side - width * scale) / 2.0, (side - height * scale) / 2.0);
    resvg::render(&tree, centred.pre_scale(scale, scale), &mut pixels.as_mut());
    pixels.encode_png().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn icons_of_any_form_become_squares() {
        let mut wide = Cursor::new(Vec::new());
        DynamicImage::new_rgb8(300, 20).write_to(&mut wide, ImageFormat::Png).unwrap();
        let svg = BuiltInTheme::get(OWN).unwrap().data;
        for bytes in
            [&wide.into_inner(), svg.as_ref(), b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='30'/>"]
        {
            let png = drawn(bytes).unwrap();
            let drawn = image::load_from_memory_with_format(&png, ImageFormat::Png).unwrap();
            assert_eq!((drawn.width(), drawn.height()), (SIZE, SIZE));
        }
        assert!(drawn(b"none").is_none() && drawn(b"<svg").is_none());
    }
}
