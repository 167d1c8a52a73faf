//! Spreading an amount over several, so that the parts sum to it.

use std::cmp::Ordering;

use super::rounding::half_up;

/// Shares of `total` by largest remainder: share `i` is `exact[i] / divisor`
/// rounded down or up. Which of those with equal remainders is rounded up
/// first, `among_equals` tells by what they are, not by where they stand.
///
/// `divisor` is more than nothing; `total` is the sum of the exact shares
/// rounded to a nearest whole.
pub(super) fn by_largest_remainder(
    total: i128,
    exact: &[i128],
    divisor: i128,
    among_equals: impl Fn(usize, usize) -> Ordering,
) -> Vec<i128> {
    let mut shares: Vec<i128> = exact.iter().map(|e| e.div_euclid(divisor)).collect();
    let mut order: Vec<usize> = (0..exact.len()).collect();
    let remainder = |i: usize| exact[i].rem_euclid(divisor);
    order.sort_by(|&a, &b| {
        let larger_first = remainder(b).cmp(&remainder(a));
        larger_first.then_with(|| among_equals(a, b))
    });
    // The total is the nearest whole of the sum, so what is left over is never
    // below nothing, and never more than there are shares with a remainder.
    let mut left = total - shares.iter().sum::<i128>();
    for i in order {
        if left <= 0 {
            break;
        }
        shares[i] += 1;
        left -= 1;
    }
    shares
}

/// The first `taken` of the units that `weights` sum to, as they are taken one
/// after another, each from the weight that is most behind (Webster's method).
///
/// Whoever takes more never takes less of any weight, and whoever takes all
/// takes each weight whole: so parts taken in any order sum to the weights,
/// and each part of each is at least nothing. Weights are not below nothing,
/// and `taken` is between nothing and their sum.
pub(super) fn first_of(taken: i128, weights: &[i128]) -> Vec<i128> {
    let sum: i128 = weights.iter().sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let mut parts: Vec<i128> = weights.iter().map(|w| half_up(w * taken, sum)).collect();
    // Rounding each for itself may miss the sum by one or so for each; those
    // that stand nearest to the next unit make up for it, one by one.
    loop {
        let off = taken - parts.iter().sum::<i128>();
        // The weight's place in the order in which units are taken is
        // weight / (2 × part + 1), highest first; compared without dividing.
        let earlier = |a: (usize, i128), b: (usize, i128)| {
            let (left, right) = (weights[b.0] * a.1, weights[a.0] * b.1);
            left.cmp(&right).then(a.0.cmp(&b.0))
        };
        let all = 0..weights.len();
        match off.signum() {
            1 => {
                let next = all.map(|i| (i, 2 * parts[i] + 1));
                match next.min_by(|&a, &b| earlier(a, b)) {
                    Some((i, _)) => parts[i] += 1,
                    None => return parts,
                }
            }
            -1 => {
                let last = all.filter(|&i| parts[i] > 0).map(|i| (i, 2 * parts[i] - 1));
                match last.max_by(|&a, &b| earlier(a, b)) {
                    Some((i, _)) => parts[i] -= 1,
                    None => return parts,
                }
            }
            _ => return parts,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_over_goes_to_the_largest_remainders() {
        let order = |a: usize, b: usize| a.cmp(&b);
        assert_eq!(by_largest_remainder(10, &[10, 10, 10], 3, order), [4, 3, 3]);
        assert_eq!(
            by_largest_remainder(61, &[1210, -605], 10, order),
            [121, -60]
        );
        assert_eq!(by_largest_remainder(0, &[0, 0], 1, order), [0, 0]);
    }

    #[test]
    fn units_are_taken_from_what_is_most_behind() {
        let taken: Vec<Vec<i128>> = (0..=5).map(|n| first_of(n, &[3, 1, 1])).collect();
        assert_eq!(
            taken,
            [
                [0, 0, 0],
                [1, 0, 0],
                [2, 0, 0],
                [2, 1, 0],
                [2, 1, 1],
                [3, 1, 1]
            ]
        );
        assert_eq!(first_of(0, &[]), []);
        assert_eq!(first_of(0, &[0, 0]), [0, 0]);
    }
}
