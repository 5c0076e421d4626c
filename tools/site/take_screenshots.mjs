// Take a picture of each template of a built site, for a person to look at:
//   node tools/site/take_screenshots.mjs SITE FOLDER [--languages en,ar,zh] [--widths 1280,768,320]
// A template is shared by the pages whose addresses differ only by edition, economy or document.

import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { openBrowser } from "../browser/harness.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    languages: { type: "string", default: "en,ar,zh" },
    widths: { type: "string", default: "1280,768,320" },
    only: { type: "string", default: "" },
    tallest: { type: "string", default: "6000" },
  },
});
if (positionals.length !== 2) {
  console.error("name a site and a folder: node tools/site/take_screenshots.mjs SITE FOLDER");
  process.exit(2);
}
const [site, folder] = positionals;
const DIFFERS = [
  [/\/[A-Z]{3}\.html$/, "/ECONOMY.html"],
  [/^(idi|ipb)-\d{4}[\w.-]*\//, "EDITION/"],
  [/^editions\/(idi|ipb)-\d{4}[\w.-]*\.html$/, "editions/EDITION.html"],
  [/^methodology\/(idi|ipb)[\w.-]*\.html$/, "methodology/DOCUMENT.html"],
  [/^methodology\/compare\/[\w.-]+\.html$/, "methodology/compare/PAIR.html"],
  [/^studies\/(?!index)[\w.-]+\.html$/, "studies/STUDY.html"],
];

const addresses = fs
  .readdirSync(path.join(site, "en"), { recursive: true })
  .map((name) => name.split(path.sep).join("/"))
  .filter((name) => name.endsWith(".html"))
  .sort();
const chosen = new Map(); // the longest page of the last edition
for (const address of addresses) {
  const kind = DIFFERS.reduce((text, [pattern, name]) => text.replace(pattern, name), address);
  const folderName = address.includes("/") ? address.split("/")[0] : "";
  // A demonstration comes before every edition of real economies.
  const edition = folderName.includes("demonstration") ? "" : folderName;
  const size = fs.statSync(path.join(site, "en", address)).size;
  const known = chosen.get(kind);
  if (!known || edition > known.edition || (edition === known.edition && size > known.size)) {
    chosen.set(kind, { address, edition, size });
  }
}
fs.mkdirSync(folder, { recursive: true });
for (const language of values.languages.split(",")) {
  const browser = await openBrowser("chromium", { locale: language });
  for (const [kind, { address }] of chosen) {
    if (values.only && !kind.includes(values.only)) continue;
    for (const width of values.widths.split(",").map(Number)) {
      const page = await browser.newPage();
      await page.resize(width, 900);
      await page.open(path.join(site, language, address));
      await page.waitFor("() => document.documentElement.dataset.ready === 'yes'");
      const height = await page.evaluate("() => document.documentElement.scrollHeight");
      await page.resize(width, Math.min(height, Number(values.tallest)));
      await page.evaluate("async () => { await window.ictindexSite?.drawAll(); }");
      const name = kind.replace(/\.html$/, "").replaceAll("/", "_");
      await page.screenshot(path.join(folder, `${name}-${language}-${width}.png`), false);
      await page.close();
    }
  }
  await browser.close();
}
