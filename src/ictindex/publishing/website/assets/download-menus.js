// What fills the menus of downloads of a page is loaded when the first of them is opened or reached;
// a page on which one chooses has loaded it already.
"use strict";
(() => {
  const page = document.getElementById("content")?.dataset.downloads;
  const stored = document.getElementById("download-data");
  if (!page && !stored) return;
  const source = document.currentScript.src;
  const assets = source.replace(/[^/]*$/, "");
  if (document.querySelector('script[src$="/downloads.js"]')) return;
  const facts = source.slice(assets.length).replace("page-", "facts-");
  const names = [facts, "save-files.js", "downloads.js"];
  const summaries = [...document.querySelectorAll("details.downloads > summary")];
  let begun = false;
  const load = () => {
    if (begun) return;
    begun = true;
    for (const name of names) {
      const script = document.createElement("script");
      script.async = false; // one after another
      script.src = assets + name;
      document.head.append(script);
    }
  };
  for (const summary of summaries) {
    for (const event of ["pointerenter", "focus", "click"]) summary.addEventListener(event, load);
  }
})();
