//! The documentation of templates, held to what templates are given.

use std::collections::{BTreeMap, BTreeSet};

use tera::Value;

use super::{Lists, Renderer, Wants};
use crate::archive::Archive;
use crate::config::Config;
use crate::content;
use crate::kinds::Kinds;
use crate::links::Links;
use crate::reads::Site;

/// What many variables are, such as a reference, by the names of its parts.
fn shapes() -> &'static BTreeMap<BTreeSet<String>, String> {
    static SHAPES: std::sync::LazyLock<BTreeMap<BTreeSet<String>, String>> = std::sync::LazyLock::new(|| {
        let mut parts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for path in documented() {
            let Some((shape, part)) = path.strip_prefix('~').and_then(|path| path.split_once('.')) else {
                continue;
            };
            let name = part.split(['[', ' ', '.']).next().unwrap_or_default();
            parts.entry(shape.to_owned()).or_default().insert(name.to_owned());
        }
        parts.into_iter().map(|(shape, parts)| (parts, shape)).collect()
    });
    &SHAPES
}

/// The paths that `docs/templates.md` has: `page.url`, `~card.title`, `article.events[] : reference`.
fn documented() -> BTreeSet<String> {
    let variables = include_str!("../../docs/templates.md").split("## Variables").nth(1).unwrap();
    let rows = variables.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    rows.map(|(path, rest)| match rest.strip_prefix(", a ") {
        Some(shape) => format!("{path} : {}", shape.split(' ').next().unwrap()),
        None => path.to_owned(),
    })
    .collect()
}

/// A kind of a site's own is a field of articles and of the site, and takes the place of none.
#[test]
fn no_kind_of_a_sites_own_has_the_name_of_a_variable() {
    let documented = documented();
    let names = documented.iter().filter_map(|path| {
        let field = path.strip_prefix("article.").or_else(|| path.strip_prefix("site."))?;
        Some(field.split(['.', '[', ' ']).next().unwrap())
    });
    let names: BTreeSet<&str> = names.filter(|name| !["sections", "tags"].contains(name)).collect();
    assert!(names.len() > 40, "{names:?}");
    for name in names {
        let book = format!("[[taxonomy]]\nkey = \"{name}\"\ntitle = \"某\"\n");
        assert!(crate::config::load(&book).is_err(), "{name}");
    }
}

/// Every path of a variable: `page.alternates[].url`. One that has a documented shape is told
/// by it, and the shape's parts by themselves.
pub(super) fn collect(path: &str, value: &Value, paths: &mut BTreeSet<String>) {
    if path.ends_with(".extra") {
        paths.insert(path.to_owned());
    } else if let Some(map) = value.as_map() {
        let keys: BTreeSet<String> = map.iter().map(|(key, _)| key.to_string()).collect();
        let shape = shapes().get(&keys);
        let base = shape.map_or_else(|| path.to_owned(), |shape| format!("~{shape}"));
        if let Some(shape) = shape {
            paths.insert(format!("{path} : {shape}"));
        }
        map.iter().for_each(|(key, value)| collect(&format!("{base}.{key}"), value, paths));
    } else if let Some(items) = value.as_array() {
        items.iter().for_each(|item| collect(&format!("{path}[]"), item, paths));
    } else {
        paths.insert(path.to_owned());
    }
}

/// The sample archive, rendered with some front matter that it lacks, uses every variable.
#[test]
fn every_variable_is_documented() {
    let site = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = site.path().join(name);
        fs_err::create_dir_all(path.parent().unwrap()).unwrap();
        fs_err::write(path, text).unwrap();
    };
    write(
        "content/2024-07-04-a.md",
        "---\ntitle: 一\nsource: 报\npage: 1\nedition: 早\nissue: 9\nsection: 副刊\nauthors: [甲, 丁]\ntags: [乙]\nevents: [b]\nlocations: [丙]\npersons: [p]\norganizations: [o]\ncorrections: [{date: 2024-07-05, was: 发, now: 髮, by: 甲, note: 注}]\nlicense: CC-BY-4.0 OR MIT\nrights: 报社\n---\n文，发。戊己庚辛。（下转第二版）",
    );
    write(
        "content/2024-07-04-a2.md",
        "---\ntitle: 一\nsource: 报\npage: 2\nedition: 早\nlocations: [丙]\n---\n（上接第一版）文。",
    );
    write("content/2024-07-04-b.md", "---\ntitle: 二\nsource: 报\npage: 1\nedition: 晚\n---\n戊己庚辛。");
    write("content/2024-07-05-b.md", "---\ntitle: 五\nsource: 报\npage: 1\nevents: [b]\n---\n文。");
    write("content/2024-07-06-b.md", "---\ntitle: 六\nsource: 报\npage: 1\nevents: [b]\n---\n文。");
    for (name, day) in [("c（一）", "2023-07-04"), ("c（二）", "2023-07-05"), ("c（三）", "2023-07-06")] {
        let text = format!("---\ntitle: 文{name}\ndate: {day}\nsource: 集\n---\n文。");
        write(&format!("content/{name}.md"), &text);
    }
    write("content/2021-08-01-n.md", "---\ntitle: 十\nsource: 报\npage: 1\n---\n文。");
    write("content/u.md", "---\ntitle: 无\n---\n文。");
    write("content/pages/about.md", "---\ntitle: 关于\nupdated: 2024-07-07\nlicense: CC0\nrights: 某\n---\n文。");
    write("content/2024-07-08-w.md", "---\ntitle: 九\nwithdrawn: {date: 2024-07-09, reason: 误}\n---\n文。");
    write("content/2024-07-07-p.md", "---\ntitle: 七\nsource: 报\npage: 1\n---\n![图](p.png)");
    image::RgbImage::new(500, 300).save(site.path().join("content/p.png")).unwrap();
    write("content/persons/p.md", "---\nname: 丁\nlocation: c\norganizations: [o]\n---\n");
    write("content/organizations/o.md", "---\nname: 会\nlocation: c\n---\n");
    write("content/organizations/m.md", "---\nname: 戊己庚辛\n---\n");
    write("content/events/a.md", "---\nname: 大\naliases: [又]\nkind: 会\nstart: 2024-07-01\nend: 2024-07-09\n---\n");
    write("content/events/b.md", "---\nname: 中\nparent: a\nlocation: c\norganization: o\nstart: 2024-07-04\n---\n");
    write("content/events/c.md", "---\nname: 小\nparent: b\n---\n");
    write("content/locations/c.md", "---\nname: 丙\ncoordinates: [1, 2]\ngeonames: 12\n---\n");
    for number in 0..30 {
        write(&format!("content/locations/l{number}.md"), "---\nname: 丑\nparent: c\n---\n");
    }
    let kinds = Kinds::default();
    for (kind, called) in kinds.iter() {
        let others = kind.row().names.iter().filter(|named| **named != kind);
        let names: String = others.map(|named| format!("{}: [every]\n", kinds[*named].folder)).collect();
        write(&format!("content/{}/every.md", called.folder), &format!("---\nname: 每{}\n{names}---\n", called.noun));
    }
    let about: String = kinds.iter().map(|(_, called)| format!("{}: [every]\n", called.folder)).collect();
    write("content/2022-07-04-every.md", &format!("---\ntitle: 八\n{about}---\n文。"));
    let addresses = vec!["https://mirror.example/".to_owned()];
    let (license, rights) = ("CC-BY-4.0".to_owned(), "某".to_owned());
    let config = Config { per_page: 2, addresses, license, rights, ..Config::default() };
    let mut diagnostics = Vec::new();
    let archive = Archive::new(
        content::load(site.path(), &config, false, None, None, &mut diagnostics),
        &config.kinds,
        &|_| None,
        &mut diagnostics,
    );
    let links = Links::new(&archive, &mut |found, _| panic!("{found}"));
    let site = Site::new(site.path(), config, archive, links);
    let renderer = Renderer::new(&site, Wants::default(), &mut diagnostics).unwrap();
    let mut facts = Vec::new();
    for job in renderer.plan_articles() {
        let outcome = renderer.render(job, &mut Vec::new(), &mut |_| {});
        diagnostics.extend(outcome.diagnostics);
        facts.push(outcome.facts);
    }
    let lists = Lists::new(&renderer, facts, None);
    for job in lists.plan() {
        diagnostics.extend(lists.render(job, &mut Vec::new(), &mut |_| {}).diagnostics);
    }
    let report = crate::audit::audit(&site.root, &site.config, site.archive(), renderer.converters(), false);
    diagnostics.extend(lists.audit(&report, &mut |_| {}).diagnostics);
    assert!(diagnostics.is_empty(), "{diagnostics:#?}");
    let documented = documented();
    let mut seen = renderer.seen.into_inner().unwrap();
    // What may be absent is a value in one place and none in another.
    let told: BTreeSet<String> =
        seen.iter().filter_map(|path| path.split_once(" : ")).map(|(path, _)| path.to_owned()).collect();
    seen.retain(|path| !told.contains(path));
    assert_eq!(seen.difference(&documented).collect::<Vec<_>>(), Vec::<&String>::new(), "passed, but not documented");
    assert_eq!(documented.difference(&seen).collect::<Vec<_>>(), Vec::<&String>::new(), "documented, but not passed");
}
