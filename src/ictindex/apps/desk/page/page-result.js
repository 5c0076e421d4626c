"use strict";
// The result of the economy, as far as its figures allow.

function resultView() {
  const result = state.result;
  if (!result) return el("p", { class: "small" }, t("wait"));
  if (result.error) return errorBox(result.error);
  let heading = "";
  const blocks = result.blocks.map((block) => {
    if (block.kind === "heading") heading = block.words;
    return blockView(block, heading);
  });
  return el("div", { class: "result" }, blocks[0], result.most && scoreView(result), blocks.slice(1));
}

// The score on its scale; if inputs are missing, the bounds between which it will be.
function scoreView(result) {
  const words = result.score ? result.score : `${result.lowest} \u2013 ${result.highest}`;
  return el("div", { class: "score" },
    el("p", { class: "score-words" },
      el("span", {}, t(result.score ? "score" : "score-between")), " ", el("bdi", { class: "score-number", dir: "ltr" }, words)),
    scaleOf(Number(result.least), Number(result.most)));
}

function scaleOf(least, most) {
  const space = "http://www.w3.org/2000/svg";
  const picture = document.createElementNS(space, "svg");
  picture.setAttribute("viewBox", "0 0 100 4");
  picture.setAttribute("class", "scale");
  picture.setAttribute("aria-hidden", "true");
  picture.setAttribute("preserveAspectRatio", "none");
  const rtl = document.documentElement.dir === "rtl";
  for (const [name, from, to] of [["scale-whole", 0, 100], ["scale-open", least, most], ["scale-sure", 0, least]]) {
    const bar = document.createElementNS(space, "rect");
    bar.setAttribute("class", name);
    bar.setAttribute("x", String(rtl ? 100 - to : from));
    bar.setAttribute("width", String(Math.max(0, to - from)));
    bar.setAttribute("height", "4");
    picture.append(bar);
  }
  return picture;
}

function blockView(block, heading) {
  if (block.kind === "heading") return el(block.level > 1 ? "h3" : "h2", {}, block.words);
  if (block.kind === "paragraph") return el("p", { class: block.note ? "notice" : null }, block.words);
  if (block.kind === "bullets") return el("ul", {}, block.items.map((item) => el("li", {}, item)));
  const isNumber = (n) => block.numeric.includes(n);
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": heading || t("tab-result") },
    el("table", { class: "values plain" },
      el("thead", {}, el("tr", {}, block.headers.map((head, n) => el("th", { scope: "col", class: isNumber(n) ? "number" : null }, head)))),
      el("tbody", {}, block.rows.map((row) => el("tr", {}, row.map((cell, n) =>
        el("td", { class: [isNumber(n) ? "number" : "", cell === "\u2013" ? "none" : ""].join(" ").trim() || null, "data-head": block.headers[n] }, isNumber(n) ? apart(cell) : cell)))))));
}
