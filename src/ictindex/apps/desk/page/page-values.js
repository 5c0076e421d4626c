"use strict";
// The cells of the workbook, sheet by sheet: each can be corrected here.

function valuesView(report) {
  const sheet = state.sheets[state.sheet];
  const select = el("select", { id: "sheet", on: { change: () => show("values", select.value) } },
    report.sheets.map((entry) => el("option", { value: entry.id, selected: entry.id === state.sheet }, entry.title)));
  select.value = state.sheet;
  return [
    el("p", { class: "sheet-choice" }, el("label", { for: "sheet" }, t("sheet")), " ", select),
    sheet ? [
      el("h2", { id: "sheet-title" }, sheet.title),
      sheet.introduction && el("p", { class: "small" }, sheet.introduction),
      sheet.editable ? el("p", { class: "small" }, t("correct-here")) : el("p", { class: "notice" }, t("correct-in-file")),
      sheet.kind === "values" ? valueTable(sheet) : sheet.kind === "tariffs" ? planTables(sheet) : plainTable(sheet),
    ] : el("p", { class: "small" }, t("wait")),
  ];
}

function valueTable(sheet) {
  const revisions = sheet.revised_years.map((year) => t("revised-of", { year }));
  const heads = [t("indicator"), t("unit"), ...sheet.earlier_years, ...revisions, t("value-of", { year: sheet.year }), t("status-and-note")];
  const last = 2 + sheet.earlier_years.length + revisions.length;
  const span = String(heads.length);
  return el("div", { class: "scroll", role: "region", "aria-labelledby": "sheet-title", tabindex: "0" },
    el("table", { class: "values" },
      el("thead", {}, el("tr", {}, heads.map((head, n) =>
        el("th", { scope: "col", class: n >= 2 && n <= last ? "number" : null }, head)))),
      el("tbody", {}, sheet.rows.map((row) => row.heading !== undefined
        ? el("tr", { class: "group" }, el("th", { colspan: span, scope: "colgroup" }, row.heading))
        : valueRow(sheet, row, heads)))));
}

function valueRow(sheet, row, heads) {
  const level = [row.value, row.unit, row.status, row.conf_status, row.source, row.note, ...row.revised, ...row.precision].map((cell) => cell.level).filter(Boolean);
  const grave = ["error", "warning", "information"].find((name) => level.includes(name));
  const named = `name-${cellId(row.value)}`;
  return el("tr", { class: [row.part || row.category ? "part" : "", grave || ""].join(" ").trim() || null, "data-about": named },
    el("th", { scope: "row" },
      el("span", { class: "name", id: named }, row.name),
      row.needed && el("span", { class: "needed" }, t("needed")),
      row.code && el("span", { class: "code" }, apart(row.code)),
      row.definition && el("details", { class: "definition" }, el("summary", {}, t("definition")), el("p", {}, row.definition))),
    el("td", { "data-head": heads[1] }, row.unit.choices.length ? choiceCell(row.unit, row.unit.choices, `${t("unit")}: ${row.name}`, false) : row.unit.label),
    row.earlier.map((text, n) => el("td", { class: "number earlier", "data-head": heads[2 + n] }, text ? apart(text) : "\u2013",
      text && row.origins[n] && el("details", { class: "definition" }, el("summary", {}, t("source")), el("p", {}, row.origins[n])))),
    row.revised.map((cell, n) => el("td", { class: "number revised", "data-head": heads[2 + row.earlier.length + n] },
      textCell(cell, `${row.name}: ${t("revised-of", { year: sheet.revised_years[n] })}`, true))),
    el("td", { class: "number", "data-head": t("value-of", { year: sheet.year }) }, textCell(row.value, `${row.name}: ${t("value-of", { year: sheet.year })}`, true, row.needed)),
    el("td", { "data-head": t("status-and-note"), class: "stated" }, el("div", {},
      choiceCell(row.status, sheet.choices.status, `${t("status")}: ${row.name}`, true),
      (row.conf_status.text !== "") && choiceCell(row.conf_status, sheet.choices.conf_status, `${t("confidentiality")}: ${row.name}`, true),
      (!row.category || row.note.text !== "" || row.note.findings) && textCell(row.note, `${t("note")}: ${row.name}`, false),
      row.precision.length > 0 && precisionOf(sheet, row))));
}

// What a survey knows of the precision of its value: folded, because it is optional.
function precisionOf(sheet, row) {
  const isOpen = row.precision.some((cell) => cell.text !== "" || cell.findings || state.focus === cellId(cell));
  return el("details", { class: "definition precision", open: isOpen }, el("summary", {}, t("precision")),
    row.precision.map((cell, n) => {
      const { name, hint, choices } = sheet.precision[n];
      return el("div", {}, el("span", { class: "small", title: hint }, name),
        choices.length ? choiceCell(cell, choices, `${name}: ${row.name}`, true) : textCell(cell, `${name}: ${row.name}`, true));
    }));
}

function cellId(cell) {
  return `cell-${cell.place.join("-")}`;
}

function textCell(cell, label, isNumber, needed) {
  const id = cellId(cell);
  const wrong = state.cellError && state.cellError.place.join("-") === cell.place.join("-") ? state.cellError : null;
  const field = el("input", {
    id, type: "text", class: `cell-field${isNumber ? " number" : ""}${cell.corrected ? " corrected" : ""}${needed && !cell.text ? " wanted" : ""}`,
    value: wrong ? wrong.text : cell.typed,
    inputmode: isNumber ? "decimal" : null, "aria-label": `${label} (${cell.cell})`, autocomplete: "off",
    dir: isNumber ? "ltr" : "auto",
    "aria-invalid": wrong || cell.level === "error" ? "true" : null,
    "aria-describedby": wrong || cell.findings ? `${id}-about` : null,
    on: {
      change: () => changeCell(cell, field.value, id),
      keydown: (event) => {
        if (event.key === "Escape") { field.value = cell.typed; }
        if (event.key === "Enter") { event.preventDefault(); field.blur(); field.focus(); }
      },
    },
  });
  return [field, aboutCell(cell, wrong, id)];
}

function choiceCell(cell, choices, label, empty) {
  const id = cellId(cell);
  const isListed = choices.some((choice) => choice.code === cell.code);
  const field = el("select", {
    id, class: `cell-field${cell.corrected ? " corrected" : ""}`, "aria-label": `${label} (${cell.cell})`,
    "aria-describedby": cell.findings ? `${id}-about` : null,
    on: { change: () => changeCell(cell, field.value, id) },
  },
  empty && el("option", { value: "" }, "\u2013"),
  !isListed && cell.code !== "" && el("option", { value: cell.code }, cell.label),
  choices.map((choice) => el("option", { value: choice.code }, choice.label)));
  field.value = !empty && cell.code === "" ? choices[0].code : cell.code;
  return [field, aboutCell(cell, null, id)];
}

function aboutCell(cell, wrong, id) {
  if (wrong) {
    return el("p", { class: "fault", id: `${id}-about` }, [wrong.error.message, wrong.error.advice].filter(Boolean).join(" "));
  }
  if (!cell.findings) return null;
  return el("span", { class: "cell-findings", id: `${id}-about` }, cell.findings.map((number) => {
    const finding = state.report.findings[number];
    return button(finding.level_name, () => showFinding(number), {
      class: `link mark ${finding.level}`, title: finding.message, "aria-label": `${finding.level_name}: ${finding.message}`,
    });
  }));
}

async function changeCell(cell, text, id) {
  if (text === cell.typed || text === cell.code) return;
  const { answer, error } = await ask({ call: "correct", cells: [{ place: cell.place, text }] });
  if (error) {
    state.cellError = { place: cell.place, error, text };
    alarm(error.message);
    render();
    return;
  }
  state.cellError = null;
  take(answer);
  announce(answer.open ? t("open-count", { count: answer.open }) : t("nothing-open"));
  await show("values", cell.place[0]);
}

function planTables(sheet) {
  return [
    el("p", { class: "small" }, t("plans-of", { year: sheet.year })),
    sheet.lines.map((line, n) => {
      const isFree = n === sheet.lines.length - 1 && line.cells.every((cell) => cell.text === "");
      const title = isFree ? t("new-plan") : t("plan-is", { name: [line.cells[0].text, line.cells[1].text].filter(Boolean).join(" \u2013 ") || String(line.row + 1) });
      const level = ["error", "warning", "information"].find((name) => line.cells.some((cell) => cell.level === name));
      return el("details", { class: `plan ${level || ""}`, id: `plan-${line.row}`, open: !isFree && (Boolean(level) || sheet.lines.length < 4) || planHasFocus(line) },
        el("summary", {}, el("span", { id: `plan-title-${line.row}` }, title), " ", level && levelBadge(line.cells)),
        el("div", { class: "plan-fields" }, sheet.columns.map((column, index) => planField(column, line.cells[index]))));
    }),
  ];
}

// The gravest finding of a plan, in words: colour is never the only sign.
function levelBadge(cells) {
  const findings = cells.flatMap((cell) => cell.findings || []).map((number) => state.report.findings[number]);
  const worst = ["error", "warning", "information"].map((level) => findings.find((finding) => finding.level === level)).find(Boolean);
  return worst ? el("span", { class: `badge ${worst.level}` }, worst.level_name) : null;
}

function planHasFocus(line) {
  return line.cells.some((cell) => state.focus === cellId(cell) || state.openPlan === line.row);
}

function planField(column, cell) {
  const label = column.needed ? `${column.name} *` : column.name;
  const named = `name-${cellId(cell)}`;
  return el("div", { class: "plan-field", "data-about": `plan-title-${cell.place[1]} ${named}` },
    el("label", { for: cellId(cell), id: named }, label),
    column.choices.length ? choiceCell(cell, column.choices, label, true) : textCell(cell, label, false),
    column.hint && el("span", { class: "small" }, column.hint));
}

function plainTable(sheet) {
  return el("div", { class: "scroll", role: "region", "aria-labelledby": "sheet-title", tabindex: "0" },
    el("table", { class: "values plain" },
      el("thead", {}, el("tr", {}, sheet.columns.map((column) => el("th", { scope: "col" }, column.name)))),
      el("tbody", {}, sheet.lines.map((line) => el("tr", { class: line.level || null, id: `cell-table-${line.row}-0`, tabindex: "-1" },
        line.cells.map((cell, n) => el("td", { "data-head": sheet.columns[n].name }, apart(cell.shown))))))),
    sheet.more > 0 && el("p", { class: "small" }, t("more-rows", { count: sheet.more })));
}
