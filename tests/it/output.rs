//! Work that is stopped and taken up again leaves the same files as work in one go.

use headwater::ensemble::Detail;
use headwater::output::{self, Circumstances, Failure, Folder, Found, Machine, Manifest, Only, Plan};
use headwater::progress::{Unwatched, Watch};
use headwater::scenario::{Override, load};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::UNIX_EPOCH;

fn plan(detail: Detail) -> Plan {
    let changes = ["preset=workshop", "run.replicates=2", "run.end_year=2018"];
    let changes: Vec<Override> = changes.iter().map(|change| change.parse().expect("a change")).collect();
    let names = ["baseline".to_string(), "opening".to_string()];
    Plan::new(load(&names, &changes).expect("good scenarios"), detail).expect("they can be compared")
}

fn assemble(folder: &Folder, plan: &Plan) -> Manifest {
    let machine = Machine { os: String::new(), arch: String::new(), cores: 1, threads: 1 };
    let circumstances = Circumstances { command: Vec::new(), started: UNIX_EPOCH, machine, figures: None };
    output::assemble(folder, plan, circumstances).expect("all parts are there").manifest
}

/// Does everything that is missing.
fn finish(path: &Path, plan: &Plan) -> Manifest {
    let (folder, _) = Folder::open(path, plan, false).expect("the folder is ours");
    let missing = folder.missing(plan).expect("parts can be read");
    output::compute(&folder, plan, &missing, &Unwatched).expect("nobody stops it");
    assemble(&folder, plan)
}

fn tables(path: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(path).expect("a folder").map(|entry| entry.expect("an entry").path());
    let files = entries.filter(|path| path.is_file() && !path.ends_with("manifest.json"));
    files.map(|path| (path.display().to_string(), fs::read(&path).expect("a file"))).map(short_name).collect()
}

fn short_name((path, content): (String, Vec<u8>)) -> (String, Vec<u8>) {
    (path.rsplit(['/', '\\']).next().unwrap_or_default().to_string(), content)
}

/// Asks to stop after so many years.
struct Impatient {
    years: u64,
    seen: AtomicU64,
}

impl Watch for Impatient {
    fn unit_done(&self) {
        self.seen.fetch_add(1, Ordering::Relaxed);
    }

    fn should_stop(&self) -> bool {
        self.seen.load(Ordering::Relaxed) >= self.years
    }
}

#[test]
fn work_that_was_stopped_goes_on_to_the_same_files() {
    let place = tempfile::tempdir().expect("a folder");
    let plan = plan(Detail { organisations: true });
    let (whole, stopped) = (place.path().join("whole"), place.path().join("stopped"));
    finish(&whole, &plan);

    let (folder, found) = Folder::open(&stopped, &plan, false).expect("a new folder");
    assert!(matches!(found, Found::Empty));
    let missing = folder.missing(&plan).expect("nothing is there");
    let one = output::units(&plan, &missing[..1]);
    assert_eq!(output::units(&plan, &missing), 2 * one);
    // On one thread replicates come one after the other: the first is finished, the second is not.
    let impatient = Impatient { years: one + 3, seen: AtomicU64::new(0) };
    let ended = headwater::parallel::with_threads(1, || output::compute(&folder, &plan, &missing, &impatient));
    assert_eq!(ended, Ok(Err(Failure::Stopped)));
    let left = folder.missing(&plan).expect("parts can be read");
    assert_eq!(left.iter().map(|missing| missing.replicate).collect::<Vec<_>>(), [1]);

    let (_, found) = Folder::open(&stopped, &plan, false).expect("the folder is ours");
    assert!(matches!(found, Found::Partial));
    finish(&stopped, &plan);
    assert!(tables(&whole) == tables(&stopped));
    assert!(!stopped.join("parts").exists(), "parts are only needed on the way");
}

#[test]
fn work_begun_for_one_part_of_the_results_serves_another() {
    let place = tempfile::tempdir().expect("a folder");
    let only = |part: &str| {
        let only = Only::read(&[part]).expect("it is a part");
        plan(Detail::default()).with_only(Some(only)).expect("the plan has it")
    };
    let (survival, value) = (only("survival"), only("value"));
    let (begun, direct) = (place.path().join("begun"), place.path().join("direct"));
    let (folder, _) = Folder::open(&begun, &survival, false).expect("a new folder");
    let missing = folder.missing(&survival).expect("nothing is there");
    output::compute(&folder, &survival, &missing[..1], &Unwatched).expect("nobody stops it");
    let (folder, found) = Folder::open(&begun, &value, false).expect("the same run");
    assert!(matches!(found, Found::Partial));
    assert_eq!(folder.missing(&value).expect("parts can be read").len(), 1, "one replicate is kept");
    finish(&begun, &value);
    finish(&direct, &value);
    assert!(tables(&begun) == tables(&direct));
    assert!(begun.join("value.csv").exists() && !begun.join("survival.csv").exists());
}

#[test]
fn damaged_and_lost_parts_are_computed_again() {
    let place = tempfile::tempdir().expect("a folder");
    let plan = plan(Detail::default());
    let (whole, damaged) = (place.path().join("whole"), place.path().join("damaged"));
    finish(&whole, &plan);

    let (folder, _) = Folder::open(&damaged, &plan, false).expect("a new folder");
    let missing = folder.missing(&plan).expect("nothing is there");
    output::compute(&folder, &plan, &missing, &Unwatched).expect("nobody stops it");
    let truncated = output::part_path(&folder, 1, 0);
    let content = fs::read(&truncated).expect("a part");
    fs::write(&truncated, &content[..content.len() / 2]).expect("a part");
    let altered = output::part_path(&folder, 0, 1);
    let mut content = fs::read(&altered).expect("a part");
    content[200] ^= 1;
    fs::write(&altered, content).expect("a part");
    fs::remove_file(output::part_path(&folder, 1, 1)).expect("a part");
    let missing: Vec<_> =
        folder.missing(&plan).expect("parts can be read").into_iter().map(|m| (m.replicate, m.scenarios)).collect();
    assert_eq!(missing, [(0, vec![1]), (1, vec![0, 1])]);
    finish(&damaged, &plan);
    assert!(tables(&whole) == tables(&damaged));
}

#[test]
fn parts_of_another_run_are_refused() {
    let place = tempfile::tempdir().expect("a folder");
    let path = place.path().join("out");
    Folder::open(&path, &plan(Detail::default()), false).expect("a new folder");
    let refused = Folder::open(&path, &plan(Detail { organisations: true }), false).err();
    assert!(matches!(refused, Some(Failure::Refused(_))));
    assert!(Folder::open(&path, &plan(Detail { organisations: true }), true).is_ok());
}

/// Rows of yearly.parquet are those of yearly.csv, value by value and null where that is empty.
#[test]
fn parquet_holds_what_csv_holds() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;
    let place = tempfile::tempdir().expect("a folder");
    let path = place.path().join("out");
    let plan = plan(Detail { organisations: true });
    finish(&path, &plan);
    let open = |name: &str| {
        SerializedFileReader::new(fs::File::open(path.join(name)).expect("a file")).expect("a Parquet file")
    };
    let parquet = open("yearly.parquet");
    let metadata = parquet.metadata().file_metadata().key_value_metadata().expect("metadata").clone();
    assert!(metadata.iter().any(|entry| entry.key == "seed" && entry.value.as_deref() == Some("20170909")));
    let mut csv = csv::Reader::from_path(path.join("yearly.csv")).expect("a table");
    let mut count = 0;
    for (row, record) in parquet.get_row_iter(None).expect("rows").zip(csv.records()) {
        let (row, record) = (row.expect("a row"), record.expect("a row"));
        let fields: Vec<String> = row
            .get_column_iter()
            .map(|(_, field)| match field {
                Field::Str(text) => text.clone(),
                Field::Int(whole) => whole.to_string(),
                Field::Double(real) => real.to_string(),
                Field::Null => String::new(),
                other => panic!("{other:?} is not in this table"),
            })
            .collect();
        assert_eq!(fields, record.iter().collect::<Vec<_>>());
        count += 1;
    }
    assert_eq!(count, parquet.metadata().file_metadata().num_rows());
    assert!(count > 0);

    // The dictionary describes the columns of every table, in their order.
    let mut described: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for record in csv::Reader::from_path(path.join("columns.csv")).expect("a table").records() {
        let record = record.expect("a row");
        described.entry(record[0].to_string()).or_default().push(record[1].to_string());
    }
    for file in tables(&path).keys().filter(|name| name.ends_with(".csv")) {
        let mut reader = csv::Reader::from_path(path.join(file)).expect("a table");
        let header: Vec<&str> = reader.headers().expect("a header").iter().collect();
        assert_eq!(described.get(file).map(Vec::len), Some(header.len()), "{file}");
        assert_eq!(described[file], header, "{file}");
    }

    let organisations = open("organisations.parquet");
    let names: Vec<String> = organisations
        .metadata()
        .file_metadata()
        .schema_descr()
        .columns()
        .iter()
        .map(|column| column.name().to_string())
        .collect();
    assert_eq!(
        names[..9].join(","),
        "scenario,replicate,organisation_id,county,issue,kind,founded_year,exit_year,first_landed_year"
    );
    assert_eq!((names[9].as_str(), names.last().map(String::as_str)), ("receipts_fen_2008", Some("receipts_fen_2018")));
    assert!(organisations.metadata().file_metadata().num_rows() > 2 * 2 * 100);
}
