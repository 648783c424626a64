//! The log-rank test: whether two groups end at the same rate (Mantel 1966), time by time, with the hypergeometric
//! variance.

/// What the test says of the second group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogRank {
    /// Ends in the second group.
    pub observed: f64,
    /// Ends that would be expected there if both groups ended at the same rate.
    pub expected: f64,
    /// The statistic: chi-squared with one degree of freedom if they do.
    pub chi_squared: f64,
    /// The probability of so much or more by chance.
    pub p: f64,
}

/// Tests two tables of (at risk, ended) by time; none where nothing could differ.
pub fn log_rank(first: &[(u64, u64)], second: &[(u64, u64)]) -> Option<LogRank> {
    let mut observed = 0.0;
    let mut expected = 0.0;
    let mut variance = 0.0;
    for (&(n1, d1), &(n2, d2)) in first.iter().zip(second) {
        let (n, d, of_second) = ((n1 + n2) as f64, (d1 + d2) as f64, n2 as f64);
        if n1 + n2 == 0 {
            continue;
        }
        observed += d2 as f64;
        expected += d * of_second / n;
        if n > 1.0 {
            variance += d * (of_second / n) * (1.0 - of_second / n) * (n - d) / (n - 1.0);
        }
    }
    (variance > 0.0).then(|| {
        let chi_squared = (observed - expected) * (observed - expected) / variance;
        LogRank { observed, expected, chi_squared, p: libm::erfc(f64::sqrt(0.5 * chi_squared)) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reference: lifelines.statistics.logrank_test, lifelines 0.30.3.
    #[test]
    fn the_test_agrees_with_lifelines() {
        let first = [(20, 3), (17, 2), (15, 6), (9, 0), (9, 1)];
        let second = [(22, 1), (21, 2), (19, 1), (18, 3), (14, 0)];
        let test = log_rank(&first, &second).expect("some ended");
        assert!((test.chi_squared - 3.571571261124014).abs() < 1e-12, "{test:?}");
        assert!((test.p - 0.058776670836443716).abs() < 1e-12, "{test:?}");
        assert_eq!(test.observed, 7.0);
        // The two groups only swap their parts.
        let swapped = log_rank(&second, &first).expect("some ended");
        assert!((swapped.chi_squared - test.chi_squared).abs() < 1e-12);
        assert!((swapped.expected + test.expected - 19.0).abs() < 1e-12);
    }

    #[test]
    fn equal_groups_do_not_differ_and_groups_without_ends_cannot() {
        let table = [(10, 2), (8, 1)];
        let test = log_rank(&table, &table).expect("some ended");
        assert_eq!((test.chi_squared, test.p), (0.0, 1.0));
        assert_eq!(log_rank(&[(10, 0)], &[(12, 0)]), None);
    }
}
