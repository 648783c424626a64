//! Holm's correction: many tests are read together and hardly any is called a finding by mere luck (Holm 1979).

/// Corrected probabilities, in the order of the given ones; those that are not defined stay so and do not count.
///
/// Known answer: 0.01, 0.04, 0.03 give 0.03, 0.06, 0.06.
pub fn holm(probabilities: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut order: Vec<usize> = (0..probabilities.len()).filter(|&k| probabilities[k].is_some()).collect();
    order.sort_by(|&a, &b| f64::total_cmp(&probabilities[a].unwrap_or(1.0), &probabilities[b].unwrap_or(1.0)));
    let mut corrected = vec![None; probabilities.len()];
    let mut highest: f64 = 0.0;
    for (rank, &k) in order.iter().enumerate() {
        let left = (order.len() - rank) as f64;
        highest = highest.max((left * probabilities[k].unwrap_or(1.0)).min(1.0));
        corrected[k] = Some(highest);
    }
    corrected
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reference: statsmodels.stats.multitest.multipletests(…, method="holm").
    #[test]
    fn corrections_agree_with_statsmodels() {
        let found = holm(&[Some(0.01), Some(0.04), None, Some(0.03), Some(0.005), Some(0.5)]);
        let expected: [Option<f64>; 6] = [Some(0.04), Some(0.09), None, Some(0.09), Some(0.025), Some(0.5)];
        for (found, expected) in found.into_iter().zip(expected) {
            match (found, expected) {
                (Some(found), Some(expected)) => assert!((found - expected).abs() < 1e-12, "{found}"),
                (found, expected) => assert_eq!(found, expected),
            }
        }
    }
}
