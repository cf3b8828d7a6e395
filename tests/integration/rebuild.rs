//! What a build leaves of earlier ones: after any edits, and after builds that were killed, the output is
//! that of a clean build, and what others put there stays.

use std::time::Duration;

use crate::support::{Site, assert_clean, rounds};
use dibao::pipeline::{self, Options};
use proptest::prelude::*;

fn article(site: &Site, number: u32, text: &str) {
    let name = format!("content/2024-07-{:02}-a{number}.md", 1 + number % 28);
    let text = format!("---\ntitle: 第{number}篇\nevents: [sco]\nlocations: [青岛]\n---\n{text}，头发在台湾。\n");
    site.write(&name, text.as_bytes());
}

fn remove(site: &Site, name: &str) {
    fs_err::remove_file(site.path().join(name)).unwrap();
}

#[test]
fn after_any_edits_a_build_is_as_a_clean_one() {
    let site = Site::new(&[("book.toml", "title = \"试报\"\nper_page = 2\n"), ("content/events/sco.md", "# 峰会")]);
    for number in 0..7 {
        article(&site, number, "开始");
    }
    site.build(&[]);
    site.write("public/own.txt", b"mine");
    type Edit = (&'static str, fn(&Site));
    let edits: [Edit; 10] = [
        ("a body changes", |site| article(site, 3, "改了")),
        ("an article comes", |site| article(site, 9, "新的")),
        ("an article goes", |site| remove(site, "content/2024-07-03-a2.md")),
        ("an article moves", |site| {
            remove(site, "content/2024-07-06-a5.md");
            site.write("content/old/2023-01-02-a5.md", "# 旧文\n\n青岛。".as_bytes());
        }),
        ("an entity comes", |site| site.write("content/locations/青岛.md", "---\ntitle: 青岛\n---\n港口。".as_bytes())),
        ("a template changes", |site| {
            site.write("templates/parts/pager.html", b"<p>{{ site.title }}</p>");
        }),
        ("a word of the glossary changes", |site| {
            site.write("glossary/own.toml", "[[term]]\nzh-Hans = \"头发\"\nzh-Hant = \"頭毛\"\n".as_bytes());
        }),
        ("the scripts change", |site| {
            site.write("book.toml", "title = \"试报\"\nscripts = [\"zh-Hans\", \"zh-Hant-TW\"]\n".as_bytes());
        }),
        ("pages become folders", |site| {
            site.write("book.toml", "title = \"试报\"\npage_form = \"folder\"\n".as_bytes());
        }),
        ("the entity goes", |site| remove(site, "content/locations/青岛.md")),
    ];
    for (what, edit) in edits {
        edit(&site);
        site.build(&[]);
        assert_eq!(site.page("own.txt"), "mine");
        remove(&site, "public/own.txt");
        assert_clean(&site, what);
        site.write("public/own.txt", b"mine");
    }
}

#[test]
fn a_file_becomes_a_folder_and_back() {
    let site = Site::new(&[("book.toml", "title = \"试报\"\n"), ("content/a.md", "# 题"), ("static/x", "a file")]);
    site.build(&[]);
    remove(&site, "static/x");
    site.write("static/x/y", b"in a folder");
    site.build(&[]);
    assert_clean(&site, "a folder");
    fs_err::remove_dir_all(site.path().join("static/x")).unwrap();
    site.write("static/x", b"a file");
    site.build(&[]);
    assert_clean(&site, "a file again");
}

#[test]
fn a_page_that_cannot_be_made_stays_as_it_was() {
    let site = Site::new(&[("book.toml", "title = \"试报\"\n"), ("content/2024-07-04-a.md", "# 题")]);
    site.build(&[]);
    let page = site.page("zh-hans/2024/07/04/a.html");
    site.write("templates/article.html", b"{{ nonsense.word }}");
    let output = site.build(&[]);
    assert!(!output.status.success());
    assert_eq!(site.page("zh-hans/2024/07/04/a.html"), page);
    fs_err::remove_dir_all(site.path().join("templates")).unwrap();
    site.build(&[]);
    assert_clean(&site, "mended");
}

/// What `build --json` says.
fn summary(site: &Site) -> serde_json::Value {
    summary_with(site, &[])
}

fn summary_with(site: &Site, arguments: &[&str]) -> serde_json::Value {
    serde_json::from_slice(&site.build(&[&["--json"], arguments].concat()).stdout).unwrap()
}

#[test]
fn an_edit_costs_what_it_touches() {
    let site = Site::new(&[("book.toml", "title = \"试报\"\n"), ("content/events/sco.md", "# 峰会")]);
    for number in 0..20 {
        article(&site, number, "第一段在这里，不变");
    }
    let first = summary(&site);
    assert_eq!(first["unchanged"], 0);
    let again = summary(&site);
    assert_eq!((&again["written"], &again["unchanged"]), (&0.into(), &first["written"]));
    assert!(again.get("doubt").is_none(), "{again}");
    // The first paragraph is the summary, which others show.
    let name = "content/2024-07-04-a3.md";
    let text = site.page(&format!("../{name}"));
    site.write(name, format!("{text}\n后来添了一段。\n").as_bytes());
    let edited = summary(&site);
    // Two pages and what they say as data; of the search: both scripts' texts, the one volume, and the two pages that have
    // the hashes of these.
    let written = edited["written"].as_u64().unwrap();
    assert!((5..12).contains(&written), "{edited}");
    assert_clean(&site, "a body changed");
    let page = site.page("zh-hant/2024/07/04/a3.html");
    assert!(page.contains("後來添了一段"));
}

#[test]
fn a_headline_is_changed_where_it_is_shown() {
    let site = Site::new(&[("book.toml", "title = \"试报\"\nper_page = 5\n")]);
    let write = |number: u32, title: &str, first: &str| {
        let name = format!("content/{}-{:02}-{:02}-a{number}.md", 1990 + number, 1 + number % 12, 1 + number % 28);
        let text = format!("---\ntitle: {title}\nevents: [第{}届]\n---\n{first}。\n", number / 3);
        site.write(&name, text.as_bytes());
    };
    (0..30).for_each(|number| write(number, &format!("第{number}篇"), "开头"));
    let all = summary(&site)["made"].as_u64().unwrap();
    for (title, first) in [("头发", "开头"), ("头发", "另一段"), ("第13篇", "开头")] {
        write(13, title, first);
        let edited = summary(&site);
        assert!((5..all / 3).contains(&edited["made"].as_u64().unwrap()), "{edited} of {all}");
        assert_clean(&site, title);
    }
    assert!(site.page("zh-hant/2002/01/13/a12.html").contains("第13篇"), "it leads on to the changed one");
    // A serial is told by its headlines.
    write(13, "连载（一）", "开头");
    write(14, "连载（二）", "开头");
    site.build(&[]);
    assert_clean(&site, "a serial");
    write(14, "连载（三）", "开头");
    site.build(&[]);
    assert_clean(&site, "another part of it");
}

#[test]
fn an_article_that_comes_leaves_full_parts_of_lists_alone() {
    let site = Site::new(&[("book.toml", "title = \"试报\"\nper_page = 2\nsearch = { enabled = false }\n")]);
    let write = |number: u32| {
        let day = format!("{}-{:02}-{:02}", 1990 + number / 4, 1 + number % 12, 1 + number % 28);
        let text = format!("---\ntitle: 第{number}篇\nsource: 晚报\nlocations: [青岛]\n---\n文字。\n");
        site.write(&format!("content/{day}-a{number}.md"), text.as_bytes());
    };
    (0..80).for_each(write);
    let all = summary(&site)["made"].as_u64().unwrap();
    write(200);
    // Place and source have forty parts each, of which the front alone and the part that it gave two articles are others.
    let added = summary(&site);
    assert!(all > 250 && added["made"].as_u64().unwrap() < 40, "{added} of {all}");
    assert_clean(&site, "an article came");
}

/// Of what is equally related, the nearest in time comes first; where each stands in the archive is no measure.
#[test]
fn an_article_that_comes_between_others_does_not_part_them() {
    let site = Site::new(&[("book.toml", "title = \"试报\"\nsearch = { enabled = false }\n")]);
    let write = |day: u32, event: &str| {
        let text = format!("---\ntitle: 第{day}日\nevents: [{event}]\n---\n文字。\n");
        site.write(&format!("content/2024-07-{day:02}-a.md"), text.as_bytes());
    };
    [10, 14, 18].iter().for_each(|&day| write(day, "峰会"));
    site.build(&[]);
    write(15, "书展");
    site.build(&[]);
    assert_clean(&site, "others came between");
}

#[test]
fn what_is_remembered_wrongly_is_not_used() {
    let site = Site::new(&[("book.toml", "title = \"试报\"\n"), ("content/2024-07-04-a.md", "# 题\n\n文。")]);
    site.build(&[]);
    let state = walkdir::WalkDir::new(site.path().join(".dibao")).into_iter().filter_map(Result::ok);
    let state =
        state.map(walkdir::DirEntry::into_path).find(|path| path.extension() == Some("state".as_ref())).unwrap();
    let bytes = fs_err::read(&state).unwrap();
    let mut damaged = bytes.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    let mut foreign = bytes.clone();
    foreign[12] = b'0';
    for (left, said) in [
        (damaged, "damaged"),
        (bytes[..middle].to_vec(), "damaged"),
        (b"something else".to_vec(), "damaged"),
        (foreign, "another version"),
    ] {
        fs_err::write(&state, left).unwrap();
        let found = summary(&site);
        assert!(found["doubt"].as_str().unwrap().contains(said), "{found}");
        assert_eq!(found["written"], 0);
        assert!(summary(&site).get("doubt").is_none());
    }
    // A page that somebody changed, and one that is gone: the list is trusted, unless one asks.
    site.write("public/zh-hans/2024/07/04/a.html", b"mine");
    remove(&site, "public/zh-hant/2024/07/04/a.html");
    assert!(summary(&site).get("doubt").is_none());
    let found = summary_with(&site, &["--check-output"]);
    assert!(found["doubt"].as_str().unwrap().contains("not as the last build left it"), "{found}");
    assert_clean(&site, "somebody changed the output");
    // What is not there at all is seen by any build.
    for gone in ["zh-hans", ""] {
        fs_err::remove_dir_all(site.path().join("public").join(gone)).unwrap();
        assert!(summary(&site)["written"].as_u64().unwrap() > 0);
        assert_clean(&site, "somebody removed the output");
    }
}

/// A grey pixel as a PNG.
const PIXEL: &[u8] = b"\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00\x3a\x7e\x9b\x55\x00\x00\x00\x0a\x49\x44\x41\x54\x78\x9c\x63\x68\x00\x00\x00\x82\x00\x81\x77\xcd\x72\xb6\x00\x00\x00\x00\x49\x45\x4e\x44\xae\x42\x60\x82";

#[test]
fn a_file_over_a_page_comes_and_goes() {
    let site = Site::new(&[("book.toml", "title = \"试报\"\n"), ("content/a.md", "# 题")]);
    site.build(&[]);
    site.write("static/robots.txt", b"mine");
    site.build(&[]);
    assert_clean(&site, "it covers the page");
    site.build(&[]);
    assert_clean(&site, "it still does");
    remove(&site, "static/robots.txt");
    site.build(&[]);
    assert_clean(&site, "it is gone");
}

#[test]
fn a_page_that_cannot_be_made_again_is_nobodys_doing() {
    let site = Site::new(&[("book.toml", "title = \"试报\"\n"), ("content/2024-07-04-a.md", "# 题\n\n文。")]);
    site.build(&[]);
    site.write("templates/article.html", b"{{ nonsense.word }}");
    assert_eq!(summary(&site)["failed"], 2);
    let again = summary(&site);
    assert_eq!(again["failed"], 2);
    assert!(again.get("doubt").is_none(), "{again}");
}

#[test]
fn a_site_in_memory_builds_edits_as_a_clean_build_would() {
    let site = Site::new(&[("book.toml", "title = \"试报\"\n"), ("content/events/sco.md", "# 峰会")]);
    for number in 0..9 {
        article(&site, number, "第一段在这里，不变");
    }
    let name = |number: u32| format!("content/2024-07-{:02}-a{number}.md", 1 + number);
    let options = Options { tells_changes: true, ..Options::default() };
    let (_, mut session) = pipeline::open(site.path(), &options, &|_, _| {}).unwrap();
    let begun = site.page(&format!("../{}", name(4)));
    for (round, added) in
        ["台湾的头发。", "Linux 与龘。", "𠮷野家", "", "台湾的头发。", "回来", "## 题\n\n[别篇](2024-07-03-a2.md)"]
            .iter()
            .enumerate()
    {
        let number = u32::try_from(round % 2 + 3).unwrap();
        let text = if number == 4 {
            format!("{begun}\n{added}\n")
        } else {
            site.page(&format!("../{}", name(3))) + "\n又一段。\n"
        };
        site.write(&name(number), text.as_bytes());
        let summary = session.edit([name(number).as_str()]).unwrap().expect("a text alone has changed");
        assert!((1..60).contains(&summary.written), "{summary:?}");
        assert!(
            summary
                .changed
                .iter()
                .any(|path| path.as_str() == format!("zh-hant/2024/07/{:02}/a{number}.html", 1 + number))
        );
        assert_clean(&site, added);
    }
    // Back and forth: files of the search come and go.
    let first = site.page(&format!("../{}", name(5)));
    for text in [format!("{first}\n另一段。\n"), first.clone(), format!("{first}\n另一段。\n"), first] {
        site.write(&name(5), text.as_bytes());
        assert!(session.edit([name(5).as_str()]).unwrap().is_some());
        assert_clean(&site, "back and forth");
    }
    // What is said, and what is mentioned, others show.
    site.write(&name(4), begun.replace("第4篇", "另一篇").as_bytes());
    assert!(session.edit([name(4).as_str()]).unwrap().is_none());
    assert!(session.edit(["content/new.md"]).unwrap().is_none());
}

#[test]
fn what_changes_during_a_build_is_all_that_the_next_one_makes() {
    let site = Site::new(&[("book.toml", "title = \"试报\"\n")]);
    for number in 0..9 {
        article(&site, number, "第一段在这里，不变");
    }
    let name = "content/2024-07-05-a4.md";
    let before = fs_err::read_to_string(site.path().join(name)).unwrap();
    let meanwhile = format!("{before}\n正在写。\n");
    let put = |text: &str| {
        site.write("next.md", text.as_bytes());
        fs_err::rename(site.path().join("next.md"), site.path().join(name)).unwrap();
    };
    // Pages may be made of either text. In the second round, the one that was read comes back after the build.
    for (round, after) in [format!("{meanwhile}\n写完了。\n"), before].iter().enumerate() {
        // All is made.
        article(&site, 20 + u32::try_from(round).unwrap(), "新来的");
        put(after);
        age(&site);
        let after_one = |done: usize, _: usize| {
            if done == 1 {
                put(&meanwhile)
            }
        };
        pipeline::build(site.path(), &Options::default(), &after_one).unwrap();
        put(after);
        // The same program: another builds everything.
        let next = pipeline::build(site.path(), &Options::default(), &|_, _| {}).unwrap();
        assert!((1..8).contains(&next.made), "{next:?}");
        assert_clean(&site, "what changed meanwhile");
    }
}

/// One edit of a site, by its kind, what it is of, and what is written.
type Edit = (u8, u8, u8);

fn apply(site: &Site, (kind, which, word): Edit) {
    const WORDS: [&str; 8] = ["青岛", "头发", "Linux", "峰会", "臺灣", "２０２４年", "𠮷野家", "。\n\n## 题"];
    let word = WORDS[usize::from(word) % WORDS.len()];
    let which = which % 6;
    let name = format!("content/2024-07-{:02}-a{which}.md", 1 + which % 3);
    let body = |title: &str, first: &str, rest: &str| {
        let text = format!(
            "---\ntitle: {title}\nevents: [sco]\nlocations: [青岛]\n---\n{first}在这里。\n\n[别篇](2024-07-01-a0.md)和![图](图.png)，{rest}。\n"
        );
        site.write(&name, text.as_bytes());
    };
    let toggle = |name: &str, text: &[u8]| {
        if site.path().join(name).exists() { remove(site, name) } else { site.write(name, text) }
    };
    match kind % 17 {
        0 | 1 => body(&format!("第{which}篇"), "开头", word),
        2 => body(&format!("第{which}篇"), word, "结尾"),
        3 => body(&format!("题{word}").replace('\n', ""), "开头", "结尾"),
        4 if site.path().join(&name).exists() => remove(site, &name),
        5 => toggle("content/locations/青岛.md", format!("---\ntitle: 青岛\n---\n港口{word}。").as_bytes()),
        6 => site.write("content/locations/青岛.md", format!("---\ntitle: 青岛\nsummary: 港\n---\n{word}").as_bytes()),
        7 => toggle("templates/parts/pager.html", b"<p>{{ site.title }}</p>"),
        8 => {
            let rule = format!("[[term]]\nzh-Hans = \"开头\"\nzh-Hant = \"開{which}\"\n");
            site.write("glossary/own.toml", rule.as_bytes());
        }
        9 => site.write("book.toml", format!("title = \"试报{which}\"\nper_page = 2\n").as_bytes()),
        10 => toggle("static/own.txt", word.as_bytes()),
        11 => toggle("content/图.png", PIXEL),
        12 => site.write("content/pages/about.md", format!("# 关于\n\n{word}").as_bytes()),
        13 => toggle("content/persons/林.md", format!("---\ntitle: {}\n---\n他。", word.replace('\n', "")).as_bytes()),
        14 => toggle("theme/site.css", b"p { color: red }"),
        15 => body(&format!("连载（{}）", ["一", "二", "三"][usize::from(which % 3)]), "开头", "结尾"),
        _ => body("回来", "开头", word),
    }
}

/// Makes all files of a site an hour older than they are.
fn age(site: &Site) {
    for folder in ["content", "static"] {
        let files = walkdir::WalkDir::new(site.path().join(folder)).into_iter().filter_map(Result::ok);
        for entry in files.filter(|entry| entry.file_type().is_file()) {
            let file = fs_err::File::options().write(true).open(entry.path()).unwrap();
            let modified = file.metadata().unwrap().modified().unwrap();
            if modified.elapsed().is_ok_and(|age| age < Duration::from_secs(60)) {
                file.set_modified(modified - Duration::from_secs(3600)).unwrap();
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: rounds(4, 40), max_shrink_iters: 40, ..ProptestConfig::default() })]

    #[test]
    fn any_edits_lead_to_what_a_clean_build_makes(edits in proptest::collection::vec(any::<Edit>(), 9)) {
        let site = Site::new(&[("book.toml", "title = \"试报\"\nper_page = 2\n"), ("content/events/sco.md", "# 峰会")]);
        for which in 0..5 {
            apply(&site, (0, which, which));
        }
        site.build(&[]);
        for edit in edits {
            apply(&site, edit);
            // Half of the time, as if all of it had been written long ago: else nothing is told by its stamp.
            if edit.2 % 2 == 0 {
                age(&site);
            }
            site.build(&[]);
            assert_clean(&site, &format!("{edit:?}"));
        }
    }

    #[test]
    fn any_edits_of_a_site_in_memory_do_too(edits in proptest::collection::vec(any::<Edit>(), 9)) {
        let site = Site::new(&[("book.toml", "title = \"试报\"\nper_page = 2\n"), ("content/events/sco.md", "# 峰会")]);
        for which in 0..5 {
            apply(&site, (0, which, which));
        }
        let options = Options { is_passing: true, ..Options::default() };
        let (_, mut session) = pipeline::open(site.path(), &options, &|_, _| {}).unwrap();
        for edit in edits {
            apply(&site, edit);
            let (summary, open) = pipeline::reopen(session, &options, &|_, _| {}).unwrap();
            prop_assert!(summary.doubt.is_none());
            session = open;
            assert_clean(&site, &format!("{edit:?}"));
        }
    }
}
