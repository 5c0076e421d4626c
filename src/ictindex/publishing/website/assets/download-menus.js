// What fills the menus of downloads of a page is loaded when the first of them is opened or reached.
"use strict";
(() => {
  const assets = document.currentScript.src.replace(/[^/]*$/, "");
  const names = document.getElementById("download-data").dataset.scripts.split(" ");
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
