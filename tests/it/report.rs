//! The report: what stands in it, what may not, and copies that may leave the house.

use assert_cmd::Command;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

fn headwater(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_headwater"));
    command.current_dir(folder).env_remove("HEADWATER_LANG").env("NO_COLOR", "1");
    command
}

/// A folder of results of a small region in `out`, with a scenario of a hostile name in it.
fn results() -> TempDir {
    let place = tempfile::tempdir().expect("a folder for tests");
    let hostile =
        "title = '<script>alert(1)</script>'\ntitle_zh = '\"><img src=x onerror=alert(2)>'\nextends = 'opening'\n";
    fs::write(place.path().join("hostile.toml"), hostile).expect("a scenario can be written");
    let region = ["--preset", "workshop", "--replicates", "3", "--set", "run.end_year=2019"];
    headwater(place.path())
        .args(["compare", "baseline", "opening", "hostile.toml", "--out", "out"])
        .args(region)
        .assert()
        .success();
    place
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What stands between tags, in the order of the page.
fn between<'a>(page: &'a str, before: &str, after: &str) -> Vec<&'a str> {
    page.split(before).skip(1).filter_map(|rest| rest.split_once(after)).map(|(inside, _)| inside).collect()
}

/// A piece of page in one language.
fn spoken(piece: &str, lang: &str) -> String {
    let other = if lang == "en" { "zh-CN" } else { "en" };
    let mut text = piece.to_string();
    while let Some(at) = text.find(&format!("<span lang=\"{other}\">")) {
        let end = text[at..].find("</span>").expect("a span ends") + at;
        text.replace_range(at..end + "</span>".len(), "");
    }
    between(&format!("<p>{text}"), ">", "<").concat()
}

#[test]
fn a_report_is_one_page_that_asks_nobody_for_anything() {
    let place = results();
    let path = place.path().join("out/report.html");
    let page = read(&path);
    assert!(page.len() < 3_000_000, "{} bytes", page.len());
    let headings = between(&page, "<h2>", "</h2>");
    let both = |heading: &&str| format!("{} · {}", spoken(heading, "en"), spoken(heading, "zh-CN"));
    insta::assert_snapshot!("headings", headings.iter().map(both).collect::<Vec<_>>().join("\n"));
    // Nothing is fetched: names of vocabularies are no addresses that anyone visits.
    let visited = page.replace("http://www.w3.org/", "");
    for fetched in ["http://", "https://", " src=\"//", "@import", "<link", "<iframe"] {
        assert!(!visited.contains(fetched), "{fetched}");
    }
    assert!(page.contains("default-src 'none'") && page.contains("script-src 'sha256-"));
    assert!(page.contains("not a forecast") && page.contains("非预测"));

    // A hostile title stands there as text only.
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    for alive in ["<script>alert", "<img"] {
        assert!(!page.contains(alive), "{alive}");
    }

    // The same folder, the same page.
    headwater(place.path()).args(["report", "out", "--out", "again.html"]).assert().success();
    assert_eq!(read(&place.path().join("again.html")), page);
    headwater(place.path()).args(["verify", "out"]).assert().success();
}

#[test]
fn a_folder_is_reported_on_with_what_it_holds() {
    let place = results();
    let out = place.path().join("out");
    // Tables of a later version are missing in an older folder.
    for table in ["counties.csv", "exposure.csv", "lorenz.csv", "survival.csv", "value.csv", "columns.csv"] {
        let _ = fs::remove_file(out.join(table));
    }
    headwater(place.path()).args(["report", "out", "--lang", "zh"]).assert().success();
    let page = read(&out.join("report.html"));
    assert!(page.contains("<html lang=\"zh-CN\""));
    assert!(page.contains("id=\"answer\"") && page.contains("id=\"limits\""));

    // What is not a folder of results is refused, with a way out.
    let refused = headwater(place.path()).args(["report", "."]).assert().code(2);
    let said = String::from_utf8_lossy(&refused.get_output().stderr).into_owned();
    assert!(said.contains("no manifest.json") && said.contains("`compare`"), "{said}");
    headwater(place.path()).args(["report", "out", "--anonymise"]).assert().code(2);
}

#[test]
fn a_run_alone_has_a_report_too() {
    let place = tempfile::tempdir().expect("a folder for tests");
    let region = ["--preset", "workshop", "--replicates", "2", "--set", "run.end_year=2019"];
    headwater(place.path()).args(["run", "opening", "--out", "out"]).args(region).assert().success();
    let page = read(&place.path().join("out/report.html"));
    assert!(page.contains("What does one opening do") && page.contains("撕开一个口子"));
    assert!(!page.contains("id=\"harms\""), "there is nothing to compare");
}

/// A region of one's own whose registers have mistakes: what was left out and what was imputed stands on the page, first
/// in short and then row by row, in both languages.
#[test]
fn dropped_rows_and_what_was_imputed_are_told() {
    let place = tempfile::tempdir().expect("a folder for tests");
    headwater(place.path()).args(["new", "region", "--example"]).assert().success();
    let organisations = place.path().join("region/organisations.csv");
    let register = read(&organisations);
    let (first, second) = (register.lines().last().expect("a row"), register.lines().count() + 1);
    let rest = first.splitn(3, ',').nth(2).expect("a row has a name, a county and more");
    fs::write(&organisations, format!("{}\nNobody's house,Nowhere,{rest}\n", register.trim_end()))
        .expect("a file can be written");
    headwater(place.path())
        .args([
            "compare",
            "region/region.toml",
            "region/opening.toml",
            "--lenient",
            "--replicates",
            "2",
            "--out",
            "out",
        ])
        .args(["--set", "run.end_year=2027"])
        .assert()
        .success();
    let page = read(&place.path().join("out/report.html"));
    let spoken_page = |lang: &str| spoken(&page, lang);
    let (en, zh) = (spoken_page("en"), spoken_page("zh-CN"));
    assert!(en.contains("1 row with a mistake was dropped (--lenient)."), "in short");
    assert!(zh.contains("有 1 行因有错误而跳过（--lenient）。"), "in short, in Chinese");
    assert!(en.contains("of the values that the model needs of them are imputed"));
    assert!(zh.contains("模型所需的数值中"));
    assert!(en.contains(&format!("organisations.csv, row {second}")), "the row is named");
    assert!(zh.contains(&format!("organisations.csv 第 {second} 行")), "the row is named in Chinese");
    assert!(en.contains("Nowhere") && en.contains("share imputed") && zh.contains("补出比例"));
}

/// Sections on survival, money, gains and what lasts have tables of their own, in both languages, with how their numbers
/// were found.
#[test]
fn tables_say_how_their_numbers_were_found() {
    let place = tempfile::tempdir().expect("a folder for tests");
    let region = ["--preset", "workshop", "--replicates", "3", "--set", "sponsor.last_year=2019"];
    headwater(place.path())
        .args(["compare", "baseline", "opening", "product_replication", "--out", "out", "--set", "run.end_year=2025"])
        .args(region)
        .assert()
        .success();
    let page = read(&place.path().join("out/report.html"));
    let section = |id: &str| {
        let from = page.split_once(&format!("<section id=\"{id}\"")).map_or("", |(_, rest)| rest);
        from.split_once("</section>").map_or(from, |(inside, _)| inside).to_string()
    };
    for (id, en, zh) in [
        ("survival", "Restricted mean survival time", "限定平均生存时间"),
        ("survival", "log-rank p", "log-rank p 值"),
        ("gains", "saved less lost", "得救减失去"),
        ("gains", "volunteer groups", "义工团体"),
        ("value", "one more survivor-year", "每多一个存活年"),
        ("value", "interval by Fieller", "Fieller 法"),
        ("lasting", "5 years on", "5 年后"),
        ("lasting", "denominator near zero", "分母接近零"),
    ] {
        let text = section(id);
        assert!(text.contains(en) && text.contains(zh), "{id}: {en}");
    }
}

/// Every file below a folder by its path, with its content.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(inside) = folders.pop() {
        for entry in fs::read_dir(&inside).expect("a folder can be read") {
            let path = entry.expect("an entry can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below the folder").to_string_lossy().into_owned();
                found.insert(name, fs::read(&path).expect("a file can be read"));
            }
        }
    }
    found
}

#[test]
fn no_name_leaves_the_house() {
    let place = results();
    let out = place.path().join("out");
    let names = ["青禾社区服务中心", "Spring & Bud Society", "Harbour Foundation"];
    // A folder of a region of one's own holds its registers; stories and remarks tell of organisations by name.
    fs::write(out.join("scenarios/organisations-1.csv"), format!("name,county\n{},A\n{},B\n", names[0], names[1]))
        .expect("a file can be written");
    fs::write(out.join("scenarios/funders-1.csv"), format!("name,class\n{},local_foundation\n", names[2]))
        .expect("a file can be written");
    let told = format!("{{\"stories\": [{{\"organisation\": 4711, \"told\": \"{}, organisation 4711\"}}]}}", names[1]);
    fs::write(out.join("told.json"), told).expect("a file can be written");
    fs::write(out.join("remarks.csv"), format!("scenario,remark\nbaseline,{} gave\n", names[2])).expect("a file");
    let mut manifest: serde_json::Value = serde_json::from_str(&read(&out.join("manifest.json"))).expect("JSON");
    let added = ["scenarios/organisations-1.csv", "scenarios/funders-1.csv", "told.json", "remarks.csv"];
    for path in added {
        let entry = serde_json::json!({ "path": path, "bytes": 1, "blake3": "" });
        manifest["files"].as_array_mut().expect("a list").push(entry);
    }
    manifest["command"] = serde_json::json!(["headwater", "compare", format!("{}.toml", names[0])]);
    manifest["scenarios"][1]["title"] = serde_json::json!(format!("With {}", names[0]));
    fs::write(out.join("manifest.json"), manifest.to_string()).expect("a file can be written");

    headwater(place.path()).args(["report", "out", "--anonymise", "--out", "copy"]).assert().success();
    let copy = files(&place.path().join("copy"));
    for (path, content) in &copy {
        let text = String::from_utf8_lossy(content);
        for name in names {
            let escaped = name.replace('&', "&amp;");
            assert!(!text.contains(name) && !text.contains(&escaped), "{path} holds {name}");
        }
        assert!(!path.contains("organisations-1") && !path.contains("funders-1"), "{path} is a register");
    }
    let told = String::from_utf8_lossy(&copy["told.json"]).into_owned();
    assert!(told.contains("Organisation N000") && !told.contains("4711"), "{told}");
    let manifest = String::from_utf8_lossy(&copy["manifest.json"]).into_owned();
    assert!(manifest.contains("With Organisation N000"), "the same name is the same in every file");
    for expected in ["report.html", "comparison.csv", "README.txt", "scenarios/opening.toml", "figures/landing.svg"] {
        assert!(copy.contains_key(expected), "{expected}");
    }

    // A second copy does not go over the first.
    headwater(place.path()).args(["report", "out", "--anonymise", "--out", "copy"]).assert().code(2);
}
