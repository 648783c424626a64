//! What happened, in sentences, in English and 简体中文. Every sentence stands here once in each language.

use super::life::{Asking, Candidacy, Event, Life, LifeYear, Refusal, Risk, Term, What};
use super::parting::Parting;
use super::story::Side;
use super::wording::{Bilingual, both, chance};
use crate::money::Money;

fn yuan(fen: i64) -> Bilingual {
    super::wording::yuan(Money::from_fen(fen))
}

/// Who an organisation is.
pub(super) fn who(life: &Life) -> Bilingual {
    let Life { id, name, kind, issue, county, founded, .. } = life;
    let called = match name {
        Some(name) => both(format!("{name} (organisation {id})"), format!("{name}（机构 {id}）")),
        None => both(format!("Organisation {id}"), format!("机构 {id}")),
    };
    let article = if kind.en.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    both(
        format!(
            "{}: {article} {} in {}, working on {}, founded in {founded}.",
            called.en, kind.en, county.en, issue.en
        ),
        format!("{}：{}，位于{}，关注{}，成立于 {founded} 年。", called.zh, kind.zh, county.zh, issue.zh),
    )
}

/// What became of it.
pub(super) fn fate(subject: &Side, other: Option<&Side>) -> Bilingual {
    let became = |side: &Side| match (side.closed, &side.life) {
        (Some(year), _) => both(format!("closed in {year}"), format!("于 {year} 年关闭")),
        (None, Some(_)) => match &side.stay {
            Some(stay) => both(
                format!("is alive at the end, out of the network since {}", stay.year),
                format!("至末年仍存活，自 {} 年起不在网络中", stay.year),
            ),
            None => both("is alive at the end", "至末年仍存活"),
        },
        (None, None) => both("was never founded", "从未成立"),
    };
    let one = became(subject);
    match other {
        None => both(format!("It {}.", one.en), format!("它{}。", one.zh)),
        Some(other) => {
            let two = became(other);
            let (here, there) = (&subject.title, &other.title);
            if one == two {
                return both(
                    format!("Under both “{}” and “{}” it {}.", there.en, here.en, one.en),
                    format!("无论在“{}”还是在“{}”下，它都{}。", there.zh, here.zh, one.zh),
                );
            }
            both(
                format!("Under “{}” it {}; under “{}” it {}.", there.en, two.en, here.en, one.en),
                format!("在“{}”下它{}；在“{}”下它{}。", there.zh, two.zh, here.zh, one.zh),
            )
        }
    }
}

/// Where fates part.
pub(super) fn parted(parting: Option<&Parting>, subject: &Bilingual, other: &Bilingual) -> Bilingual {
    let Some(parting) = parting else {
        return both(
            "Its life is the same in both scenarios, to the last fen.",
            "它在两个情景中的经历完全相同，分毫不差。",
        );
    };
    let Parting { year, step, step_words, differences } = parting;
    let Some(first) = differences.first() else {
        return both(
            format!("It exists in only one of the scenarios from {year}, step {step} ({}).", step_words.en),
            format!("自 {year} 年步骤 {step}（{}）起，它只存在于其中一个情景。", step_words.zh),
        );
    };
    both(
        format!(
            "Its fates part in {year}, at step {step} ({}): {} – “{}”: {}; “{}”: {}. Until then both lives are the same, to the last fen.",
            step_words.en, first.what.en, other.en, first.other.en, subject.en, first.subject.en
        ),
        format!(
            "命运在 {year} 年步骤 {step}（{}）分岔：{}——“{}”：{}；“{}”：{}。在此之前，两个情景中的经历完全相同，分毫不差。",
            step_words.zh, first.what.zh, other.zh, first.other.zh, subject.zh, first.subject.zh
        ),
    )
}

/// Whether something turned in a year.
pub(super) fn turning(year: &LifeYear) -> bool {
    year.events.iter().any(|event| match &event.what {
        What::Landed { new, .. } => *new,
        What::Asked { outcome, .. } => matches!(outcome, Asking::Granted { .. }),
        What::Contest { won_fen } => *won_fen > 0,
        What::Met { .. }
        | What::Heard { .. }
        | What::KeyProject
        | What::Displaced
        | What::Received { .. }
        | What::FoundOut { .. }
        | What::Left { .. }
        | What::Closed => true,
        _ => false,
    })
}

/// What happened in a year.
pub(super) fn happenings(year: &LifeYear) -> Vec<Bilingual> {
    let mut told: Vec<Bilingual> = Vec::new();
    let forgotten: Vec<Bilingual> = year
        .events
        .iter()
        .filter_map(|event| match &event.what {
            What::Forgot { funder } => Some(funder.clone()),
            _ => None,
        })
        .collect();
    if !forgotten.is_empty() {
        let names = super::wording::listed(&forgotten);
        let (verb, whom) = if forgotten.len() == 1 { ("has", "it") } else { ("have", "it") };
        told.push(both(
            format!("{} {verb} forgotten {whom}: a tie that nobody uses fades.", capital(&names.en)),
            format!("{}已淡忘了它：无人走动的关系会变淡。", names.zh),
        ));
    }
    for event in &year.events {
        told.extend(sentence(event, year));
    }
    told
}

pub(super) fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

fn sentence(event: &Event, year: &LifeYear) -> Option<Bilingual> {
    Some(match &event.what {
        What::Forgot { .. } => return None,
        What::Met { funder, trust, introduced: false } => both(
            format!("It met {} by chance (trust {trust:.2}).", funder.en),
            format!("它偶然结识了{}（信任 {trust:.2}）。", funder.zh),
        ),
        What::Met { funder, trust, introduced: true } => both(
            format!("The hub introduced it to {} (trust {trust:.2}).", funder.en),
            format!("枢纽把它引荐给{}（信任 {trust:.2}）。", funder.zh),
        ),
        What::Heard { first_contact: true, .. } => {
            both("The hub made it one of its first contacts.", "枢纽把它列为首批联系的机构。")
        }
        What::Heard { told: true, landed_neighbours: 0, .. } => both(
            "It heard of the programme from the hub, which toured its county.",
            "枢纽到本县宣讲，它由此得知了项目。",
        ),
        What::Heard { told, landed_neighbours, .. } => {
            let count = *landed_neighbours;
            let (en, zh) = if *told { (" and from the hub", "以及枢纽的宣讲") } else { ("", "") };
            let neighbours = if count == 1 {
                "a neighbour that had landed".to_string()
            } else {
                format!("{count} neighbours that had landed")
            };
            both(
                format!("It heard of the programme from {neighbours}{en}."),
                format!("它从 {count} 家已落地的同行{zh}得知了项目。"),
            )
        }
        What::StayedOutside { why } => outside(why),
        What::Landed { funder, fen, new } => {
            let amount = yuan(*fen);
            if *new {
                both(
                    format!("It landed: {} paid its slot of the programme, {}.", funder.en, amount.en),
                    format!("它落地了：{}为它的名额出资 {}。", funder.zh, amount.zh),
                )
            } else {
                both(
                    format!("It kept its slot: {} paid {}.", funder.en, amount.en),
                    format!("它保住了名额：{}出资 {}。", funder.zh, amount.zh),
                )
            }
        }
        What::KeyProject => both(
            "Last year's public grants made it a local key project, part of the network.",
            "凭上一年政府与群团的资助，它成为地方重点项目，进入网络。",
        ),
        What::Displaced => both(
            "There was no slot for it this year: it fell out of the network.",
            "今年没有它的名额，它被挤出了网络。",
        ),
        What::Accompanied { support, days, vouched } => {
            let (en, zh) = if *vouched { (" and vouched for it", "，并为它背书") } else { ("", "") };
            both(
                format!("The hub accompanied it for {days:.1} days{en} (borrowed capacity {support:.2})."),
                format!("枢纽陪伴它 {days:.1} 天{zh}（借来的能力 {support:.2}）。"),
            )
        }
        What::DidNotAsk { why: Refusal::NoTie } => {
            both("It knew no funder, so it asked nobody for a grant.", "它不认识任何资助方，无处申请。")
        }
        What::DidNotAsk { why: Refusal::NoRoom { room_fen, .. } } if *room_fen <= 0 => both(
            "It had more project money than it could carry, so it asked nobody for more.",
            "手上的项目资金已超过承接力，它没有再申请。",
        ),
        What::DidNotAsk { why: Refusal::NoRoom { room_fen, least_fen } } => {
            let (room, least) = (yuan(*room_fen), yuan(*least_fen));
            both(
                format!(
                    "It asked nobody for a grant: it could carry only {} more, and below {} nobody applies.",
                    room.en, least.en
                ),
                format!("它没有申请资助：只能再承接 {}，不到 {} 不值得申请。", room.zh, least.zh),
            )
        }
        What::Asked { funder, ask_fen, outcome } => asked(funder, &yuan(*ask_fen), *ask_fen, outcome),
        What::Contest { won_fen: 0 } => both(
            "It entered the contest, which cost it people's time, and won nothing.",
            "它参加了公益创投，耗费了人力，没有获奖。",
        ),
        What::Contest { won_fen } => {
            let won = yuan(*won_fen);
            both(format!("It entered the contest and won {}.", won.en), format!("它参加公益创投，获奖 {}。", won.zh))
        }
        What::Gifts { day_fen, matched_fen, ordinary_fen } => gifts(*day_fen, *matched_fen, *ordinary_fen),
        What::FoundOut { fen } => {
            let taken = yuan(*fen);
            both(
                format!("It was found out gaming the match: {} were taken back, and the platform banned it.", taken.en),
                format!("它套捐被查出：被追回 {}，并被平台禁入。", taken.zh),
            )
        }
        What::Received { kind, party, fen } => {
            let amount = yuan(*fen);
            both(
                format!("It received {} as a {} from the {}.", amount.en, kind.en, party.en),
                format!("它从{}得到{} {}。", party.zh, kind.zh, amount.zh),
            )
        }
        What::Delivered { fen, load, success } => {
            let spent = yuan(*fen);
            let (en, zh) = if *success { ("succeeded", "成功") } else { ("failed", "失败") };
            let (over, over_zh) = if *load >= 1.05 {
                (
                    format!("; it had {load:.1} times as much on its hands as it can carry"),
                    format!("；手上的资金是承接力的 {load:.1} 倍"),
                )
            } else {
                (String::new(), String::new())
            };
            both(
                format!("It spent {} on its project, which {en}{over}.", spent.en),
                format!("它在项目上花了 {}，项目{zh}{over_zh}。", spent.zh),
            )
        }
        What::Bills { paid_fen: 0, due_fen, .. } if *due_fen > 0 => {
            let due = yuan(*due_fen);
            both(
                format!("Bills of {} came, and it could pay none of them.", due.en),
                format!("账单 {}，它分文付不出。", due.zh),
            )
        }
        What::Bills { paid_fen, due_fen, .. } if paid_fen < due_fen => {
            let [paid, due] = [*paid_fen, *due_fen].map(yuan);
            both(
                format!("Bills of {} came, and it could pay only {}.", due.en, paid.en),
                format!("账单 {}，它只付得出 {}。", due.zh, paid.zh),
            )
        }
        What::Bills { paid_fen: 0, .. } => return None,
        What::Bills { paid_fen, .. } => {
            let paid = yuan(*paid_fen);
            both(format!("It paid its bills, {}.", paid.en), format!("它付清了账单 {}。", paid.zh))
        }
        What::Left { risk } => {
            let terms = weights(risk);
            both(
                format!(
                    "It left the network: the chance was {}, the draw {}. {}",
                    chance(risk.chance),
                    chance(risk.draw),
                    terms.en
                ),
                format!("它退出了网络：概率 {}，抽签 {}。{}", chance(risk.chance), chance(risk.draw), terms.zh),
            )
        }
        What::Closed => {
            let Some(risk) = &year.risk else { return Some(both("It closed.", "它关闭了。")) };
            let terms = weights(risk);
            both(
                format!(
                    "It closed: the chance was {}, the draw {}. {}",
                    chance(risk.chance),
                    chance(risk.draw),
                    terms.en
                ),
                format!("它关闭了：概率 {}，抽签 {}。{}", chance(risk.chance), chance(risk.draw), terms.zh),
            )
        }
    })
}

fn outside(why: &Candidacy) -> Bilingual {
    match why {
        Candidacy::HeldBack { signal, threshold } => both(
            format!(
                "It held back from the programme: what drew it ({signal:.2}) was less than its threshold ({threshold:.2})."
            ),
            format!("它对项目仍在观望：吸引力（{signal:.2}）低于它的门槛（{threshold:.2}）。"),
        ),
        Candidacy::TooFewPeople { people, least } => both(
            format!("It had too few people to join the programme ({people:.2}; more than {least:.2} are needed)."),
            format!("它人手太少，加入不了项目（{people:.2}，需高于 {least:.2}）。"),
        ),
        Candidacy::TooSoon => {
            both("It had left the network too recently to come back.", "它刚退出网络不久，还不能回来。")
        }
        Candidacy::CountyFull { most } => both(
            format!(
                "It wanted to join the programme, but its county already had {most} slots, the most a county may have."
            ),
            format!("它想加入项目，但本县已有 {most} 个名额，达到上限。"),
        ),
        Candidacy::NoSlotLeft { newcomers: 0 } => both(
            "It wanted to join the programme, but there was no slot for any newcomer.",
            "它想加入项目，但没有给新机构的名额。",
        ),
        Candidacy::NoSlotLeft { newcomers: 1 } => both(
            "It wanted to join the programme, but the one slot for newcomers was gone before its turn.",
            "它想加入项目，但唯一给新机构的名额没轮到它。",
        ),
        Candidacy::NoSlotLeft { newcomers } => both(
            format!(
                "It wanted to join the programme, but the slots were gone before its turn ({newcomers} newcomers landed)."
            ),
            format!("它想加入项目，但还没轮到它名额就用完了（新落地 {newcomers} 家）。"),
        ),
    }
}

fn asked(funder: &Bilingual, ask: &Bilingual, ask_fen: i64, outcome: &Asking) -> Bilingual {
    match outcome {
        Asking::NotTrusted { shown, needed } => both(
            format!("{} would not look at its application: trust {shown:.2}, needed {needed:.2}.", capital(&funder.en)),
            format!("{}不受理它的申请：信任 {shown:.2}，需要 {needed:.2}。", funder.zh),
        ),
        Asking::Outranked { of, paid: 0, .. } => both(
            format!("It asked {} for {}, which had no money to give (applications: {of}).", funder.en, ask.en),
            format!("它向{}申请 {}，对方已无钱可给（共 {of} 份申请）。", funder.zh, ask.zh),
        ),
        Asking::Outranked { rank, of, paid, .. } => both(
            format!(
                "It asked {} for {} and came {} of {of}; the money was enough for {paid}.",
                funder.en,
                ask.en,
                ordinal(*rank)
            ),
            format!("它向{}申请 {}，在 {of} 份申请中排第 {rank}，钱只够前 {paid} 名。", funder.zh, ask.zh),
        ),
        Asking::Granted { fen, rank, of } => {
            let got = yuan(*fen);
            let (part, part_zh) = if *fen < ask_fen {
                (format!(" of the {} that it asked for", ask.en), format!("（申请 {}）", ask.zh))
            } else {
                (String::new(), String::new())
            };
            both(
                format!("{} granted it {}{part} ({} of {of}).", capital(&funder.en), got.en, ordinal(*rank)),
                format!("{}资助了它 {}{part_zh}（{of} 份申请中排第 {rank}）。", funder.zh, got.zh),
            )
        }
    }
}

fn gifts(day_fen: i64, matched_fen: i64, ordinary_fen: i64) -> Bilingual {
    let [day, matched, ordinary] = [day_fen, matched_fen, ordinary_fen].map(yuan);
    if day_fen == 0 && matched_fen == 0 {
        return both(format!("Gifts brought {}.", ordinary.en), format!("日常捐赠带来 {}。", ordinary.zh));
    }
    both(
        format!("The giving day brought {}, matches {}, gifts through the year {}.", day.en, matched.en, ordinary.en),
        format!("捐赠日带来 {}，配捐 {}，日常捐赠 {}。", day.zh, matched.zh, ordinary.zh),
    )
}

fn ordinal(number: u32) -> String {
    let ending = match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// How it stood at the end of a year, or of several.
pub(super) fn standing(year: &LifeYear, lead: &Bilingual) -> Bilingual {
    let [cash, projects] = [year.cash_fen[1], year.restricted_fen[1]].map(yuan);
    let (people, brain, method) = (year.people, year.brain, year.method);
    let (risk, risk_zh) = match &year.risk {
        Some(risk) => {
            (format!("; chance of closing {}", chance(risk.chance)), format!("；关闭概率 {}", chance(risk.chance)))
        }
        None => (String::new(), String::new()),
    };
    let (ties, ties_zh) = match year.ties {
        0 => ("no funder knows it".to_string(), "没有资助方认识它".to_string()),
        1 => ("one funder knows it".to_string(), "有 1 家资助方认识它".to_string()),
        many => (format!("{many} funders know it"), format!("有 {many} 家资助方认识它")),
    };
    let (more, more_zh) = if year.restricted_fen[1] == 0 {
        (String::new(), String::new())
    } else {
        (format!(", project money {}", projects.en), format!("，项目资金 {}", projects.zh))
    };
    both(
        format!(
            "{}: people {:.2} → {:.2}, brain {:.2} → {:.2}, method {:.2} → {:.2}; cash {}{more}; {ties}{risk}.",
            lead.en, people.before, people.after, brain.before, brain.after, method.before, method.after, cash.en
        ),
        format!(
            "{}：人 {:.2} → {:.2}，脑 {:.2} → {:.2}，法 {:.2} → {:.2}；现金 {}{more_zh}；{ties_zh}{risk_zh}。",
            lead.zh, people.before, people.after, brain.before, brain.after, method.before, method.after, cash.zh
        ),
    )
}

/// What raised and what lowered the odds, in order of weight.
fn weights(risk: &Risk) -> Bilingual {
    // What moves the odds by less than a twentieth is not worth a word.
    let weighty = |term: &&Term| term.name != "base" && term.log_odds.abs() >= 0.05;
    let terms: Vec<&Term> = risk.terms.iter().filter(weighty).collect();
    if terms.is_empty() {
        return both(
            "Nothing but the base for all stood behind it: bad luck.",
            "背后只有所有机构共有的基数：运气不好。",
        );
    }
    let en: Vec<String> = terms.iter().map(|term| format!("{} (odds × {:.1})", term.words.en, term.factor)).collect();
    let zh: Vec<String> = terms.iter().map(|term| format!("{}（几率 × {:.1}）", term.words.zh, term.factor)).collect();
    both(format!("By weight: {}.", en.join(", ")), format!("按分量排列：{}。", zh.join("、")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_their_endings() {
        let said: Vec<String> = [1, 2, 3, 4, 11, 12, 13, 21, 112].map(ordinal).to_vec();
        assert_eq!(said, ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "112th"]);
    }
}
