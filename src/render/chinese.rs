//! Dates and numbers in Chinese, for templates.

use crate::date::When;

/// A date in ISO 8601 as Chinese writes it, as precisely as it is given.
///
/// Styles: `digits` (2024年7月4日), `han` (二〇二四年七月四日), `time` (2024年7月4日 18:30),
/// `minguo` (民国113年7月4日).
///
/// # Errors
/// When the text is not a date, or there is no such style.
pub(super) fn date(iso: &str, style: &str) -> Result<String, String> {
    let when = parse(iso)?;
    let part = |number: Option<i8>, unit: char| {
        let number = number.map(|number| if style == "han" { numeral(number.into()) } else { number.to_string() });
        number.map(|number| format!("{number}{unit}")).unwrap_or_default()
    };
    let year = match style {
        "digits" | "time" => format!("{}年", when.year),
        "han" => format!("{}年", when.year.to_string().chars().map(digit).collect::<String>()),
        "minguo" if when.year > 1911 => format!("民国{}年", when.year - 1911),
        "minguo" => format!("民国前{}年", 1912 - when.year),
        _ => return Err(format!("`date_zh` has no style `{style}`; it has digits, han, time and minguo.")),
    };
    let time =
        when.second.filter(|_| style == "time").map(|second| format!(" {:02}:{:02}", second / 3600, second / 60 % 60));
    Ok(format!("{year}{}{}{}", part(when.month, '月'), part(when.day, '日'), time.unwrap_or_default()))
}

/// The day of the week, 星期一 to 星期日; empty for a month or a year.
///
/// # Errors
/// When the text is not a date.
pub(super) fn weekday(iso: &str) -> Result<String, String> {
    let name = |day: i8| "一二三四五六日".chars().nth(usize::try_from(day).unwrap_or(1) - 1).unwrap_or('日');
    Ok(day_of_week(iso)?.map(|day| format!("星期{}", name(day))).unwrap_or_default())
}

/// The number of the day of the week, from 1 for Monday to 7; none for a month or a year.
///
/// # Errors
/// When the text is not a date.
pub(super) fn day_of_week(iso: &str) -> Result<Option<i8>, String> {
    let when = parse(iso)?;
    let (Some(month), Some(day)) = (when.month, when.day) else { return Ok(None) };
    let date = jiff::civil::Date::new(when.year, month, day).map_err(|error| error.to_string())?;
    Ok(Some(date.weekday().to_monday_one_offset()))
}

/// A date in ISO 8601.
///
/// # Errors
/// When the text is not one.
pub(super) fn parse(iso: &str) -> Result<When, String> {
    // A zone in the text stays as it is: dates reach templates in the site's own.
    When::from_iso(iso).ok_or_else(|| format!("`{iso}` is not a date in ISO 8601."))
}

fn digit(character: char) -> char {
    character.to_digit(10).and_then(|digit| "〇一二三四五六七八九".chars().nth(digit as usize)).unwrap_or(character)
}

/// A whole number in Chinese: 10 is 十, 105 is 一百零五, 20000 is 二万.
pub(super) fn numeral(number: i64) -> String {
    if number < 0 {
        return format!("负{}", positive(number.unsigned_abs()));
    }
    positive(number.unsigned_abs())
}

fn positive(number: u64) -> String {
    if number == 0 {
        return "零".to_owned();
    }
    let mut text = String::new();
    let mut groups = Vec::new();
    let mut rest = number;
    while rest > 0 {
        groups.push(rest % 10_000);
        rest /= 10_000;
    }
    let mut gap = false;
    for (index, &group) in groups.iter().enumerate().rev() {
        if group == 0 {
            gap = true;
            continue;
        }
        if !text.is_empty() && (gap || group < 1000) {
            text.push('零');
        }
        gap = false;
        push_group(group, &mut text);
        text.push_str(["", "万", "亿", "万亿", "亿亿"][index]);
    }
    // 一十 at the very beginning is 十.
    text.strip_prefix("一十").map_or_else(|| text.clone(), |rest| format!("十{rest}"))
}

fn push_group(group: u64, text: &mut String) {
    let mut gap = false;
    let mut begun = false;
    for (unit, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let figure = group / unit % 10;
        if figure == 0 {
            gap = begun;
            continue;
        }
        if gap {
            text.push('零');
        }
        (gap, begun) = (false, true);
        text.extend("零一二三四五六七八九".chars().nth(usize::try_from(figure).unwrap_or(0)));
        text.push_str(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_weekdays() {
        assert_eq!(date("2024-07-04", "digits").unwrap(), "2024年7月4日");
        assert_eq!(date("2024-07-24", "han").unwrap(), "二〇二四年七月二十四日");
        assert_eq!(date("2024-07-04T18:30:00+08:00", "time").unwrap(), "2024年7月4日 18:30");
        assert_eq!(date("1949-10", "digits").unwrap(), "1949年10月");
        assert_eq!(date("2024-07-04", "minguo").unwrap(), "民国113年7月4日");
        assert_eq!(date("1911-10-10", "minguo").unwrap(), "民国前1年10月10日");
        assert!(date("2024-07-04", "roman").is_err() && date("昨天", "han").is_err());
        assert_eq!(weekday("2024-07-04").unwrap(), "星期四");
        assert_eq!(weekday("2024-07").unwrap(), "");
    }

    #[test]
    fn numerals() {
        for (number, text) in [
            (0, "零"),
            (10, "十"),
            (15, "十五"),
            (20, "二十"),
            (105, "一百零五"),
            (110, "一百一十"),
            (1005, "一千零五"),
            (1050, "一千零五十"),
            (10_001, "一万零一"),
            (20_000, "二万"),
            (100_000, "十万"),
            (110_500, "十一万零五百"),
            (100_000_000, "一亿"),
            (100_010_000, "一亿零一万"),
            (-3, "负三"),
        ] {
            assert_eq!(numeral(number), text);
        }
    }
}
