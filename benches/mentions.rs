//! What it costs to find the names of entities in texts, and how that grows with the names: CPU
//! seconds for 200 and for 2,000 names over the same texts, and their ratio.
//! `cargo bench --bench mentions [-- FOLDER of Markdown [FILE of names, one a line]]`
#![allow(clippy::disallowed_methods, reason = "a benchmark is all edge")]

use std::fmt::Write as _;
use std::path::Path;

use cpu_time::ProcessTime;
use dibao::archive::Archive;
use dibao::config::Config;
use dibao::content;
use dibao::links::Names;

/// Parts that names of places and people are made of here.
const PARTS: [&str; 45] = [
    "青", "岛", "山", "东", "海", "阳", "安", "平", "河", "长", "江", "林", "石", "白", "水", "云", "天", "明", "新",
    "成", "城", "门", "关", "岭", "泉", "桥", "港", "湖", "原", "州", "宁", "武", "文", "永", "兴", "德", "清", "丰",
    "南", "北", "西", "中", "大", "金", "玉",
];
const RUNS: usize = 7;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with("--")).collect();
    let texts = arguments.first().map_or_else(own_texts, |folder| texts_of(Path::new(folder)));
    let known: Vec<String> = arguments.get(1).map_or_else(Vec::new, |file| {
        let text = std::fs::read_to_string(file).expect("the file of names");
        text.lines().map(str::to_owned).collect()
    });
    let bytes: usize = texts.iter().map(String::len).sum();
    let [few, many] = [200, 2000].map(|count| {
        let names = names(count, &known);
        let mut runs: Vec<(f64, usize)> = (0..RUNS).map(|_| run(&names, &texts)).collect();
        runs.sort_by(|one, other| one.0.total_cmp(&other.0));
        let (seconds, found) = runs[RUNS / 2];
        println!("{count} names: {seconds:.3} s of CPU for {:.1} MB, {found} found", bytes as f64 / 1e6);
        seconds
    });
    println!("ratio {:.2}", many / few);
}

fn run(names: &Names, texts: &[String]) -> (f64, usize) {
    let started = ProcessTime::now();
    let found = texts.iter().map(|text| names.find(text, &|_| true).len()).sum();
    (started.elapsed().as_secs_f64(), found)
}

/// The names of an archive with so many places: the known ones first, then others.
fn names(count: usize, known: &[String]) -> Names {
    let site = tempfile::tempdir().expect("a folder for the site");
    let folder = site.path().join("content/locations");
    std::fs::create_dir_all(&folder).expect("the folder is ours");
    for number in 0..count {
        let name = known.get(number).cloned().unwrap_or_else(|| own_name(number));
        std::fs::write(folder.join(format!("{number}.md")), format!("---\nname: \"{name}\"\n---\n")).expect("is ours");
    }
    let mut found = Vec::new();
    let config = Config::default();
    let content = content::load(site.path(), &config, false, None, None, &mut found);
    Names::new(&Archive::new(content, &config.kinds, &|_| None, &mut found))
}

/// The Markdown files below a folder, a line at a time, as the texts of an article come.
fn texts_of(folder: &Path) -> Vec<String> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok);
    let files = entries.filter(|entry| entry.path().extension().is_some_and(|ending| ending == "md"));
    let texts = files.filter_map(|file| std::fs::read_to_string(file.path()).ok());
    texts.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// A name of three characters.
fn own_name(number: usize) -> String {
    let part = |at: usize| PARTS[at % PARTS.len()];
    format!("{}{}{}", part(number), part(number / PARTS.len() + 7), part(number * 7 + 3))
}

/// Texts without a corpus. As in an archive, most names in them are of the few that are named again
/// and again, and the many others are rare.
fn own_texts() -> Vec<String> {
    let sentence = |number: usize| {
        let (often, rarely) = (own_name(number * 37 % 200), own_name(number * 13 % 2000));
        let mut text = format!("{}的代表在{often}开会，谈到港口、铁路和来年的收成。", PARTS[number % PARTS.len()]);
        if number.is_multiple_of(10) {
            write!(text, "会后有人去了{rarely}。").expect("writing to a string");
        }
        text
    };
    (0..100_000).map(sentence).collect()
}
