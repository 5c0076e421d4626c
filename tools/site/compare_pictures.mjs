// Take the same picture of each page of two built sites:
//   node tools/site/compare_pictures.mjs BEFORE NOW FOLDER --languages en,ar,zh
//     --widths 1280,390 --pages FILE
// FILE has the address of a page on each line. tools/site/compare_pictures.py starts
// this and compares what it leaves in FOLDER/before and FOLDER/now.

import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { openBrowser } from "../browser/harness.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    languages: { type: "string" },
    widths: { type: "string" },
    pages: { type: "string" }, // a file with an address a line, below the folder of a language
  },
});
const [before, now, folder] = positionals;
const TALLEST = 16_000; // pixels: a browser takes no taller picture
const pages = fs.readFileSync(values.pages, "utf8").split("\n").filter(Boolean);

async function take(browser, site, language, page, age) {
  const opened = await browser.newPage();
  await opened.open(path.join(site, language, page));
  await opened.waitFor("() => document.documentElement.dataset.ready === 'yes'");
  for (const width of values.widths.split(",").map(Number)) {
    await opened.resize(width, 900);
    await opened.evaluate("async () => { await window.ictindexSite?.drawAll(); }");
    const height = await opened.evaluate("() => document.documentElement.scrollHeight");
    await opened.resize(width, Math.min(height, TALLEST));
    await opened.evaluate("async () => { await window.ictindexSite?.drawAll(); }");
    const name = `${language}-${width}-${page.replace(/\.html$/, "").replaceAll("/", "_")}.png`;
    await opened.screenshot(path.join(folder, age, name), false);
  }
  await opened.close();
}

for (const age of ["before", "now"]) fs.mkdirSync(path.join(folder, age), { recursive: true });
for (const language of values.languages.split(",")) {
  const browser = await openBrowser("chromium", { locale: language });
  for (const page of pages) {
    for (const [age, site] of [["before", before], ["now", now]]) {
      await take(browser, site, language, page, age);
    }
  }
  await browser.close();
}
