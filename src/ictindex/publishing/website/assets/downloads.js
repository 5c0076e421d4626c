// Downloads below the charts of a page: the picture as it is drawn, as PNG, and the table of its
// figures, for Excel.
"use strict";
(() => {
  const store = document.getElementById("download-data");
  if (!store) return;
  const page = JSON.parse(store.textContent);
  // The facts of an edition come after the title: all its pages share them.
  page.facts.splice(1, 0, ...((window.ictindexFacts || {})[page.edition] || []));
  const files = window.ictindexFiles;
  const rtl = document.documentElement.dir === "rtl";
  const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
  const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/;

  // A number in the form of the language becomes a number again; anything else is a text.
  const cellOf = (cell) => {
    const text = cell.textContent.trim();
    if (!cell.classList.contains("n")) return text;
    const plain = text.replace(BIDI, "").replaceAll("−", "-").replaceAll("\u00a0", " ")
      .replaceAll("\u202f", " ");
    const mark = page.thousands.replaceAll("\u00a0", " ").replaceAll("\u202f", " ");
    const number = plain.replaceAll(mark, "").replace(page.decimal, ".").replace(/^\+/, "");
    return NUMBER.test(number) ? { number } : text;
  };
  const tableOf = (figure) => {
    const table = figure.querySelector(".as-table table");
    return {
      columns: [...table.querySelectorAll("thead th")].map((cell) => cell.textContent.trim()),
      rows: [...table.querySelectorAll("tbody tr")].map((row) => [...row.cells].map(cellOf)),
      rtl, sheets: page.sheets,
    };
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
    const title = figure.querySelector("h2, h3, h4")?.textContent.trim() ?? page.facts[0][2];
    const facts = page.facts.map((fact) => (fact[0] === "title" ? [fact[0], fact[1], title + page.mark] : fact));
    const name = `${page.file}-${figure.id}`;
    if (form === "xlsx") return files.save(name, form, files.toExcel(tableOf(figure), facts));
    const plot = figure.querySelector(".plot");
    if (plot) await window.ictindexSite.draw(plot);
    await files.loadBehind(figure);
    files.save(name, form, await files.toPng(pictureOf(figure, facts), facts));
  };

  const start = () => {
    for (const line of document.querySelectorAll(".downloads[data-for]")) {
      const figure = document.getElementById(line.dataset.for);
      const isDrawn = figure.querySelector(".drawing") || (figure.querySelector(".plot") && window.drawVega);
      const forms = isDrawn ? ["png"] : [];
      if (figure.querySelector(".as-table table")) forms.push("xlsx");
      line.append(page.words.download);
      for (const form of forms) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "plain";
        button.dataset.form = form;
        button.textContent = page.words[form];
        button.addEventListener("click", () => make(figure, form));
        line.append(" ", button);
      }
    }
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
})();
