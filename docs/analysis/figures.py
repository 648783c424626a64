"""Reads a folder of results and draws two figures; checks every paired difference on the way.

    python figures.py RESULTS [--out FOLDER] [--metric NAME] [--year YEAR]

RESULTS is a folder that `headwater compare` has left. Written are `landing.png` (a metric over time, mean and range
over replicates, one line for each scenario) and `forest.png` (paired differences from the baseline with their 95 %
intervals). Differences are computed here, from `yearly.parquet` or `yearly.csv`; `comparison.csv` is only held
against them. If the two disagree by more than 1e-9, the program says where and ends with status 1.

What it reads is a simulation under stated assumptions, not a forecast.
"""

import argparse
import json
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from scipy import stats

# The colours of Okabe and Ito, which colour-blind readers can tell apart.
COLOURS = ["#000000", "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#999999"]
TOLERANCE = 1e-9


def read_yearly(results: Path) -> pd.DataFrame:
    """Columns scenario, replicate, year, metric, value; an undefined value is left out."""
    parquet = results / "yearly.parquet"
    yearly = pd.read_parquet(parquet) if parquet.exists() else pd.read_csv(results / "yearly.csv")
    return yearly.dropna(subset=["value"]).astype({"scenario": str, "metric": str})


def paired_differences(yearly: pd.DataFrame, scenario: str, baseline: str, better: pd.Series) -> pd.DataFrame:
    """The scenario minus the baseline, replicate by replicate, then summed up for each metric and year.

    A replicate of which one side is undefined is dropped. The interval is Student's, of the mean difference; with
    fewer than two pairs there is none.
    """
    key = ["metric", "year", "replicate"]
    ours = yearly[yearly.scenario == scenario].set_index(key).value
    base = yearly[yearly.scenario == baseline].set_index(key).value
    pairs = pd.concat([ours, base], axis=1, join="inner", keys=["ours", "base"])
    pairs["difference"] = pairs.ours - pairs.base
    sign = pairs.index.get_level_values("metric").map(better).map({"higher": 1.0, "lower": -1.0})
    pairs["better"] = np.where(sign.isna(), np.nan, (pairs.difference * sign.fillna(0.0) > 0.0).astype(float))
    grouped = pairs.groupby(level=["metric", "year"])
    found = pd.DataFrame(
        {
            "replicates": grouped.difference.count(),
            "baseline_mean": grouped.base.mean(),
            "scenario_mean": grouped.ours.mean(),
            "difference": grouped.difference.mean(),
            "share_better": grouped.better.mean(),
        }
    )
    half = stats.t.ppf(0.975, found.replicates - 1) * grouped.difference.std() / np.sqrt(found.replicates)
    return found.assign(ci95_low=found.difference - half, ci95_high=found.difference + half)


def disagreements(computed: pd.DataFrame, written: pd.DataFrame) -> list[str]:
    """Where a row of `comparison.csv` differs from what was computed here."""
    joined = written.set_index(["metric", "year"]).join(computed.add_suffix("_here"), how="left")
    # Skewed differences have Hall's interval, which is not computed here; their means are held all the same.
    joined.loc[joined.method == "hall", ["ci95_low_here", "ci95_high_here"]] = joined.loc[
        joined.method == "hall", ["ci95_low", "ci95_high"]
    ].to_numpy()
    wrong = []
    for column in computed.columns:
        theirs = joined[column].astype(float)
        ours = joined[f"{column}_here"].astype(float)
        if column == "replicates":
            ours = ours.fillna(0.0)
        # Relative for large numbers: a sum of hundreds of millions of yuan has no ninth decimal.
        far = (theirs - ours).abs() > TOLERANCE * np.maximum(1.0, theirs.abs())
        for (metric, year), row in joined[far | (theirs.isna() != ours.isna())].iterrows():
            wrong.append(f"{metric} {year}, {column}: written {row[column]}, computed {row[f'{column}_here']}")
    return wrong


def draw_over_time(yearly: pd.DataFrame, metric: str, scenarios: dict[str, str], note: str, path: Path) -> None:
    """One line for each scenario: the mean over replicates, and a band from the 5th to the 95th percentile."""
    figure, axes = plt.subplots(figsize=(11, 6.2), layout="constrained")
    for number, (scenario, title) in enumerate(scenarios.items()):
        values = yearly[(yearly.scenario == scenario) & (yearly.metric == metric)].groupby("year").value
        mean, low, high = values.mean(), values.quantile(0.05), values.quantile(0.95)
        colour = COLOURS[number % len(COLOURS)]
        axes.plot(mean.index, mean, color=colour, label=title, linestyle="--" if number >= len(COLOURS) else "-")
        axes.fill_between(mean.index, low, high, color=colour, alpha=0.15, linewidth=0)
    axes.set(xlabel="year", ylabel=metric, title=f"{metric}: mean, and 5th to 95th percentile of replicates")
    axes.legend(frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    figure.supxlabel(note, fontsize=8, color="#555555")
    figure.savefig(path, dpi=120)
    plt.close(figure)


def draw_forest(rows: pd.DataFrame, metric: str, year: int, note: str, path: Path) -> None:
    """One line for each scenario: the mean paired difference and its 95 % interval."""
    rows = rows.iloc[::-1]
    figure, axes = plt.subplots(figsize=(11, 1.4 + 0.45 * len(rows)), layout="constrained")
    axes.axvline(0.0, color="#555555", linewidth=1)
    height = np.arange(len(rows))
    spread = np.vstack([rows.difference - rows.ci95_low, rows.ci95_high - rows.difference])
    axes.errorbar(rows.difference, height, xerr=spread, fmt="o", color=COLOURS[1], capsize=3)
    axes.set_yticks(height, rows.title)
    axes.set(xlabel=f"difference of {metric} in {year} from the baseline, with its 95 % interval")
    axes.spines[["top", "right"]].set_visible(False)
    figure.supxlabel(note, fontsize=8, color="#555555")
    figure.savefig(path, dpi=120)
    plt.close(figure)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results", type=Path, help="folder that `headwater compare` has left")
    parser.add_argument("--out", type=Path, default=Path("."), help="folder of the pictures")
    parser.add_argument("--metric", default="organisations_alive", help="metric of the second picture")
    parser.add_argument("--year", type=int, help="year of the second picture; the last one by default")
    wanted = parser.parse_args()

    manifest = json.loads((wanted.results / "manifest.json").read_text(encoding="utf-8"))
    titles = {scenario["name"]: scenario["title"] for scenario in manifest["scenarios"]}
    note = (
        f"Headwater {manifest['version']} · seed {manifest['seed']} · {manifest['replicates']} replicates · "
        "simulated under stated assumptions, not a forecast"
    )
    catalogue = pd.read_csv(wanted.results / "metrics.csv")
    better = catalogue[catalogue.level == "region"].set_index("metric").better
    yearly = read_yearly(wanted.results)
    written = pd.read_csv(wanted.results / "comparison.csv")

    wrong: list[str] = []
    baseline = manifest["scenarios"][0]["name"]
    year = wanted.year or int(yearly.year.max())
    forest = []
    for (scenario, against), rows in written.groupby(["scenario", "baseline"], sort=False):
        computed = paired_differences(yearly, scenario, against, better)
        wrong += [f"{scenario} against {against}: {line}" for line in disagreements(computed, rows)]
        if against == baseline:
            forest.append(computed.loc[(wanted.metric, year)].rename(scenario))
    if wrong:
        print(f"{len(wrong)} values of comparison.csv are not what the yearly values give:", file=sys.stderr)
        print("\n".join(wrong[:20]), file=sys.stderr)
        return 1
    print(f"{len(written)} rows of comparison.csv agree with the yearly values to {TOLERANCE:g}")

    wanted.out.mkdir(parents=True, exist_ok=True)
    draw_over_time(yearly, "landing", titles, note, wanted.out / "landing.png")
    rows = pd.DataFrame(forest)
    rows["title"] = [titles[name] for name in rows.index]
    draw_forest(rows, wanted.metric, year, note, wanted.out / "forest.png")
    print(f"pictures: {wanted.out / 'landing.png'}, {wanted.out / 'forest.png'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
