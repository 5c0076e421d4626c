// The menus of downloads below the charts of a page: the picture as it is drawn, the table of its
// figures, and all tables of the page in one workbook.
"use strict";
(() => {
  const store = document.getElementById("download-data");
  const main = document.getElementById("content");
  const common = window.ictindexFacts || {};
  // The page of an economy in an edition states its sources alone: the rest is in its address and
  // its heading.
  const ownOf = () => {
    const home = new URL(".", document.querySelector("header.top .name a").href).href;
    const parts = location.href.replace(/(\.html)?([?#].*)?$/, "").slice(home.length).split("/");
    const [edition] = parts, title = main.querySelector("h1").textContent.trim();
    return { shared: main.dataset.downloads, edition, file: parts.join("-"),
      mark: (common.marks || {})[edition] || "", facts: [["title", common.what, title]] };
  };
  if (!store && !main.dataset.downloads) return;
  const own = store ? JSON.parse(store.textContent) : ownOf();
  // What pages have in common is in one script; the facts of an edition come after the title.
  const shared = (common.shared || {})[own.shared] || { facts: [] };
  const page = { ...shared, ...own, facts: [...own.facts, ...shared.facts] };
  page.facts.splice(1, 0, ...(common[page.edition] || []));
  const files = window.ictindexFiles;
  const rtl = document.documentElement.dir === "rtl";
  const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
  const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/;

  // A table names its columns with numbers: n is all but the first, n3 the third.
  const isNumeric = (cell) => cell.matches("td.n, table.n td")
    || (cell.localName === "td" && cell.closest("table").classList.contains(`n${cell.cellIndex + 1}`)
      && !cell.matches(".absent"));
  // A number in the form of the language becomes a number again; anything else is a text.
  const cellOf = (cell) => {
    const text = cell.textContent.trim();
    if (!isNumeric(cell)) return text;
    if (text === "–") return null; // no figure
    const plain = text.replace(BIDI, "").replaceAll("−", "-").replaceAll("\u00a0", " ")
      .replaceAll("\u202f", " ");
    const mark = page.thousands.replaceAll("\u00a0", " ").replaceAll("\u202f", " ");
    const number = plain.replaceAll(mark, "").replace(page.decimal, ".").replace(/^\+/, "");
    return NUMBER.test(number) ? { number } : text;
  };
  // The picture of a table is a column without figures; a formula explains the row before it.
  const isFigure = (cell) => !cell.matches(".cell");
  // The last line of headers, after those that reach down to it.
  const headersOf = (table) => {
    const lines = [...(table.tHead?.rows ?? [])];
    const above = lines.slice(0, -1).flatMap((line) => [...line.cells].filter((cell) => cell.rowSpan > 1));
    const last = [...(lines.at(-1)?.cells ?? [])].filter(isFigure);
    return [...above, ...last].map((cell) => cell.textContent.trim());
  };
  const contentOf = (table) => ({
    columns: headersOf(table),
    rows: [...table.tBodies].flatMap((body) => [...body.rows])
      .filter((row) => row.cells[0]?.localName !== "td" || !row.closest(".values")).map((row) => [...row.cells].filter(isFigure).map(cellOf)),
  });
  const tableOf = (figure) => ({ ...contentOf(figure.querySelector(".as-table table")), rtl, sheets: page.sheets });
  // Every row of a CSV states its kind, source and licence.
  const STATED = ["edition", "kind", "source", "licence"];
  const statedTableOf = (figure) => {
    const table = tableOf(figure);
    for (const key of STATED) {
      const facts = page.facts.filter((fact) => fact[0] === key);
      if (!facts.length) continue;
      table.columns.push(facts[0][1]);
      for (const row of table.rows) row.push([...new Set(facts.map((fact) => fact[2]))].join("; "));
    }
    return table;
  };
  // A table has the name of the heading before it.
  const tablesOfPage = () => {
    const tables = [];
    let heading = "";
    for (const part of document.querySelectorAll("main :is(h1, h2, h3, h4, table)")) {
      if (part.tagName !== "TABLE") heading = part.textContent.trim();
      else if (part.tBodies[0]?.rows.length && !part.closest("[hidden]")) tables.push({ name: heading, ...contentOf(part) });
    }
    return tables;
  };
  const pictureOf = (figure, facts) => {
    const words = (selector) => figure.querySelector(selector)?.textContent.trim() ?? "";
    const blocks = [{ text: words("h2, h3, h4"), size: 16, bold: true },
      { text: words(".base"), size: 12, soft: true },
      { legend: files.legendOf(figure.querySelector(".legend")) },
      { plot: figure.querySelector(".plot svg") ?? files.drawnOf(figure.querySelector(".drawing")) }];
    for (const note of figure.querySelectorAll(".note")) {
      blocks.push({ text: note.textContent.trim(), size: 10.5, soft: true });
    }
    return files.toSvg(blocks.filter((b) => b.plot || b.text || b.legend?.length), facts, rtl);
  };

  const make = async (figure, form) => {
    if (form === "page-xlsx") {
      const [first, ...more] = tablesOfPage();
      const table = { ...first, rtl, sheets: [page.sheets[0], first.name] };
      return files.save(page.file, "xlsx", files.toExcel(table, page.facts, more));
    }
    const title = figure.querySelector("h2, h3, h4")?.textContent.trim() ?? page.facts[0][2];
    const facts = page.facts.map((fact) => (fact[0] === "title" ? [fact[0], fact[1], title + page.mark] : fact));
    const name = `${page.file}-${figure.id}`;
    if (form === "csv") return files.save(name, form, files.toCsv(statedTableOf(figure)));
    if (form === "xlsx") return files.save(name, form, files.toExcel(tableOf(figure), facts));
    const plot = figure.querySelector(".plot");
    if (plot) await window.ictindexSite.draw(plot);
    await files.loadBehind(figure);
    const svg = pictureOf(figure, facts);
    files.save(name, form, form === "svg" ? svg : await files.toPng(svg, facts));
  };

  const start = () => {
    const isLong = tablesOfPage().length > 1;
    // The files with all figures of the page are in its first menu.
    const whole = document.querySelector(".downloads > .whole");
    for (const menu of document.querySelectorAll(".downloads[data-for]")) {
      if (whole && !menu.querySelector(".whole")) menu.append(whole.cloneNode(true));
      const figure = document.getElementById(menu.dataset.for);
      const isDrawn = figure.querySelector(".drawing") || (figure.querySelector(".plot") && window.drawVega);
      const forms = isDrawn ? ["svg", "png"] : [];
      if (figure.querySelector(".as-table table")) forms.push("csv", "xlsx");
      if (isLong) forms.push("page-xlsx");
      files.fillMenu(menu, forms, page.words, (form) => make(figure, form));
    }
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
})();
