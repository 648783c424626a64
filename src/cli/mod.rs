//! The command line: one file per verb. Results go to standard output, talk to standard error.
//!
//! Exit status: 0 done, 1 failed, 2 usage or scenario. To add a verb: its file, and its lines in [`Verb`],
//! [`perform`] and the words of `language.rs`.

mod assumptions;
mod chart;
mod check;
mod compare;
mod complaint;
mod diff;
mod explain;
mod flows;
mod follow;
mod grid;
mod hysteresis;
mod interruption;
mod language;
mod metrics;
mod new;
mod numbers;
mod options;
mod patterns;
mod progress;
mod report;
mod reproduce;
mod run;
mod scenarios;
mod schema;
mod settings;
mod simulate;
mod stage;
mod talk;
mod uncertainty;
mod verify;

use clap::{FromArgMatches, Parser, Subcommand};
use complaint::Complaint;
use options::Common;
use std::io::{self, Write};
use std::process::ExitCode;
use talk::Talk;

/// Simulates a regional philanthropy ecosystem under scenarios and compares what each intervention did
///
/// A simulation under stated assumptions, not a forecast.
#[derive(Parser)]
#[command(name = "headwater", version, max_term_width = 110, disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
    #[command(flatten)]
    common: Common,
}

#[derive(Subcommand)]
enum Verb {
    /// Compare scenarios with the first one, replicate by replicate
    Compare(compare::Compare),
    /// Simulate one scenario
    Run(run::Run),
    /// Tell what chance does and what assumptions do to a comparison
    Uncertainty(uncertainty::Uncertainty),
    /// Move a lever slowly up and down: does what it has done remain?
    Hysteresis(hysteresis::Hysteresis),
    /// Draw a picture of a folder of results
    Chart(chart::Chart),
    /// Tell why one organisation, county or funder fared as it did, year by year
    Explain(explain::Explain),
    /// Print the transaction-flow matrix of a year, balanced
    Flows(flows::Flows),
    /// Follow money from one funder, hop by hop, until it ends or rests
    Follow(follow::Follow),
    /// Compare two folders of results: what moved most, which settings differ
    Diff(diff::Diff),
    /// Write the report of a folder of results again
    Report(report::Report),
    /// Check the files of a folder and simulate it again
    Verify(verify::Verify),
    /// Read scenarios and tell everything that is wrong with them
    Check(check::Check),
    /// Write the beginning of a scenario, or of a region, of your own
    New(new::New),
    /// List what can be set: path, default, unit, range, source and meaning
    Settings(settings::Settings),
    /// Print the JSON Schema of scenario files, for editors
    Schema(schema::Schema),
    /// List the built-in scenarios with the questions that they ask
    Scenarios(scenarios::Scenarios),
    /// List what is measured
    Metrics(metrics::Metrics),
    /// Hold the model against what is known, row by row, and write a report
    Patterns(patterns::Patterns),
    /// Make the figures and tables of README and documents again, or tell which are old
    Reproduce(reproduce::Reproduce),
}

/// Reads the arguments, does what they ask, and says how it went.
pub fn main() -> ExitCode {
    let words: Vec<_> = std::env::args_os().collect();
    let lang = language::wanted(&words, std::env::var("HEADWATER_LANG").ok().as_deref());
    let command = language::localised::<Arguments>(lang);
    let parsed = command.try_get_matches_from(words).and_then(|matches| Arguments::from_arg_matches(&matches));
    let arguments = match parsed {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are asked for: a closed pipe is no error there either.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let talk = Talk::new(lang, arguments.common.quiet);
    let mut results = io::BufWriter::new(io::stdout().lock());
    let done = perform(&arguments, &talk, &mut results).and_then(|code| Ok(results.flush().map(|()| code)?));
    match done {
        Ok(code) => code,
        Err(complaint) => {
            // What was found out before the complaint is a result too.
            let _ = results.flush();
            complaint.tell(&talk)
        }
    }
}

fn perform(arguments: &Arguments, talk: &Talk, results: &mut dyn Write) -> Result<ExitCode, Complaint> {
    let common = &arguments.common;
    match &arguments.verb {
        Verb::Compare(verb) => verb.perform(common, talk, results),
        Verb::Run(verb) => verb.perform(common, talk, results),
        Verb::Uncertainty(verb) => verb.perform(common, talk, results),
        Verb::Hysteresis(verb) => verb.perform(common, talk, results),
        Verb::Chart(verb) => verb.perform(common, talk, results),
        Verb::Explain(verb) => verb.perform(common, talk, results),
        Verb::Report(verb) => verb.perform(common, talk, results),
        Verb::Flows(verb) => verb.perform(common, talk, results),
        Verb::Follow(verb) => verb.perform(common, talk, results),
        Verb::Diff(verb) => verb.perform(common, talk, results),
        Verb::Verify(verb) => verb.perform(common, talk, results),
        Verb::Check(verb) => verb.perform(common, talk, results),
        Verb::New(verb) => verb.perform(common, talk, results),
        Verb::Settings(verb) => verb.perform(common, talk, results),
        Verb::Schema(verb) => verb.perform(results),
        Verb::Scenarios(verb) => verb.perform(common, talk, results),
        Verb::Metrics(verb) => verb.perform(common, talk, results),
        Verb::Patterns(verb) => verb.perform(common, talk, results),
        Verb::Reproduce(verb) => verb.perform(common, talk, results),
    }
}

/// Writes a value as JSON.
fn write_json(results: &mut dyn Write, value: &serde_json::Value) -> Result<(), Complaint> {
    serde_json::to_writer_pretty(&mut *results, value).map_err(io::Error::from)?;
    writeln!(results)?;
    Ok(())
}
