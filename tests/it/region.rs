//! A region of one's own: templates, messy registers, hostile files, and the example from `new` to `verify`.

use assert_cmd::Command;
use headwater::model::World;
use headwater::scenario::{Diagnosis, Manner, Scenario, load};
use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;
use tempfile::TempDir;

fn place() -> TempDir {
    tempfile::tempdir().expect("a folder for tests")
}

fn headwater(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_headwater"));
    command.current_dir(folder).env_remove("HEADWATER_LANG").env("NO_COLOR", "1");
    command
}

/// Exit status, standard output and standard error.
fn heard(folder: &Path, words: &[&str]) -> (i32, String, String) {
    let output = headwater(folder).args(words).output().expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program writes UTF-8");
    (output.status.code().expect("the program ends by itself"), text(output.stdout), text(output.stderr))
}

#[track_caller]
fn succeeds(folder: &Path, words: &[&str]) -> String {
    let (status, results, said) = heard(folder, words);
    assert_eq!(status, 0, "{words:?}\n{said}");
    results
}

fn scenario(path: &Path) -> Result<Scenario, Diagnosis> {
    load(&[path.display().to_string()], &[]).map(|mut scenarios| scenarios.remove(0))
}

const REGION: &str = "[run]\nbase_year = 2024\nburn_in_years = 0\nend_year = 2027\n[region]\ngeography = \"register\"\n\
                      [sponsor]\nfirst_year = 2025\nlast_year = 2026\n";
const COUNTIES: &str = "区县,城市,人口,城区\n东区,甲市,50万,是\n西县,甲市,300000,否\n东区,乙市,,\n";

/// A scenario over tables that are given as (file, bytes), all named in `[region.register]`.
fn region(folder: &Path, tables: &[(&str, &[u8])], more: &str) -> std::path::PathBuf {
    let mut text = format!("{REGION}[region.register]\n{more}");
    for (kind, bytes) in tables {
        let name = if *kind == "workbook" { "region.xlsx".to_string() } else { format!("{kind}.csv") };
        fs::write(folder.join(&name), bytes).expect("a table is written");
        text += &format!("{kind} = \"{name}\"\n");
    }
    let path = folder.join("region.toml");
    fs::write(&path, text).expect("a scenario is written");
    path
}

/// What is said about tables with mistakes; the folder's path is left out.
#[track_caller]
fn said(tables: &[(&str, &[u8])], more: &str, chinese: bool) -> String {
    let place = place();
    let path = region(place.path(), tables, more);
    let diagnosis = scenario(&path).expect_err("something is wrong with it");
    let told = diagnosis.tell(Manner { chinese, ..Manner::default() });
    told.replace(&format!("{}/", place.path().display()), "")
}

const MESSY: &str = "某市社会组织名录,,,,,,,\n# 这一行是注释\n\
    机构名称,所在区县,机构类型,业务领域,成立时间,全职人数,货币资金（万元）,等级\n\
    示例一,西线,社工机构,儿童,2016年5月,3,12.5,3A\n\
    示例二,西县,基金会,体育,2031-01-01,三个,\"1,20\",6A\n\
    示例三,西县,义工,养老,2016.13.1,10-20,-5,无\n\
    示例四,西县,义工,养老,２０１６,４,６,\n\
    示例四,西县,义工,养老,,,,\n\
    示例五,东区,,,,,,\n\
    示例六,乙市西县,,,,,,\n\
    <script>alert(1)</script>,西县,,,,,,\n\
    \"=HYPERLINK(\"\"http://x\"\")\",西县,,,,,,\n\
    ,西县,,,,,,\n";

#[test]
fn every_mistake_is_told_at_its_cell_in_english() {
    let funders = "name,class,jurisdiction,base_yuan\nA,city fedration,甲市,1\nB,county_bureau,南县,1\nC,city_bureau,,1\n\
                   D,city_bureau,甲市,1\nE,city_bureau,甲市,lots\nF,city_bureau,甲市,2\n";
    let programme = "year,payer,slots\n2024,national_a,2\n2026,nobody,1.5\n,national_b,\n";
    let tables = [
        ("counties", COUNTIES.as_bytes()),
        ("organisations", MESSY.as_bytes()),
        ("funders", funders.as_bytes()),
        ("programme", programme.as_bytes()),
    ];
    insta::assert_snapshot!(said(&tables, "", false));
}

#[test]
fn every_mistake_is_told_at_its_cell_in_chinese() {
    let tables = [("counties", COUNTIES.as_bytes()), ("organisations", MESSY.as_bytes())];
    insta::assert_snapshot!(said(&tables, "", true));
}

#[test]
fn tables_that_cannot_be_read_are_told() {
    let missing = "region.toml names nothing";
    let mut all = String::new();
    for tables in [
        vec![("counties", &b"area,residents\nx,1\n"[..])],
        vec![("counties", &b""[..])],
        vec![("counties", &b"county,city\n"[..])],
        vec![("counties", &b"county,county,city\na,b,c\n"[..])],
        vec![("counties", &b"PK\x03\x04zip"[..])],
        vec![("counties", &b"county,city\n\xff\xff\xff\n"[..])],
        vec![("workbook", &b"\xd0\xcf\x11\xe0old"[..])],
        vec![("workbook", &b"no workbook"[..])],
        vec![],
    ] {
        all += &format!("{}\n\n", said(&tables, "", false));
    }
    all += &said(&[], "counties = \"nowhere.csv\"\n", true);
    assert!(!all.contains(missing));
    insta::assert_snapshot!(all);
}

/// A register describes one province in one year, and only with its own geography.
#[test]
fn settings_that_do_not_fit_a_register_are_told() {
    let place = place();
    let organisations = "name,county\n示例,西县\n";
    let path =
        region(place.path(), &[("counties", COUNTIES.as_bytes()), ("organisations", organisations.as_bytes())], "");
    let text = fs::read_to_string(&path).expect("the scenario");
    let text = text.replace("burn_in_years = 0", "burn_in_years = 8").replace("[region]", "[region]\nprovinces = 2");
    fs::write(&path, &text).expect("written");
    let first = scenario(&path).expect_err("it does not fit").render(false);
    fs::write(&path, text.replace("geography = \"register\"", "geography = \"plan\"")).expect("written");
    let second = scenario(&path).expect_err("it does not fit").render(false);
    let all = format!("{first}\n\n{second}").replace(&format!("{}/", place.path().display()), "");
    insta::assert_snapshot!(all);
}

/// Lenient: rows with a mistake are dropped and named, everything else is read.
#[test]
fn a_lenient_scenario_drops_rows_and_names_them() {
    let place = place();
    let tables = [("counties", COUNTIES.as_bytes()), ("organisations", MESSY.as_bytes())];
    region(place.path(), &tables, "");
    let (status, _, said) = heard(place.path(), &["check", "region.toml"]);
    assert_eq!(status, 2);
    assert!(said.contains("nothing was simulated or written"), "{said}");
    let (status, results, said) = heard(place.path(), &["check", "region.toml", "--lenient"]);
    assert_eq!(status, 0, "{said}");
    assert!(results.contains("organisations: 1\n"), "{results}");
    assert!(said.contains("warning[register-twin]") && said.contains("were dropped"), "{said}");
    // By the scenario itself, too; and the run says it in its manifest.
    region(place.path(), &tables, "lenient = true\n");
    let run = ["run", "region.toml", "--replicates", "1", "--out", "out", "--lang", "zh"];
    let (status, _, said) = heard(place.path(), &run);
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("警告[register-county]") && said.contains("已跳过"), "{said}");
    let manifest = fs::read_to_string(place.path().join("out/manifest.json")).expect("a manifest");
    assert!(manifest.contains("organisations.csv, row 4 (B4): there is no county `西线`"), "{manifest}");
    succeeds(place.path(), &["verify", "out"]);
    // Whatever simulates the region names them.
    let quick = ["--replicates", "2", "-q", "--out"];
    fs::copy(place.path().join("region.toml"), place.path().join("twin.toml")).expect("a scenario is written");
    let uncertainty = ["uncertainty", "region.toml", "twin.toml", "--sets", "2", "--structures", "0"];
    let ramp = ["--levels", "0,10", "--hold-years", "1", "--rest-years", "1"];
    let opened = ["--set", "interventions.opening.enabled=true", "--set", "interventions.opening.year=2025"];
    let hysteresis = [&["hysteresis", "region.toml"][..], &ramp, &opened].concat();
    for command in [&uncertainty[..], &hysteresis[..]] {
        let (status, _, said) = heard(place.path(), &[command, &quick, &[command[0]]].concat());
        assert_eq!(status, 0, "{said}");
        assert!(said.contains("warning[register-county]") && said.contains("were dropped"), "{said}");
        let manifest = fs::read_to_string(place.path().join(command[0]).join("manifest.json")).expect("a manifest");
        assert!(manifest.contains("there is no county `西线`"), "{manifest}");
    }
    let (_, _, said) = heard(place.path(), &["explain", "region.toml", "--organisation", "0"]);
    assert!(said.contains("were dropped"), "{said}");
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 48, failure_persistence: None, ..Default::default() })]

    /// Whatever stands in a file, it is read or refused with a place; the program does not fall over.
    #[test]
    fn no_file_makes_the_reader_fall_over(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400)) {
        let place = place();
        for kind in ["counties", "workbook"] {
            let _ = scenario(&region(place.path(), &[(kind, &bytes)], ""));
        }
        let headed = [b"name,county,staff,founded,rating\n".as_slice(), &bytes].concat();
        let tables = [("counties", COUNTIES.as_bytes()), ("organisations", headed.as_slice())];
        let _ = scenario(&region(place.path(), &tables, "lenient = true\n"));
    }

    /// Any text in a cell is a mistake, a value, or nothing; one that is read is read the same from the program's copy.
    #[test]
    fn any_cell_is_read_or_told(cells in proptest::collection::vec("[0-9０-９.,万亿元年月日/ \\-A约~人]{0,8}", 6)) {
        let place = place();
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["name", "county", "staff", "cash_yuan", "founded", "rating", "projects", "type"]).expect("memory");
        let row: Vec<&str> = ["示例", "西县"].into_iter().chain(cells.iter().map(String::as_str)).collect();
        writer.write_record(&row).expect("memory");
        let bytes = writer.into_inner().expect("memory");
        let tables = [("counties", COUNTIES.as_bytes()), ("organisations", bytes.as_slice())];
        if let Ok(first) = scenario(&region(place.path(), &tables, "")) {
            let copy = &first.registers.files.last().expect("a copy").text;
            let tables = [("counties", COUNTIES.as_bytes()), ("organisations", copy.as_bytes())];
            let again = scenario(&region(place.path(), &tables, "")).expect("a copy is right");
            proptest::prop_assert_eq!(&again.registers.register, &first.registers.register);
            proptest::prop_assert_eq!(again.fingerprint(), first.fingerprint());
        }
    }
}

#[test]
fn a_column_of_mistakes_is_told_in_ranges() {
    let rows: String = (0..200).map(|number| format!("示例{number},西县,soon\n")).collect();
    let organisations = format!("name,county,founded\n{rows}");
    let tables = [("counties", COUNTIES.as_bytes()), ("organisations", organisations.as_bytes())];
    let said = said(&tables, "", false);
    assert_eq!(said.matches("is not a date").count(), 50);
    assert!(said.contains("150 more like these in column C of `organisations.csv`: rows 52–201"), "{said}");
}

/// The same tables in any encoding, with any separator, as files or as a workbook: the same region.
#[test]
fn encodings_and_workbooks_give_the_same_region() {
    let fingerprint = |tables: &[(&str, &[u8])]| {
        let place = place();
        let path = region(place.path(), tables, "");
        scenario(&path).unwrap_or_else(|diagnosis| panic!("{}", diagnosis.render(false))).fingerprint()
    };
    let organisations = "名称,区县,城市,专职人数,现金\n示例甲,东区,甲市,3,12.5万\n示例乙,乙市/东区,,４,\"8,000\"\n";
    let plain = fingerprint(&[("counties", COUNTIES.as_bytes()), ("organisations", organisations.as_bytes())]);
    let (gb, _, broken) = encoding_rs::GB18030.encode(organisations);
    assert!(!broken);
    assert_eq!(fingerprint(&[("counties", COUNTIES.as_bytes()), ("organisations", &gb)]), plain);
    let marked = format!("\u{feff}{}", organisations.replace("\"8,000\"", "8000").replace(',', ";"));
    assert_eq!(fingerprint(&[("counties", COUNTIES.as_bytes()), ("organisations", marked.as_bytes())]), plain);
    let workbook = headwater::output::workbook::of_tables(&[("区县", COUNTIES), ("organisations", organisations)]);
    assert_eq!(fingerprint(&[("workbook", &workbook.expect("a workbook"))]), plain);
    // Another number is another region; another name is the same one, called differently.
    let richer = organisations.replace("12.5万", "13万");
    assert_ne!(fingerprint(&[("counties", COUNTIES.as_bytes()), ("organisations", richer.as_bytes())]), plain);
    let renamed = organisations.replace("示例甲", "改名");
    assert_eq!(fingerprint(&[("counties", COUNTIES.as_bytes()), ("organisations", renamed.as_bytes())]), plain);
}

/// What is known stands in the first state as the rules say; what is not known is what it would have been anyway.
#[test]
fn what_is_known_is_taken_and_the_rest_is_drawn_as_ever() {
    let world = |organisations: &str| {
        let place = place();
        let tables = [("counties", COUNTIES.as_bytes()), ("organisations", organisations.as_bytes())];
        let scenario = scenario(&region(place.path(), &tables, "")).expect("it is right");
        assert_eq!(scenario.settings.region.organisations, 2);
        World::found(&scenario.model(), 0)
    };
    let known = world(
        "name,county,city,type,field,founded,staff,volunteers,cash_yuan,rating,projects\n\
         示例甲,西县,,社工机构,教育,2010-03-01,6,60,12.5万,4A,6\n示例乙,东区,乙市,,,,,,,,\n",
    );
    let drawn = world("name,county,city\n示例甲,西县,\n示例乙,东区,乙市\n");
    let (known, drawn) = (&known.provinces[0], &drawn.provinces[0]);
    assert_eq!([0, 1].map(|i| known.organisation_name(i)), [Some("示例甲"), Some("示例乙")]);
    let organisations = &known.organisations;
    // By hand: core 0.3 · 60/120 = 0.15; people 0.15 + 0.85 · 6/18; brain 0.1 + 0.8 · 6/12; method 0.45 + 3/4 · 0.45.
    let near = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-12, "{found} is not {expected}");
    near(organisations.volunteer_core[0], 0.15);
    near(organisations.people[0], 0.15 + 0.85 / 3.0);
    near(organisations.brain[0], 0.5);
    near(organisations.method[0], 0.7875);
    assert_eq!(known.ledger.cash(0).fen(), 12_500_000);
    assert_eq!((organisations.county[0], organisations.issue[0], organisations.founded[0]), (1, 3, 2010));
    assert_eq!(organisations.kind[0].name(), "social_work_agency");
    // Ties, threshold and everything of the second organisation are the draws of their ids.
    assert_eq!(organisations.threshold, drawn.organisations.threshold);
    assert_eq!(organisations.people[1].to_bits(), drawn.organisations.people[1].to_bits());
    assert_eq!(organisations.issue[1], drawn.organisations.issue[1]);
    assert_eq!(known.ledger.cash(1), drawn.ledger.cash(1));
}

/// Bureaus that are not listed have their class's defaults; of foundations, those listed are all there are.
#[test]
fn a_register_of_funders_takes_the_place_of_its_classes() {
    let place = place();
    let funders = "名称,类别,辖区,年流入,期初余额\n示例局,市级民政部门,甲市,40万,7万\n示例基金会一,本地非公募基金会,乙市,10万,\n\
                   示例基金会二,本地非公募基金会,乙市,,\n示例基金会三,本地非公募基金会,乙市,,\n示例全国,全国性基金会,,90万,\n";
    let tables = [("counties", COUNTIES.as_bytes()), ("funders", funders.as_bytes())];
    let scenario = scenario(&region(place.path(), &tables, "")).unwrap_or_else(|d| panic!("{}", d.render(false)));
    let world = World::found(&scenario.model(), 0);
    let province = &world.provinces[0];
    let funders = &province.funders;
    let by_name: BTreeMap<String, usize> =
        (0..funders.len()).filter_map(|number| Some((province.funder_name(number)?.to_string(), number))).collect();
    assert_eq!(by_name.len(), 5);
    // 3 classes in 3 counties, bureau and federation in 2 cities, 3 local foundations, 3 national ones, 2 of the province.
    assert_eq!(funders.len(), 9 + 4 + 3 + 3 + 2);
    let bureau = by_name["示例局"];
    assert_eq!((funders.base_yuan[bureau], province.ledger.funder(bureau).fen()), (400_000.0, 7_000_000));
    let rules = &scenario.settings.funders;
    assert_eq!(funders.base_yuan[by_name["示例基金会二"]], rules.local_foundation.base_yuan);
    let default_bureau = bureau + 1;
    assert_eq!(funders.base_yuan[default_bureau], rules.city_bureau.base_yuan);
    let national = by_name["示例全国"];
    assert_eq!(funders.base_yuan[national..national + 3], [900_000.0, 0.0, 0.0]);
    assert_eq!(province.ledger.funder(national + 1).fen(), 0);
    // Every organisation meets only funders that exist.
    let ties = province.organisations.ties.iter().flat_map(|ties| ties.iter().map(|(_, funder, _)| funder as usize));
    let met: Vec<usize> = ties.collect();
    assert!(met.len() > 100 && met.iter().all(|&funder| funder < funders.len()));
}

#[test]
fn a_register_of_too_many_funders_is_refused_once() {
    let most = headwater::model::register::FUNDERS_MAX;
    let mut funders = "名称,类别,辖区\n".to_string();
    for number in 0..most + 3 {
        funders += &format!("善{number},本地基金会,甲市\n");
    }
    let told = said(&[("counties", COUNTIES.as_bytes()), ("funders", funders.as_bytes())], "", false);
    assert_eq!(told.matches("more funders than the 40000").count(), 1, "{told}");
    assert!(told.contains(&format!("善{most}")) && told.contains("add up small funders"), "{told}");
}

#[test]
fn a_merged_city_holds_for_its_counties_and_a_formula_counts_by_its_value() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let plain = rust_xlsxwriter::Format::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("区县").expect("a name");
    sheet.merge_range(0, 0, 0, 2, "某省区县一览", &plain).expect("a title over all columns");
    for (column, head) in ["城市", "区县", "人口（万人）"].iter().enumerate() {
        sheet.write_string(1, column as u16, *head).expect("a header");
    }
    sheet.merge_range(2, 0, 3, 0, "甲市", &plain).expect("a city over two counties");
    sheet.write_string(2, 1, "东区").expect("a county");
    sheet.write_string(3, 1, "西县").expect("a county");
    sheet.write_formula(2, 2, rust_xlsxwriter::Formula::new("=25*2").set_result("50")).expect("a formula");
    sheet.write_number(3, 2, 30.5).expect("a number");
    let sheet = workbook.add_worksheet();
    sheet.set_name("机构").expect("a name");
    for (column, head) in ["名称", "区县", "登记日期"].iter().enumerate() {
        sheet.write_string(0, column as u16, *head).expect("a header");
    }
    sheet.write_string(1, 0, "示例甲").expect("a name");
    sheet.write_string(1, 1, "东区").expect("a county");
    let date = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    sheet.write_number_with_format(1, 2, 42_493.0, &date).expect("a date");
    let good = workbook.save_to_buffer().expect("a workbook");
    let place = place();
    let found =
        scenario(&region(place.path(), &[("workbook", &good)], "")).unwrap_or_else(|d| panic!("{}", d.render(false)));
    let records: Vec<_> =
        found.records.iter().map(|r| (r.city_zh.as_str(), r.name_zh.as_str(), r.population)).collect();
    assert_eq!(records, [("甲市", "东区", Some(500_000.0)), ("甲市", "西县", Some(305_000.0))]);
    assert_eq!(found.registers.register.organisations[0].founded, Some(2016));

    // A formula without a value, an error, and cells merged sideways are told with sheet, row and column.
    let sheet = workbook.worksheet_from_name("机构").expect("the sheet");
    sheet.write_formula(2, 0, rust_xlsxwriter::Formula::new("=A2")).expect("a formula");
    sheet.write_string(2, 1, "西县").expect("a county");
    sheet.merge_range(3, 0, 3, 1, "示例丙", &plain).expect("two columns in one");
    sheet.write_string(4, 0, "示例丁").expect("a name");
    sheet.write_string(4, 1, "西县").expect("a county");
    sheet.write_formula(4, 2, rust_xlsxwriter::Formula::new("=1/0").set_result("#DIV/0!")).expect("a formula");
    let bad = without_value(&workbook.save_to_buffer().expect("a workbook"), "<f>A2</f>");
    insta::assert_snapshot!(said(&[("workbook", &bad)], "", false));
}

/// A workbook whose formula has no stored value, as programs write it that do not compute.
fn without_value(workbook: &[u8], formula: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).expect("an archive");
    let mut changed = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut found = false;
    for position in 0..archive.len() {
        let mut entry = archive.by_index(position).expect("an entry");
        let mut text = String::new();
        std::io::Read::read_to_string(&mut entry, &mut text).expect("XML is text");
        found |= text.contains(&format!("{formula}<v>0</v>"));
        let text = text.replace(&format!("{formula}<v>0</v>"), formula);
        let name = entry.name().expect("a name").into_owned();
        changed.start_file(name, zip::write::SimpleFileOptions::default()).expect("an entry");
        changed.write_all(text.as_bytes()).expect("it is written");
    }
    assert!(found, "the workbook holds the formula with a value");
    changed.finish().expect("an archive").into_inner()
}

/// A small archive that unpacks to more than a gigabyte is refused; so is one whose far corner would make a huge block.
#[test]
fn a_workbook_made_to_harm_is_refused() {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    archive.start_file("xl/worksheets/sheet1.xml", options).expect("an entry");
    let zeros = vec![b' '; 1 << 20];
    for _ in 0..300 {
        archive.write_all(&zeros).expect("it is written");
    }
    let bomb = archive.finish().expect("an archive").into_inner();
    assert!(bomb.len() < 1 << 20, "{} bytes", bomb.len());
    assert!(said(&[("workbook", &bomb)], "", false).contains("would unpack to more than 256 MB"));
    // The same with a lie about its size: the declared sizes say nothing, what comes is counted.
    let mut liar = bomb.clone();
    for position in 0..liar.len() - 4 {
        if liar[position..position + 4] == (300u32 << 20).to_le_bytes() {
            liar[position..position + 4].copy_from_slice(&10u32.to_le_bytes());
        }
    }
    assert_ne!(liar, bomb);
    let told = said(&[("workbook", &liar)], "", false);
    assert!(told.contains("unpack") || told.contains("damaged") || told.contains("not an Excel workbook"), "{told}");

    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("counties").expect("a name");
    sheet.write_string(0, 0, "county").expect("a cell");
    sheet.write_string(1_048_575, 16_383, "far away").expect("a cell");
    let far = workbook.save_to_buffer().expect("a workbook");
    assert!(said(&[("workbook", &far)], "", false).contains("256 columns"));
}

/// What begins like a formula is marked where it is written for a spreadsheet, and read back without the mark.
#[test]
fn names_that_begin_like_formulas_are_marked_where_they_are_written() {
    let place = place();
    let organisations = "name,county\n+1公益,西县\n-示例,西县\n@示例,西县\n";
    let tables = [("counties", COUNTIES.as_bytes()), ("organisations", organisations.as_bytes())];
    let first = scenario(&region(place.path(), &tables, "")).expect("it is right");
    let copy = first.registers.files.iter().find(|file| file.name.contains("organisations")).expect("a copy");
    for line in copy.text.lines() {
        assert!(!line.starts_with(['=', '+', '-', '@']), "{line}");
    }
    let tables = [("counties", COUNTIES.as_bytes()), ("organisations", copy.text.as_bytes())];
    let again = scenario(&region(place.path(), &tables, "")).expect("it is right");
    assert_eq!(again.registers.register, first.registers.register);
    assert_eq!(again.fingerprint(), first.fingerprint());
    let names: Vec<&str> = again.registers.register.organisations.iter().map(|known| known.name.as_str()).collect();
    assert_eq!(names, ["+1公益", "-示例", "@示例"]);
}

#[test]
fn templates_are_good_as_they_are_and_never_written_over_anything() {
    let place = place();
    let mut fingerprints = Vec::new();
    for (folder, more) in [("en", &["--lang", "en"][..]), ("zh", &["--lang", "zh"]), ("xlsx", &["--xlsx"])] {
        succeeds(place.path(), &[&["new", folder, "--region"], more].concat());
        let checked =
            succeeds(place.path(), &["check", &format!("{folder}/region.toml"), &format!("{folder}/opening.toml")]);
        assert!(checked.contains("organisations: 6") && checked.contains("programme: 3 rows"), "{checked}");
        fingerprints
            .push(scenario(&place.path().join(folder).join("opening.toml")).expect("it is right").fingerprint());
    }
    assert!(fingerprints.iter().all(|found| *found == fingerprints[0]), "one template in three forms");
    let before = fs::read(place.path().join("en/organisations.csv")).expect("a table");
    assert!(before.starts_with(b"\xef\xbb\xbf"), "spreadsheets know UTF-8 by its mark");
    fs::remove_file(place.path().join("en/README.txt")).expect("it goes");
    let (status, results, said) = heard(place.path(), &["new", "en", "--region"]);
    assert_eq!((status, results.as_str()), (2, ""));
    assert!(said.contains("already holds region.toml") && said.contains("nothing was written"), "{said}");
    assert!(!place.path().join("en/README.txt").exists(), "all or nothing");
    let (status, _, said) = heard(place.path(), &["new", "en/region.toml", "--lang", "zh"]);
    assert_eq!(status, 2);
    assert!(said.contains("没有写入任何文件"), "{said}");
    assert_eq!(heard(place.path(), &["new", "x", "--from", "opning"]).0, 2);
    assert_eq!(heard(place.path(), &["new", "x", "--xlsx"]).0, 2);
    assert!(!place.path().join("x").exists());
}

/// A new scenario is its parent, and stays so when every line is switched on.
#[test]
fn a_new_scenario_begins_as_the_one_that_it_extends() {
    let place = place();
    for known in headwater::scenario::builtins() {
        let folder = place.path().join(known.name);
        succeeds(place.path(), &["new", known.name, "--from", known.name, "--lang", "zh"]);
        let path = folder.join("my_scenario.toml");
        let parent = load(&[known.name.to_string()], &[]).expect("built in").remove(0);
        let own = scenario(&path).expect("it is right");
        assert_eq!((own.settings, own.extends.as_deref()), (parent.settings.clone(), Some(known.name)));
        let text = fs::read_to_string(&path).expect("the scenario");
        let switched_on: String = text
            .lines()
            .map(|line| match line.strip_prefix("# ") {
                Some(setting) if setting.contains(" = ") => format!("{setting}\n"),
                _ => format!("{line}\n"),
            })
            .collect();
        assert!(switched_on.matches(" = ").count() > 20);
        fs::write(&path, switched_on).expect("written");
        let own = scenario(&path).unwrap_or_else(|diagnosis| panic!("{}", diagnosis.render(false)));
        assert_eq!(own.settings, parent.settings, "{}", known.name);
    }
}

/// The example region from `new` to `verify`, and once more from the folder of results alone.
#[test]
fn the_example_region_lives_from_new_to_verify() {
    let place = place();
    let here = place.path();
    succeeds(here, &["new", "example", "--example"]);
    let paths = ["example/region.toml", "example/opening.toml", "example/programme.toml"];
    let checked = succeeds(here, &[&["check"], &paths[..]].concat());
    assert!(checked.contains("counties: 20 in 3 cities, 7 urban; 15 with their population"), "{checked}");
    assert!(checked.contains("organisations: 240"), "{checked}");
    let short = ["--replicates", "2", "--set", "run.end_year=2027"];
    let compared = succeeds(here, &[&["compare", "--out", "out"], &paths[..], &short].concat());
    assert!(compared.contains("Opening in the example region"), "{compared}");
    let imputed = fs::read_to_string(here.join("out/imputed.csv")).expect("a table of what was imputed");
    assert!(
        imputed.contains("region,organisations,people,人（人力）,staff,240,212,28,0.11666666666666667"),
        "{imputed}"
    );
    assert!(imputed.contains("programme,counties,population,人口,population,20,15,5,0.25"), "{imputed}");
    succeeds(here, &["verify", "out"]);
    // Organisations and funders are called by their names.
    let story =
        succeeds(here, &["explain", "out", "--scenario", "programme", "--organisation", "示例澄南微光志愿服务队"]);
    assert!(
        story.contains("示例澄南微光志愿服务队 (organisation 0): a volunteer group in Chengnan, Example Chenghe"),
        "{story}"
    );
    let story = succeeds(here, &["explain", "out", "--scenario", "programme", "--funder", "示例长风基金会"]);
    assert!(story.contains("示例长风基金会"), "{story}");
    assert_eq!(heard(here, &["explain", "out", "--scenario", "programme", "--organisation", "示例澄南"]).0, 2);
    // Somewhere else, without the tables from which it was made.
    fs::rename(here.join("out"), here.join("moved")).expect("it moves");
    fs::remove_dir_all(here.join("example")).expect("it goes");
    succeeds(here, &["verify", "moved"]);
    let again = ["scenarios/region.toml", "scenarios/opening.toml", "scenarios/programme.toml"];
    succeeds(&here.join("moved"), &[&["compare", "--out", "../again"], &again[..]].concat());
    let yearly = |folder: &str| fs::read(here.join(folder).join("yearly.csv")).expect("the yearly values");
    assert_eq!(yearly("moved"), yearly("again"));
    let (_, _, told) = heard(here, &["verify", "again"]);
    assert!(!told.contains("error"), "{told}");
}
