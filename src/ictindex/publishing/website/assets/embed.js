// A chart in a frame of another page: the address after # names a page of this site and a chart on
// it. Only names that are in the lists of this page lead anywhere.
"use strict";
(() => {
  const known = JSON.parse(document.getElementById("page-data").textContent);
  const show = () => {
    if (!location.hash) return;
    const asked = new URLSearchParams(location.hash.slice(1));
    const [page, chart] = [asked.get("page") ?? "", asked.get("chart") ?? ""];
    const at = page.lastIndexOf("/") + 1;
    const names = Object.hasOwn(known.pages, page.slice(0, at)) ? known.pages[page.slice(0, at)] : [];
    const isKnown = names.includes(page.slice(at)) && /^[a-z][a-z0-9-]*$/.test(chart);
    document.getElementById("embed-lead").hidden = true;
    document.getElementById("embed-unknown").hidden = isKnown;
    document.documentElement.classList.toggle("embedded", !isKnown);
    if (isKnown) location.replace(`${page}.html?embed=${chart}`);
  };
  addEventListener("hashchange", show);
  show();
})();
