//! A picture as a page shows it, by the head of its file.

use std::io::BufReader;
use std::path::Path;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};
use image::metadata::Orientation;
use image::{ImageDecoder, ImageFormat, ImageReader};

use super::animation::is_animated;
use super::fault::Fault;
use super::form::LONGEST;
use crate::config::Pictures;
use crate::disk;

/// A picture as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Picture {
    /// In pixels, upright.
    pub width: u32,
    /// In pixels, upright.
    pub height: u32,
    /// Whether smaller files are made of it; what moves stays as it is.
    pub is_still: bool,
    pub(super) orientation: u8,
    /// None for a drawing, which has no pixels.
    pub(super) format: Option<ImageFormat>,
}

impl Picture {
    /// What the head of a file tells. None for a file that is no picture by its name, or a drawing
    /// that does not say its size.
    ///
    /// # Errors
    /// When the file cannot be read, or is no such picture as its beginning says.
    pub fn open(path: &Path) -> Result<Option<Self>, Fault> {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
        if ending == "svg" {
            let size = svg_size(&disk::read(path)?);
            let drawing = |(width, height)| Self { width, height, is_still: false, orientation: 1, format: None };
            return Ok(size.map(drawing));
        }
        if !matches!(ending.as_str(), "jpg" | "jpeg" | "png" | "gif" | "webp") {
            return Ok(None);
        }
        let reader = ImageReader::new(BufReader::new(disk::open(path)?)).with_guessed_format()?;
        let format = reader.format().ok_or(Fault::Unknown)?;
        let is_still = !is_animated(path, format)?;
        let mut decoder = reader.into_decoder()?;
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms).to_exif();
        let (width, height) = decoder.dimensions();
        // Those from 5 on lie on their side (Exif 2.32, tag 0x0112).
        let (width, height) = if orientation >= 5 { (height, width) } else { (width, height) };
        Ok(Some(Self { width, height, is_still, orientation, format: Some(format) }))
    }

    /// How wide its smaller files are, the narrowest first; the last may be as wide as itself. None
    /// without the feature `pictures`.
    pub fn widths(&self, settings: &Pictures) -> Vec<u32> {
        if !self.is_still || !cfg!(feature = "pictures") {
            return Vec::new();
        }
        let mut widths: Vec<u32> = settings.widths.iter().copied().filter(|&width| width < self.width).collect();
        if settings.widths.iter().max().is_some_and(|&widest| self.width <= widest) {
            widths.push(self.width);
        }
        // What is longer than WebP can be has no such file.
        let height = |width: u32| u64::from(width) * u64::from(self.height) / u64::from(self.width.max(1));
        widths.retain(|&width| width <= LONGEST && height(width) <= u64::from(LONGEST));
        widths.sort_unstable();
        widths.dedup();
        widths
    }
}

/// The size that a drawing in SVG says it has, or else the one of its `viewBox` (SVG 2, 8.2), in pixels.
fn svg_size(svg: &[u8]) -> Option<(u32, u32)> {
    let emitter = DefaultEmitter::<usize>::new_with_span();
    let tag = Tokenizer::new_with_emitter(svg, emitter).flatten().find_map(|token| match token {
        Token::StartTag(tag) if tag.name.as_slice() == b"svg" => Some(tag),
        _ => None,
    })?;
    let value = |name: &str| {
        tag.attributes.get(name.as_bytes()).map(|value| String::from_utf8_lossy(&value.value).into_owned())
    };
    let pixels = |text: &str| text.trim().trim_end_matches("px").parse::<f64>().ok();
    let size = |width: f64, height: f64| {
        let whole = |length: f64| (1.0..1e6).contains(&length).then(|| length.round() as u32);
        Some((whole(width)?, whole(height)?))
    };
    let own = || size(pixels(&value("width")?)?, pixels(&value("height")?)?);
    let box_size = || {
        // Names of attributes come in lower case.
        let numbers: Vec<f64> = value("viewbox")?.split([' ', ',']).filter_map(|number| number.parse().ok()).collect();
        size(*numbers.get(2)?, *numbers.get(3)?)
    };
    own().or_else(box_size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_say_their_size() {
        let size = |svg: &str| svg_size(svg.as_bytes());
        assert_eq!(
            size("<?xml version='1.0'?><svg width=\"120px\" height=\"60\" viewBox=\"0 0 1 1\"/>"),
            Some((120, 60))
        );
        assert_eq!(size("<svg width='100%' viewBox='0 0 640.4,400'></svg>"), Some((640, 400)));
        assert_eq!(size("<svg></svg>"), None);
        assert_eq!(size("no drawing"), None);
    }

    #[test]
    fn widths_are_those_below_its_own() {
        let picture =
            |width, is_still| Picture { width, height: 10, is_still, orientation: 1, format: Some(ImageFormat::Png) };
        let settings = Pictures { widths: vec![480, 960, 1600], ..Pictures::default() };
        assert_eq!(picture(3000, true).widths(&settings), [480, 960, 1600]);
        assert_eq!(picture(1000, true).widths(&settings), [480, 960, 1000]);
        assert_eq!(picture(480, true).widths(&settings), [480]);
        assert_eq!(picture(200, true).widths(&settings), [200]);
        assert!(picture(3000, false).widths(&settings).is_empty());
        assert!(picture(3000, true).widths(&Pictures { widths: Vec::new(), ..Pictures::default() }).is_empty());
    }
}
