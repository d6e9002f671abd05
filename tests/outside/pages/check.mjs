// Looks at every page as people meet it: in both languages, at three widths, in light and in dark. Prints what is wrong, then figures.
// Usage: node check.mjs ADDRESS < paths.json
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { HtmlValidate } from "html-validate";
import { chromium } from "playwright-core";

const LANGUAGES = ["nl", "en"];
const WIDTHS = [1200, 768, 320];
const THEMES = ["light", "dark"];
const HEAVIEST = 100_000; // bytes, as they travel
const STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const MARKUP = {
  extends: ["html-validate:recommended"],
  rules: {
    "no-trailing-whitespace": "off", // of templates
    "long-title": "off", // titles of offers are their providers' own
    "tel-non-breaking": "off", // so are telephone numbers
    "form-dup-name": ["error", { shared: ["checkbox", "radio", "button", "submit"] }], // several choices of one name
  },
};

const address = process.argv[2];
const paths = Object.entries(JSON.parse(readFileSync(0, "utf-8")));
const engines = ["axe-core/axe.min.js", "accessibility-checker-engine/ace.js"].map((name) =>
  readFileSync(createRequire(import.meta.url).resolve(name), "utf-8"),
);
const markup = new HtmlValidate(MARKUP);
const figures = { views: 0, axe: 0, ace: 0, html: 0, "widest overflow (px)": 0, "layout shift": 0, "heaviest page (bytes)": 0 };
const wrong = [];

function count(figure, where, found) {
  figures[figure] += found.length;
  wrong.push(...found.map((one) => `${where}: ${figure} ${one}`));
}

function most(figure, where, value, limit) {
  figures[figure] = Math.max(figures[figure], value);
  if (value > limit) wrong.push(`${where}: ${figure} ${value}`);
}

// A page of a fresh browser, and what it loads. Whatever it asks of others, keeps, or complains of is wrong.
async function opened(browser, where, { lang, width, theme }) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: theme, locale: lang });
  await context.addInitScript(() => {
    window.shift = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((one) => (window.shift += one.value))).observe({
      type: "layout-shift",
      buffered: true,
    });
  });
  const page = await context.newPage();
  const loaded = [];
  page.on("request", (asked) => {
    if (!asked.url().startsWith(address)) wrong.push(`${where}: asks ${asked.url()}`);
  });
  page.on("response", (answer) => loaded.push(answer));
  page.on("pageerror", (error) => wrong.push(`${where}: script ${error.message}`));
  page.on("console", (said) => {
    if (!/status of 4\d\d/.test(said.text())) wrong.push(`${where}: console ${said.text()}`);
  });
  return { context, page, loaded };
}

async function visit(page, path, lang) {
  const [open, choice] = path.split("|");
  await page.goto(`${address}${open}${open.includes("?") ? "&" : "?"}lang=${lang}`);
  if (choice) {
    await page.locator(choice).check();
    await page.locator("#search .go button").click();
    await page.waitForURL(/#found$/);
  }
}

async function look(page, where, theme) {
  for (const engine of engines) await page.evaluate(engine);
  count("axe", where, await page.evaluate(async (standards) => {
    const { violations } = await window.axe.run(document, { runOnly: standards });
    return violations.flatMap((one) => one.nodes.map((node) => `${one.id} at ${node.target.join(" ")}`));
  }, STANDARDS));
  if (theme === THEMES[0]) count("ace", where, await page.evaluate(async () => {
    const { results } = await new window.ace.Checker().check(document, ["WCAG_2_2"]);
    const failed = results.filter((one) => one.value[0] === "VIOLATION" && one.value[1] === "FAIL");
    return failed.map((one) => `${one.ruleId} at ${one.path.dom}: ${one.message}`);
  }));
  const seen = await page.evaluate(() => ({
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    shift: window.shift,
    kept: document.cookie + JSON.stringify(Object.entries(localStorage)) + JSON.stringify(Object.entries(sessionStorage)),
  }));
  most("widest overflow (px)", where, seen.overflow, 0);
  most("layout shift", where, seen.shift, 0);
  if (seen.kept !== "[][]") wrong.push(`${where}: keeps ${seen.kept}`);
}

async function weigh(loaded, where) {
  const sizes = await Promise.all(loaded.map((answer) => answer.request().sizes()));
  most("heaviest page (bytes)", where, sizes.reduce((sum, one) => sum + one.responseBodySize, 0), HEAVIEST);
}

async function validate(loaded, where) {
  const document = loaded.findLast((answer) => answer.request().isNavigationRequest() && answer.status() !== 303);
  const { results } = await markup.validateString(await document.text());
  count("html", where, results.flatMap((one) => one.messages).map((one) => `${one.ruleId}, line ${one.line}: ${one.message}`));
}

// From the box to an offer, with keys alone, and past the header with the first of them.
async function walk(browser, lang) {
  const where = `keyboard ${lang}`;
  const { context, page } = await opened(browser, where, { lang, width: 1200, theme: "light" });
  const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.closest("h3, .skips")?.tagName);
  await page.goto(`${address}/?lang=${lang}`);
  await page.keyboard.press("Tab");
  if ((await focused()) !== "DIV") wrong.push(`${where}: the first Tab does not reach the way past the header`);
  await page.keyboard.press("Enter");
  if ((await focused()) !== "content") wrong.push(`${where}: the way past the header leads elsewhere`);
  await page.keyboard.press("/");
  if ((await focused()) !== "q") wrong.push(`${where}: “/” does not reach the box`);
  await page.keyboard.type("wandelclub");
  await page.keyboard.press("Enter");
  await page.waitForURL(/q=wandelclub/);
  let presses = 0;
  while ((await focused()) !== "H3" && presses < 60) {
    await page.keyboard.press("Tab");
    presses += 1;
  }
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/doc\/offer\//, { timeout: 5000 }).catch(() => wrong.push(`${where}: no offer is reached`));
  await context.close();
  return presses;
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: [
    ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
    ...["--disable-component-update", "--disable-sync"],
  ],
});
for (const lang of LANGUAGES) {
  for (const [name, path] of paths) {
    for (const width of WIDTHS) {
      for (const theme of THEMES) {
        const where = `${name} ${lang} ${width} ${theme}`;
        const { context, page, loaded } = await opened(browser, where, { lang, width, theme });
        await visit(page, path, lang);
        figures.views += 1;
        await weigh(loaded, where);
        if (width === WIDTHS[0] && theme === THEMES[0]) await validate(loaded, where);
        await look(page, where, theme);
        await context.close();
      }
    }
  }
  figures[`keys from box to offer (${lang})`] = await walk(browser, lang);
}
await browser.close();
wrong.forEach((one) => console.log(one));
console.log(JSON.stringify(figures));
process.exit(wrong.length ? 1 : 0);
