//! How numbers are shown to people.

/// What stands where a number is not defined.
pub(super) const ABSENT: &str = "–";

/// A number with so many digits after the point; never minus zero.
pub(super) fn plain(number: f64, digits: usize) -> String {
    let text = format!("{number:.digits$}");
    match text.strip_prefix('-') {
        Some(rest) if rest.chars().all(|character| matches!(character, '0' | '.')) => rest.to_string(),
        _ => text,
    }
}

/// A number with its sign.
pub(super) fn signed(number: f64, digits: usize) -> String {
    let text = plain(number, digits);
    if text.starts_with('-') || text.chars().all(|character| matches!(character, '0' | '.')) {
        text
    } else {
        format!("+{text}")
    }
}

/// A share as a percentage.
pub(super) fn percent(share: f64) -> String {
    format!("{} %", plain(100.0 * share, 0))
}

/// A difference with its interval.
pub(super) fn with_interval(difference: f64, interval: Option<(f64, f64)>, digits: usize) -> String {
    let difference = signed(difference, digits);
    match interval {
        Some((low, high)) => format!("{difference} [{}, {}]", signed(low, digits), signed(high, digits)),
        None => difference,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_shown_as_minus_zero() {
        assert_eq!(
            (plain(-0.04, 1).as_str(), signed(-0.04, 1).as_str(), signed(0.04, 1).as_str()),
            ("0.0", "0.0", "0.0")
        );
        assert_eq!(with_interval(1.25, Some((-0.5, 3.0)), 1), "+1.2 [-0.5, +3.0]");
        assert_eq!(percent(0.875), "88 %");
    }
}
