// Time until pages of a site can be read and used, from disk, on a processor four times slower.
//
//     node tools/site/time_pages.mjs SITE [PAGE ...]
//
// Prints for each page in English and Arabic: first content, and the time when its script is ready
// and every chart in sight is drawn (milliseconds). The first page of a browser is opened once
// before.
import path from "node:path";
import { openBrowser } from "../browser/harness.mjs";

const SLOWER = 4;
const [site, ...asked] = process.argv.slice(2);
if (!site) {
  console.error("Usage: node tools/site/time_pages.mjs SITE [PAGE ...]");
  process.exit(2);
}
const pages = asked.length ? asked : ["index.html", "compare.html", "try.html"];
const browser = await openBrowser("chromium", { width: 1280, height: 800 });
const measure = async (address) => {
  const page = await browser.newPage();
  await page.throttle(SLOWER);
  await page.open(path.join(site, address));
  await page.waitFor(`() => document.documentElement.dataset.ready
    && [...document.querySelectorAll(".plot[data-chart]")]
      .filter((box) => box.getBoundingClientRect().top < innerHeight && box.clientWidth)
      .every((box) => box.querySelector("svg"))`);
  const found = await page.evaluate(`() => ({
    content: performance.getEntriesByName("first-contentful-paint")[0]?.startTime,
    ready: performance.now(),
  })`);
  await page.close();
  return found;
};
await measure(path.join("en", pages[0]));
console.log("page, first content (ms), ready (ms)");
for (const language of ["en", "ar"]) {
  for (const name of pages) {
    const address = path.join(language, name);
    const { content, ready } = await measure(address);
    console.log(`${address}, ${Math.round(content)}, ${Math.round(ready)}`);
  }
}
await browser.close();
