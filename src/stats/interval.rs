//! The interval of a mean, by the method that suits what the values look like.
//!
//! * All values the same: the mean itself, without width.
//! * Otherwise Student's t, as long as the sample is large enough for its skewness: more than 25 times the square of
//!   Fisher's coefficient (Cochran 1977, Sampling Techniques, section 2.15).
//! * Otherwise, if the skewness is more than chance gives (twice its standard error), Hall's transformation of Student's
//!   t, which takes the skewness out (Hall 1992, Journal of the Royal Statistical Society B 54).
//!
//! All of it needs sums only, so memory does not grow with the sample.

use super::student;

/// How an interval was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// All values are the same.
    Constant,
    /// Student's t.
    Student,
    /// Hall's transformation of Student's t, for skewed values.
    Hall,
}

impl Method {
    /// The published name.
    pub fn name(self) -> &'static str {
        match self {
            Method::Constant => "constant",
            Method::Student => "student",
            Method::Hall => "hall",
        }
    }
}

/// The interval of a mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Lower end of the 95 % interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// How it was found.
    pub method: Method,
    /// Fisher's coefficient of skewness, where Hall's transformation used it; 0 otherwise.
    pub skewness: f64,
}

/// The interval of a mean of `count` values with these sums of squared and cubed deviations; none with fewer than two.
///
/// `half_width` is the 97.5 % quantile of Student's t with `count − 1` degrees of freedom.
pub fn interval(count: u64, mean: f64, squares: f64, cubes: f64, half_width: f64) -> Option<Interval> {
    if count < 2 {
        return None;
    }
    let n = count as f64;
    let error = f64::sqrt(squares / (n - 1.0) / n);
    if error <= 0.0 || error.is_nan() {
        return Some(Interval { low: mean, high: mean, method: Method::Constant, skewness: 0.0 });
    }
    let skewness = skewness(n, squares, cubes);
    if is_marked(n, skewness) {
        let low = mean - error * turned_back(half_width, n, skewness);
        let high = mean - error * turned_back(-half_width, n, skewness);
        return Some(Interval { low, high, method: Method::Hall, skewness });
    }
    let half = half_width * error;
    Some(Interval { low: mean - half, high: mean + half, method: Method::Student, skewness: 0.0 })
}

/// The two-sided probability of a mean so far from zero by chance, by the method of its interval.
pub fn probability(count: u64, mean: f64, squares: f64, interval: &Interval) -> f64 {
    let n = count as f64;
    let t = match interval.method {
        Method::Constant => return if mean == 0.0 { 1.0 } else { 0.0 },
        Method::Student => mean / f64::sqrt(squares / (n - 1.0) / n),
        Method::Hall => transformed(mean / f64::sqrt(squares / (n - 1.0) / n), n, interval.skewness),
    };
    (2.0 * (1.0 - student::distribution(t.abs(), n - 1.0))).clamp(0.0, 1.0)
}

fn skewness(n: f64, squares: f64, cubes: f64) -> f64 {
    let variance = squares / n;
    cubes / n / (variance * f64::sqrt(variance))
}

/// Whether the sample is too small for its skewness, and the skewness more than chance gives.
fn is_marked(n: f64, skewness: f64) -> bool {
    let by_chance = 6.0 * n * (n - 1.0) / ((n - 2.0) * (n + 1.0) * (n + 3.0));
    n > 2.0 && n < 25.0 * skewness * skewness && skewness * skewness > 4.0 * by_chance
}

/// Hall's transformation, which rises with t.
fn transformed(t: f64, n: f64, skewness: f64) -> f64 {
    let root = f64::sqrt(n);
    t + skewness / root * t * t / 3.0 + skewness * skewness / n * t * t * t / 27.0 + skewness / (6.0 * root)
}

/// The t whose transformation is `y`.
fn turned_back(y: f64, n: f64, skewness: f64) -> f64 {
    let root = f64::sqrt(n);
    3.0 * root / skewness * (libm::cbrt(1.0 + skewness / root * (y - skewness / (6.0 * root))) - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[f64]) -> (Interval, f64) {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        let cubes: f64 = values.iter().map(|value| (value - mean) * (value - mean) * (value - mean)).sum();
        let count = values.len() as u64;
        let half_width = student::quantile(0.975, n - 1.0);
        let found = interval(count, mean, squares, cubes, half_width).expect("enough values");
        (found, probability(count, mean, squares, &found))
    }

    /// Reference: the formulas written out in NumPy 2.4 and SciPy 1.17.
    #[test]
    fn skewed_values_have_halls_interval() {
        let (found, p) = of(&[0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 2.0, 0.0, 0.0, 7.0, 0.0]);
        assert_eq!(found.method, Method::Hall);
        assert!((found.low - -0.03177519130486617).abs() < 1e-9, "{found:?}");
        assert!((found.high - 5.3250636354372585).abs() < 1e-8, "{found:?}");
        assert!((p - 0.05949171802083405).abs() < 1e-9, "{p}");
    }

    /// Reference: scipy.stats.ttest_rel([2, 2.5, 5, 4.5], [1, 2, 3, 4]), SciPy 1.17.
    #[test]
    fn even_values_have_students_interval_and_equal_ones_none() {
        let (found, p) = of(&[1.0, 0.5, 2.0, 0.5]);
        assert_eq!(found.method, Method::Student);
        assert!((p - 0.06627560274152429).abs() < 1e-9, "{p}");
        let (found, p) = of(&[0.0; 5]);
        assert_eq!((found.low, found.high, found.method, p), (0.0, 0.0, Method::Constant, 1.0));
        let (found, p) = of(&[2.0; 5]);
        assert_eq!((found.low, found.high, p), (2.0, 2.0, 0.0));
    }

    #[test]
    fn the_transformation_can_be_turned_back() {
        for t in [-6.0, -1.0, 0.0, 0.3, 2.0, 9.0] {
            let there = transformed(t, 12.0, 2.5);
            assert!((turned_back(there, 12.0, 2.5) - t).abs() < 1e-9, "{t}");
        }
    }
}
