//! Numbers in names and titles: the order of what has no date, and the number of an issue.

use std::cmp::Ordering;
use std::sync::LazyLock;

use regex::Regex;

/// Compares names, of which the higher number comes first: `issue-10.md` before `issue-2.md`.
pub(super) fn newest_first(one: &str, other: &str) -> Ordering {
    let (mut one, mut other) = (one, other);
    loop {
        let (of_one, of_other) = (number(one), number(other));
        if let (Some((first, after_first)), Some((second, after_second))) = (of_one, of_other) {
            // Without leading zeros, the longer number is the higher.
            let order = (second.len(), second).cmp(&(first.len(), first));
            if order != Ordering::Equal {
                return order;
            }
            (one, other) = (after_first, after_second);
            continue;
        }
        let (mut first, mut second) = (one.chars(), other.chars());
        match (first.next(), second.next()) {
            (Some(left), Some(right)) if left == right => (one, other) = (first.as_str(), second.as_str()),
            (left, right) => return left.cmp(&right),
        }
    }
}

/// The number that a text begins with, without leading zeros, and what follows.
fn number(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    (!digits.is_empty()).then(|| (digits.trim_start_matches('0'), rest))
}

/// The number of an issue that a title has in brackets: `周刊（第 157 期）：海`.
pub(super) fn issue_in_title(title: &str) -> Option<String> {
    static ISSUE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"[（(【〔\[]\s*第\s*([0-9０-９]+)\s*[期號号]\s*[）)】〕\]]").expect("the pattern is constant")
    });
    let digit =
        |it: char| char::from_digit(u32::from(it) - if it >= '０' { u32::from('０') } else { u32::from('0') }, 10);
    let number = |found: regex::Captures<'_>| found[1].chars().filter_map(digit).collect::<String>();
    ISSUE.captures(title).map(number).map(|it| it.trim_start_matches('0').to_owned()).filter(|it| !it.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn higher_numbers_come_first() {
        let mut names =
            ["a/issue-1.md", "a/issue-10.md", "a/issue-2.md", "a/issue-100.md", "a/about.md", "a/issue-02.md"];
        names.sort_by(|one, other| newest_first(one, other));
        assert_eq!(
            names,
            ["a/about.md", "a/issue-100.md", "a/issue-10.md", "a/issue-2.md", "a/issue-02.md", "a/issue-1.md"]
        );
    }

    #[test]
    fn issues_in_titles() {
        assert_eq!(issue_in_title("周刊（第 157 期）：海").as_deref(), Some("157"));
        assert_eq!(issue_in_title("週刊(第007期)").as_deref(), Some("7"));
        assert_eq!(issue_in_title("周刊（第１５７期）").as_deref(), Some("157"));
        assert_eq!(issue_in_title("【第157期】周刊").as_deref(), Some("157"));
        assert_eq!(issue_in_title("周刊 [第　157　号]").as_deref(), Some("157"));
        for title in ["第 157 期", "（第一期）", "（第 0 期）", "讲座（第 3 场）"] {
            assert_eq!(issue_in_title(title), None, "{title}");
        }
    }
}
