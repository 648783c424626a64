//! The region under test, from outside: a table of contents, one sentence for each module.

// Small regions, single provinces on a bench, and years that go by.
mod support;

// Cases whose answer is known exactly, E1 to E16 of the model brief.
mod exact;
// Worked examples of the model brief, appendix C, through the steps of the round.
mod worked;
// Every step of the round computed a second time, from the sentences of the model brief.
mod steps;
// What holds after every step of every year, with an auditor who replays the full ledger.
mod invariants;
// What happens when a setting goes to its limit.
mod extreme;
// What moves in one direction only when a setting does, the same year and the same luck.
mod monotone;
// Changes that must change nothing: threads, storage, order, levers that are off, the currency.
mod metamorphic;
// What interventions may intend, and that it happens as they say.
mod intents;
// Why: traced lives, where fates part, what would have saved them.
mod why;
// What organisations received by kind and tier: it adds up to the books.
mod receivers;
// Results that are pinned: any change of numbers is seen.
mod golden;
// The floors of the house: who may know whom.
mod floors;
// The other documents: evidence by its keys, links, commands.
mod documents;
// Words and habits that are banned, each with what to write instead.
mod tidy;
// The protocol document against the code: settings, steps, draws, postings, worked examples.
mod protocol;

// Mistakes in scenarios, and what is said about them.
mod messages;
// Every built-in scenario reads, checks and survives being written; and which layer wins.
mod scenarios;

// The program as people call it.
mod cli;
// The tables that a comparison leaves, and that they agree with each other.
mod tables;
// Parts of the results that are had alone.
mod only;
// Replicates that are added until a number is sure enough, stopped on the way and taken up again.
mod until;
// The report of a folder, and copies that may leave the house.
mod report;
// A region of one's own: registers, templates, the example.
mod region;
// The folder of results: stopped and taken up again, damaged, foreign.
mod output;
// What chance does and what assumptions do, and what lasts.
mod uncertainty;
