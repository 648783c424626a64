//! Sorts positions into groups in two passes, keeping their order and its own memory.

/// Positions grouped by a small number, for example organisations by county.
#[derive(Clone, Debug, Default)]
pub struct Groups {
    starts: Vec<u32>,
    members: Vec<u32>,
}

impl Groups {
    /// Groups positions anew; inside a group they keep the order in which they come.
    pub fn fill(&mut self, positions: &[u32], groups: usize, group_of: impl Fn(usize) -> usize) {
        self.starts.clear();
        self.starts.resize(groups + 1, 0);
        for &position in positions {
            self.starts[group_of(position as usize)] += 1;
        }
        // Counts become ends; filling from the back turns ends into starts.
        let mut end = 0;
        for start in &mut self.starts {
            end += *start;
            *start = end;
        }
        self.members.resize(positions.len(), 0);
        for &position in positions.iter().rev() {
            let start = &mut self.starts[group_of(position as usize)];
            *start -= 1;
            self.members[*start as usize] = position;
        }
    }

    /// The positions of one group.
    pub fn members(&self, group: usize) -> &[u32] {
        &self.members[self.starts[group] as usize..self.starts[group + 1] as usize]
    }

    /// How many groups there are.
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Whether nothing has been grouped yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_keep_the_order_of_their_members() {
        let mut groups = Groups::default();
        groups.fill(&[5, 3, 8, 1, 4], 3, |position| position % 3);
        assert_eq!([groups.members(0), groups.members(1), groups.members(2)], [&[3][..], &[1, 4], &[5, 8]]);
        groups.fill(&[], 2, |_| 0);
        assert!(groups.members(0).is_empty() && groups.members(1).is_empty());
    }
}
