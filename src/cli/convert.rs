//! `dibao convert`.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::content::{decode, read_glossary, rules_of_text};
use crate::diagnostic::{Diagnostic, Finding, Severity};
use crate::disk;
use crate::error::Error;
use crate::markdown::{convert_markdown, names_in};
use crate::script::{
    Convert, Converter, Disambiguation, Engine, Glossary, Glyphs, Page, Quotes, Script, Settings, Words,
};

#[derive(clap::Args)]
#[command(group = clap::ArgGroup::new("how").required(true).multiple(true).args(["to", "config"]))]
pub(super) struct Arguments {
    /// Files to convert, one after the other, to standard output; standard input if there are none
    files: Vec<PathBuf>,
    /// The script to convert to: zh-Hans, zh-Hant, zh-Hant-TW or zh-Hant-HK
    #[arg(long, value_name = "SCRIPT", conflicts_with = "config")]
    to: Option<Script>,
    /// The script to convert from; if absent, zh-Hans, or zh-Hant when converting to zh-Hans
    #[arg(long, value_name = "SCRIPT", requires = "to")]
    from: Option<Script>,
    /// Convert by one of OpenCC's configurations instead, such as s2twp, and exactly as OpenCC does
    #[arg(long, value_name = "NAME")]
    config: Option<String>,
    /// The input is plain text, not Markdown
    #[arg(long)]
    plain: bool,
    /// How phrases are told apart; by words if absent, or as OpenCC does it with --config
    #[arg(long, value_enum)]
    disambiguation: Option<Disambiguation>,
    /// The quotation marks of the result
    #[arg(long, value_enum, default_value_t)]
    quotes: Quotes,
    /// A glossary in TOML; may be given several times, the nearest first
    #[arg(long, value_name = "FILE")]
    glossary: Vec<PathBuf>,
    /// Leave the names and words of Taiwan and Hong Kong alone
    #[arg(long)]
    no_vocabulary: bool,
    /// The glyphs for Hong Kong
    #[arg(long, value_enum, default_value_t)]
    hong_kong_glyphs: Glyphs,
    /// What converts
    #[arg(long, value_enum, default_value_t)]
    engine: Engine,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Error> {
    let converter = converter(arguments)?;
    let mut faulty = false;
    let mut glossaries = Vec::new();
    for path in &arguments.glossary {
        let mut found = Vec::new();
        glossaries.push(read_glossary(path, &mut found));
        faulty |= has_errors(&found);
        print(&found);
    }
    let mut convert = |bytes: Vec<u8>, name: &Path| -> Result<(), Error> {
        let (text, found) = convert_one(bytes, name, &converter, &glossaries, arguments.plain)?;
        faulty |= has_errors(&found);
        print(&found);
        super::terminal::say_bytes(text.as_bytes())
    };
    if arguments.files.is_empty() {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).map_err(|source| Error::Read { source })?;
        convert(bytes, Path::new("standard input"))?;
    }
    for file in &arguments.files {
        let bytes = disk::read(file).map_err(|source| Error::Read { source })?;
        convert(bytes, file)?;
    }
    Ok(if faulty { ExitCode::from(super::terminal::FOUND_ERRORS) } else { ExitCode::SUCCESS })
}

fn has_errors(found: &[Diagnostic]) -> bool {
    found.iter().any(|found| found.severity == Severity::Error)
}

fn print(found: &[Diagnostic]) {
    for diagnostic in found {
        anstream::eprintln!("{}", diagnostic.render());
    }
}

fn converter(arguments: &Arguments) -> Result<Converter, Error> {
    if let Some(config) = &arguments.config {
        let by_words = arguments.disambiguation == Some(Disambiguation::Words);
        let engine: Box<dyn Convert> = match Words::for_config(config).filter(|_| by_words) {
            Some(words) => Box::new(words),
            None => arguments.engine.open(config)?,
        };
        return Ok(Converter::exact(engine));
    }
    let to = arguments.to.unwrap_or(Script::Hant);
    let from = arguments.from.unwrap_or(if to == Script::Hans { Script::Hant } else { Script::Hans });
    let settings = Settings {
        engine: arguments.engine,
        disambiguation: arguments.disambiguation.unwrap_or_default(),
        vocabulary: !arguments.no_vocabulary,
        hong_kong_glyphs: arguments.hong_kong_glyphs,
        quotes: [(to, arguments.quotes)].into(),
    };
    Ok(Converter::new(from, to, &settings, &Glossary::default())?)
}

/// The converted text, and what is wrong in the original.
fn convert_one(
    bytes: Vec<u8>,
    name: &Path,
    converter: &Converter,
    glossaries: &[Glossary],
    plain: bool,
) -> Result<(String, Vec<Diagnostic>), Error> {
    let file = name.display().to_string();
    let mut found = Vec::new();
    let text = decode(&bytes, &file, &mut found);
    let own = if plain { Glossary::default() } else { rules_of_text(&text, &file, &mut found).glossary };
    let names = Glossary {
        rules: if plain {
            text.lines().flat_map(|line| converter.names(line)).collect()
        } else {
            names_in(&text, converter)
        },
    };
    let page = converter.page(&[&own, &names].into_iter().chain(glossaries).collect::<Vec<_>>());
    let mut report = |finding: Finding| found.push(finding.in_file(&file, &text));
    let converted = if plain {
        convert_plain(&text, converter, &page, &mut report)
    } else {
        convert_markdown(&text, converter, &page, &mut report)
    };
    Ok((converted, found))
}

/// Each line is a block of its own.
fn convert_plain(text: &str, converter: &Converter, page: &Page, report: &mut dyn FnMut(Finding)) -> String {
    let mut out = String::with_capacity(text.len());
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let mut findings = Vec::new();
        out.push_str(&converter.align(line, &[], page, &mut findings).text);
        for finding in findings {
            let at = start + finding.range.start;
            report(Finding { range: at..at + 2, ..finding });
        }
        start += line.len();
    }
    out
}
