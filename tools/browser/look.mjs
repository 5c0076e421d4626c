// Look at a page: node tools/browser/look.mjs PAGE [--browser chromium|firefox|both] [--width N]
//   [--height N] [--locale xx] [--picture FILE.png] [--wait SELECTOR] [--axe]
// Prints the requests of the page, its messages on the console, and the faults that axe-core finds.

import { parseArgs } from "node:util";
import { BROWSERS, openBrowser } from "./harness.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    browser: { type: "string", default: "chromium" },
    width: { type: "string", default: "1280" },
    height: { type: "string", default: "800" },
    locale: { type: "string", default: "en" },
    picture: { type: "string" },
    wait: { type: "string" },
    axe: { type: "boolean", default: false },
  },
});
if (positionals.length !== 1) {
  console.error("name one page: node tools/browser/look.mjs PAGE");
  process.exit(2);
}
let wrong = 0;
for (const name of values.browser === "both" ? BROWSERS : [values.browser]) {
  const browser = await openBrowser(name, {
    locale: values.locale,
    width: Number(values.width),
    height: Number(values.height),
  });
  try {
    const page = await browser.newPage();
    await page.open(positionals[0]);
    if (values.wait) await page.waitForElement(values.wait);
    const faults = values.axe ? await page.axe() : [];
    if (values.picture) {
      const many = values.browser === "both";
      await page.screenshot(many ? values.picture.replace(/(\.png)?$/, `-${name}.png`) : values.picture);
    }
    const found = { messages: page.messages, errors: page.errors, outside: page.outside(), faults };
    console.log(JSON.stringify({ browser: name, ...found }, null, 2));
    wrong += page.errors.length + page.outside().length + faults.length;
  } finally {
    await browser.close();
  }
}
process.exit(wrong ? 1 : 0);
