//! What a build needs of the disk: one that goes into memory writes nothing, one that goes to a folder survives
//! whatever the disk refuses, and the manifest of either tells every file.

use std::collections::BTreeSet;
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use dibao::artefact::{Delta, Files as _, Hash, Manifest, Memory, Role};
use dibao::disk::{self, Operation};
use dibao::pipeline::{self, Options};

use crate::support::{Site, assert_clean, built_sample, files, project, rounds};

/// Faults are of the whole process: one test at a time injects them.
static ALONE: Mutex<()> = Mutex::new(());

/// Lets every operation below a folder be decided, as long as it is held.
struct Injected(#[expect(dead_code, reason = "it is held")] MutexGuard<'static, ()>);

impl Injected {
    fn below(folder: &Path, decide: impl Fn(Operation, &Path) -> std::io::Result<()> + Send + Sync + 'static) -> Self {
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = folder.to_owned();
        disk::inject(Some(Arc::new(
            move |operation, path: &Path| {
                if path.starts_with(&folder) { decide(operation, path) } else { Ok(()) }
            },
        )));
        Self(alone)
    }
}

impl Drop for Injected {
    fn drop(&mut self) {
        disk::inject(None);
    }
}

/// A site with everything that a build reads and writes: articles, an entity, a page, a picture, assets, templates.
fn small() -> Site {
    let site = Site::new(&[
        ("book.toml", "title = \"试报\"\n"),
        ("content/events/sco.md", "# 峰会"),
        ("content/pages/about.md", "# 关于"),
        ("content/2024-07-04-a.md", "---\ntitle: 一\nevents: [sco]\n---\n头发在台湾。![图](p.png)"),
        ("content/2024-07-05-b.md", "---\ntitle: 二\nevents: [sco]\n---\n[一](2024-07-04-a.md)"),
        ("glossary/own.toml", "[zh-Hant]\n\"软件\" = \"軟體\"\n"),
        ("static/own.txt", "x"),
        ("theme/site.css", "a{}"),
    ]);
    image::RgbImage::new(500, 300).save(site.path().join("content/p.png")).unwrap();
    site
}

fn in_memory(root: &Path, options: &Options) -> Memory {
    let memory = Memory::default();
    pipeline::build_into(root, options, &memory, &|_, _| {}).unwrap();
    memory
}

#[test]
fn a_site_in_memory_is_the_one_on_the_disk_and_leaves_nothing() {
    let site = small();
    let golden = tempfile::tempdir().unwrap();
    for (name, bytes) in files(&project().join("tests/golden")) {
        let path = golden.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    for (root, audit) in [(site.path().to_owned(), false), (golden.path().join("site"), true)] {
        let options = Options { audit, ..Options::default() };
        let written: Arc<Mutex<BTreeSet<PathBuf>>> = Arc::default();
        let seen = Arc::clone(&written);
        let injected = Injected::below(&root, move |operation, path| {
            if matches!(operation, Operation::Write | Operation::Remove) {
                seen.lock().unwrap().insert(path.to_owned());
            }
            Ok(())
        });
        let memory = in_memory(&root, &options);
        drop(injected);
        assert_eq!(*written.lock().unwrap(), BTreeSet::new());
        assert!(!root.join(".dibao").exists() && !root.join("public").exists());
        let (_, session) = pipeline::open(&root, &options, &|_, _| {}).unwrap();
        assert_eq!(memory.manifest(), session.manifest());
        for (name, bytes) in files(&root.join("public")) {
            assert_eq!(memory.read(&dibao::address::SitePath::new(name.as_str()).unwrap()).unwrap(), bytes, "{name}");
        }
    }
}

#[test]
fn the_sample_in_memory_is_the_sample() {
    let memory = in_memory(&project(), &Options::default());
    let manifest = memory.manifest();
    let paths: Vec<&str> = manifest.files().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, built_sample().keys().map(String::as_str).collect::<Vec<_>>());
    for file in manifest.files() {
        let bytes = &built_sample()[file.path.as_str()];
        assert_eq!((file.hash, file.length), (Hash::of(bytes), bytes.len() as u64), "{}", file.path);
    }
    // Each role is that of the files which have it, whatever their paths.
    let of = |role: Role| manifest.files().filter(move |file| file.role == role).map(|file| file.path.as_str());
    assert!(of(Role::Page).all(|path| path.ends_with(".html")) && of(Role::Page).count() > 100);
    assert_eq!(of(Role::PageData).count(), 0, "the sample does not ask for them");
    assert!(
        of(Role::Search).any(|path| path.starts_with("search/"))
            && of(Role::Search).any(|path| path.ends_with("opensearch.xml"))
    );
    assert!(of(Role::Theme).any(|path| path == "theme/style.css") && of(Role::Media).count() > 0);
    let control: Vec<&str> = of(Role::Control).collect();
    assert_eq!(
        control,
        [
            "404.html",
            "_headers",
            "index.html",
            "robots.txt",
            "sitemap-2024.xml",
            "sitemap-lists.xml",
            "sitemap-news.xml",
            "sitemap.xml"
        ]
    );
    let languages: BTreeSet<&str> = manifest.files().filter_map(|file| file.lang.as_deref()).collect();
    assert!(languages.contains("zh-Hans") && languages.contains("zh-Hant"), "{languages:?}");
    let is_in_one = |file: &&Arc<dibao::artefact::Artefact>| file.role == Role::Page && file.lang.is_none();
    assert_eq!(manifest.files().find(is_in_one), None, "every page is in a language");
}

/// The manifest of the output folder as a program reads it.
fn listed(site: &Site) -> serde_json::Value {
    let (code, json) = site.build_json();
    assert_eq!(code, 0, "{json:#}");
    json["manifest"].clone()
}

#[test]
fn programs_get_the_manifest() {
    let site = small();
    let manifest = listed(&site);
    let public = files(&site.path().join("public"));
    let listed: Vec<(String, String, u64)> = manifest["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| {
            let text = |key: &str| file[key].as_str().unwrap().to_owned();
            (text("path"), text("hash"), file["length"].as_u64().unwrap())
        })
        .collect();
    let there: Vec<(String, String, u64)> =
        public.iter().map(|(path, bytes)| (path.clone(), Hash::of(bytes).to_string(), bytes.len() as u64)).collect();
    assert_eq!(listed, there);
    let about = manifest["files"].as_array().unwrap().iter().find(|file| file["path"] == "zh-hant/about.html").unwrap();
    assert_eq!((about["role"].as_str(), about["lang"].as_str()), (Some("page"), Some("zh-Hant")));
    // The file beside the state says the same, as docs/manifest.md describes it.
    let file = site.path().join(manifest["file"].as_str().unwrap());
    let text = std::fs::read_to_string(file).unwrap();
    let lines: Vec<Vec<&str>> = text.lines().map(|line| line.splitn(6, ' ').collect()).collect();
    assert_eq!(lines[0].join(" "), "dibao manifest 3");
    let files: Vec<(String, String, u64)> = lines[2..lines.len() - 1]
        .iter()
        .map(|line| (line[5].to_owned(), line[0].to_owned(), line[1].parse().unwrap()))
        .collect();
    assert_eq!(files, listed);
    let last = text.trim_end().rfind('\n').unwrap() + 1;
    assert_eq!(text[last..].trim_end(), format!("checksum {}", Hash::of(&text.as_bytes()[..last])));
}

#[test]
fn a_damaged_manifest_is_not_gone_on_from() {
    let site = small();
    let file = site.path().join(listed(&site)["file"].as_str().unwrap());
    let text = std::fs::read_to_string(&file).unwrap();
    for damaged in [text.replacen("zh-hans", "../mine", 1), text[..text.len() / 2].to_owned(), "x".to_owned()] {
        std::fs::write(&file, &damaged).unwrap();
        std::fs::write(site.path().join("mine"), "mine").unwrap();
        let (code, json) = site.build_json();
        assert_eq!(code, 0, "{json:#}");
        assert!(json["doubt"].as_str().unwrap().contains("damaged"), "{json:#}");
        assert_clean(&site, &damaged);
        assert!(site.path().join("mine").exists());
        assert_eq!(std::fs::read_to_string(&file).unwrap().len(), text.len());
    }
}

#[test]
fn whatever_the_disk_refuses_is_told_and_the_next_build_is_whole() {
    let site = small();
    let build = |site: &Site| pipeline::build(site.path(), &Options::default(), &|_, _| {});
    // How many operations a build from nothing has.
    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    let injected = Injected::below(site.path(), move |_, _| {
        counter.fetch_add(1, Ordering::Relaxed);
        Ok(())
    });
    let whole = build(&site).unwrap();
    drop(injected);
    let all = count.load(Ordering::Relaxed);
    assert!(all > 150, "{all} operations");
    let manifest = |site: &Site| -> Manifest {
        pipeline::open(site.path(), &Options::default(), &|_, _| {}).unwrap().1.manifest()
    };
    let expected = manifest(&site);
    let rounds = rounds(16, 400) as usize;
    for round in 0..rounds {
        // In an empty folder, or over an earlier build.
        if round % 2 == 0 {
            std::fs::remove_dir_all(site.path().join("public")).unwrap();
            std::fs::remove_dir_all(site.path().join(".dibao")).unwrap();
        }
        let (seen, fatal) = (AtomicUsize::new(0), round * all / rounds);
        let kind = [ErrorKind::PermissionDenied, ErrorKind::StorageFull, ErrorKind::Other][round % 3];
        let refused: Arc<Mutex<Option<(Operation, PathBuf)>>> = Arc::default();
        let told = Arc::clone(&refused);
        let injected = Injected::below(site.path(), move |operation, path| {
            if seen.fetch_add(1, Ordering::Relaxed) != fatal {
                return Ok(());
            }
            *told.lock().unwrap() = Some((operation, path.to_owned()));
            Err(Error::new(kind, "injected"))
        });
        let built = build(&site);
        drop(injected);
        if let Ok(summary) = &built {
            // What was left out is told, unless the operation was one that a build can do without.
            let is_whole = files(&site.path().join("public")).len() == expected.len();
            assert!(
                is_whole || summary.report.diagnostics.len() > whole.report.diagnostics.len(),
                "{kind}: {refused:?}"
            );
        }
        build(&site).unwrap();
        let delta = manifest(&site).delta(&expected);
        assert_eq!(delta, Delta::default(), "{kind}: {refused:?}, {:?}", built.err());
    }
    assert_clean(&site, "after all of them");
}

#[test]
fn articles_can_be_printed_without_a_template() {
    let mut printed = Vec::new();
    let report = pipeline::articles(&project(), &Options::default(), &mut |article| {
        for page in &article.pages {
            printed.push((page.path().to_owned(), page.lang().to_owned(), page.title().to_owned(), page.body.clone()));
        }
        Ok(())
    })
    .unwrap();
    assert!(report.diagnostics.is_empty(), "{:?}", report.diagnostics);
    let pages: BTreeSet<&String> = built_sample().keys().filter(|path| path.contains("/2024/07/")).collect();
    assert!(printed.len() > 20 && printed.iter().filter(|(path, ..)| pages.contains(path)).count() > 20);
    for (path, lang, title, body) in &printed {
        let page = std::str::from_utf8(&built_sample()[path]).unwrap();
        assert!(page.contains(body.trim()), "{path} has its body");
        assert!(page.contains(&format!("<html lang=\"{lang}\"")) && !title.is_empty(), "{path}: {lang}");
    }
    // Newest first, whatever the number of threads.
    let mut again = Vec::new();
    pipeline::articles(&project(), &Options::default(), &mut |article| {
        again.extend(article.pages.iter().map(|page| page.path().to_owned()));
        Ok(())
    })
    .unwrap();
    assert_eq!(again, printed.iter().map(|(path, ..)| path.clone()).collect::<Vec<_>>());
}
