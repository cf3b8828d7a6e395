//! Rights in articles, sources, the site and pictures: whose word holds, where it is shown, and what is said amiss.

use serde_json::{Value, json};

use crate::support::{Site, assert_clean, attributes, texts};

const BOOK: &str = "title = \"试报\"\nfeeds = [\"atom\", \"json\"]\npage_json = true\nlicense = \"CC-BY-4.0\"\nrights = \"© 发报社\"\n\
                    [[source]]\ndir = \"content/agency\"\nlicense = \"InC\"\nrights = \"© 头条社\"\n\
                    [[media]]\nfile = \"agency/*.png\"\nlicense = \"InC-EDU\"\ncredit = \"通讯社记者摄\"\n";

fn article(more: &str) -> String {
    format!("---\ntitle: 一\ndate: 2024-07-04\n{more}---\n文。\n")
}

/// The lines about rights below an article.
fn told(html: &str) -> Vec<String> {
    texts(html, ".provenance .rights")
        .iter()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

/// What an article's page tells machines of it.
fn json_ld(html: &str) -> Value {
    let graph: Value = serde_json::from_str(&texts(html, "script[type=\"application/ld+json\"]")[0]).unwrap();
    graph["@graph"][0].clone()
}

/// The messages of a kind, each with its place.
fn findings(json: &Value, kind: &str) -> Vec<String> {
    let found = json["diagnostics"].as_array().unwrap().iter().filter(|found| found["code"] == kind);
    let told = |found: &Value| {
        let text = |key: &str| found[key].as_str().unwrap_or_default();
        format!("{}:{}:{}: {}", text("file"), found["line"], found["column"], text("message"))
    };
    found.map(told).collect()
}

#[test]
fn the_nearest_word_holds_key_by_key() {
    let site = Site::new(&[
        ("book.toml", BOOK),
        ("content/a.md", &article("")),
        ("content/b.md", &article("license: CC BY-NC-SA 3.0 TW\n")),
        ("content/c.md", &article("rights: © 张发\n")),
        ("content/d.md", &article("license: false\nrights: false\n")),
        ("content/agency/e.md", &article("")),
        ("content/agency/f.md", &article("copyright_holder: 李四\nlicense: MIT OR CC0-1.0\n")),
    ]);
    let (code, json) = site.build_json();
    assert_eq!((code, json["warnings"].as_u64()), (0, Some(0)), "{json:#}");
    for (name, hans, hant) in [
        ("a", "© 发报社 · 许可协议 知识共享 署名 4.0 国际", "© 發報社 · 授權條款 創用 CC 姓名標示 4.0 國際"),
        (
            "b",
            "© 发报社 · 许可协议 知识共享 署名—非商业性使用—相同方式共享 3.0 台湾",
            "© 發報社 · 授權條款 創用 CC 姓名標示—非商業性—相同方式分享 3.0 台灣",
        ),
        ("c", "© 张发 · 许可协议 知识共享 署名 4.0 国际", "© 張發 · 授權條款 創用 CC 姓名標示 4.0 國際"),
        ("e", "© 头条社 · 版权状态 受版权保护", "© 頭條社 · 版權狀態 受版權保護"),
        (
            "f",
            "© 李四 · 许可协议 MIT License 或 CC0 1.0 通用（公共领域贡献）",
            "© 李四 · 授權條款 MIT License 或 CC0 1.0 通用（公眾領域貢獻宣告）",
        ),
    ] {
        assert_eq!(told(&site.page(&format!("zh-hans/2024/07/04/{name}.html"))), [hans], "{name}");
        assert_eq!(told(&site.page(&format!("zh-hant/2024/07/04/{name}.html"))), [hant], "{name}");
    }
    let none = site.page("zh-hans/2024/07/04/d.html");
    assert_eq!(told(&none), [""; 0]);
    assert_eq!(attributes(none.as_bytes(), "head link[rel=license]", "href"), [""; 0]);
    assert!(json_ld(&none)["license"].is_null() && json_ld(&none)["copyrightNotice"].is_null());
    // The footer has the site's on every page.
    let footer = texts(&none, ".colophon p:nth-of-type(2)").concat();
    assert!(footer.contains("© 发报社") && footer.contains("知识共享 署名 4.0 国际"), "{footer}");
}

#[test]
fn readers_and_programs_are_told() {
    let site = Site::new(&[
        ("book.toml", BOOK),
        ("content/a.md", &article("")),
        ("content/agency/e.md", &article("")),
        ("content/2024-07-05-own.md", "---\nlicense: '[条款](https://news.example/terms)'\n---\n# 二\n\n文。"),
        ("content/2024-07-05-own.en.md", "---\ntitle: Two\n---\nWords in English, enough of them to be told."),
        ("content/2024-07-06-en.en.md", "---\ntitle: Three\n---\nWords in English, enough of them to be told."),
    ]);
    assert_eq!(site.build_json().0, 0);
    let page = site.page("zh-hant/2024/07/04/a.html");
    let deed = "https://creativecommons.org/licenses/by/4.0/deed.zh-hant";
    for place in ["head link[rel=license]", ".provenance a[rel=license]", ".colophon a[rel=license]"] {
        assert_eq!(attributes(page.as_bytes(), place, "href"), [deed], "{place}");
    }
    let data = json_ld(&page);
    assert_eq!(data["license"], "https://creativecommons.org/licenses/by/4.0/");
    assert_eq!((&data["copyrightNotice"], &data["usageInfo"]), (&json!("© 發報社"), &Value::Null));
    // A statement licenses nothing.
    let statement = site.page("zh-hans/2024/07/04/e.html");
    assert_eq!(attributes(statement.as_bytes(), "head link[rel=license], .provenance a[rel=license]", "href"), [""; 0]);
    let data = json_ld(&statement);
    assert_eq!(data["usageInfo"], "http://rightsstatements.org/vocab/InC/1.0/");
    assert!(data["license"].is_null());
    assert_eq!(
        attributes(statement.as_bytes(), ".provenance .rights a", "href"),
        ["https://rightsstatements.org/page/InC/1.0/"]
    );
    // In English on a page in English.
    let english = told(&site.page("en/2024/07/06/en.html"));
    assert_eq!(english, ["© 发报社 · Licence: Creative Commons Attribution 4.0 International"]);
    assert!(told(&site.page("en/2024/07/05/own.html"))[0].contains("条款"));
    let own: Value = serde_json::from_str(&site.page("data/pages/2024/07/05.json")).unwrap();
    let own = &own["articles"].as_array().unwrap().iter().find(|it| it["id"] == "2024/07/05/own").unwrap()["pages"];
    assert_eq!(own["zh-Hans"]["license"]["code"], "https://news.example/terms");
    assert_eq!(own["zh-Hant"]["license"]["name"], "條款");

    let package: Value = serde_json::from_str(&site.page("data/datapackage.json")).unwrap();
    let title = "知识共享 署名 4.0 国际";
    let path = "https://creativecommons.org/licenses/by/4.0/";
    assert_eq!(package["licenses"], json!([{ "path": path, "name": "CC-BY-4.0", "title": title }]));
    let rows: Vec<Value> = serde_json::from_str(&site.page("data/articles/2024.json")).unwrap();
    let row = |id: &str| rows.iter().find(|row| row["id"] == id).unwrap();
    assert_eq!(row("2024/07/04/a")["license"], "CC-BY-4.0");
    assert_eq!(row("2024/07/04/e")["license"], "http://rightsstatements.org/vocab/InC/1.0/");
    assert_eq!(row("2024/07/04/e")["rights"], "© 头条社");
    assert!(site.page("data/articles/2024.csv").lines().next().unwrap().ends_with(",file,license,rights"));

    let feed = site.page("zh-hans/feed.xml");
    let (head, entries) = feed.split_once("<entry>").unwrap();
    assert!(head.contains("<rights>© 发报社 知识共享 署名 4.0 国际</rights>\n<link rel=\"license\" href="), "{head}");
    assert_eq!(entries.matches("<rights>").count(), 2, "of those that differ: {entries}");
    assert!(entries.contains("<rights>© 头条社 受版权保护</rights>"), "{entries}");
    let feed: Value = serde_json::from_str(&site.page("zh-hans/feed.json")).unwrap();
    let item = feed["items"].as_array().unwrap().iter().find(|item| item["url"].as_str().unwrap().ends_with("/e.html"));
    assert_eq!(item.unwrap()["_rights"]["license_name"], "受版权保护");
}

#[test]
fn pictures_have_rights_of_their_own() {
    let front = "license: CC0\nmedia:\n  - {file: 'own.png', license: CC-BY-SA-4.0, credit: 张发摄, rights: © 发}\n\
                 resources:\n  - src: images/*.png\n    params: {byline: 李四, license: 'https://a.example/terms'}\n";
    let text = "---\ntitle: 一\ndate: 2024-07-04\n".to_owned()
        + front
        + "---\n![甲](own.png \"港口\")\n\n![乙](images/b.png)\n\n[![丙](agency/c.png)](https://a.example/)\n\n\
           文![丁](agency/c.png)字\n\n![戊](free.png)\n\n{{< figure src=\"own.png\" caption=\"题\" >}}\n";
    let site = Site::new(&[("book.toml", BOOK), ("content/a.md", &text)]);
    for name in ["own.png", "images/b.png", "agency/c.png", "free.png"] {
        site.write(&format!("content/{name}"), b"png");
    }
    let (code, json) = site.build_json();
    assert_eq!((code, json["warnings"].as_u64()), (0, Some(0)), "{json:#}");
    let hans = site.page("zh-hans/2024/07/04/a.html");
    assert_eq!(
        texts(&hans, "figcaption"),
        [
            "港口 张发摄 © 发 知识共享 署名—相同方式共享 4.0 国际",
            "李四 https://a.example/terms",
            "通讯社记者摄 受版权保护，可用于教育",
            "题 张发摄 © 发 知识共享 署名—相同方式共享 4.0 国际",
        ]
    );
    assert_eq!(texts(&hans, ".prose small.credit"), ["通讯社记者摄 受版权保护，可用于教育"]);
    let hant = site.page("zh-hant/2024/07/04/a.html");
    assert!(texts(&hant, "figcaption")[0].starts_with("港口 張發攝 © 發 創用 CC"), "{hant}");
    let images = &json_ld(&hans)["image"];
    assert_eq!(images.as_array().unwrap().len(), 3, "each once: {images}");
    assert_eq!(
        images[0],
        json!({
            "@type": "ImageObject",
            "contentUrl": "http://localhost:8000/media/own.png",
            "creditText": "张发摄",
            "license": "https://creativecommons.org/licenses/by-sa/4.0/",
            "copyrightNotice": "© 发",
        })
    );
    assert_eq!(images[1]["acquireLicensePage"], "https://a.example/terms");
    assert_eq!(images[2]["usageInfo"], "http://rightsstatements.org/vocab/InC-EDU/1.0/");
    // The article's licence is not said of a picture.
    assert!(!images.to_string().contains("publicdomain"), "{images}");
}

#[test]
fn what_is_said_amiss_is_told_and_shown() {
    let site = Site::new(&[
        ("book.toml", "title = \"试报\"\nlicense = \"CC-BY-4\"\n[[media]]\nfile = \"*.png\"\nlicense = \"MTI\"\n"),
        ("content/number.md", &article("license: 3\n")),
        ("content/list.md", &article("license: [CC-BY-4.0, MIT]\n")),
        ("content/empty.md", &article("license: \"\"\nrights: []\n")),
        ("content/misspelt.md", &article("license: CC-BY-NC-AS-4.0\n")),
        ("content/scheme.md", &article("license: javascript:alert(1)\n")),
        ("content/markup.md", &article("license: <b onclick=x>\"自由\"</b>\n")),
        ("content/table.md", &article("license: {name: 条款, url: 'javascript:alert(1)'}\nrights: {a: b}\n")),
        ("content/flags.md", &article("license: true\ncopyright: true\n")),
        ("content/hidden.md", &article("copyright: false\n")),
        ("content/pattern.md", &article("media: [{file: '[', credit: 甲}]\n")),
        ("content/key.md", &article("lisense: CC0\n")),
    ]);
    let (code, json) = site.build_json();
    assert_eq!(code, 0, "{json:#}");
    let found = findings(&json, "license").join("\n");
    let count = found.lines().count();
    for expected in [
        "book.toml:2:11: `license: CC-BY-4` is no licence",
        "book.toml:5:11: `license: MTI`",
        "content/number.md:4:10: `license: 3`",
        "content/misspelt.md:4:10: `license: CC-BY-NC-AS-4.0`",
        "content/scheme.md:4:10: `license: javascript:alert(1)`",
        "content/markup.md:4:10: ",
        "content/table.md:4:10: ",
    ] {
        assert!(found.contains(expected), "{expected} in\n{found}");
    }
    assert_eq!(count, 7, "{found}");
    assert!(json.to_string().contains("Did you mean `CC-BY-NC-SA-4.0`?"), "{json:#}");
    assert!(findings(&json, "front-matter").iter().any(|found| found.starts_with("content/pattern.md:4:")), "{json:#}");
    assert!(findings(&json, "front-matter").iter().any(|found| found.starts_with("content/table.md:5:")), "{json:#}");
    assert_eq!(findings(&json, "unknown-key").len(), 1);
    let page = |name: &str| site.page(&format!("zh-hans/2024/07/04/{name}.html"));
    for (name, expected) in [
        ("number", "许可协议 3"),
        ("list", "许可协议 知识共享 署名 4.0 国际、MIT License"),
        ("misspelt", "许可协议 CC-BY-NC-AS-4.0"),
        ("scheme", "许可协议 javascript:alert(1)"),
        ("markup", "许可协议 <b onclick=x>\"自由\"</b>"),
        ("table", "许可协议 [条款](javascript:alert(1))"),
        ("empty", "许可协议 CC-BY-4"),
        ("flags", "许可协议 CC-BY-4"),
        ("hidden", "许可协议 CC-BY-4"),
    ] {
        assert_eq!(told(&page(name)), [expected], "{name}");
    }
    for name in ["scheme", "table", "markup"] {
        assert!(!page(name).contains("href=\"javascript") && !page(name).contains("<b onclick"), "{name}");
    }
    for wrong in ["license = 3", "license = [\"MIT\"]", "[[media]]\ncredit = \"甲\"", "[[media]]\nfile = \"[\""] {
        site.write("book.toml", wrong.as_bytes());
        assert_eq!(site.build(&[]).status.code(), Some(2), "{wrong}");
    }
}

#[test]
fn an_edit_remakes_what_shows_it() {
    let site = Site::new(&[
        ("book.toml", "title = \"试报\"\n"),
        ("content/a.md", &article("source: 报\n")),
        ("content/2024-07-05-b.md", "# 二\n\n文。![图](p.png)"),
        ("content/p.png", "png"),
    ]);
    site.build(&[]);
    let silent = site.page("zh-hans/2024/07/04/a.html");
    assert!(!silent.contains("rights") && !silent.contains("license"), "{silent}");
    assert!(!site.page("data/articles/2024.csv").contains("license"));
    type Edit<'e> = (&'e str, &'e str, String);
    let edits: [Edit<'_>; 6] = [
        ("an article gets a licence", "content/a.md", article("source: 报\nlicense: CC0\n")),
        ("it gets another", "content/a.md", article("source: 报\nlicense: InC\nrights: 某\n")),
        ("the site gets one", "book.toml", "title = \"试报\"\nlicense = \"CC-BY-4.0\"\n".to_owned()),
        (
            "a picture gets one",
            "content/2024-07-05-b.md",
            "---\nmedia: [{file: p.png, license: CC0}]\n---\n# 二\n\n文。![图](p.png)".to_owned(),
        ),
        (
            "pictures get one",
            "book.toml",
            "title = \"试报\"\n[[media]]\nfile = \"*.png\"\ncredit = \"甲\"\n".to_owned(),
        ),
        ("the article gets none", "content/a.md", article("source: 报\n")),
    ];
    for (what, file, text) in edits {
        site.write(file, text.as_bytes());
        site.build(&[]);
        assert_clean(&site, what);
    }
    let picture = site.page("zh-hans/2024/07/05/b.html");
    assert!(texts(&picture, ".prose small.credit")[0].starts_with("甲 CC0"), "{picture}");
}

#[test]
fn a_notice_of_what_was_withdrawn_tells_no_rights() {
    let site = Site::new(&[
        ("book.toml", "title = \"试报\"\nlicense = \"CC-BY-4.0\"\n"),
        ("content/a.md", &article("license: MIT\nrights: 机密持有人\nwithdrawn: 2024-07-05\n")),
        ("content/b.md", &article("")),
    ]);
    assert_eq!(site.build_json().0, 0);
    let notice = site.page("zh-hans/2024/07/04/a.html");
    assert!(!notice.contains("MIT") && !notice.contains("机密"), "{notice}");
    assert_eq!(attributes(notice.as_bytes(), "head link[rel=license]", "href"), [""; 0]);
    for (name, bytes) in crate::support::files(&site.path().join("public")) {
        assert!(!String::from_utf8_lossy(&bytes).contains("机密"), "{name}");
    }
}

#[test]
fn a_joined_article_and_a_standing_page_tell_theirs() {
    let part = |page: u32, more: &str, text: &str| {
        format!("---\ntitle: 一\ndate: 2024-07-04\nsource: 报\npage: {page}\n{more}---\n{text}\n")
    };
    let site = Site::new(&[
        ("book.toml", "title = \"试报\"\n"),
        ("content/a.md", &part(1, "license: CC0\n", "文。（下转第二版）")),
        ("content/b.md", &part(2, "rights: 头发社\n", "（上接第一版）文。")),
        ("content/pages/about.md", "---\ntitle: 关于\nlicense: CC-BY-4.0\n---\n文。"),
    ]);
    assert_eq!(site.build_json().0, 0);
    let whole = texts(&site.page("zh-hant/2024/07/04/a/whole.html"), ".part > .provenance");
    assert_eq!(whole.len(), 2);
    assert!(whole[0].contains("CC0 1.0 通用") && whole[1].contains("頭髮社"), "{whole:?}");
    let about = site.page("zh-hans/about.html");
    assert!(texts(&about, ".provenance").concat().contains("知识共享 署名 4.0 国际"), "{about}");
}
