"use strict";
// The result of the economy, as far as its figures go.

function resultView() {
  const result = state.result;
  if (!result) return el("p", { class: "small" }, t("wait"));
  if (result.error) return errorBox(result.error);
  let heading = "";
  return el("div", { class: "result" }, result.blocks.map((block) => {
    if (block.kind === "heading") heading = block.words;
    return blockView(block, heading);
  }));
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
        el("td", { class: isNumber(n) ? "number" : null, "data-head": block.headers[n] }, isNumber(n) ? apart(cell) : cell)))))));
}
