//! Tests of the whole program, one module per subject.

// Mistakes in scenarios, and what is said about them.
mod messages;
// Every built-in scenario reads, checks and survives being written; and which layer wins.
mod scenarios;
