//! The acceptability curve: how likely each scenario is the best, by what one further effect is worth.

use super::labels::{self, EndLabel};
use super::numbers::{self, Ticks};
use super::page::Plot;
use super::results::Wanted;
use super::sheet::{FAINT, INK, PALETTE, Sheet};
use super::value_plane;
use super::words::Lang;
use super::{Chart, ChartError, Source};

pub(super) const CHART: Chart = Chart {
    name: "acceptability",
    title: "Which scenario is best at which worth",
    title_zh: "在何种价值下哪个情景最优",
    about: "share of bootstrap samples in which each scenario has the highest net benefit, by what one further effect is \
            worth in yuan of outside money; --metric as for value_plane",
    about_zh: "按每多得一单位所值的外部资金，各情景净收益最高的自助样本比例；--metric 同 value_plane",
    in_default_set: true,
    wants: |contents, options| {
        contents.compares()?;
        Ok(Wanted { acceptability: Some(value_plane::effect(options)?.name.to_string()), ..Wanted::default() })
    },
    draw,
};

/// Curves that never reach this are drawn in the background.
const LIKELY: f64 = 0.1;

fn draw(source: &Source) -> Result<Sheet, ChartError> {
    let lang = source.lang();
    let effect = value_plane::effect(source.options)?;
    let curves = &source.results.acceptability;
    let most = curves.values().flatten().map(|point| point.0).fold(0.0, f64::max);
    if most <= 0.0 {
        let (en, zh) = ("scenario that gains anything for money", "以资金换来所得的情景");
        return Err(ChartError::nothing(en, zh));
    }
    let best_at = |worth: f64| {
        let here = curves.iter().filter_map(|(scenario, curve)| {
            let point = curve.iter().find(|point| point.0 == worth)?;
            Some((*scenario, point.1))
        });
        here.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
    };
    let title = match (best_at(most), lang) {
        (Some((scenario, share)), Lang::En) => format!(
            "At {} yuan per {}, {} is the best choice with probability {}",
            numbers::number(most, 0),
            effect.one(lang),
            source.title(scenario),
            percent(share)
        ),
        (Some((scenario, share)), Lang::Zh) => format!(
            "每多一{}值 {} 元时，{}为最优的概率是 {}",
            effect.one(lang),
            numbers::number(most, 0),
            lang.quoted(source.title(scenario)),
            percent(share)
        ),
        (None, _) => String::new(),
    };
    let measure = lang.pick(
        "Probability that a scenario has the highest net benefit (worth times effect, less outside money), from 1,000 \
         bootstrap samples of the paired replicates.",
        "情景净收益（价值 × 所得 − 外部资金）最高的概率，来自对配对重复的 1000 次自助抽样。",
    );
    let note = lang.pick(
        "It speaks of chance under the model's assumptions, not of whether these hold.",
        "它只反映模型假定之下的偶然，不说明假定是否成立。",
    );
    let (mut sheet, frame) = source.page(&title, measure, note);
    let mut places = 0;
    let mut ends: Vec<(usize, EndLabel)> = Vec::new();
    for (&scenario, curve) in curves {
        let highest = curve.iter().map(|point| point.1).fold(0.0, f64::max);
        let Some(last) = curve.last().filter(|_| highest >= LIKELY) else { continue };
        let colour = if source.is_baseline(scenario) {
            INK
        } else {
            places += 1;
            PALETTE[(places - 1) % PALETTE.len()]
        };
        let name = source.title(scenario).to_string();
        ends.push((scenario, EndLabel { y: last.1, name, value: percent(last.1), colour, bold: true }));
    }
    let room = labels::room(ends.iter().map(|(_, label)| label), 0.28 * frame.width());
    let (x_ticks, ticks) = (Ticks::covering(0.0, most, 6), Ticks::covering(0.0, 1.0, 5));
    let plot = Plot::new(frame.inset(86.0, 12.0, room, 78.0), (0.0, most), &ticks);
    plot.grid(&mut sheet, &ticks, percent);
    let shown = x_ticks.values().filter(|value| *value <= most * (1.0 + 1e-9));
    plot.marks_below(&mut sheet, shown.map(|value| (value, numbers::number(value, x_ticks.decimals()))));
    let axis = match lang {
        Lang::En => format!("what one further {} is worth, in yuan", effect.one(lang)),
        Lang::Zh => format!("每多一{}的价值（元）", effect.one(lang)),
    };
    plot.axis_below(&mut sheet, &axis);
    for (scenario, curve) in curves {
        if ends.iter().all(|(shown, _)| shown != scenario) {
            sheet.line(plot.points(curve.iter().copied()), FAINT, 2.0);
        }
    }
    for (scenario, label) in &mut ends {
        sheet.line(plot.points(curves[scenario].iter().copied()), label.colour, 4.0);
        label.y = plot.y(label.y);
    }
    let labels: Vec<EndLabel> = ends.into_iter().map(|(_, label)| label).collect();
    labels::write(&mut sheet, &labels, plot.frame.right, room - 24.0, frame.top, plot.frame.bottom + 10.0);

    let worths: Vec<f64> = curves.values().next().into_iter().flatten().map(|point| point.0).collect();
    plot.strips(&mut sheet, &worths, |position| {
        let worth = numbers::number(worths[position], 0);
        let heading = match lang {
            Lang::En => format!("{worth} yuan per {}", effect.one(lang)),
            Lang::Zh => format!("每多一{}值 {worth} 元", effect.one(lang)),
        };
        let here =
            curves.iter().filter_map(|(scenario, curve)| Some((source.title(*scenario), curve.get(position)?.1)));
        let lines = here.filter(|(_, share)| *share > 0.0).map(|(title, share)| match lang {
            Lang::En => format!("{title}: {}", percent(share)),
            Lang::Zh => format!("{title}：{}", percent(share)),
        });
        std::iter::once(heading).chain(lines).collect::<Vec<_>>().join("\n")
    });
    source.account_of_last(&mut sheet);
    Ok(sheet)
}

fn percent(share: f64) -> String {
    format!("{}%", numbers::number(100.0 * share, 0))
}
