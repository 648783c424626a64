// Opens a report from disk in Debian's Chromium and does with it what readers do. Any error in the console and any
// request to a network fails it.
//
//     node report.mjs REPORT.html [FOLDER FOR PICTURES]

import { chromium } from "playwright-core";
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const report = path.resolve(process.argv[2]);
const pictures = process.argv[3];
const address = pathToFileURL(report).href;
const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const browser = await chromium.launch({ executablePath, args: quiet });
const context = await browser.newContext({ acceptDownloads: true, viewport: { width: 1920, height: 1080 } });
const page = await context.newPage();
page.setDefaultTimeout(60000);

const wrong = [];
page.on("console", message => { if (["error", "warning"].includes(message.type())) wrong.push(message.text()); });
page.on("pageerror", error => wrong.push(String(error)));
page.on("request", request => {
  if (!/^(file|data|blob):/.test(request.url())) wrong.push(`request to ${request.url()}`);
});

let done = 0;
const step = async (name, work) => {
  try {
    await work();
    assert.deepEqual(wrong, [], "errors in the console, or requests");
  } catch (error) {
    console.error(`report in a browser: ${name}: ${error.message}`);
    await browser.close();
    process.exit(1);
  }
  done += 1;
};
const visible = selector => page.locator(selector).filter({ visible: true });
const shot = async name => { if (pictures) await page.screenshot({ path: path.join(pictures, `${name}.png`) }); };
const download = async button => {
  const [saved] = await Promise.all([page.waitForEvent("download"), button.click()]);
  return { name: saved.suggestedFilename(), content: fs.readFileSync(await saved.path()) };
};
const speak = lang => page.click(`[data-lang="${lang}"]`);

await step("opens from disk, in English", async () => {
  await page.goto(`${address}#en`);
  await page.evaluate(() => document.fonts.ready);
  assert.equal(await page.evaluate(() => document.documentElement.lang), "en");
  assert.ok(await page.evaluate(() => document.fonts.check("16px 'Noto Sans CJK SC'", "活水")), "the face is there");
  assert.match(await page.locator("h1").innerText(), /[a-z]/);
  await shot("en-1920");
});

await step("everything of the first screen is on the first screen", async () => {
  const bottom = await page.locator(".brief .caveat").evaluate(element => element.getBoundingClientRect().bottom);
  assert.ok(bottom <= 1080, `the first screen ends at ${bottom}`);
  const chart = await visible(".brief svg.chart").evaluate(element => element.getBoundingClientRect().bottom);
  assert.ok(chart <= 1080, `the chart ends at ${chart}`);
});

await step("switches language without reload, and remembers", async () => {
  await page.evaluate(() => { window.stays = true; });
  const scrolled = await page.evaluate(() => scrollY);
  await speak("zh-CN");
  assert.equal(await page.evaluate(() => document.documentElement.lang), "zh-CN");
  assert.match(await page.locator("h1").innerText(), /[\u4e00-\u9fff]/);
  assert.ok(!/[A-Za-z]{4,}/.test((await page.locator("h1").innerText()).replace(/Headwater/g, "")), "no English is left");
  assert.equal(await page.evaluate(() => window.stays), true);
  assert.equal(await page.evaluate(() => scrollY), scrolled);
  assert.ok(page.url().endsWith("#zh"));
  await shot("zh-1920");
  await page.goto(address);
  assert.equal(await page.evaluate(() => document.documentElement.lang), "zh-CN");
  await speak("en");
});

await step("leads to sections and keeps the language in the address", async () => {
  const link = page.locator(".contents a").last();
  await link.click();
  assert.match(page.url(), /#en:[a-z]+$/);
  await page.goto(`${address}#zh:limits`);
  await page.reload();
  assert.equal(await page.evaluate(() => document.documentElement.lang), "zh-CN");
  await page.waitForFunction(() => Math.abs(document.getElementById("limits").getBoundingClientRect().top) < 200);
  await speak("en");
});

await step("says values on hover and by keyboard", async () => {
  await page.evaluate(() => scrollTo(0, 0));
  const mark = visible("svg.chart .mark").first();
  await mark.hover();
  const bubble = page.locator(".chart-bubble");
  await bubble.waitFor({ state: "visible" });
  assert.match(await bubble.innerText(), /\d/);
  await shot("hover");
  await page.keyboard.press("Escape");
  await mark.focus();
  await bubble.waitFor({ state: "visible" });
  const first = await bubble.innerText();
  await page.keyboard.press("ArrowRight");
  // A chart of one scenario has one mark: there is none to go to.
  const marks = await mark.evaluate(element => element.closest("svg").querySelectorAll(".mark").length);
  if (marks > 1) assert.notEqual(await bubble.innerText(), first);
  assert.ok(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "screen readers hear it");
  await page.keyboard.press("Escape");
});

await step("reaches everything by the tab key, in the order of the page", async () => {
  // Opened anew, at its top: a page that is only reloaded goes on from where it was read.
  await page.goto("about:blank");
  await page.goto(`${address}#en`);
  const reached = [];
  for (let press = 0; press < 12; press += 1) {
    await page.keyboard.press("Tab");
    reached.push(await page.evaluate(() => {
      const at = document.activeElement;
      return { y: at.getBoundingClientRect().top + scrollY, what: at.dataset?.lang ?? at.id ?? at.tagName };
    }));
  }
  assert.ok(reached.some(at => at.what === "zh-CN") && reached.some(at => at.what === "print"));
  const below = reached.slice(3);
  assert.ok(below.every((at, position) => position === 0 || at.y >= below[position - 1].y - 400), JSON.stringify(reached));
});

await step("shows the four numbers of the scenario that is chosen", async () => {
  const chooser = page.locator("#scenario");
  if (await chooser.count() === 0) return;
  await chooser.selectOption("1");
  assert.equal(await page.locator(".four:visible").getAttribute("data-scenario"), "1");
  assert.equal(await page.locator(".four:visible .tile").count(), 4);
});

await step("saves every table as CSV", async () => {
  for (const button of await page.locator("[data-download]").all()) {
    const { name, content } = await download(button);
    assert.ok(name.endsWith(".csv") && content.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])), name);
    assert.ok(content.toString().split("\n").length > 2, `${name} has rows`);
    // Chromium drops the eleventh file that a page saves within a second; nobody clicks so fast.
    await page.waitForTimeout(120);
  }
});

await step("saves charts as SVG and PNG, in both languages", async () => {
  for (const lang of ["en", "zh-CN"]) {
    await speak(lang);
    const figure = page.locator("figure.picture").first();
    const svg = await download(figure.locator('[data-save="svg"]'));
    const text = svg.content.toString();
    assert.match(svg.name, lang === "en" ? /-en\.svg$/ : /-zh\.svg$/);
    assert.ok(text.includes("<title") && text.includes("@font-face"));
    assert.match(text, lang === "en" ? /Source: Headwater \S+ · seed \d+/ : /来源：活水 Headwater \S+ · 种子 \d+/);
    const png = await download(figure.locator('[data-save="png"]'));
    assert.ok(png.content.subarray(1, 4).toString() === "PNG" && png.content.length > 20000, `${png.content.length} bytes`);
    if (pictures) fs.writeFileSync(path.join(pictures, png.name), png.content);
  }
});

await step("fits a phone", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const lang of ["en", "zh-CN"]) {
    await speak(lang);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 390, `the page is ${width} wide`);
    const charts = await page.locator("svg.chart").evaluateAll(all =>
      all.filter(chart => chart.getBoundingClientRect().width > 0)
        // Those with too many shapes for a second drawing: one moves along them.
        .filter(chart => !chart.closest("figure").classList.contains("along"))
        .filter(chart => chart.parentElement.closest(".drawing").scrollWidth > chart.closest("figure").clientWidth + 1)
        .map(chart => chart.closest("figure").dataset.name));
    assert.deepEqual(charts, [], "charts that scroll sideways");
    await page.evaluate(() => scrollTo(0, 0));
    await shot(`${lang}-390`);
  }
  await page.setViewportSize({ width: 1920, height: 1080 });
});

await step("prints, the first screen on one page", async () => {
  for (const lang of ["en", "zh-CN"]) {
    await speak(lang);
    const pdf = await page.pdf({ preferCSSPageSize: true });
    const pages = pdf.toString("latin1").split(/\/Type\s*\/Page\b/).length - 1;
    assert.ok(pages >= 2, `${pages} pages`);
    if (pictures) fs.writeFileSync(path.join(pictures, `print-${lang}.pdf`), pdf);
    // As wide as the paper between its margins: the first screen must not be higher than the paper.
    await page.emulateMedia({ media: "print" });
    await page.setViewportSize({ width: Math.round((210 - 28) / 25.4 * 96), height: 1080 });
    const height = await page.locator(".brief").evaluate(element =>
      element.getBoundingClientRect().bottom + scrollY - document.body.getBoundingClientRect().top - scrollY);
    const room = (297 - 27) / 25.4 * 96;
    assert.ok(height <= room, `the brief is ${height} high, a page has ${room}`);
    await page.emulateMedia({ media: null });
    await page.setViewportSize({ width: 1920, height: 1080 });
  }
});

await step("can be used by everyone: no rule of WCAG A and AA is broken", async () => {
  const axe = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  // The page's policy lets no foreign script in: this one comes from outside, as an extension of a browser would.
  const checked = await browser.newContext({ bypassCSP: true, viewport: { width: 1280, height: 900 } });
  for (const [lang, width] of [["en", 1280], ["zh", 390]]) {
    const other = await checked.newPage();
    await other.setViewportSize({ width, height: 900 });
    await other.goto(`${address}#${lang}`);
    await other.addScriptTag({ content: axe });
    const broken = await other.evaluate(async () => {
      const run = await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] });
      return run.violations.map(rule =>
        `${rule.id}: ${rule.help}: ${rule.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" | ")} (${rule.nodes.length})`);
    });
    assert.deepEqual(broken, [], `${lang} at ${width}`);
    await other.close();
  }
  await checked.close();
});

await browser.close();
console.log(`report in a browser: ${done} steps, no error in the console, no request`);
