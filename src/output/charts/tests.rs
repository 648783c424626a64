//! Every chart from a tiny folder of results that is written by code.

use super::*;
use resvg::usvg;
use std::fmt::Write as _;

const COUNTIES: [(&str, &str); 4] =
    [("Lixia", "Jinan"), ("Shizhong", "Jinan"), ("Shinan", "Qingdao"), ("Zhifu", "Yantai")];

/// A folder with three scenarios, four replicates and five years; `lift` says how far each scenario ends above the
/// baseline.
fn folder(titles: [&str; 3], lift: [f64; 3]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder for a test");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("a file for a test");
    let names = ["baseline", "opening", "contest"];
    let scenarios: Vec<serde_json::Value> = names
        .iter()
        .zip(titles)
        .map(|(name, title)| {
            serde_json::json!({
                "name": name, "title": title, "title_zh": "情景", "settings": { "run": { "base_year": 2016 } }
            })
        })
        .collect();
    let manifest = serde_json::json!({ "version": "0.1.0", "seed": 7, "replicates": 4, "scenarios": scenarios });
    write("manifest.json", &manifest.to_string());

    let metrics = [
        ("organisations_alive", "organisations", "higher"),
        ("landing", "organisations", "higher"),
        ("base_cohort_survival", "share", "higher"),
        ("velocity", "per year", "higher"),
        ("gini_receipts", "–", "lower"),
    ];
    let mut catalogue = "metric,unit,type,better,formula,meaning,meaning_zh,level\n".to_string();
    let mut bands = "scenario,metric,year,replicates,mean,sd,p5,p25,median,p75,p95,since_base,since_base_ci95_low,\
                     since_base_ci95_high\n"
        .to_string();
    let mut comparison = "scenario,baseline,metric,year,replicates,baseline_mean,scenario_mean,difference,ci95_low,\
                          ci95_high,share_better,correlation,variance_reduction\n"
        .to_string();
    let mut flows = "scenario,replicate,year,kind,from_sector,to_sector,earmarked,amount_fen\n".to_string();
    let mut exposure = "scenario,replicate,cohort,time,size,at_risk,closed,landing,left,dormant\n".to_string();
    for (metric, unit, better) in metrics {
        writeln!(catalogue, "{metric},{unit},stock,{better},formula,what it means,它的含义,region").expect("text");
    }
    catalogue.push_str("landing,organisations,,,,what it means,它的含义,county\n");
    let mut places = "county,city,county_zh,city_zh,population,urban\n".to_string();
    let mut counties = "scenario,year,county,city,metric,mean,sd\n".to_string();
    let mut county_comparison = "scenario,baseline,year,county,city,metric,replicates,baseline_mean,scenario_mean,\
                                 difference,ci95_low,ci95_high\n"
        .to_string();
    let mut lorenz = "scenario,year,organisations_share,replicates,receipts_share,ci95_low,ci95_high\n".to_string();
    let mut value = "scenario,baseline,effect,money,gained,gained_ci95_low,gained_ci95_high,paid_yuan,paid_ci95_low,\
                     paid_ci95_high,yuan_per_effect,price_ci95_low,price_ci95_high,state,standing\n"
        .to_string();
    let mut acceptability = "effect,money,worth_yuan,scenario,probability_best\n".to_string();
    for (county, city) in COUNTIES {
        writeln!(places, "{county},{city},某某县,某市,1000,false").expect("text");
    }
    for (scenario, lift) in names.iter().zip(lift) {
        for year in 2015..2020 {
            let share = f64::from((year - 2016).max(0)) / 3.0;
            for (place, (metric, _, _)) in metrics.iter().enumerate() {
                let values: Vec<f64> = (0..4u32)
                    .map(|replicate| 10.0 * (place + 1) as f64 + lift * share + f64::from(replicate))
                    .collect();
                let [p5, p25, median, p75, p95] = [0.05, 0.25, 0.5, 0.75, 0.95]
                    .map(|share| crate::stats::quantile::quantile(&values, share).expect("four values"));
                let (mean, since) = (values.iter().sum::<f64>() / 4.0, lift * share);
                writeln!(
                    bands,
                    "{scenario},{metric},{year},4,{mean},1.290994,{p5},{p25},{median},{p75},{p95},{since},{since},{since}"
                )
                .expect("text");
                let (low, high) = (lift * share - 0.5, lift * share + 0.5);
                if *scenario != "baseline" {
                    let difference = lift * share;
                    writeln!(
                        comparison,
                        "{scenario},baseline,{metric},{year},4,10,{},{difference},{low},{high},,,",
                        10.0 + difference
                    )
                    .expect("text");
                }
            }
            for replicate in 0..4 {
                for (kind, from, to, fen) in [
                    ("programme_grant", "foundation", "organisations", 500_000_00 + (lift * 20_000_00.0) as i64),
                    ("open_grant", "government", "organisations", 900_000_00 + i64::from(replicate) * 1_000_00),
                    ("payout", "platform", "organisations", 300_000_00),
                    ("direct_programme", "federation", "beneficiaries", 700_000_00),
                    ("delivery", "organisations", "suppliers", 800_000_00),
                ] {
                    writeln!(flows, "{scenario},{replicate},{year},{kind},{from},{to},false,{fen}").expect("text");
                }
            }
        }
        if *scenario != "baseline" {
            let (low, high) = (lift - 0.5, lift + 0.5);
            let price =
                if lift > 0.0 { "100000,90000,120000,defined,frontier" } else { ",,,effect_is_negative,dominated" };
            writeln!(
                value,
                "{scenario},baseline,survivor_year,outside,{lift},{low},{high},600000,500000,700000,{price}"
            )
            .expect("text");
        }
        for worth in [0, 100_000, 200_000] {
            let share = if lift > 0.0 { f64::from(worth) / 400_000.0 } else { 0.0 };
            writeln!(acceptability, "survivor_year,outside,{worth},{scenario},{share}").expect("text");
        }
        for (county, city) in COUNTIES {
            for year in [2016, 2019] {
                let mean = 3.0 + lift * f64::from(year - 2016) / 3.0;
                writeln!(counties, "{scenario},{year},{county},{city},landing,{mean},0.5").expect("text");
                if year == 2019 && *scenario != "baseline" {
                    let (low, high) = (lift - 0.5, lift + 0.5);
                    writeln!(
                        county_comparison,
                        "{scenario},baseline,{year},{county},{city},landing,4,3,{mean},{lift},{low},{high}"
                    )
                    .expect("text");
                }
            }
        }
        for share in crate::metrics::LORENZ_SHARES {
            let held = share * share * (1.0 + lift / 100.0);
            for year in [2016, 2019] {
                writeln!(lorenz, "{scenario},{year},{share},4,{held},{},{}", held - 0.01, held + 0.01).expect("text");
            }
        }
        for cohort in ["all", "founded", "landed", "never_landed"] {
            for time in 0..4 {
                for size in ["small", "middle", "large"] {
                    for replicate in 0..4 {
                        writeln!(exposure, "{scenario},{replicate},{cohort},{time},{size},50,{},0,0,0", 8 - time)
                            .expect("text");
                    }
                }
            }
        }
    }
    let mut uncertainty =
        "scenario,baseline,quantity,unit,last_year,own_mean,own_ci95_low,own_ci95_high,sets,sets_low,\
                           sets_high,assumption_share,sets_with_the_sign\n"
            .to_string();
    let mut outcomes = "variant,kind,replicate,scenario,quantity,value,difference\n".to_string();
    for (scenario, lift) in names.iter().zip(lift).skip(1) {
        let (low, high) = (lift - 0.5, lift + 0.5);
        let unit = "organisations";
        writeln!(
            uncertainty,
            "{scenario},baseline,organisations_alive,{unit},2019,{lift},{low},{high},3,{},{},0.9,3",
            lift - 4.0,
            lift + 4.0
        )
        .expect("text");
        for set in 1..=3 {
            for replicate in 0..2 {
                let difference = lift + 4.0 * f64::from(set - 2);
                writeln!(outcomes, "{set},set,{replicate},{scenario},organisations_alive,20,{difference}")
                    .expect("text");
            }
        }
    }
    let mut ramp = "lever,level,way,first_year,year,metric,replicates,mean,ci95_low,ci95_high,rest_mean,difference,\
                    difference_ci95_low,difference_ci95_high\n"
        .to_string();
    for (level, way, year, mean) in [(0, "up", 2017, 10), (9, "up", 2018, 30), (0, "down", 2019, 25)] {
        writeln!(ramp, "slots,{level},{way},{year},{year},velocity,4,{mean},{},{},10,0,0,0", mean - 2, mean + 2)
            .expect("text");
    }
    let summary = "quantity,value,ci95_low,ci95_high\narea_share,0.4,0.3,0.5\narea_beyond_time_share,0.1,-0.1,0.3\n\
                   remains,15,12,18\nashman_d,1.5,,\n"
        .to_string();
    for (name, text) in [
        ("uncertainty.csv", uncertainty),
        ("uncertainty_outcomes.csv", outcomes),
        ("hysteresis.csv", ramp),
        ("hysteresis_summary.csv", summary),
        ("metrics.csv", catalogue),
        ("bands.csv", bands),
        ("comparison.csv", comparison),
        ("flows.csv", flows),
        ("exposure.csv", exposure),
        ("places.csv", places),
        ("counties.csv", counties),
        ("lorenz.csv", lorenz),
        ("county_comparison.csv", county_comparison),
        ("network.csv", network_rows()),
        ("value.csv", value),
        ("acceptability.csv", acceptability),
    ] {
        write(name, &text);
    }
    folder
}

/// A hub, a county bureau, a city federation and three organisations in two scenarios; the baseline has no hub.
fn network_rows() -> String {
    let mut rows =
        "scenario,year,tie,funder_class,funder,organisation_kind,organisation,county,city,strength\n".to_string();
    for scenario in ["opening", "contest"] {
        for row in [
            "hub_funder,child_welfare_office,9,,,,,0.4",
            "hub_funder,city_federation,7,,,,Heze,0.3",
            "hub_organisation,,,volunteer_group,1,Cao County,Heze,0.3",
            "funder_organisation,county_bureau,5,volunteer_group,1,Cao County,Heze,0.6",
            "hub_organisation,,,grassroots_ngo,2,Shan County,Heze,0.3",
            "hub_organisation,,,grassroots_ngo,3,Lixia,Jinan,0.3",
            "funder_organisation,national_foundation,8,grassroots_ngo,3,Lixia,Jinan,0.7",
        ] {
            writeln!(rows, "{scenario},2019,{row}").expect("text");
        }
    }
    rows
}

const TITLES: [&str; 3] = ["Baseline", "Opening", "Contest"];

#[test]
fn every_chart_draws_in_both_languages_and_the_same_bytes_twice() {
    let folder = folder(TITLES, [0.0, 6.0, -4.0]);
    for chart in CHARTS {
        for lang in [Lang::En, Lang::Zh] {
            let options = Options { lang, size: (800, 450), ..Options::default() };
            let drawn =
                || draw(chart.name, folder.path(), &options).unwrap_or_else(|error| panic!("{}: {error}", chart.name));
            let (once, twice) = (drawn(), drawn());
            assert!(once.svg == twice.svg && once.png == twice.png, "{} differs from itself", chart.name);
            assert_eq!(once.warnings, [], "{}", chart.name);
            assert!(once.png.starts_with(b"\x89PNG"), "{}", chart.name);
            let caveat = lang.pick("not a forecast", "非预测");
            assert!(once.svg.contains(caveat) && once.svg.contains("width=\"800\" height=\"450\""), "{}", chart.name);
        }
    }
}

#[test]
fn titles_follow_the_intervals_of_the_folder() {
    let svg = |lift| {
        let folder = folder(TITLES, lift);
        draw("landing", folder.path(), &Options::default()).expect("a complete folder").svg
    };
    let both = svg([0.0, 6.0, -4.0]);
    assert!(both.contains("1 of 2 scenarios above the baseline (Opening most), 1 below (Contest most)"), "{both}");
    assert!(svg([0.0, 0.2, -0.3]).contains("no scenario differs clearly from the baseline"));
}

fn drawn(folder: &Path) -> Result<Vec<Words>, ChartError> {
    draw_set(&Contents::of(folder)?, Lang::En)
}

#[test]
fn a_map_of_tiles_shows_differences_and_the_baseline_its_own_values() {
    let folder = folder(TITLES, [0.0, 6.0, -4.0]);
    let title = |scenario: Option<&str>| {
        let options = Options { scenario: scenario.map(str::to_string), ..Options::default() };
        inline("tilemap", folder.path(), &options).expect("a complete folder").title
    };
    assert_eq!(title(None), "Landing network in 2019: with Opening clearly more in 4 of 4 counties");
    assert_eq!(title(Some("contest")), "Landing network in 2019: with Contest clearly less in 4 of 4 counties");
    assert_eq!(title(Some("baseline")), "Landing network in 2019: most in Lixia, Jinan (3.00 organisations)");
}

#[test]
fn the_default_set_writes_each_figure_twice_and_leaves_out_what_is_not_there() {
    let folder = folder(TITLES, [0.0, 6.0, -4.0]);
    assert_eq!(drawn(folder.path()).expect("a complete folder"), []);
    let figures = || fs::read_dir(folder.path().join("figures")).expect("figures").count();
    let charts = CHARTS.iter().filter(|chart| chart.in_default_set).count();
    assert_eq!(figures(), 2 * charts);

    let path = folder.path().join("metrics.csv");
    let metrics = fs::read_to_string(&path).expect("metrics").replacen("landing,", "settling,", 1);
    fs::write(&path, metrics).expect("metrics");
    let warnings = drawn(folder.path()).expect("a folder without one metric");
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(warnings[0].en.starts_with("chart `landing` is left out"), "{warnings:?}");
}

#[test]
fn what_assumptions_and_ramps_show_stands_in_the_titles_and_is_no_news_where_it_is_not() {
    let folder = folder(TITLES, [0.0, 6.0, -4.0]);
    let title = |name: &str| {
        let svg = draw(name, folder.path(), &Options::default()).expect("a complete folder").svg;
        svg[svg.find("<title>").expect("a title") + 7..svg.find("</title>").expect("its end")].to_string()
    };
    insta::assert_snapshot!(title("uncertainty"), @"Organisations alive in 2019: 90% of the spread comes from assumptions; 2 of 2 signs hold in every set");
    insta::assert_snapshot!(title("hysteresis"), @"Velocity of money stays higher on the way down: a loop of 40% of the range, not clear beyond what time alone does");
    for file in ["uncertainty.csv", "hysteresis.csv"] {
        fs::remove_file(folder.path().join(file)).expect("a file");
    }
    assert_eq!(drawn(folder.path()).expect("a folder of compare"), []);
    let error = draw("hysteresis", folder.path(), &Options::default()).expect_err("no ramp").to_string();
    assert_eq!(error, "the folder holds no ramp up and down; `headwater hysteresis` makes one");
}

#[test]
fn names_that_are_almost_right_are_suggested() {
    let folder = folder(TITLES, [0.0, 6.0, -4.0]);
    let message = |name: &str, metric: Option<&str>, scenario: Option<&str>| {
        let [metric, scenario] = [metric, scenario].map(|name| name.map(str::to_string));
        let options = Options { metric, scenario, ..Options::default() };
        draw(name, folder.path(), &options).expect_err("a name that does not exist").to_string()
    };
    assert_eq!(message("forrest", None, None), "there is no chart `forrest`; did you mean `forest`?");
    assert_eq!(message("band", Some("velocty"), None), "there is no metric `velocty`; did you mean `velocity`?");
    assert_eq!(message("flow", None, Some("openning")), "there is no scenario `openning`; did you mean `opening`?");
    assert!(message("zzz", None, None).starts_with("there is no chart `zzz`; choose one of alive, landing"));
}

#[test]
fn a_damaged_row_is_named_with_file_and_line() {
    let folder = folder(TITLES, [0.0, 6.0, -4.0]);
    let path = folder.path().join("bands.csv");
    let damaged = fs::read_to_string(&path).expect("bands").replacen(
        "landing,2015,4,21.5,1.290994,20.15",
        "landing,2015,4,21.5,1.290994,twenty",
        1,
    );
    fs::write(&path, damaged).expect("bands");
    let error = draw("landing", folder.path(), &Options::default()).expect_err("a word is no number").to_string();
    assert!(error.ends_with("bands.csv, line 3: found `twenty` as p5"), "{error}");
}

#[test]
fn a_character_that_the_face_lacks_is_told() {
    let folder = folder(["Baseline", "Opening 𠮷", "Contest"], [0.0, 6.0, -4.0]);
    let drawing = draw("landing", folder.path(), &Options::default()).expect("a complete folder");
    assert_eq!(drawing.warnings.len(), 1, "{:?}", drawing.warnings);
    assert!(drawing.warnings[0].en.contains("no `𠮷` (U+20BB7)"), "{:?}", drawing.warnings);
}

#[test]
fn a_picture_of_another_shape_has_more_room_and_an_absurd_one_is_refused() {
    let folder = folder(TITLES, [0.0, 6.0, -4.0]);
    let sized = |size| draw("forest", folder.path(), &Options { size, ..Options::default() });
    assert!(sized((1000, 1400)).is_ok());
    assert!(matches!(sized((10, 900)), Err(ChartError::Size((10, 900)))));
}

#[test]
fn a_picture_for_a_page_says_what_it_shows_to_those_who_point_hear_or_tab() {
    let folder = folder(["Baseline", "<b>Opening</b> & more", "Contest"], [0.0, 6.0, -4.0]);
    let mut identities = std::collections::BTreeSet::new();
    for chart in CHARTS {
        for lang in [Lang::En, Lang::Zh] {
            let options = Options { lang, size: (1200, 800), ..Options::default() };
            let Inline { svg, title, description, warnings } =
                inline(chart.name, folder.path(), &options).unwrap_or_else(|error| panic!("{}: {error}", chart.name));
            assert_eq!(warnings, [], "{}", chart.name);
            assert!(svg.len() < 60_000, "{} has {} bytes", chart.name, svg.len());
            let document = usvg::roxmltree::Document::parse(&svg).unwrap_or_else(|error| panic!("{error}: {svg}"));
            let root = document.root_element();
            assert!(svg.starts_with("<svg") && root.attribute("viewBox") == Some("0 0 9600 6400"), "{}", chart.name);
            assert!(root.attribute("width").is_none() && root.attribute("height").is_none(), "{}", chart.name);
            for id in document.descendants().filter_map(|node| node.attribute("id")) {
                assert!(identities.insert(id.to_string()), "{id} comes twice");
            }
            let child = |tag: &str| root.children().find(|node| node.has_tag_name(("http://www.w3.org/2000/svg", tag)));
            assert_eq!(child("title").and_then(|node| node.text()), Some(title.as_str()), "{}", chart.name);
            assert_eq!(child("desc").and_then(|node| node.text()), Some(description.as_str()), "{}", chart.name);
            let marks: Vec<_> = document.descendants().filter(|node| node.attribute("class") == Some("mark")).collect();
            assert!(marks.len() >= 2, "{} has {} marks", chart.name, marks.len());
            let stops = marks.iter().filter(|mark| mark.attribute("tabindex") == Some("0")).count();
            assert_eq!(stops, 1, "{}", chart.name);
            for mark in marks {
                let text = mark.first_element_child().and_then(|title| title.text()).unwrap_or_default();
                assert!(text.chars().any(char::is_numeric), "{}: a mark says `{text}`", chart.name);
            }
        }
    }
}

#[test]
fn page_and_figure_have_the_same_geometry() {
    let folder = folder(TITLES, [0.0, 6.0, -4.0]);
    for chart in CHARTS {
        let figure = draw(chart.name, folder.path(), &Options::default()).expect("a complete folder").svg;
        let page = inline(chart.name, folder.path(), &Options::default()).expect("a complete folder").svg;
        let shapes = |svg: &str| -> Vec<String> {
            let lines = svg.lines().filter(|line| line.contains(" points=") || line.contains("<circle"));
            lines.map(|line| line.replace(" opacity=\"1\"", "").replace(" stroke=\"none\"", "")).collect()
        };
        assert_eq!(shapes(&figure), shapes(&page), "{}", chart.name);
        assert!(!figure.contains("class=\"mark\""), "{}", chart.name);
    }
}

#[test]
fn several_pictures_come_from_one_reading_and_what_cannot_be_drawn_says_so_alone() {
    let folder = folder(TITLES, [0.0, 6.0, -4.0]);
    let contents = Contents::of(folder.path()).expect("a complete folder");
    let [landing, band] = ["landing", "band"].map(|name| find(name).expect("a chart"));
    let with = |metric: &str| Options { metric: Some(metric.to_string()), ..Options::default() };
    let wished = [(landing, Options::default()), (band, with("velocty")), (band, with("velocity"))];
    let drawn = inline_set(&contents, &wished).expect("a complete folder");
    assert_eq!(drawn[0].as_ref().ok(), inline("landing", folder.path(), &Options::default()).as_ref().ok());
    assert!(matches!(&drawn[1], Err(ChartError::Unknown { what: "metric", .. })));
    assert!(drawn[2].as_ref().is_ok_and(|one| one.title.starts_with("Velocity")), "{:?}", drawn[2]);
}

#[test]
fn a_folder_tells_which_charts_it_can_draw() {
    let folder = folder(TITLES, [0.0, 6.0, -4.0]);
    let names = || -> Vec<&str> {
        let contents = Contents::of(folder.path()).expect("a folder");
        drawable(&contents, &Options::default()).into_iter().map(|chart| chart.name).collect()
    };
    assert_eq!(names().len(), CHARTS.len());
    fs::remove_file(folder.path().join("exposure.csv")).expect("a file");
    assert!(!names().contains(&"survival") && names().contains(&"landing"), "{:?}", names());
    let path = folder.path().join("manifest.json");
    let text = fs::read_to_string(&path).expect("a manifest");
    let mut manifest: serde_json::Value = serde_json::from_str(&text).expect("a manifest");
    manifest["scenarios"].as_array_mut().expect("scenarios").truncate(1);
    fs::write(&path, manifest.to_string()).expect("a manifest");
    assert!(!names().contains(&"forest") && names().contains(&"landing"), "{:?}", names());
}
