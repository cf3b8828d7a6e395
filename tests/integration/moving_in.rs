//! Moving in: for trees of other generators, `dibao new --from` writes a `book.toml` by which every file has the address
//! that the generator itself gave it (`tests/moving-in`, made by `script/moving-in`).

use std::collections::BTreeMap;
use std::path::Path;

use dibao::{config, content};

use crate::support::{Site, dibao, project};

/// A tree with a configuration of its generator, and what `dibao new --from` makes of it.
fn tree(generator: &str, content: &str, config_name: &str, config: &Path) -> Site {
    let tree = Site::new(&[]);
    let from = project().join("tests/moving-in").join(generator).join(content);
    let to = if content == "site" { String::new() } else { format!("{content}/") };
    for (name, bytes) in crate::support::files(&from) {
        tree.write(&format!("{to}{name}"), &bytes);
    }
    tree.write(config_name, &std::fs::read(config).unwrap());
    let made = dibao().args(["new", "--from"]).arg(tree.path()).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    tree
}

/// The old addresses of each file of a tree, decoded; what cannot be known is none.
fn addresses(tree: &Site) -> BTreeMap<String, Vec<String>> {
    let book = std::fs::read_to_string(tree.path().join("book.toml")).unwrap();
    let config = config::load(&book).unwrap_or_else(|fault| panic!("{fault}\n{book}"));
    let mut found = Vec::new();
    let read = content::load(tree.path(), &config, true, None, None, &mut found);
    let all = read.articles.iter().chain(&read.pages).flat_map(|meta| meta.with_versions());
    let decoded = |address: &String| percent_encoding::percent_decode_str(address).decode_utf8().unwrap().into_owned();
    all.map(|meta| (meta.file.clone(), meta.aliases.iter().map(decoded).collect())).collect()
}

/// Holds what dibao computes to what a generator made, for each of its configurations.
fn check(generator: &str, content: &str, config_name: &str, below: &str) {
    let folder = project().join("tests/moving-in").join(generator);
    let mut configs: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    configs.retain(|path| path.extension().is_some_and(|ending| ending == "toml" || ending == "yml"));
    configs.sort();
    assert!(configs.len() > 1);
    let (mut matched, mut wrong) = (0, Vec::new());
    for config in configs {
        let found = addresses(&tree(generator, content, config_name, &config));
        for line in std::fs::read_to_string(config.with_extension("tsv")).unwrap().lines() {
            let (file, address) = line.split_once('\t').unwrap();
            let own = found.get(&format!("{below}{file}"));
            let is_right = match (own, address) {
                (Some(own), "?") => own.is_empty(),
                (Some(own), address) => own.iter().any(|own| own == address),
                // A section's page without a text has no page of its own.
                (None, _) => file.ends_with("_index.md"),
            };
            matched += usize::from(is_right);
            if !is_right {
                wrong.push(format!("{}: {file}: {address}, and not {own:?}", config.file_stem().unwrap().display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), matched + wrong.len(), wrong.join("\n"));
    assert!(matched > 50);
}

#[test]
fn addresses_of_hugo() {
    check("hugo", "content", "hugo.toml", "");
}

#[test]
fn addresses_of_jekyll() {
    check("jekyll", "site", "_config.yml", "");
}

#[test]
fn addresses_of_hexo() {
    check("hexo", "source", "_config.yml", "source/");
}

#[test]
fn addresses_of_mkdocs() {
    check("mkdocs", "docs", "mkdocs.yml", "docs/");
}

/// What `dibao list` says of a tree's articles, after `dibao new --from`: file and title, in the order of the list.
fn listed(tree: &Site) -> Vec<(String, String, String)> {
    let listed = dibao().args(["list", "--json", "--root"]).arg(tree.path()).output().unwrap();
    let articles: Vec<serde_json::Value> = serde_json::from_slice(&listed.stdout).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    articles.iter().map(|it| (text(&it["file"]), text(&it["title"]), text(&it["lang"]))).collect()
}

#[test]
fn a_table_tells_what_is_taken_and_what_is_not() {
    let tree = Site::new(&[
        (
            "hugo.toml",
            "title = \"海边札记\"\nbaseURL = \"https://old.example/\"\n[permalinks]\npost = \"/:year/:month/:slug/\"\n",
        ),
        ("content/_index.md", "---\ntitle: 首页\n---\n"),
        ("content/about.md", "---\ntitle: 关于\ndate: 2008-11-24\n---\n说的是我们。\n"),
        ("content/post/_index.md", "---\ntitle: 文章\n---\n这里是文章。\n"),
        ("content/post/a.md", "---\ntitle: 甲\ndate: 2019-12-01\nslug: jia\n---\n正文说话。\n"),
        ("content/post/b/index.md", "---\ntitle: 乙\ndate: 2019-12-02\n---\n正文说话。\n"),
        ("content/post/b/js/README.md", "# A library\n"),
        ("content/post/draft.md", "---\ntitle: 草稿\ndate: 2019-12-03\ndraft: true\n---\n"),
        ("content/post/README.md", "# 说明\n"),
        ("content/post/old.html", "<p>旧</p>"),
        ("static/CNAME", "old.example"),
    ]);
    let made = dibao().args(["new", "--json", "--from"]).arg(tree.path()).output().unwrap();
    let table: serde_json::Value = serde_json::from_slice(&made.stdout).unwrap();
    assert_eq!(
        (&table["generator"], &table["articles"], &table["drafts"]),
        (&"Hugo".into(), &2.into(), &1.into()),
        "{table:#}"
    );
    assert_eq!(table["pages"], serde_json::json!(["content/about.md", "content/post/_index.md"]));
    assert_eq!(table["left_out"], serde_json::json!(["content/post/README.md", "content/post/b/js/README.md"]));
    assert_eq!(
        (&table["other_texts"]["html"], &table["assets"][0], &table["feeds"][0]),
        (&1.into(), &"static/**".into(), &"/index.xml".into())
    );
    assert_eq!((&table["old_addresses"], table["unknown_addresses"].as_array().map(Vec::len)), (&4.into(), Some(0)));
    let (code, json) = tree.build_json();
    assert_eq!((code, json["articles"].as_u64()), (0, Some(2)), "{json:#}");
    let public = tree.path().join("public-dibao");
    for page in ["zh-hans/about.html", "zh-hans/post.html", "zh-hans/2019/12/jia.html", "CNAME"] {
        assert!(public.join(page).exists(), "{page}");
    }
}

#[test]
fn addresses_of_clocks_are_told() {
    let tree = Site::new(&[
        ("_config.yml", "title: 站\npermalink: :year/:title/\n"),
        ("source/_posts/a.md", "---\ntitle: 甲\n---\n没有日期的文章。\n"),
        ("source/_posts/b.md", "---\ntitle: 乙\ndate: 2019-01-01\n---\n有日期的文章。\n"),
        ("source/about/index.md", "---\ntitle: 关于\n---\n说的是我们。\n"),
        ("source/img/a.png", "png"),
        ("source/CNAME", "old.example"),
    ]);
    let made = dibao().args(["new", "--from"]).arg(tree.path()).output().unwrap();
    let told = String::from_utf8(made.stdout).unwrap();
    assert!(told.contains("1: source/_posts/a.md. The generator made the address"), "{told}");
    assert!(told.contains("2 kept") && told.contains("/atom.xml"), "{told}");
    let (code, json) = tree.build_json();
    assert_eq!((code, json["diagnostics"][0]["code"].as_str()), (0, Some("old-address")), "{json:#}");
    let public = tree.path().join("public-dibao");
    for file in ["zh-hans/about.html", "img/a.png", "CNAME"] {
        assert!(public.join(file).exists(), "{file}");
    }
    assert!(!public.join("_posts/a.md").exists() && !public.join("about/index.md").exists());
    // A changed setting is noticed by a build that goes on from the last one.
    let book = std::fs::read_to_string(tree.path().join("book.toml")).unwrap();
    tree.write("book.toml", book.replace("pattern = \":year/:title/\"", "pattern = \":title/\"").as_bytes());
    let (_, json) = tree.build_json();
    assert_eq!(json["diagnostics"].as_array().map(Vec::len), Some(0), "{json:#}");
}

#[test]
fn what_has_no_date_is_in_the_order_of_its_numbers() {
    let tree = Site::new(&[
        ("mkdocs.yml", "site_name: 周刊\nsite_url: https://old.example/\n"),
        ("docs/issue-1.md", "# 周刊（第 1 期）：海\n\n说的是海。\n"),
        ("docs/issue-2.md", "[English](#english)\n\n# 周刊（第 2 期）：港\n\n说的是港口。\n"),
        ("docs/issue-10.md", "# 周刊（第 10 期）：船\n\n说的是船。\n"),
        ("docs/index.md", "# 首页\n\n欢迎来看。\n"),
    ]);
    assert!(dibao().args(["new", "--from"]).arg(tree.path()).output().unwrap().status.success());
    let titles: Vec<String> = listed(&tree).into_iter().map(|(_, title, _)| title).collect();
    assert_eq!(titles, ["周刊（第 10 期）：船", "周刊（第 2 期）：港", "周刊（第 1 期）：海"]);
}

#[test]
fn languages_are_what_texts_and_names_say() {
    let english = "A fire broke out at the harbour on Monday night and was put out before the morning came. ".repeat(3);
    let chinese = "港口星期一夜里起了火，到天亮以前已经扑灭，没有人受伤，船照常开。";
    let tree = Site::new(&[
        ("a.md", &format!("# Harbour News: Fire\n\n{english}中文網\n")),
        ("b.md", &format!("---\ntitle: 火\nlang: en-US\n---\n{chinese}\n")),
        ("c.md", &format!("# 火\n\n{chinese}\n")),
        ("c.ja.md", "---\ntitle: Kaji\n---\n"),
        ("c.en.md", ""),
    ]);
    assert!(dibao().args(["new", "--from"]).arg(tree.path()).output().unwrap().status.success());
    let languages: Vec<(String, String)> = listed(&tree).into_iter().map(|(file, _, lang)| (file, lang)).collect();
    let expected =
        [("a.md", "en"), ("b.md", "en-US"), ("c.md", "zh-Hans")].map(|(file, lang)| (file.to_owned(), lang.to_owned()));
    assert_eq!(
        languages,
        [expected[2].clone(), expected[1].clone(), expected[0].clone()].iter().rev().cloned().collect::<Vec<_>>()
    );
    let (_, json) = tree.build_json();
    let told = json["diagnostics"].as_array().unwrap();
    assert!(told.iter().any(|it| it["file"] == "b.md" && it["code"] == "mixed-script"), "{json:#}");
    assert!(
        tree.path().join("public/ja/undated/c.html").exists() && tree.path().join("public/en/undated/c.html").exists()
    );
}

#[test]
fn hong_kong_is_told_from_taiwan() {
    for (host, text, script) in [
        ("old.example", "立法會昨日在會議廳裏討論衞生問題，巴士照常行駛。", "zh-Hant-HK"),
        ("news.old.hk", "記者說，船從這個港口開出。巴士等候。", "zh-Hant-HK"),
        ("old.example", "立法院昨天在會議廳裡討論衛生問題，公車照常行駛。", "zh-Hant"),
    ] {
        let tree = Site::new(&[
            ("_config.yml", &format!("title: 報\nurl: https://{host}\n")),
            ("_posts/2024-07-04-a.md", &format!("---\ntitle: 報\n---\n{text}")),
        ]);
        assert!(dibao().args(["new", "--from"]).arg(tree.path()).output().unwrap().status.success());
        let book = std::fs::read_to_string(tree.path().join("book.toml")).unwrap();
        assert!(book.contains(&format!("source_script = \"{script}\"")), "{book}");
    }
}

/// What `dibao new --from` and a build make of a tree: the exit code of the build, and its output by path.
fn moved_in(tree: &Site) -> (i32, serde_json::Value, BTreeMap<String, Vec<u8>>) {
    let made = dibao().args(["new", "--from"]).arg(tree.path()).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let (code, json) = tree.build_json();
    let output = ["public-dibao", "public"].map(|name| tree.path().join(name)).into_iter().find(|it| it.exists());
    (code, json, crate::support::files(&output.unwrap()))
}

#[test]
fn files_of_bundles_are_where_they_were() {
    let tree = Site::new(&[
        ("hugo.toml", "baseURL = \"https://old.example/\"\n[permalinks.page]\nnews = \"/:year/:slug/\"\n"),
        ("content/news/_index.md", "---\ntitle: 新闻\n---\n"),
        ("content/news/海/index.md", "---\ntitle: 海\ndate: 2020-01-01\nurl: /Sea And Sky/\n---\n![浪](浪.png)\n"),
        ("content/news/海/浪.png", "png"),
        ("content/news/海/data/a.csv", "1,2"),
        ("content/news/海/notes.md", "# 笔记\n"),
        ("content/news/海/.hidden", "no"),
        ("content/news/港/index.md", "---\ntitle: 港\ndate: 2020-01-02\ndraft: true\n---\n"),
        ("content/news/港/secret.txt", "no"),
        ("content/news/收/index.md", "---\ntitle: 收\ndate: 2020-01-03\nwithdrawn: true\n---\n"),
        ("content/news/收/secret.txt", "no"),
        ("content/notes/a.md", "---\ntitle: 甲\ndate: 2020-01-04\n---\n文。\n"),
    ]);
    let (code, json, files) = moved_in(&tree);
    assert_eq!(code, 0, "{json:#}");
    assert!(files.contains_key("Sea And Sky/浪.png"), "{:#?}", files.keys());
    assert_eq!(files["Sea And Sky/data/a.csv"], b"1,2");
    assert!(!files.keys().any(|path| path.contains("secret") || path.contains("hidden") || path.contains("notes.md")));
    // Sections had lists and feeds; that of one with nothing to say leads home.
    for path in ["news/index.html", "notes/index.html", "news/index.xml", "notes/index.xml", "index.xml"] {
        assert!(files.contains_key(path), "{path}");
    }

    let tree = Site::new(&[
        ("_config.yml", "title: 站\nurl: https://old.example\npermalink: :year/:title.html\npost_asset_folder: true\n"),
        ("package.json", "{\"dependencies\": {\"hexo-renderer-markdown-it\": \"^7.0.0\"}}"),
        (
            "source/_posts/Sea.md",
            "---\ntitle: 海\ndate: 2020-01-01\n---\n[二](#背景-2) [泡](friends.html)\n\n## 背景\n\n## 背景\n",
        ),
        ("source/_posts/Sea/a.txt", "text"),
        ("source/about/index.md", "---\ntitle: 关于\n---\n[友](friends.html)\n"),
        ("source/about/friends.md", "---\ntitle: 友\n---\n文。\n"),
    ]);
    let (_, json, files) = moved_in(&tree);
    assert!(files.contains_key("2020/Sea/a.txt") && files.contains_key("2020/Sea.html"), "{:#?}", files.keys());
    assert!(files.contains_key("archives/index.html"), "{:#?}", files.keys());
    let page = files.iter().find(|(path, _)| path.ends_with("2020/sea.html") && path.starts_with("zh-hans")).unwrap().1;
    assert_eq!(crate::support::attributes(page, ".prose h2", "id"), ["背景", "背景-2"]);
    // What a page links to beside itself is at its own old address; the article has no such neighbour.
    let dead: Vec<&serde_json::Value> =
        json["diagnostics"].as_array().unwrap().iter().filter(|it| it["code"] == "dead-link").collect();
    assert_eq!((dead.len(), dead[0]["file"].as_str()), (1, Some("source/_posts/Sea.md")), "{json:#}");
}

#[test]
fn jekyll_answers_with_and_without_an_ending_and_publishes_no_draft() {
    let tree = Site::new(&[
        ("_config.yml", "title: 站\nurl: https://old.example\npermalink: /:year/:title.html\n"),
        ("contact.md", "---\ntitle: 联系\n---\n写信。\n"),
        (
            "_posts/2020-01-01-a.md",
            "---\ntitle: 甲\n---\n[联](../contact.html) [系](/contact) [信]({% link _letters/South Side.md %}) [稿](/_posts/2020-01-02-b.md)\n",
        ),
        ("_posts/2020-01-02-b.md", "---\ntitle: 乙\npublished: false\n---\n秘密。\n"),
        ("_letters/South Side.md", "---\ntitle: 南\ndate: 2020-01-03\n---\n信。\n"),
        ("assets/a.png", "png"),
        ("index.html", "---\nlayout: home\n---\n<p>列表</p>\n"),
        ("_layouts/home.html", "---\n---\n{{ content }}\n"),
        ("plain.html", "<p>原样</p>\n"),
    ]);
    let config = "collections:\n  letters:\n    output: true\n";
    let path = tree.path().join("_config.yml");
    let config = std::fs::read_to_string(&path).unwrap() + config;
    tree.write("_config.yml", config.as_bytes());
    let made = dibao().args(["new", "--json", "--from"]).arg(tree.path()).output().unwrap();
    let table: serde_json::Value = serde_json::from_slice(&made.stdout).unwrap();
    assert_eq!(table["html_pages"], serde_json::json!(["index.html"]), "{table:#}");
    std::fs::remove_file(tree.path().join("book.toml")).unwrap();
    let (_, json, files) = moved_in(&tree);
    assert!(files.contains_key("plain.html"));
    assert!(files.contains_key("contact.html") && files.contains_key("contact/index.html"), "{:#?}", files.keys());
    assert!(!files.values().any(|bytes| String::from_utf8_lossy(bytes).contains("秘密")));
    let page = &files["zh-hans/2020/a.html"];
    let links = crate::support::attributes(page, ".prose a", "href");
    assert_eq!(links[..2], ["../../zh-hans/contact.html", "../../zh-hans/contact.html"]);
    assert!(links[2].ends_with("zh-hans/2020/01/03/south-side.html"), "{links:?}");
    let dead = json["diagnostics"].as_array().unwrap().iter().filter(|it| it["code"] == "dead-link").count();
    assert_eq!(dead, 1, "{json:#}");
}

#[test]
fn hugo_says_whose_ids_headings_have() {
    for (config, id) in [
        ("", "背景一"),
        ("[markup.goldmark.parser]\nautoHeadingIDType = \"blackfriday\"\n", "背景-一"),
        ("[markup.goldmark.parser]\nautoHeadingIDType = \"github-ascii\"\n", "heading"),
    ] {
        let tree = Site::new(&[
            ("hugo.toml", &format!("baseURL = \"https://old.example/\"\n{config}")),
            ("content/post/a.md", "---\ntitle: 甲\ndate: 2020-01-01\n---\n## 背景：一\n"),
        ]);
        let (_, _, files) = moved_in(&tree);
        let page = files.iter().find(|(path, _)| path.ends_with("/a.html") && path.starts_with("zh-hans")).unwrap().1;
        assert_eq!(crate::support::attributes(page, ".prose h2", "id"), [id], "{config}");
    }
}

#[test]
fn a_file_is_no_folder_of_articles() {
    let tree = Site::new(&[("a.txt", "文。")]);
    for (name, told) in [("a.txt", "is a file"), ("nothing", "there is nothing of that name")] {
        let made = dibao().args(["new", "--from"]).arg(tree.path().join(name)).output().unwrap();
        let said = String::from_utf8_lossy(&made.stderr).into_owned();
        assert!(made.status.code() == Some(2) && said.contains(told), "{said}");
    }
}
