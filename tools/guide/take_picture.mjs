// Picture of the page with a workbook that has findings:
//   node tools/guide/take_picture.mjs PAGE WORKBOOK LANGUAGE PICTURE.png

import { openBrowser } from "../browser/harness.mjs";

const [path, workbook, language, picture] = process.argv.slice(2);
const browser = await openBrowser("chromium", { locale: language, width: 1000, height: 900 });
try {
  const page = await browser.newPage();
  await page.open(path);
  await page.waitFor("() => document.querySelector('#language')?.options.length > 1", null, 60_000);
  await page.select("#language", language);
  await page.setFiles("input[type=file]", [workbook]);
  await page.waitFor("() => document.querySelectorAll('.finding').length > 0", null, 120_000);
  // The first two findings are enough.
  await page.evaluate(`() => {
    [...document.querySelectorAll("ol.findings > li")].slice(2).forEach((item) => item.remove());
    document.querySelectorAll("footer, .foot, main ~ *").forEach((item) => item.remove());
    window.scrollTo(0, 0);
  }`);
  await page.screenshot(picture);
} finally {
  await browser.close();
}
