//! English and Chinese: which one is wanted, and the Chinese words of the help.

use clap::{Command, CommandFactory, ValueEnum};
use std::ffi::OsString;

/// A language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Lang {
    /// English
    En,
    /// 简体中文
    Zh,
}

impl Lang {
    /// The one of two texts that is in this language.
    pub(super) fn pick<'a>(self, en: &'a str, zh: &'a str) -> &'a str {
        match self {
            Lang::En => en,
            Lang::Zh => zh,
        }
    }
}

/// The language that is wanted: `--lang` counts before the environment. Found before arguments are parsed, so that
/// help is in the right language.
pub(super) fn wanted(words: &[OsString], environment: Option<&str>) -> Lang {
    let of = |word: &str| if word.starts_with("zh") { Lang::Zh } else { Lang::En };
    let words: Vec<String> = words.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let given = words.iter().enumerate().find_map(|(position, word)| match word.as_str() {
        "--lang" => words.get(position + 1).map(String::as_str),
        other => other.strip_prefix("--lang="),
    });
    given.or(environment).map_or(Lang::En, of)
}

/// The command with its help in a language.
pub(super) fn localised<Arguments: CommandFactory>(lang: Lang) -> Command {
    let command = Arguments::command();
    match lang {
        Lang::En => command,
        Lang::Zh => {
            let mut command = in_chinese(command)
                .about("模拟一个区域公益生态在不同情景下的演变，并比较每种干预带来了什么")
                .long_about("模拟一个区域公益生态在不同情景下的演变，并比较每种干预带来了什么\n\n在明示假定之下的模拟，非预测。")
                .subcommand_help_heading("命令");
            for (verb, about) in VERBS_ZH {
                command = command.mut_subcommand(verb, |verb| in_chinese(verb).about(*about));
            }
            command
        }
    }
}

fn in_chinese(command: Command) -> Command {
    command
        .help_template("{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}")
        .mut_args(|argument| {
            let heading = if argument.is_positional() { "参数" } else { "选项" };
            let about = OPTIONS_ZH.iter().find(|(name, _)| *name == argument.get_id().as_str());
            let argument = argument.help_heading(heading);
            match about {
                Some((_, about)) => argument.help(*about),
                None => argument,
            }
        })
        .disable_help_flag(true)
        .arg(
            clap::Arg::new("help")
                .short('h')
                .long("help")
                .action(clap::ArgAction::Help)
                .help_heading("选项")
                .help("显示帮助"),
        )
}

const VERBS_ZH: &[(&str, &str)] = &[
    ("compare", "把各情景与第一个情景逐次配对比较"),
    ("run", "模拟一个情景"),
    ("uncertainty", "比较的结果中，偶然起多大作用，假定起多大作用"),
    ("hysteresis", "把一个杠杆慢慢升起再放下：效果是否留下来"),
    ("chart", "由结果文件夹作图"),
    ("explain", "讲述一家机构、一个县或一个资助方何以如此，逐年道来"),
    ("report", "重新写出结果文件夹的报告"),
    ("flows", "打印某一年的资金流量矩阵，收支平衡"),
    ("follow", "追踪某一资助方的资金，一跳一跳，直到用掉或停留"),
    ("diff", "比较两个结果文件夹：什么变动最大，哪些设定不同"),
    ("verify", "核对结果文件夹中的文件，并重新模拟一遍"),
    ("check", "读取情景，一次说出其中所有问题"),
    ("new", "写出自己的情景或自己的区域的开头"),
    ("settings", "列出可以设定的内容：路径、默认值、单位、范围、来源与含义"),
    ("schema", "输出情景文件的 JSON Schema，供编辑器使用"),
    ("scenarios", "列出内置情景及其所问的问题"),
    ("metrics", "列出度量指标"),
    ("patterns", "把模型与已知事实逐条对照，并写出报告"),
    ("reproduce", "重新生成 README 与文档中的图和表，或指出哪些已经过时"),
];

const OPTIONS_ZH: &[(&str, &str)] = &[
    ("scenarios", "情景：内置名称或 .toml 文件；第一个是基准"),
    ("scenario", "情景：内置名称或 .toml 文件"),
    ("folder", "结果文件夹"),
    ("from", "结果文件夹，或情景（内置名称或 .toml 文件）"),
    ("organisation", "机构编号（各情景相同），或自己登记表中的名称"),
    ("county", "县名：中文或拉丁字母，可写成“市/县”"),
    ("funder", "资助方名称，或其中足以辨认的一部分"),
    ("pick", "按规则选出一家机构：saved（因情景得救）、lost（因情景失去）或 typical（典型）"),
    ("against", "与之对照的情景；结果文件夹默认取其中第一个"),
    ("replicate", "第几次重复，从 0 起"),
    ("year", "年份"),
    ("further_years", "再往后追踪几年"),
    ("first", "结果文件夹"),
    ("second", "另一个结果文件夹"),
    ("rows", "最多显示多少个指标与设定"),
    ("every_year", "显示指标的每一年，而不只是变动最大的一年"),
    ("all_years", "连预热期的年份一并讲述"),
    ("name", "图的名称；--list 列出全部"),
    ("list", "列出各种图"),
    ("metric", "指标，供可画任一指标的图使用"),
    ("size", "宽与高（像素），例如 1600x900"),
    ("to", "图写到哪里（不含扩展名）；默认写入结果文件夹的 figures，与原有的图并列"),
    ("words", "路径或含义中须包含的词"),
    ("set", "更改所有情景（或名为 NAME 的情景）中的一项设定；可重复使用"),
    ("seed", "随机种子，即 --set run.seed=N"),
    ("replicates", "重复次数，即 --set run.replicates=N；核对时：只核对前 N 次"),
    ("preset", "区域规模：workshop、province、registry 或 national，即 --set preset=P"),
    ("discount", "value.csv 的年折现率，即 --set measures.discount_rate=RATE"),
    ("until", "增加重复次数，直到某项指标的区间足够窄，例如 'landing@2031 ci<5%'（均值的 5%）或 ci<3"),
    ("max_replicates", "使用 --until 时最多的重复次数"),
    ("only", "只计算并写出结果的这些部分，例如 survival,value；写错名称时会列出全部"),
    ("threads", "线程数；默认用满本机"),
    ("anonymise", "写出整个文件夹的副本，其中机构与资助方改用中性名称"),
    ("out", "结果写到哪里：结果文件夹（默认 results/名称-哈希）；report 为报告文件，与 --anonymise 合用时为副本文件夹"),
    ("force", "文件夹中已有其他内容时仍然写入"),
    ("from", "新情景所扩展的内置情景"),
    ("region", "自己的区域：待填写的表，以及使用这些表的情景"),
    ("xlsx", "各表写成一个 Excel 工作簿，而不是 CSV 文件"),
    ("example", "一个已填好的虚构区域：3 市、20 区县、240 家机构"),
    ("lenient", "登记表中有错误的行跳过并列出，即 --set region.register.lenient=true"),
    ("organisations", "另外写出 organisations.parquet"),
    ("assumptions", "另试多少组假定；0 为不试"),
    ("sets", "抽取多少组假定"),
    ("per_set", "每组假定重复多少次"),
    ("parameters", "哪些设定是不确定的：default、all、none，或以逗号分隔的路径，可各自附上范围"),
    ("structures", "在其他结构下（逐一关闭机制、替换规则）各重复多少次；0 为不试"),
    ("lever", "升降的设定：产品名额，或任一按年份给出的数列"),
    ("levels", "上升途中的各个高度，以逗号分隔；下降时依次返回"),
    ("hold_years", "每个高度停留几年；指标取其最后一年"),
    ("rest_years", "升降结束后停在最低处几年"),
    ("quiet", "只输出结果与错误"),
    ("json", "以 JSON 输出结果"),
    ("lang", "语言：en 或 zh；也可用环境变量 HEADWATER_LANG 设定"),
    ("copy", "本仓库的工作副本，或一个新文件夹；默认为当前文件夹"),
    ("check", "什么也不写，只说出哪些文件与重新生成的不同"),
    ("help", "显示帮助"),
    ("version", "显示版本"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<OsString> {
        text.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn the_option_counts_before_the_environment() {
        assert_eq!(wanted(&words("headwater compare"), None), Lang::En);
        assert_eq!(wanted(&words("headwater compare"), Some("zh_CN.UTF-8")), Lang::Zh);
        assert_eq!(wanted(&words("headwater --lang en compare"), Some("zh")), Lang::En);
        assert_eq!(wanted(&words("headwater compare --lang=zh"), None), Lang::Zh);
    }

    #[test]
    fn every_verb_and_option_has_chinese_words() {
        let mut command = crate::cli::Arguments::command();
        command.build();
        for verb in command.get_subcommands() {
            assert!(VERBS_ZH.iter().any(|(name, _)| *name == verb.get_name()), "{}", verb.get_name());
            for argument in verb.get_arguments() {
                let id = argument.get_id().as_str();
                assert!(OPTIONS_ZH.iter().any(|(name, _)| *name == id), "{id} of {}", verb.get_name());
            }
        }
    }
}
