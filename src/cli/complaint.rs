//! Why a command did not do what it was asked, and what it says then.

use super::talk::Talk;
use crate::output::{Failure, Words};
use crate::scenario::Diagnosis;
use std::io;
use std::process::ExitCode;

/// The exit status of work that failed.
pub(super) const FAILED: u8 = 1;
/// The exit status of a mistake in the call or in a scenario.
pub(super) const USAGE: u8 = 2;

/// Why a command did not do what it was asked.
pub(super) enum Complaint {
    /// The call cannot be done as it was made.
    Usage(Words),
    /// Scenarios have mistakes.
    Scenarios(Box<Diagnosis>),
    /// The work failed on the way.
    Failed(Words),
    /// A result could not be written to standard output.
    Unwritten(io::Error),
}

impl From<Failure> for Complaint {
    fn from(failure: Failure) -> Complaint {
        match failure {
            Failure::Refused(words) => Complaint::Usage(words),
            other => Complaint::Failed(other.words()),
        }
    }
}

impl From<Diagnosis> for Complaint {
    fn from(diagnosis: Diagnosis) -> Complaint {
        Complaint::Scenarios(Box::new(diagnosis))
    }
}

impl From<io::Error> for Complaint {
    fn from(error: io::Error) -> Complaint {
        Complaint::Unwritten(error)
    }
}

impl Complaint {
    /// Says it and returns the exit status.
    pub(super) fn tell(&self, talk: &Talk) -> ExitCode {
        match self {
            Complaint::Usage(words) => {
                talk.insist(&format!("error: {}", words.en), &format!("错误：{}", words.zh));
                ExitCode::from(USAGE)
            }
            Complaint::Scenarios(diagnosis) => {
                let rendered = diagnosis.tell(talk.manner(false));
                talk.insist(rendered.trim_end(), rendered.trim_end());
                talk.insist("nothing was simulated or written", "没有模拟，也没有写入任何文件");
                ExitCode::from(USAGE)
            }
            Complaint::Failed(words) => {
                talk.insist(&format!("error: {}", words.en), &format!("错误：{}", words.zh));
                ExitCode::from(FAILED)
            }
            // Whoever reads the results has seen enough.
            Complaint::Unwritten(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
            Complaint::Unwritten(error) => {
                talk.insist(&format!("error: cannot write results: {error}"), &format!("错误：无法写出结果：{error}"));
                ExitCode::from(FAILED)
            }
        }
    }
}
