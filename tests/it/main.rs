//! The region, tried from outside: one binary, one module for each promise.

// The protocol document against the code: settings, steps, draws, postings, worked examples.
mod protocol;
