//! `network.csv`: who trusts whom at the end of one replicate, around the hub.

use super::Cell;
use super::columns::{SCENARIO, Table, YEAR, column};
use super::csv_file::CsvFile;
use crate::ensemble::lives::Part;
use crate::ensemble::network;
use crate::output::failure::Failure;
use crate::parallel;
use std::path::Path;

/// `network.csv`.
pub(in crate::output) const TABLE: Table = Table {
    file: "network.csv",
    columns: &[
        SCENARIO,
        YEAR,
        column(
            "tie",
            "name",
            "hub_funder: a funder that trusts the hub; hub_organisation: a landing organisation; funder_organisation: a \
             funder that trusts a landing organisation",
            "hub_funder：信任枢纽的资助方；hub_organisation：落地机构；funder_organisation：信任某落地机构的资助方",
        ),
        column("funder_class", "name", "class of the funder; empty if there is none", "资助方类别；没有则为空"),
        column("funder", "–", "id of the funder", "资助方编号"),
        column("organisation_kind", "name", "kind of the organisation; empty if there is none", "机构类别；没有则为空"),
        column("organisation", "–", "id of the organisation", "机构编号"),
        column(
            "county",
            "name",
            "county of the organisation, or of a funder of a county; empty for wider funders",
            "机构或县级资助方所在的县；更大范围的资助方为空",
        ),
        column(
            "city",
            "name",
            "city of the organisation, or of a funder of a county or city; empty for funders of the province",
            "机构或县、市级资助方所在的市；省级资助方为空",
        ),
        column(
            "strength",
            "–",
            "trust from the threshold of paths on; for hub_organisation capacity borrowed from accompaniment; replicate 0, \
             last year",
            "信任（自通路门槛起计）；hub_organisation 为陪伴借来的能力；第 0 次重复、末年",
        ),
    ],
};

/// Writes the ties of these scenarios in replicate 0.
pub(in crate::output) fn write_network(folder: &Path, parts: &[Part]) -> Result<(), Failure> {
    let mut file = CsvFile::create(folder, &TABLE)?;
    let all = parallel::map_in_order(parts, |part| network::ties(part, 0));
    for (part, ties) in parts.iter().zip(all) {
        let year = part.model.settings.run.end_year;
        for tie in ties {
            let name = |who: Option<(&'static str, u32)>| match who {
                Some((name, id)) => [Cell::Text(name), Cell::Whole(id.into())],
                None => [Cell::Undefined, Cell::Undefined],
            };
            let [class, funder] = name(tie.funder);
            let [kind, organisation] = name(tie.organisation);
            let text = |text: &'static str| Cell::Text(text);
            let place = |place: &'_ Option<String>| place.clone();
            let (county, city) = (place(&tie.county), place(&tie.city));
            file.row(&[
                Cell::Text(&part.name),
                Cell::Whole(year.into()),
                text(tie.sort.name()),
                class,
                funder,
                kind,
                organisation,
                county.as_deref().map_or(Cell::Undefined, Cell::Text),
                city.as_deref().map_or(Cell::Undefined, Cell::Text),
                Cell::real(Some((tie.strength * 1000.0).round() / 1000.0)),
            ])?;
        }
    }
    file.close()
}
