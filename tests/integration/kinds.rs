//! What an entity of each kind has: the table of kinds is all that says which there are.

use dibao::kinds::{Kind, built_in};

use crate::support::{Site, attributes, files, inflated, texts};

/// A site with an entity of each kind, an article about each, and one that mentions each.
fn site() -> Site {
    let mut all = vec![("book.toml".to_owned(), "title = \"试报\"\n".to_owned())];
    for (number, row) in built_in().enumerate() {
        let others = row.names.iter().map(|named| named.row()).filter(|named| named.folder != row.folder);
        let names: String = others.map(|named| format!("{}: [{}]\n", named.folder, name_of(named))).collect();
        let file = format!("---\nname: {}\nmentions: true\n{names}---\n", name_of(row));
        all.push((format!("content/{}/x.md", row.folder), file));
        for (spelling, key) in row.keys.iter().enumerate() {
            let text = format!("---\n{key}: [{}]\n---\n# 关于{number}之{spelling}\n\n文。", name_of(row));
            all.push((format!("content/2024-07-0{}-about-{number}-{spelling}.md", number % 9 + 1), text));
        }
        let text = format!("# 提到{number}\n\n昨天，{}，港口。", name_of(row));
        all.push((format!("content/2024-08-0{}-mention-{number}.md", number % 9 + 1), text));
    }
    let all: Vec<(&str, &str)> = all.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Site::new(&all)
}

/// A name that means something else in no script.
fn name_of(kind: &Kind) -> String {
    format!("Alpha {}", kind.noun)
}

#[test]
fn an_entity_of_every_kind_has_its_pages_and_is_found() {
    let site = site();
    let (code, json) = site.build_json();
    assert_eq!((code, &json["diagnostics"]), (0, &serde_json::json!([])), "{json:#}");
    let data = |name: &str| serde_json::from_str::<serde_json::Value>(&site.page(name)).unwrap();
    let (entities, links) = (data("data/entities.json").to_string(), data("data/links/2024.json").to_string());
    let search = files(&site.path().join("public/search"));
    let searched: Vec<u8> = search.values().flat_map(|script| inflated(script)).flatten().collect();
    let searched = String::from_utf8_lossy(&searched);
    for (number, row) in built_in().enumerate() {
        let path = format!("{}/x", row.folder);
        for script in ["zh-hans", "zh-hant"] {
            let home = site.page(&format!("{script}/index.html"));
            let index = format!("{}/index.html", row.folder);
            let sections = attributes(home.as_bytes(), ".sections a", "href");
            assert!(sections.iter().any(|href| href.ends_with(&index)), "{sections:?}");
            let index = site.page(&format!("{script}/{index}"));
            let entries = if row.is_term { "main .references a" } else { ".entries .card-title" };
            assert_eq!(texts(&index, entries), [name_of(row)]);
            assert!(index.contains(&format!("<body class=\"page-{}\">", row.index)));
            let own = site.page(&format!("{script}/{path}.html"));
            assert!(own.contains(&format!("\"@type\":\"{}\"", row.schema.name)), "{own}");
            assert!(own.contains(&format!("about-{number}-0.html")), "{own}");
            // A section stands above the headline.
            let place = if row.noun == "section" { ".kicker a" } else { ".ties dd" };
            for spelling in 0..row.keys.len() {
                let day = number % 9 + 1;
                let article = format!("{script}/2024/07/0{day}/about-{number}-{spelling}.html");
                assert_eq!(texts(&site.page(&article), place), [name_of(row)], "{article}");
            }
            let mention = site.page(&format!("{script}/2024/08/0{}/mention-{number}.html", number % 9 + 1));
            let names = attributes(mention.as_bytes(), ".prose a", "href");
            assert!(names.iter().any(|href| href.ends_with(&format!("{path}.html"))), "{names:?}");
            // An entity leads to those that it names.
            let leads = attributes(own.as_bytes(), ".headline a", "href");
            for named in row.names.iter().map(|named| named.row()).filter(|named| named.folder != row.folder) {
                assert!(leads.iter().any(|href| href.ends_with(&format!("{}/x.html", named.folder))), "{leads:?}");
            }
        }
        assert!(entities.contains(&format!("\"id\":\"{path}\",\"kind\":\"{}\"", row.noun)), "{entities}");
        assert!(links.contains(&format!("\"relation\":\"about\",\"entity\":\"{path}\"")), "{links}");
        assert!(links.contains(&format!("\"relation\":\"mentions\",\"entity\":\"{path}\"")), "{links}");
        assert!(searched.contains(&format!("[\"{}\",\"x\",{},", row.operator, row.keys.len())), "{}", row.operator);
        assert!(site.page("zh-hans/search/index.html").contains(&format!("\"{}\":\"", row.operator)));
    }
}
