//! What money moves for: the rows of the transaction-flow matrix.

macro_rules! kinds {
    ($($(#[doc = $about:literal])+ $name:ident = $word:literal / $zh:literal ($code:literal),)+) => {
        /// What a posting is for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Kind { $($(#[doc = $about])+ $name,)+ }

        impl Kind {
            /// Every kind, in the order of the published rows.
            pub const ALL: [Kind; [$($word),+].len()] = [$(Kind::$name),+];
            /// How many kinds there are.
            pub const COUNT: usize = Kind::ALL.len();

            /// The published name.
            pub fn name(self) -> &'static str {
                match self { $(Kind::$name => $word,)+ }
            }

            /// The name in Chinese.
            pub fn name_zh(self) -> &'static str {
                match self { $(Kind::$name => $zh,)+ }
            }

            /// The code in the model brief and the protocol document.
            pub fn code(self) -> &'static str {
                match self { $(Kind::$name => $code,)+ }
            }

            /// What it is, in one sentence.
            pub fn about(self) -> &'static str {
                match self { $(Kind::$name => concat!($($about),+).trim_ascii(),)+ }
            }
        }
    };
}

kinds! {
    /// The treasury funds a government bureau.
    Appropriation = "appropriation" / "财政拨款" ("F01"),
    /// Own income of mass organisations, federations and foundations.
    Endowment = "endowment" / "自有收入" ("F02"),
    /// Enterprises fill a county's CSR pool.
    CsrIn = "csr_in" / "企业捐入" ("F03"),
    /// A CSR pool gives to a charity federation.
    CsrToFederation = "csr_to_federation" / "企业捐给慈善总会" ("F04"),
    /// Money for slots, given to the funder that will pay them.
    Earmark = "earmark" / "定向资金" ("F05"),
    /// The unfilled part of an earmark goes back.
    EarmarkReturn = "earmark_return" / "定向资金退回" ("F05b"),
    /// A funder pays an organisation's slot in the programme.
    ProgrammeGrant = "programme_grant" / "项目资助" ("F06"),
    /// A funder pays the programme's management fee.
    ProgrammeFee = "programme_fee" / "项目管理费" ("F07"),
    /// The hub's core grant.
    HubCore = "hub_core" / "枢纽核心资助" ("F08"),
    /// The hub pays its days.
    HubSpend = "hub_spend" / "枢纽支出" ("F09"),
    /// The hub closes and returns what is left.
    HubClose = "hub_close" / "枢纽结余退回" ("F09b"),
    /// A funder's open grant to an organisation.
    OpenGrant = "open_grant" / "公开资助" ("F10"),
    /// An award of the contest.
    ContestAward = "contest_award" / "创投奖金" ("F11"),
    /// Administration of the contest.
    ContestAdmin = "contest_admin" / "创投管理费" ("F12"),
    /// Households give on the giving day.
    DayGift = "day_gift" / "捐赠日捐款" ("F13"),
    /// An organisation gives to itself to draw the match.
    SelfGift = "self_gift" / "自捐套捐" ("F14"),
    /// The self-gift comes back to the organisation, bound to projects.
    SelfGiftReturn = "self_gift_return" / "自捐返回" ("F14b"),
    /// The platform pays out what was given.
    Payout = "payout" / "捐款拨付" ("F15"),
    /// The public-fundraising sponsor's fee and what it keeps.
    SponsorFee = "sponsor_fee" / "公募方管理费" ("F16"),
    /// The matching pool is filled.
    PoolOpen = "pool_open" / "配捐池注资" ("F17a"),
    /// The matching pool matches.
    Match = "match" / "配捐" ("F17"),
    /// What is left in the pool goes back.
    PoolReturn = "pool_return" / "配捐池退回" ("F17c"),
    /// The national match, the same in every scenario.
    NationalMatch = "national_match" / "全国配捐" ("F17n"),
    /// A gamed match is taken back.
    Clawback = "clawback" / "套捐追回" ("F18"),
    /// Households give through the rest of the year.
    OrdinaryGift = "ordinary_gift" / "日常捐赠" ("F19"),
    /// A funder's own direct relief.
    DirectProgramme = "direct_programme" / "直接救助" ("F20"),
    /// Unspent budget lapses to the treasury.
    Lapse = "lapse" / "预算收回" ("F21"),
    /// Project money is spent on delivery.
    Delivery = "delivery" / "项目执行" ("F22"),
    /// Operating costs.
    Operating = "operating" / "日常运营" ("F23"),
    /// What a closed organisation leaves goes to the city's federation.
    Liquidation = "liquidation" / "清算" ("F24"),
    /// A founder's first money.
    Seed = "seed" / "发起资金" ("F25"),
    /// A stipend for staff of a landing organisation (intervention).
    TalentStipend = "talent_stipend" / "人才津贴" ("F26"),
    /// A grant drawn by lot (intervention).
    LotteryGrant = "lottery_grant" / "抽签资助" ("F27"),
}
