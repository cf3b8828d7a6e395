//! What the pages of newspapers, their issues and their corrections see.

use serde::Serialize;
use tera::Value;

use super::links::{Correction, IssueReference, Link, Period};

/// `issue`.
#[derive(Serialize)]
pub(in crate::render) struct Issue {
    pub date: String,
    pub edition: Option<String>,
    pub number: Option<String>,
    pub source: Link,
    pub day: String,
    pub previous: Option<IssueReference>,
    pub next: Option<IssueReference>,
    pub pages: Vec<IssuePage>,
}

/// A page of an issue.
#[derive(Serialize)]
pub(in crate::render) struct IssuePage {
    pub page: Option<String>,
    pub anchor: String,
    pub section: Option<String>,
    pub articles: Vec<Value>,
}

/// `source`. On the further parts of its page it has its name and path alone.
#[derive(Serialize)]
pub(in crate::render) struct Source {
    pub name: String,
    pub path: String,
    pub article_count: Option<usize>,
    pub issue_count: Option<usize>,
    pub first: Option<String>,
    pub last: Option<String>,
    pub year: Option<String>,
    pub years: Vec<Period>,
    pub others: Vec<CountedIssue>,
}

/// An issue, and how many articles it has.
#[derive(Serialize)]
pub(in crate::render) struct CountedIssue {
    #[serde(flatten)]
    pub issue: IssueReference,
    pub count: usize,
}

/// An article in the list of corrections.
#[derive(Serialize)]
pub(in crate::render) struct CorrectedArticle {
    pub article: Value,
    pub corrections: Vec<Correction>,
}
