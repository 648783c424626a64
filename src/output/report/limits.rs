//! What the model cannot say.

use super::texts::say;
use super::{Page, Section};
use crate::output::Failure;
use maud::{Markup, html};

pub(super) const SECTION: Section =
    Section { id: "limits", title: "What the model cannot say", title_zh: "模型说不了什么", charts: &[], body };

/// What a reader must not take from this page.
const LIMITS: &[(&str, &str, &str, &str)] = &[
    (
        "Whether it would happen.",
        "This is an explanation to think with, not a forecast. No number here is about a named organisation or agency.",
        "会不会真的发生。",
        "这是帮助思考的解释，不是预测。这里没有一个数字针对任何具体的机构或部门。",
    ),
    (
        "That success feeds success.",
        "Visible success opens funders, and open funders pay for more success: this loop is an assumption, taken from \
         those who did the work. Where it is switched off, the network stays small. Judge the results by whether you \
         believe the loop.",
        "成功会带来成功。",
        "看得见的成功让资助方打开，打开的资助方再促成更多成功：这一循环是假定，出自做这件事的人的叙述。关掉它，网络就长不大。\
         您是否相信这一循环，决定了您该如何看这些结果。",
    ),
    (
        "What would have come anyway.",
        "The years it is drawn from also saw the Charity Law, national platforms and the campaign against poverty. One \
         province and one narrator cannot tell the hub's effect from the trend.",
        "哪些变化本来就会来。",
        "素材所在的年份，恰逢《慈善法》出台、全国性平台兴起与脱贫攻坚。一个省份、一位讲述者，分不清枢纽的作用与大势。",
    ),
    (
        "The size of effects.",
        "About ten known numbers stand against as many tuned ones; several sets of assumptions fit equally well. Compare \
         levers within the model; do not carry a number out of it.",
        "效果有多大。",
        "已知的数字大约十个，需要调试的也差不多十个，好几组假定都同样说得通。请在模型内部比较各种手段，不要把数字搬到模型之外。",
    ),
    (
        "What a service is worth.",
        "A unit of service is a construct for comparing scenarios. It is not a child helped.",
        "一份服务值多少。",
        "服务单位只是用来比较情景的构造，并不等于帮到了一个孩子。",
    ),
    (
        "How much matching can raise.",
        "Giving is modelled at the scale of small local campaigns. Large campaigns led by federations raise a hundred \
         times more; conclusions on matched giving do not reach them.",
        "配捐能带来多少钱。",
        "模型里的捐款只是地方小型筹款的量级。由慈善总会主导的大型活动，筹款规模要高出百倍；关于配捐的结论到不了那里。",
    ),
    (
        "What steps and thresholds hide.",
        "Places come whole, a county holds a limited number, funders listen above a threshold. Such steps can make small \
         causes look large.",
        "台阶与门槛遮住了什么。",
        "名额是整数，每个县容量有限，资助方要越过门槛才听得进去。这些台阶会把小的原因放大。",
    ),
    (
        "What happens to everyone.",
        "The network touches a small part of all organisations, so the survival of all hardly moves. Look at the same \
         organisations with and without, and at counties.",
        "所有机构会怎样。",
        "网络只触及全部机构的一小部分，总体存活率几乎不动。请看同一批机构在有无干预时的差别，以及各县区的差别。",
    ),
    (
        "The years as they were.",
        "Years are model years. No epidemic, no change of law and no change of price level happens in them.",
        "真实的那些年。",
        "这里的年份是模型年份，其中没有疫情，没有法律变动，也没有物价变动。",
    ),
    (
        "That exact books make true results.",
        "Money is kept to the fen. That shows that the program does what it says, not that the region does.",
        "账目精确不等于结论正确。",
        "账记到分，只说明程序做到了它所说的，不说明现实就是如此。",
    ),
];

fn body(_page: &Page) -> Result<Markup, Failure> {
    Ok(html! {
        ul.limits {
            @for (head, text, head_zh, text_zh) in LIMITS {
                li { b { (say(head, head_zh)) } " " (say(text, text_zh)) }
            }
        }
    })
}
