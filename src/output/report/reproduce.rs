//! How to get the same numbers again: command, seed, version, hashes.

use super::texts::{both, say};
use super::{Page, Section};
use crate::output::Failure;
use maud::{Markup, html};

pub(super) const SECTION: Section =
    Section { id: "reproduce", title: "How to reproduce it", title_zh: "如何重现", charts: &[], body };

fn body(page: &Page) -> Result<Markup, Failure> {
    let facts = page.facts;
    let manifest = &facts.manifest;
    let verb = if facts.compares() { "compare" } else { "run" };
    let files: Vec<String> =
        facts.scenarios.iter().map(|scenario| quoted(&format!("scenarios/{}.toml", scenario.name))).collect();
    let organisations = if manifest.organisations { " --organisations" } else { "" };
    let only = manifest.only.as_ref().map_or(String::new(), |only| format!(" --only {}", only.join(",")));
    let again = format!("headwater {verb} {}{organisations}{only}", files.join(" "));
    let said: Vec<String> = manifest.command.iter().map(|word| quoted(word)).collect();
    let machine = &manifest.machine;
    Ok(html! {
        p {
            (say(
                "The same version with the same scenarios and seed gives the same bits on any machine and on any number of \
                 threads. In the folder of these results:",
                "同一版本、同样的情景与种子，在任何机器、任何线程数下都得到逐位相同的结果。在结果文件夹内运行：",
            ))
        }
        pre { code { (again) } }
        p { (say("To check that the folder is what was written, and that it comes out the same again:", "核对文件夹未被改动，并且重算结果相同：")) }
        pre { code { "headwater verify ." } }
        p { (say("To write this page again:", "重新写出本页：")) }
        pre { code { "headwater report ." } }
        div.wide {
            table.facts {
                tbody {
                    tr { th scope="row" { (say("as it was called", "当时的命令")) } td { code { (said.join(" ")) } } }
                    tr { th scope="row" { (say("version", "版本")) } td { "headwater " (manifest.version) } }
                    tr { th scope="row" { (say("seed", "种子")) } td { (manifest.seed) } }
                    tr { th scope="row" { (say("replicates", "重复次数")) } td { (manifest.replicates) } }
                    tr { th scope="row" { (say("years", "年份")) } td { (facts.base_year) "–" (facts.end_year) } }
                    tr { th scope="row" { (say("hash of the run", "本次模拟的哈希")) } td { code.hash { (manifest.hash) } } }
                    @for (scenario, entry) in facts.scenarios.iter().zip(&manifest.scenarios) {
                        tr {
                            th scope="row" { (both(&scenario.title)) small { code { (scenario.name) } } }
                            td { code.hash { (entry.blake3) } }
                        }
                    }
                    tr {
                        th scope="row" { (say("computed on", "计算环境")) }
                        td { (machine.os) " " (machine.arch) ", " (machine.threads) (say(" threads", " 个线程")) }
                    }
                    tr { th scope="row" { (say("computed at", "计算时间")) } td { (manifest.times.started) } }
                }
            }
        }
    })
}

/// A word as a shell would read it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_string()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn words_survive_a_shell() {
        assert_eq!(quoted("--seed=7"), "--seed=7");
        assert_eq!(quoted("my file"), "'my file'");
        assert_eq!(quoted("it's"), "'it'\\''s'");
    }
}
