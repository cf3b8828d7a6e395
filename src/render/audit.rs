//! The audit of script conversion as a page, for the editor.

use tera::Value;

use super::lists::ListRun;
use super::lists::Lists;
use super::outcome::{Emit, Outcome, Printer};
use super::{context, url};
use crate::artefact::Resource;
use crate::audit::{Backing, Item, Report};
use crate::script::Script;

/// How many items the page has; `dibao check --conversion --json` has all.
const ITEMS: usize = 1000;

impl Lists<'_> {
    /// Makes `audit/index.html`, in the script of the site's articles.
    pub fn audit(&self, report: &Report, emit: Emit<'_>) -> Outcome {
        self.renderer.printed(&mut Vec::new(), emit, |trace, out| self.run(trace).audit_page(report, out))
    }
}

impl ListRun<'_> {
    fn audit_page(&self, report: &Report, out: &mut Printer<'_>) {
        let view = &self.views[0];
        let file = |_: Script| Resource::Audit.path(self.config.page_form).unwrap_or_default();
        let title = self.words("audit", view.script);
        let page = self.page("audit", view.script, title, String::new(), &file);
        let mut variables = self.variables(view, &page);
        variables.insert("audit", Value::from_serializable(&self.audit_context(report)));
        self.write_resource("audit.html", Resource::Audit, variables, out);
    }

    fn audit_context(&self, report: &Report) -> context::Audit {
        let backing = |backing: &Backing| context::AuditBacking {
            label: backing.label(),
            count: report.backings.get(backing).copied().unwrap_or_default(),
        };
        context::Audit {
            articles: report.articles,
            han: report.han,
            characters: report.characters,
            to_read: report.to_read,
            to_read_per_thousand: report.to_read_per_thousand,
            backings: Backing::ALL.iter().map(backing).collect(),
            items: report.items.iter().take(ITEMS).map(|item| self.audit_item(item)).collect(),
            left_out: report.items.len().saturating_sub(ITEMS),
        }
    }

    fn audit_item(&self, item: &Item) -> context::AuditItem {
        let places = item.places.iter().map(|place| context::AuditPlace {
            file: place.published.clone(),
            line: place.line,
            column: place.column,
            before: place.before.clone(),
            after: place.after.clone(),
            path: url::article_file(place.script, &self.archive.articles[place.article], self.config.page_form),
        });
        context::AuditItem {
            character: item.character.to_string(),
            chosen: item.chosen.clone(),
            others: item.others.clone(),
            backing: item.backing.label(),
            count: item.count,
            script: item.rule.script,
            rule: item.rule.line(),
            places: places.collect(),
        }
    }
}
