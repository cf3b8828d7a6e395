//! `dibao check --conversion`: the audit of script conversion, as a person reads it.

use std::fmt::Write as _;

use super::super::styles::{MARKED, QUIET, STRONG};
use crate::audit::{Backing, Item, Report};

/// The report as a person reads it. Writing to a string cannot fail.
pub(super) fn text(report: &Report, limit: usize) -> String {
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
