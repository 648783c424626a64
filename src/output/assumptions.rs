//! The same comparison under other assumptions: what a plan asks for, and what a manifest says of it.

use crate::ensemble::assumptions::{Outcome, Outcomes, Spread, spreads};
use crate::ensemble::headline::HeadlineGatherer;
use crate::model::Model;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Variants of a plan's scenarios, each to be simulated a few times beside the plan's own replicates.
#[derive(Clone)]
pub struct Assumptions {
    /// Which settings are uncertain, as the call said it.
    pub selection: String,
    /// The uncertain settings.
    pub parameters: Vec<Uncertain>,
    /// Settings that were selected but in which the scenarios differ.
    pub left_alone: Vec<String>,
    /// How many draws of sets the checks of settings refused.
    pub refused: u32,
    /// The sets of assumptions, then the structures.
    pub variants: Vec<Variant>,
}

/// An uncertain setting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Uncertain {
    /// Its path.
    pub path: String,
    /// Its value in the baseline.
    pub value: String,
    /// Lower end of its range; of names, empty.
    pub low: Option<f64>,
    /// Upper end of its range.
    pub high: Option<f64>,
    /// Where the range comes from.
    pub range: String,
    /// Where the default comes from.
    pub source: String,
}

/// All scenarios of a plan under one other set of assumptions, or under another structure.
#[derive(Clone)]
pub struct Variant {
    /// Whether it is a set or a structure.
    pub kind: VariantKind,
    /// A set's number, from 1, or what one would give to `--set`.
    pub name: String,
    /// A set's values in the order of the parameters.
    pub values: Vec<String>,
    /// How many replicates are simulated.
    pub replicates: u32,
    /// The models of the scenarios, in the plan's order.
    pub models: Vec<Arc<Model>>,
}

/// What a variant changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VariantKind {
    /// Values within their ranges.
    Set,
    /// A mechanism or a rule.
    Structure,
}

/// What a manifest says of other assumptions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AssumptionsEntry {
    /// Which settings were uncertain, as the call said it.
    pub selection: String,
    /// The uncertain settings.
    pub parameters: Vec<Uncertain>,
    /// Settings that were selected but in which the scenarios differ.
    pub left_alone: Vec<String>,
    /// How many sets there are.
    pub sets: u32,
    /// Replicates of each set.
    pub set_replicates: u32,
    /// How many draws of sets the checks of settings refused; each was drawn again.
    pub refused: u32,
    /// How many other structures there are.
    pub structures: u32,
    /// Replicates of each structure.
    pub structure_replicates: u32,
    /// BLAKE3 of the headline numbers, variant by variant and replicate by replicate: sets first, then structures.
    pub outcome_hashes: Vec<Vec<String>>,
    /// The spread of every headline number, split.
    pub spreads: Vec<Spread>,
}

impl Assumptions {
    /// Everything that outcomes depend on beside the plan's scenarios, as bytes.
    pub(super) fn identity(&self) -> Vec<u8> {
        let variants: Vec<(&str, &[String], u32)> = self
            .variants
            .iter()
            .map(|variant| (variant.name.as_str(), variant.values.as_slice(), variant.replicates))
            .collect();
        let paths: Vec<&str> = self.parameters.iter().map(|parameter| parameter.path.as_str()).collect();
        serde_json::to_vec(&("assumptions", paths, variants)).expect("texts and numbers can be written")
    }

    /// Variants of a kind, with their positions.
    pub(super) fn of_kind(&self, kind: VariantKind) -> impl Iterator<Item = (usize, &Variant)> {
        self.variants.iter().enumerate().filter(move |(_, variant)| variant.kind == kind)
    }

    /// What the manifest says, from the outcomes of all variants.
    pub(super) fn entry(&self, gatherer: &HeadlineGatherer, outcomes: &[Vec<Outcome>]) -> AssumptionsEntry {
        let sets: Vec<Vec<Outcome>> =
            self.of_kind(VariantKind::Set).map(|(position, _)| outcomes[position].clone()).collect();
        let structures: Vec<(String, Vec<Outcome>)> = self
            .of_kind(VariantKind::Structure)
            .map(|(position, variant)| (variant.name.clone(), outcomes[position].clone()))
            .collect();
        let replicates = |kind| self.of_kind(kind).map(|(_, variant)| variant.replicates).max().unwrap_or(0);
        AssumptionsEntry {
            selection: self.selection.clone(),
            parameters: self.parameters.clone(),
            left_alone: self.left_alone.clone(),
            sets: sets.len() as u32,
            set_replicates: replicates(VariantKind::Set),
            refused: self.refused,
            structures: structures.len() as u32,
            structure_replicates: replicates(VariantKind::Structure),
            outcome_hashes: outcomes.iter().map(|of_one| of_one.iter().map(outcome_hash).collect()).collect(),
            spreads: spreads(gatherer, &gatherer.headlines(), &Outcomes { sets: &sets, structures: &structures }),
        }
    }
}

/// BLAKE3 of the headline numbers of one replicate, bit by bit.
pub(super) fn outcome_hash(outcome: &Outcome) -> String {
    let mut hasher = blake3::Hasher::new();
    for value in outcome.iter().flatten() {
        // No number of ours is this one.
        hasher.update(&value.map_or(u64::MAX, f64::to_bits).to_le_bytes());
    }
    hasher.finalize().to_hex().to_string()
}
