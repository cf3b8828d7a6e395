//! `dibao check`.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};

use super::{FOUND_ERRORS, Root, say};
use crate::audit::{Backing, Baseline, Item, Report};
use crate::error::Error;
use crate::pipeline::{self, Options};

#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    root: Root,
    /// Check drafts too
    #[arg(long)]
    drafts: bool,
    /// Audit script conversion: what each ambiguous character became, and why
    #[arg(long)]
    conversion: bool,
    /// With --json, list every decision, also those that need no reading
    #[arg(long, requires_all = ["conversion", "json"])]
    all: bool,
    /// Fail if there is a doubtful decision that this file does not have
    #[arg(long, value_name = "FILE", requires = "conversion")]
    audit_baseline: Option<PathBuf>,
    /// Write what there is now to the baseline: it is all reviewed
    #[arg(long, requires = "audit_baseline")]
    accept: bool,
    /// How many items to print
    #[arg(long, value_name = "N", default_value_t = 50, requires = "conversion")]
    limit: usize,
    /// Print what was found as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Error> {
    let options = Options { drafts: arguments.drafts, ..Options::default() };
    if arguments.conversion {
        return conversion(arguments, &options);
    }
    let summary = super::build::with_progress(|progress| pipeline::check(&arguments.root.root, &options, progress))?;
    if arguments.json {
        print_json(&summary)?;
    } else {
        for diagnostic in &summary.report.diagnostics {
            anstream::eprintln!("{}\n", diagnostic.render());
        }
        let found = summary.report.summary();
        let found = if found.is_empty() { "nothing to mend".to_owned() } else { found };
        say(&format!("Checked {} articles: {found}.\n", summary.articles))?;
    }
    Ok(if summary.errors > 0 { ExitCode::from(FOUND_ERRORS) } else { ExitCode::SUCCESS })
}

fn conversion(arguments: &Arguments, options: &Options) -> Result<ExitCode, Error> {
    let mut report = pipeline::audit(&arguments.root.root, options, arguments.all)?;
    let mut is_new = false;
    if let Some(path) = &arguments.audit_baseline {
        if arguments.accept {
            Baseline::of(&report.items).write(path)?;
        }
        report.clear(&Baseline::read(path)?);
        is_new = !report.items.is_empty();
    }
    if arguments.json {
        print_json(&report)?;
    } else {
        say(&text(&report, arguments.limit))?;
    }
    Ok(if is_new { ExitCode::from(FOUND_ERRORS) } else { ExitCode::SUCCESS })
}

fn print_json(value: &impl serde::Serialize) -> Result<(), Error> {
    let json = serde_json::to_string_pretty(value).map_err(|error| Error::Other(error.to_string()))?;
    say(&format!("{json}\n"))
}

const STRONG: Style = Style::new().bold();
const MARKED: Style = AnsiColor::Yellow.on_default().bold();
const QUIET: Style = Style::new().dimmed();

/// The report as a person reads it. Writing to a string cannot fail.
fn text(report: &Report, limit: usize) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{} Han in {} articles; {} of them have several forms in the other script, decided by:",
        grouped(report.han),
        grouped(report.articles),
        grouped(report.characters)
    );
    for backing in Backing::ALL.iter().rev() {
        let count = report.backings.get(backing).copied().unwrap_or_default();
        let _ = writeln!(out, "  {:>12}  {}", grouped(count), explained(*backing));
    }
    if report.reviewed > 0 {
        let _ = writeln!(out, "{} items are reviewed.", grouped(report.reviewed));
    }
    let _ = writeln!(
        out,
        "{STRONG}To read: {} places, {} in 1,000 Han, in {} items.{STRONG:#}\n",
        grouped(report.to_read),
        report.to_read_per_thousand,
        grouped(report.items.len())
    );
    for item in report.items.iter().take(limit) {
        print_item(&mut out, item);
    }
    if let Some(more) = report.items.len().checked_sub(limit).filter(|&more| more > 0) {
        let _ = writeln!(out, "And {} more items: `--limit` prints more, `--json` all.\n", grouped(more));
    }
    if let Some(item) = report.items.first() {
        let _ = writeln!(
            out,
            "To settle an item, put its last line below `[{}]` in a file in `glossary/`, such as\n`glossary/settled.toml`. Where you disagree, change what stands right of the `=`.",
            item.rule.script
        );
    }
    out
}

fn print_item(out: &mut String, item: &Item) {
    let _ = writeln!(
        out,
        "{STRONG}{} → {}{STRONG:#}, or {}; backed by {}; {}×",
        item.character,
        item.chosen,
        item.others.join(", "),
        item.backing.label(),
        item.count
    );
    for place in item.places.iter().take(2) {
        let _ = writeln!(
            out,
            "  {QUIET}{}:{}:{}{QUIET:#}  {}{MARKED}{}{MARKED:#}{}",
            place.file, place.line, place.column, place.before, item.character, place.after
        );
    }
    let _ = writeln!(out, "  {}\n", item.rule.line());
}

fn explained(backing: Backing) -> &'static str {
    match backing {
        Backing::Nothing => "nothing: it stands alone and is often another form",
        Backing::Segmentation => "segmentation: words and longest match disagree",
        Backing::Frequency => "frequency: the commonest form",
        Backing::Phrase => "phrase: the dictionary has it",
        Backing::Name => "name",
        Backing::Glossary => "glossary",
        Backing::Protected => "protected: not converted",
    }
}

/// A number with commas between thousands.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
