//! What becomes of articles' pictures, and of the look of a site, from outside.

use crate::support::{Site, attributes, dibao, texts};
use image::{ImageEncoder as _, Rgb, RgbImage};

/// Exif as a telephone writes it: the picture lies on its side, and this is where it was taken.
fn exif(orientation: u8) -> Vec<u8> {
    let mut exif = b"II*\0\x08\0\0\0\x02\0".to_vec();
    // Orientation: one SHORT.
    exif.extend([0x12, 0x01, 0x03, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
    // The place: a pointer to a directory with the reference of its latitude.
    exif.extend([0x25, 0x88, 0x04, 0, 1, 0, 0, 0, 38, 0, 0, 0]);
    exif.extend([0, 0, 0, 0]);
    exif.extend([1, 0, 0x01, 0, 0x02, 0, 2, 0, 0, 0, b'N', 0, 0, 0, 0, 0, 0, 0]);
    exif.extend(b"SECRET-PLACE");
    exif
}

/// A picture whose left half is red and whose right half is blue.
fn photo(width: u32, height: u32, orientation: u8) -> Vec<u8> {
    let pixels =
        RgbImage::from_fn(width, height, |x, _| if x < width / 2 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) });
    let mut jpeg = Vec::new();
    let mut encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 90);
    encoder.set_exif_metadata(exif(orientation)).unwrap();
    pixels.write_with_encoder(encoder).unwrap();
    assert!(jpeg.windows(12).any(|part| part == b"SECRET-PLACE"));
    jpeg
}

fn is_red(pixel: &image::Rgb<u8>) -> bool {
    pixel[0] > 150 && pixel[2] < 100
}

#[test]
fn pictures_are_upright_small_and_tell_nothing() {
    let site = Site::new(&[
        ("book.toml", "[pictures]\nwidths = [100, 300]\n"),
        (
            "content/2024-07-04-a.md",
            "# 题\n\n![一](a.jpg \"说明（记者甲摄）\")\n\n![二](b.jpg)\n\n[大图](c.jpg) ![三](/d.jpg)",
        ),
    ]);
    site.write("content/a.jpg", &photo(400, 200, 6));
    // As telephones do, with a second picture behind the first.
    site.write("content/b.jpg", &[photo(200, 100, 1), photo(20, 10, 1)].concat());
    site.write("content/c.jpg", &photo(400, 200, 1));
    site.write("static/d.jpg", &photo(200, 100, 3));
    site.write("static/e.jpg", b"as it is");
    let (code, json) = site.build_json();
    assert_eq!(code, 0, "{json:#}");
    let page = site.page("zh-hans/2024/07/04/a.html");
    let of = |attribute: &str| attributes(page.as_bytes(), ".prose img", attribute);
    // Turned upright, 400 × 200 is 200 × 400.
    assert_eq!(of("width"), ["200", "200", "200"]);
    assert_eq!(of("height"), ["400", "100", "100"]);
    assert_eq!(of("loading"), ["lazy", "lazy"], "all but the first");
    assert!(
        of("srcset")[0].ends_with("media/a.jpg.100.webp 100w, ../../../../media/a.jpg.200.webp 200w"),
        "{:?}",
        of("srcset")
    );
    assert_eq!(texts(&page, "figcaption"), ["说明（记者甲摄）"]);
    assert_eq!(
        attributes(page.as_bytes(), "meta[property='og:image']", "content"),
        ["http://localhost:8000/media/a.jpg"]
    );
    let public = site.path().join("public");
    for name in [
        "media/a.jpg",
        "media/a.jpg.100.webp",
        "media/a.jpg.200.webp",
        "media/b.jpg",
        "media/c.jpg",
        "d.jpg",
        "d.jpg.200.webp",
    ] {
        let bytes = std::fs::read(public.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(!bytes.windows(12).any(|part| part == b"SECRET-PLACE"), "{name} tells the place");
        assert!(!bytes.windows(4).any(|part| part == b"Exif" || part == b"EXIF"), "{name}");
    }
    assert_eq!(image::open(public.join("media/b.jpg")).unwrap().width(), 200);
    let upright = image::open(public.join("media/a.jpg")).unwrap().into_rgb8();
    assert_eq!(upright.dimensions(), (200, 400));
    // Turned by a quarter, left is above.
    assert!(is_red(upright.get_pixel(100, 20)) && !is_red(upright.get_pixel(100, 380)));
    let small = image::open(public.join("media/a.jpg.100.webp")).unwrap().into_rgb8();
    assert_eq!(small.dimensions(), (100, 200));
    assert!(is_red(small.get_pixel(50, 10)) && !is_red(small.get_pixel(50, 190)));
    let turned = image::open(public.join("d.jpg")).unwrap().into_rgb8();
    assert!(!is_red(turned.get_pixel(10, 50)) && is_red(turned.get_pixel(190, 50)), "turned by half");
    assert!(!public.join("media/c.jpg.300.webp").exists(), "what is only linked to needs no smaller files");
    assert_eq!(std::fs::read(public.join("e.jpg")).unwrap(), b"as it is");
    // Nothing is made twice, nor written twice.
    let (_, again) = site.build_json();
    assert_eq!(again["written"], 0, "{again:#}");
    std::fs::remove_dir_all(&public).unwrap();
    let cached = || {
        walkdir::WalkDir::new(site.path().join(".dibao/pictures"))
            .into_iter()
            .flatten()
            .filter(|it| it.file_type().is_file())
            .count()
    };
    let before = cached();
    assert_eq!(before, 6, "two sizes of each of the three that are shown");
    site.build_json();
    assert_eq!(cached(), before);
}

#[test]
fn a_damaged_picture_is_told_and_ends_nothing() {
    let site =
        Site::new(&[("book.toml", ""), ("content/2024-07-04-a.md", "# 题\n\n![一](a.jpg) ![二](b.png)\n\n文。")]);
    let whole = photo(400, 200, 1);
    site.write("content/a.jpg", &whole[..whole.len() / 8]);
    site.write("content/b.png", b"no picture at all");
    let (code, json) = site.build_json();
    assert_eq!((code, json["failed"].as_u64()), (1, Some(0)), "{json:#}");
    let found = json["diagnostics"].as_array().unwrap();
    assert!(found.iter().all(|found| found["code"] == "picture"), "{json:#}");
    assert!(found.iter().any(|found| found["file"] == "content/2024-07-04-a.md" && found["line"] == 3), "{json:#}");
    assert!(site.page("zh-hans/2024/07/04/a.html").contains("<p>文。</p>"));
    assert_eq!(std::fs::read(site.path().join("public/media/b.png")).unwrap(), b"no picture at all");
}

#[test]
fn a_site_changes_its_look_step_by_step() {
    let site = Site::new(&[
        ("book.toml", "base_url = \"https://a.example/\"\n"),
        ("content/2024-07-04-a.md", "# 题\n\n文。"),
        ("content/pages/about.md", "---\ntitle: 关于\n---\n这里是后台。见[文](../2024-07-04-a.md)和[日](/dates/)。"),
        ("content/pages/about.en.md", "---\ntitle: About\n---\nThis is it."),
        ("theme/site.css", ":root { --ink: black; }"),
        ("theme/i18n/zh-Hans.ftl", "home = 头版\nreaders = { $count } 位读者\n"),
        (
            "templates/page.html",
            "{% extends \"base.html\" %}{% block main %}<h1>{{ page.title }}</h1>{{ body }}<b>{{ \"readers\" | t(count=3) }}</b>{% endblock %}",
        ),
    ]);
    let (code, json) = site.build_json();
    assert_eq!(code, 0, "{json:#}");
    let hans = site.page("zh-hans/about.html");
    assert_eq!(texts(&hans, ".sections a")[0], "头版");
    assert_eq!(texts(&hans, "b"), ["3 位读者"]);
    let styles = attributes(hans.as_bytes(), "link[rel=stylesheet]", "href");
    assert_eq!(styles, ["../theme/style.css", "../theme/site.css"]);
    assert!(!site.path().join("public/theme/i18n").exists(), "words are not published");
    let hant = site.page("zh-hant/about.html");
    assert_eq!(texts(&hant, "h1"), ["關於"]);
    assert!(hant.contains("這裡是後臺") || hant.contains("這裏是後臺") || hant.contains("這裡是後台"), "{hant}");
    assert_eq!(
        attributes(hant.as_bytes(), "main p a", "href"),
        ["../zh-hant/2024/07/04/a.html", "../zh-hant/dates/index.html"]
    );
    assert_eq!(texts(&hant, "b"), ["3 位讀者"], "converted where the other script has no words");
    assert_eq!(texts(&site.page("zh-hant/index.html"), ".colophon li a")[0], "關於");
    let english = site.page("en/about.html");
    assert_eq!((texts(&english, "h1"), texts(&english, ".sections a")[0].as_str()), (vec!["About".to_owned()], "Home"));
    assert_eq!(attributes(hans.as_bytes(), "link[hreflang]", "hreflang"), ["zh-Hans", "zh-Hant", "en", "x-default"]);
    // A page is in no list of articles, and no reader finds a gap; but a check does.
    assert!(!site.page("zh-hans/index.html").contains("card-title\"><a href=\"../zh-hans/about.html"));
    let check =
        dibao().args(["check", "--json", "--kind", "missing-words", "--root"]).arg(site.path()).output().unwrap();
    assert_eq!(check.status.code(), Some(1));
    let json: serde_json::Value = serde_json::from_slice(&check.stdout).unwrap();
    let messages: Vec<_> =
        json["diagnostics"].as_array().unwrap().iter().map(|found| found["message"].as_str().unwrap()).collect();
    assert_eq!(messages, ["There are no words for `readers` in en.", "There are no words for `readers` in zh-Hant."]);
}

#[test]
fn files_of_the_theme_are_listed_shown_and_ejected() {
    let site = Site::new(&[("book.toml", ""), ("content/2024-07-04-a.md", "# 题\n\n文。")]);
    let theme = |arguments: &[&str]| {
        let output = dibao().arg("theme").args(arguments).current_dir(site.path()).output().unwrap();
        (
            output.status.code().unwrap(),
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let (code, list, _) = theme(&["list"]);
    assert!(
        code == 0 && list.lines().any(|line| line == "templates/article.html") && list.contains("theme/i18n/en.ftl")
    );
    let (code, shown, _) = theme(&["show", "parts/pager.html"]);
    assert_eq!(code, 0);
    assert_eq!(theme(&["eject", "parts/pager.html"]).0, 0);
    assert_eq!(std::fs::read_to_string(site.path().join("templates/parts/pager.html")).unwrap(), shown);
    let (code, _, message) = theme(&["eject", "parts/pager.html"]);
    assert!(code == 2 && message.contains("already"), "{message}");
    assert!(theme(&["list"]).1.contains("templates/parts/pager.html is the same"));
    let (code, _, message) = theme(&["show", "artcle.html"]);
    assert!(code == 2 && message.contains("Did you mean `article.html`?"), "{message}");
    assert_eq!(site.build_json().0, 0);
    // A site's template may extend the one that it stands in for.
    let own = |name: &str, block: &str, html: &str| {
        let text = format!("{{% extends \"builtin/{name}\" %}}{{% block {block} %}}{html}{{% endblock %}}");
        site.write(&format!("templates/{name}"), text.as_bytes());
    };
    own("article.html", "provenance", "<p>own</p>");
    own("base.html", "colophon", "<footer>foot</footer>");
    assert_eq!(site.build_json().0, 0);
    let page = site.page("zh-hans/2024/07/04/a.html");
    assert!(page.contains("<p>own</p>") && page.contains("<footer>foot</footer>") && page.contains("<h1"), "{page}");
}
