//! The sectors between which money flows: the columns of the transaction-flow matrix.

macro_rules! sectors {
    ($($(#[doc = $about:literal])+ $name:ident = $word:literal / $zh:literal,)+) => {
        /// Where an account belongs.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Sector { $($(#[doc = $about])+ $name,)+ }

        impl Sector {
            /// Every sector, in the order of the published columns.
            pub const ALL: [Sector; [$($word),+].len()] = [$(Sector::$name),+];
            /// How many sectors there are.
            pub const COUNT: usize = Sector::ALL.len();

            /// The published name.
            pub fn name(self) -> &'static str {
                match self { $(Sector::$name => $word,)+ }
            }

            /// The name in Chinese.
            pub fn name_zh(self) -> &'static str {
                match self { $(Sector::$name => $zh,)+ }
            }
        }
    };
}

sectors! {
    /// Civil-affairs bureaus of counties, cities and the province.
    Government = "government" / "政府",
    /// Youth League and Women's Federation.
    Mass = "mass" / "群团",
    /// Charity federations of the cities and the province.
    Federation = "federation" / "慈善总会",
    /// Local and national foundations.
    Foundation = "foundation" / "基金会",
    /// CSR pools of enterprises.
    Business = "business" / "企业公益资金",
    /// The hub.
    Hub = "hub" / "枢纽",
    /// The giving platform with its matching pool.
    Platform = "platform" / "募捐平台",
    /// Grassroots and social-work organisations.
    Organisations = "organisations" / "机构",
    /// Households that give.
    Households = "households" / "公众",
    /// Enterprises behind the CSR pools.
    Enterprises = "enterprises" / "企业",
    /// Wages, rents, purchases.
    Suppliers = "suppliers" / "薪酬与采购",
    /// People who receive direct relief.
    Beneficiaries = "beneficiaries" / "受助人",
    /// Founders of organisations.
    Founders = "founders" / "发起人",
    /// The state's treasury.
    Treasury = "treasury" / "财政",
    /// Endowments and distant donors of foundations.
    Endower = "endower" / "捐赠基金",
    /// Who pays matching pools.
    PoolSponsor = "pool_sponsor" / "配捐方",
    /// The outside payer of the equal-money comparison.
    Sponsor = "sponsor" / "外部出资方",
}
