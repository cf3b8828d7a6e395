//! Where an archive and its sources lie on the editor's disk is published nowhere: archives are built below folders
//! whose names occur nowhere else, and these are looked for in every byte that was written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::support::{attributes, dibao, files, inflated};

/// What names of folders have in them that are nobody's business. Both scripts write these Han alike.
const HOME: &str = "芋艿木薯";
const BETWEEN: &str = "qvmbetween";
const TREE: &str = "榛子柚子";
const OTHER: &str = "zqxother";

/// A part of a disk.
struct Disk {
    folder: tempfile::TempDir,
    /// What no written file may have.
    secrets: Vec<String>,
}

impl Disk {
    fn new(secrets: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let own = folder.path().file_name().unwrap().to_str().unwrap().to_lowercase();
        Self { secrets: secrets.iter().map(|&it| it.to_owned()).chain([own]).collect(), folder }
    }

    fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        std::fs::create_dir_all(self.at(path).parent().unwrap()).unwrap();
        std::fs::write(self.at(path), text).unwrap();
    }

    /// A picture in one colour, by which it is known again.
    fn picture(&self, path: &str, colour: u8) {
        std::fs::create_dir_all(self.at(path).parent().unwrap()).unwrap();
        image::RgbImage::from_pixel(700, 300, image::Rgb([colour; 3])).save(self.at(path)).unwrap();
    }

    /// Articles that make a build write all that it can of a file's path.
    fn articles(&self, folder: &str, colour: u8) {
        let at = |name: &str| format!("{folder}/{name}");
        self.picture(&at("图 片/一.png"), colour);
        self.picture(&at("b.png"), colour.wrapping_add(1));
        self.write(&at("附件.pdf"), "pdf");
        self.write(
            &at("2024-07-04-甲.md"),
            "---\ntitle: 甲\nauthors: [某某]\n---\n![图](<图 片/一.png>) <img src=\"b.png\" alt=\"乙\"> [附件](附件.pdf)\n\n他的发，是干的云。\n\n[没有](没有.md)\n",
        );
        // Two articles that want one address, and one that is called like its folder.
        self.write(&at("2024-07-05-乙.md"), "# 乙\n\n说的话。\n");
        self.write(&at("20240705 乙.md"), "# 乙乙\n\n别的话。\n");
        self.write(&at("index.md"), "这里没有题目。\n\n![没有](没有.png)\n");
    }

    /// Writes the `book.toml` of a site as an editor would.
    fn book(&self, site: &str, text: &str) -> Built<'_> {
        self.write(&format!("{site}/book.toml"), text);
        self.build(site)
    }

    /// Begins a site with `dibao new --from`, whose `book.toml` must not have some names either.
    fn begin(&self, site: &str, tree: &str, above: &[&str]) -> Built<'_> {
        let made = dibao().arg("new").arg(self.at(site)).arg("--from").arg(self.at(tree)).output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let book = std::fs::read_to_string(self.at(site).join("book.toml")).unwrap();
        let is_absolute =
            |line: &str| ["dir", "assets", "output"].iter().any(|key| line.starts_with(&format!("{key} = \"/")));
        assert!(!book.lines().any(is_absolute), "{book}");
        let own = &self.secrets[self.secrets.len() - 1];
        for secret in above.iter().copied().chain([own.as_str()]) {
            assert!(!book.contains(secret), "{secret} in {book}");
        }
        let built = self.build(site);
        for (name, bytes) in files(&built.site.join(".dibao")) {
            let text = String::from_utf8_lossy(&bytes);
            assert!(!above.iter().any(|secret| text.contains(secret)), "{name} names a folder above the site");
        }
        built
    }

    /// Runs all that writes or tells something of a site, from within it, and looks through that.
    fn build(&self, site: &str) -> Built<'_> {
        let built = Built { disk: self, site: self.at(site) };
        let json = built.json(&["build"]);
        assert!(json["articles"].as_u64() > Some(3), "{json:#}");
        built.run(&["build", "--audit"]);
        for findings in [json, built.json(&["check"])] {
            for found in findings["diagnostics"].as_array().unwrap() {
                let file = found["file"].as_str().unwrap();
                assert!(!Path::new(file).is_absolute() && built.site.join(file).exists(), "{found:#}");
            }
        }
        for listed in built.json(&["list"]).as_array().unwrap() {
            assert!(built.site.join(listed["file"].as_str().unwrap()).is_file(), "{listed:#}");
        }
        let audit = built.run(&["check", "--conversion", "--json", "--all"]);
        assert!(String::from_utf8_lossy(&audit.stdout).contains("\"line\""), "nothing was audited");
        self.search("check --conversion --json", &audit.stdout);
        let reviewed = ["check", "--conversion", "--audit-baseline", "reviewed.txt"];
        built.run(&[&reviewed[..], &["--accept"]].concat());
        self.search("reviewed.txt", &std::fs::read(built.site.join("reviewed.txt")).unwrap());
        let public = built.public();
        assert!(
            public.contains_key("audit/index.html") && public.keys().any(|name| name.starts_with("data/articles/"))
        );
        let mut texts = Vec::new();
        for (name, bytes) in &public {
            self.search("a path", name.as_bytes());
            self.search(name, bytes);
            if let Some(script) = bytes.strip_prefix(b"dibaoSearch(") {
                texts.extend(inflated(script));
            }
        }
        assert!(texts.iter().any(|text| String::from_utf8_lossy(text).contains("说的话")), "the index was not read");
        texts.iter().for_each(|text| self.search("the index of the search", text));
        // What a build keeps for itself is relative as well, and kept from being published with the articles.
        let kept = files(&built.site.join(".dibao"));
        assert_eq!(kept[".gitignore"], b"*\n");
        let own = &self.secrets[self.secrets.len() - 1];
        for (name, bytes) in kept {
            assert!(
                !String::from_utf8_lossy(&bytes).to_lowercase().contains(own.as_str()),
                "an absolute path in {name}"
            );
        }
        built
    }

    /// Looks for the secrets in bytes, however they may be written there.
    fn search(&self, name: &str, bytes: &[u8]) {
        let decoded: Vec<u8> = percent_encoding::percent_decode(bytes).collect();
        for text in [bytes, &decoded] {
            let text = String::from_utf8_lossy(text).to_lowercase();
            for secret in &self.secrets {
                let at = text.find(secret.as_str());
                let around = |at: usize| text[text.floor_char_boundary(at.saturating_sub(80))..].chars().take(120);
                assert!(at.is_none(), "{secret} in {name}: {}", around(at.unwrap_or(0)).collect::<String>());
            }
        }
    }
}

/// A site that was built and searched.
struct Built<'d> {
    disk: &'d Disk,
    site: PathBuf,
}

impl Built<'_> {
    fn run(&self, arguments: &[&str]) -> Output {
        let output = crate::support::dibao().args(arguments).current_dir(&self.site).output().unwrap();
        assert_ne!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
        for text in [&output.stdout, &output.stderr] {
            let text = String::from_utf8_lossy(text);
            assert!(!text.contains(self.disk.folder.path().to_str().unwrap()), "an absolute path is told: {text}");
        }
        output
    }

    fn json(&self, arguments: &[&str]) -> serde_json::Value {
        serde_json::from_slice(&self.run(&[arguments, &["--json"]].concat()).stdout).unwrap()
    }

    fn public(&self) -> BTreeMap<String, Vec<u8>> {
        files(&self.site.join("public"))
    }

    /// The colour of a published picture.
    fn colour(&self, path: &str) -> Option<u8> {
        image::open(self.site.join("public").join(path)).ok().map(|picture| picture.into_rgb8().get_pixel(0, 0)[0])
    }

    /// The addresses of the pictures in an article, from the site's root on.
    fn pictures(&self, page: &str) -> Vec<String> {
        let html = std::fs::read(self.site.join("public").join(page)).unwrap();
        let decoded = |address: String| {
            let address = address.trim_start_matches("../").to_owned();
            percent_encoding::percent_decode_str(&address).decode_utf8().unwrap().into_owned()
        };
        attributes(&html, ".prose img", "src").into_iter().map(decoded).collect()
    }

    /// The column `file` of the table of articles.
    fn column(&self) -> Vec<String> {
        let articles = crate::support::table_of_articles(&self.public());
        let rows = articles.iter();
        let mut names: Vec<String> = rows.map(|row| row["file"].as_str().unwrap().to_owned()).collect();
        names.sort();
        names
    }
}

#[test]
fn neighbours_are_built_and_can_be_moved() {
    let disk = Disk::new(&[HOME, BETWEEN, TREE]);
    let at = |home: &str, path: &str| format!("{home}/{path}");
    let home = format!("{HOME} 'a' \"b\"");
    let (site, tree) = (at(&home, "x/站"), at(&home, &format!("{BETWEEN}%41/{TREE} 的")));
    disk.articles(&tree, 10);
    let built = disk.begin(&site, &tree, &[HOME]);
    assert_eq!(
        built.pictures("zh-hans/2024/07/04/甲.html"),
        ["media-elsewhere/source-1/图 片/一.png", "media-elsewhere/source-1/b.png"]
    );
    assert_eq!(built.colour("media-elsewhere/source-1/图 片/一.png"), Some(10));
    assert!(built.public().contains_key("media-elsewhere/source-1/附件.pdf"));
    assert_eq!(
        built.column(),
        ["source-1/2024-07-04-甲.md", "source-1/2024-07-05-乙.md", "source-1/20240705 乙.md", "source-1/index.md"]
    );
    assert!(built.public().contains_key("zh-hans/undated/source-1.html"), "an index is called like its source");
    // With both trees, to the disk of somebody else.
    let before = built.public();
    let moved = "搬/到/这";
    std::fs::create_dir_all(disk.at(moved)).unwrap();
    std::fs::rename(disk.at(&home), disk.at(moved).join("里")).unwrap();
    std::fs::remove_dir_all(disk.at("搬/到/这/里/x/站/public")).unwrap();
    let built = disk.build("搬/到/这/里/x/站");
    assert!(built.public() == before, "what is published hangs on where it was made");
}

#[test]
fn far_apart_with_pictures_beside_the_articles() {
    let disk = Disk::new(&[HOME, BETWEEN, TREE, OTHER]);
    let tree = format!("{OTHER}/{BETWEEN} & <b>/{TREE}");
    disk.articles(&format!("{tree}/_posts"), 20);
    disk.write(&format!("{tree}/_config.yml"), "permalink: /:year/:title/\n");
    disk.picture(&format!("{tree}/images/c.png"), 22);
    disk.picture(&format!("{tree}/_posts/images/c.png"), 23);
    disk.write(
        &format!("{tree}/_posts/2024-07-06-丙.md"),
        "# 丙\n\n![一](../images/c.png) ![二](/images/c.png) ![三](images/c.png)\n",
    );
    let built = disk.begin(&format!("{HOME}/a/b/c"), &tree, &[HOME]);
    // What Jekyll publishes as it is stays where it was, and an address from the root leads there.
    let beside = "images/c.png";
    let own = "media-elsewhere/source-1/images/c.png";
    assert_eq!(built.pictures("zh-hans/2024/丙.html"), [beside, beside, own]);
    assert_eq!((built.colour(beside), built.colour(own)), (Some(22), Some(23)));
    let page = String::from_utf8(built.public()["zh-hans/2024/丙.html"].clone()).unwrap();
    assert!(page.contains("og:image") && page.contains("images/c.png.480.webp"), "{page}");
}

#[test]
fn absolute_paths_that_an_editor_writes() {
    let disk = Disk::new(&[HOME, BETWEEN, TREE]);
    let (site, old) = (format!("{HOME}/站"), format!("{BETWEEN} x/{TREE}/posts"));
    disk.articles(&old, 30);
    disk.articles(&format!("{BETWEEN} x/content"), 40);
    disk.picture(&format!("{BETWEEN} x/static/s.png"), 50);
    disk.write(&format!("{BETWEEN} x/content/2024-07-07-丁.md"), "# 丁\n\n![图](/s.png)\n");
    disk.write(&format!("{BETWEEN} x/content/pages/about.md"), "# 关于\n\n说。\n");
    disk.write(&format!("{BETWEEN} x/words/a.toml"), "[zh-Hant]\n\"错\" = 1\n");
    let absolute = |path: &str| toml::Value::String(disk.at(path).to_str().unwrap().to_owned()).to_string();
    let book = format!(
        "[paths]\ncontent = {}\nassets = {}\nglossary = {}\n[[source]]\nid = \"旧_报-1\"\ndir = {}\n",
        absolute(&format!("{BETWEEN} x/content")),
        absolute(&format!("{BETWEEN} x/static")),
        absolute(&format!("{BETWEEN} x/words")),
        absolute(&old)
    );
    let built = disk.book(&site, &book);
    assert_eq!(built.colour("media-elsewhere/旧_报-1/图 片/一.png"), Some(30));
    assert_eq!(built.colour("media/图 片/一.png"), Some(40));
    assert_eq!((built.colour("s.png"), built.pictures("zh-hans/2024/07/07/丁.html")), (Some(50), vec!["s.png".into()]));
    assert!(built.public().contains_key("zh-hans/about.html"), "a page has the folders below `pages/` alone");
    let column = built.column();
    assert!(column.contains(&"旧_报-1/index.md".into()) && column.contains(&"content/index.md".into()), "{column:?}");
}

#[cfg(unix)]
#[test]
fn links_on_the_way() {
    use std::os::unix::fs::symlink;
    let disk = Disk::new(&[HOME, BETWEEN, TREE, OTHER]);
    let tree = format!("{BETWEEN}/b/{TREE}");
    disk.articles(&tree, 60);
    std::fs::create_dir_all(disk.at(&format!("{HOME}/deep/er/站"))).unwrap();
    std::fs::create_dir_all(disk.at(OTHER)).unwrap();
    symlink(disk.at(&format!("{HOME}/deep/er/站")), disk.at(&format!("{OTHER}/site"))).unwrap();
    symlink(disk.at(&tree), disk.at(&format!("{OTHER}/tree"))).unwrap();
    // After a link, `..` leads somewhere else than its name says.
    let built = disk.begin(&format!("{OTHER}/site"), &format!("{OTHER}/tree"), &[HOME, OTHER]);
    assert_eq!(built.colour("media-elsewhere/source-1/图 片/一.png"), Some(60));
    // A source that is a link, in the site and in its content folder, and as an absolute path.
    for (number, (dir, picture)) in [
        ("old", "media-elsewhere/source-1/b.png"),
        ("content/old", "media/old/b.png"),
        ("/old", "media-elsewhere/source-1/b.png"),
        ("/content/old", "media-elsewhere/source-1/b.png"),
    ]
    .into_iter()
    .enumerate()
    {
        let site = format!("{HOME}/{number}");
        std::fs::create_dir_all(disk.at(&format!("{site}/content"))).unwrap();
        let link = disk.at(&format!("{site}/{}", dir.trim_start_matches('/')));
        symlink(disk.at(&tree), &link).unwrap();
        let dir = if dir.starts_with('/') { link.display().to_string() } else { dir.to_owned() };
        let built = disk.book(&site, &format!("[[source]]\ndir = '{dir}'\n"));
        assert_eq!(built.colour(picture), Some(61), "{dir}: {:?}", built.public().keys());
        assert_eq!(built.column().len(), 4, "{:?}", built.column());
    }
}

#[test]
fn sources_in_sources() {
    let disk = Disk::new(&[HOME, BETWEEN, TREE, OTHER]);
    let outer = format!("{BETWEEN}/{TREE}");
    disk.articles(&outer, 70);
    disk.articles(&format!("{outer}/里/层"), 80);
    let site = format!("{HOME}/a/站");
    // A folder of the site that is outside of the source in it.
    disk.articles(&format!("{site}/{OTHER}/_posts"), 90);
    disk.picture(&format!("{site}/{OTHER}/images/i.png"), 92);
    disk.picture(&format!("{site}/images/i.png"), 93);
    disk.write(
        &format!("{site}/{OTHER}/_posts/2024-07-08-戊.md"),
        "# 戊\n\n![一](../images/i.png) ![二](../../images/i.png)\n",
    );
    disk.articles(&format!("{site}/content/报"), 100);
    let book = format!(
        "[[source]]\ndir = \"../../../{outer}\"\n[[source]]\ndir = \"../../../{outer}/里/层\"\nid = \"inner\"\npermalink = \"in/:slug\"\n[[source]]\ndir = \"{OTHER}/_posts\"\npermalink = \"own/:slug\"\n[[source]]\ndir = \"content/报\"\npermalink = \"bao/:slug\"\n"
    );
    let built = disk.book(&site, &book);
    for (path, colour) in [
        ("media-elsewhere/source-1/图 片/一.png", 70),
        ("media-elsewhere/inner/图 片/一.png", 80),
        ("media-elsewhere/source-3/图 片/一.png", 90),
        ("media-elsewhere/source-3.up1/images/i.png", 92),
        ("media-elsewhere/site/images/i.png", 93),
        ("media/报/图 片/一.png", 100),
    ] {
        assert_eq!(built.colour(path), Some(colour), "{path}");
    }
    let column = built.column();
    for name in ["source-1/index.md", "inner/index.md", "source-3/index.md", "content/报/index.md"] {
        assert!(column.contains(&name.to_owned()), "{name} in {column:?}");
    }
    assert!(!column.iter().any(|name| name.contains("里/层")), "{column:?}");
}

#[test]
fn equal_paths_in_two_sources_are_two_files() {
    let disk = Disk::new(&[HOME, BETWEEN, TREE, OTHER]);
    for (tree, colour) in [(TREE, 110), (OTHER, 120)] {
        disk.articles(&format!("{BETWEEN}/{tree}/posts"), colour);
    }
    disk.articles(&format!("{HOME}/站/content"), 130);
    let source = |tree: &str, keys: &str| format!("[[source]]\ndir = \"../../{BETWEEN}/{tree}/posts/\"\n{keys}\n");
    let book = source(TREE, "permalink = \"a/:slug\"") + &source(OTHER, "permalink = \"b/:slug\"");
    let built = disk.book(&format!("{HOME}/站"), &book);
    for (path, colour) in [
        ("media-elsewhere/source-1/图 片/一.png", 110),
        ("media-elsewhere/source-2/图 片/一.png", 120),
        ("media/图 片/一.png", 130),
    ] {
        assert_eq!(built.colour(path), Some(colour), "{path}");
        let page = match colour {
            110 => "zh-hans/a/甲.html",
            120 => "zh-hans/b/甲.html",
            _ => "zh-hans/2024/07/04/甲.html",
        };
        assert_eq!(built.pictures(page)[0], path);
    }
}

#[test]
fn files_of_others_are_shown_too() {
    let disk = Disk::new(&[HOME, BETWEEN, TREE, OTHER]);
    let (site, one, two) = (format!("{HOME}/q/站"), format!("{HOME}/w/{TREE}"), format!("{HOME}/w/{OTHER}"));
    disk.articles(&one, 140);
    disk.articles(&two, 150);
    disk.articles(&format!("{site}/content"), 160);
    // What links say is said; what they lead to has the address that it has for others.
    let text = format!(
        "# 己\n\n![一](../{OTHER}/b.png) ![二](../../q/站/content/b.png) ![三](../../../{HOME}/q/站/content/b.png) [四](../../q/站/content/2024-07-04-甲.md) [五](../../../etc/passwd) [六](../../q/站/book.toml)\n"
    );
    disk.write(&format!("{one}/2024-07-09-己.md"), &text);
    disk.write(
        &format!("{site}/book.toml"),
        &format!(
            "[[source]]\ndir = \"../../w/{TREE}\"\npermalink = \"a/:slug\"\n[[source]]\ndir = \"../../w/{OTHER}\"\npermalink = \"b/:slug\"\n"
        ),
    );
    let output = dibao().args(["build", "--root"]).arg(disk.at(&site)).output().unwrap();
    assert_ne!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    let built = Built { disk: &disk, site: disk.at(&site) };
    assert_eq!(built.pictures("zh-hans/a/己.html"), ["media-elsewhere/source-2/b.png", "media/b.png", "media/b.png"]);
    let links = attributes(&built.public()["zh-hans/a/己.html"], ".prose a", "href");
    assert!(links[0].ends_with("2024/07/04/%E7%94%B2.html"), "{links:?}");
    assert!(!built.public().keys().any(|name| name.contains("book.toml") || name.contains("passwd")));
}

#[test]
fn a_site_in_its_tree_and_a_tree_in_its_site() {
    let disk = Disk::new(&[HOME, OTHER]);
    let tree = format!("{HOME} x/{OTHER}");
    disk.articles(&tree, 170);
    disk.picture(&format!("{tree}/站/content/k.png"), 180);
    disk.write(&format!("{tree}/站/content/2024-07-10-庚.md"), "# 庚\n\n![图](k.png)\n");
    let built = disk.begin(&format!("{tree}/站"), &tree, &[HOME, OTHER]);
    assert_eq!(built.colour("media-elsewhere/source-1/b.png"), Some(171));
    assert_eq!((built.colour("media/k.png"), built.column().len()), (Some(180), 5), "{:?}", built.column());
    // The tree itself, by an absolute path.
    let disk = Disk::new(&[HOME, OTHER]);
    disk.articles(&tree, 190);
    let dir = disk.at(&tree).display().to_string();
    let built = disk.book(&tree, &format!("[[source]]\ndir = '{dir}'\n"));
    assert_eq!(built.colour("media-elsewhere/source-1/b.png"), Some(191));
}

#[test]
fn a_tree_of_hugo_has_its_static_files() {
    let disk = Disk::new(&[HOME, BETWEEN, TREE]);
    let tree = format!("{HOME}/{BETWEEN}/{TREE}");
    disk.write(&format!("{tree}/hugo.toml"), "");
    disk.articles(&format!("{tree}/content"), 200);
    disk.picture(&format!("{tree}/static/img/s.png"), 210);
    disk.write(&format!("{tree}/content/2024-07-11-辛.md"), "# 辛\n\n![图](/img/s.png) [档](/d.zip)\n");
    disk.write(&format!("{tree}/static/d.zip"), "zip");
    let built = disk.begin(&format!("{HOME}/站"), &tree, &[HOME]);
    assert_eq!((built.colour("img/s.png"), built.public().contains_key("d.zip")), (Some(210), true));
    assert_eq!(built.pictures("zh-hans/2024/07/11/辛.html"), ["img/s.png"]);
}

/// A folder that is called like a language, a day, a list or drafts says nothing of the articles of a source below it.
#[test]
fn folders_above_a_source_decide_nothing() {
    let mut first = None;
    for above in ["天/地", "en/de", "2019/05/12", "_drafts/zh-hant", "pages/events", "_posts/content"] {
        let disk = Disk::new(&[]);
        let tree = format!("{above}/{BETWEEN}");
        disk.articles(&tree, 230);
        disk.write(&format!("{tree}/english.md"), "# Some title\n\nSome English text is here to be read.\n");
        disk.write(&format!("{tree}/en/丑.md"), "# A title\n\nEnglish text that says so.\n");
        disk.write(&format!("{tree}/丑.md"), "# 丑\n\n里面的话。\n");
        let built = disk.book("近/站", &format!("[[source]]\ndir = \"../../{tree}\"\n"));
        assert!(built.public().contains_key("en/undated/丑.html"), "{above}: {:?}", built.public().keys());
        let first = first.get_or_insert_with(|| built.public());
        assert!(*first == built.public(), "{above}");
    }
}

#[cfg(unix)]
#[test]
fn paths_as_windows_has_them() {
    let disk = Disk::new(&[HOME, BETWEEN, TREE]);
    disk.articles(&format!("{HOME}/{BETWEEN}/{TREE}"), 220);
    let built = disk.book(&format!("{HOME}/站"), &format!("[[source]]\ndir = '..\\{BETWEEN}\\{TREE}\\'\n"));
    assert_eq!(built.colour("media-elsewhere/source-1/b.png"), Some(221));
}

/// What is told of a site that is built from another folder, so that its root is an absolute path.
fn told_from_elsewhere(disk: &Disk, site: &str, arguments: &[&str]) -> serde_json::Value {
    let command = [arguments, &["--json"]].concat();
    let output = dibao().args(command).arg("--root").arg(disk.at(site)).current_dir("/").output().unwrap();
    assert_ne!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    for found in json["diagnostics"].as_array().unwrap() {
        let text = found.to_string();
        assert!(!text.contains(disk.folder.path().to_str().unwrap()), "an absolute path is told: {text}");
    }
    json
}

/// How many findings of a kind there are in a file.
fn count(json: &serde_json::Value, code: &str, file: &str) -> usize {
    let found = json["diagnostics"].as_array().unwrap().iter();
    found.filter(|found| found["code"] == code && found["file"] == file).count()
}

#[test]
#[cfg(unix)]
fn findings_of_a_root_elsewhere_tell_no_absolute_path() {
    use std::os::unix::fs::PermissionsExt as _;
    let disk = Disk::new(&[]);
    disk.write("站/book.toml", "title = \"站\"\n");
    disk.write("站/content/2024-07-04-甲.md", "# 甲\n\n![图](a.svg) ![图](b.png) [件](c.pdf)\n");
    disk.write("站/content/a.svg", "<svg width='1' height='1'/>");
    disk.picture("站/content/b.png", 9);
    disk.write("站/content/c.pdf", "pdf");
    disk.write("站/content/2024-07-05-乙.md", "# 乙\n\n文。\n");
    disk.write("站/static/x.txt", "x");
    disk.write("站/static/夹/y.txt", "y");
    disk.write("站/theme/z.css", "z");
    let locked = ["content/a.svg", "content/b.png", "content/c.pdf", "static/x.txt", "static/夹", "theme/z.css"];
    let lock = |mode: u32| {
        for name in locked.iter().chain(&["content/2024-07-05-乙.md"]) {
            std::fs::set_permissions(disk.at(&format!("站/{name}")), std::fs::Permissions::from_mode(mode)).unwrap();
        }
    };
    lock(0);
    let is_superuser = std::fs::read(disk.at("站/static/x.txt")).is_ok();
    if is_superuser {
        lock(0o755);
        crate::support::skipped("files that cannot be read: the superuser may read anything");
        return;
    }
    let (built, checked) = (told_from_elsewhere(&disk, "站", &["build"]), told_from_elsewhere(&disk, "站", &["check"]));
    lock(0o755);
    for name in ["static/x.txt", "static/夹", "theme/z.css", "content/c.pdf", "content/2024-07-05-乙.md"] {
        assert_eq!(count(&built, "read", name), 1, "{name}: {built:#}");
    }
    assert_eq!(count(&checked, "read", "content/2024-07-05-乙.md"), 1, "{checked:#}");
}

#[test]
fn what_cannot_be_removed_is_told_by_its_way_from_the_root() {
    for out in ["public", "../out", "out/a", "../../上/out", "../站/public"] {
        let disk = Disk::new(&[]);
        disk.write("上/站/book.toml", "title = \"站\"\n");
        disk.write("上/站/content/2024-07-04-甲.md", "# 甲\n\n文。\n");
        disk.write("上/站/content/pages/b.md", "# 一页\n\n字。\n");
        std::fs::create_dir_all(disk.at("上/站")).unwrap();
        let folder = disk.at("上/站").join(out);
        let arguments = ["build", "--out", folder.to_str().unwrap()];
        told_from_elsewhere(&disk, "上/站", &arguments);
        std::fs::remove_file(disk.at("上/站/content/pages/b.md")).unwrap();
        let page = folder.join("zh-hans/b.html");
        let lock = |flag: &str| Command::new("chattr").arg(flag).arg(&page).status().is_ok_and(|it| it.success());
        if !lock("+i") {
            crate::support::skipped("files that cannot be removed: this system does not let a test lock one");
            return;
        }
        let json = told_from_elsewhere(&disk, "上/站", &arguments);
        assert!(lock("-i"));
        let found = json["diagnostics"].as_array().unwrap().iter().find(|found| found["code"] == "left-over").unwrap();
        let file = disk.at("上/站").join(found["file"].as_str().unwrap());
        assert!(!Path::new(found["file"].as_str().unwrap()).is_absolute(), "{found:#}");
        assert_eq!(file.canonicalize().unwrap(), page.canonicalize().unwrap(), "{found:#}");
    }
}

/// What a site is made by stays unpublished, whatever way around its settings go.
#[test]
fn a_source_that_is_reached_by_a_folder_above_shows_nothing_private() {
    for (dir, content) in [
        ("../../x", "content"),
        ("..", "content"),
        ("../../x/posts", "content"),
        ("../posts", "../site/content"),
        ("../site/../posts", "content"),
        ("content/../../posts", "../../x/site/content"),
    ] {
        let disk = Disk::new(&[HOME]);
        disk.write(
            "x/posts/2024-07-04-甲.md",
            "# 甲\n\n[b](../site/book.toml) [t](../site/templates/note.txt) [g](../site/glossary/g.txt) [f](f.pdf)\n",
        );
        disk.write("x/posts/f.pdf", "pdf");
        disk.write("x/site/templates/note.txt", HOME);
        disk.write("x/site/glossary/g.txt", HOME);
        disk.write("x/site/content/2024-07-05-乙.md", "# 乙\n\n文。\n");
        disk.write(
            "x/site/book.toml",
            &format!("title = \"站\"\n# {HOME}\npaths.content = \"{content}\"\n[[source]]\ndir = \"{dir}\"\n"),
        );
        let json = told_from_elsewhere(&disk, "x/site", &["build"]);
        let public = files(&disk.at("x/site/public"));
        let names =
            public.keys().filter(|name| name.contains("book") || name.ends_with(".txt") && !name.contains("robots"));
        assert_eq!(names.collect::<Vec<_>>(), Vec::<&String>::new(), "{dir}");
        assert!(public.keys().any(|name| name.ends_with("f.pdf")), "{dir}");
        public.iter().for_each(|(name, bytes)| disk.search(name, bytes));
        for found in json["diagnostics"].as_array().unwrap() {
            assert!(disk.at("x/site").join(found["file"].as_str().unwrap()).exists(), "{found:#}");
        }
    }
}

#[test]
fn drawings_tell_no_path_of_the_disk_that_they_were_made_on() {
    let disk = Disk::new(&[HOME]);
    disk.write("站/book.toml", "title = \"站\"\n");
    disk.write("站/content/2024-07-04-甲.md", "# 甲\n\n![图](a.svg) ![图](b.SVG) [图](c.svg)\n");
    for (name, size) in [("a.svg", "width='9' height='9' "), ("b.SVG", ""), ("c.svg", "viewBox='0 0 1 1' ")] {
        let svg = format!("<svg {size}inkscape:export-filename=\"/home/{HOME}/x.png\" id='a'/>");
        disk.write(&format!("站/content/{name}"), &svg);
    }
    told_from_elsewhere(&disk, "站", &["build"]);
    let public = files(&disk.at("站/public"));
    assert_eq!(public["media/a.svg"], b"<svg width='9' height='9' id='a'/>");
    assert!(public["media/b.SVG"] == b"<svg id='a'/>" && public["media/c.svg"] == b"<svg viewBox='0 0 1 1' id='a'/>");
    public.iter().for_each(|(name, bytes)| disk.search(name, bytes));
}
