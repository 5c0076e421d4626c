"use strict";
// The findings: the gravest first, each with its cell, what to do, and how it is answered.

let opened = ""; // the form of an answer that is open: "confirm-3"

function findingsView(report) {
  const listed = report.findings;
  return [
    blindView(report),
    report.notes.map((note) => el("p", { class: "notice" }, note)),
    report.left_out.length > 0 && leftOutView(report),
    summaryView(report),
    overviewView(report),
    report.corrections.length > 0 && el("details", { class: "notice", id: "changed", open: report.corrections.length < 4 },
      el("summary", { id: "changed-title" }, t("changed-count", { count: report.corrections.flatMap((change) => change.lines).length })),
      changesView(report)),
    listed.length > 0 && el("ol", { class: "findings" },
      report.causes.map((cause, number) => isShown(cause) && el("li", {}, causeView(cause, number, report))),
      listed.filter((finding) => !folded(finding) && isShown(finding)).map((finding) => el("li", {}, findingView(finding)))),
  ];
}

// The findings by kind of error; one kind alone can be shown.
function overviewView(report) {
  const rows = report.overview;
  if (!rows.some((row) => row.kind === state.kind)) state.kind = "";
  if (rows.length < 2) return null;
  const choose = (kind) => { state.kind = kind; state.focus = `kind-${kind || "all"}`; render(); };
  const choice = (kind, words, count) => el("li", {}, button([words, " ", count > 0 && el("span", { class: "count-mark" }, String(count))], () => choose(kind),
    { class: "quiet", id: `kind-${kind || "all"}`, "aria-pressed": state.kind === kind ? "true" : "false" }));
  return el("nav", { class: "kinds", "aria-label": t("kinds") },
    el("ul", {}, choice("", t("all-kinds"), report.open), rows.map((row) => choice(row.kind, row.name, row.open))));
}

function isShown(entry) {
  return !state.kind || entry.kind === state.kind;
}

// A cause is above the findings that it would settle; the person knows which change is right.
function causeView(cause, number, report) {
  const id = `cause-${number}`;
  const [first] = cause.ways[0].changes;
  const meant = cause.ways.flatMap((way) => way.changes);
  const parts = cause.findings.map((index) => report.findings[index]);
  const isOpened = opened.endsWith(`-${id}`) || parts.some((part) => opened.endsWith(`-${part.id}`)) || parts.some((part) => state.focus === `finding-${part.id}`);
  return el("article", { class: `finding cause ${cause.level}${cause.open ? "" : " settled"}`, id, tabindex: "-1", "aria-labelledby": `${id}-title`,
    "data-about": `${id}-title ${id}-message` },
    el("header", {},
      el("span", { class: `badge ${cause.level}` }, t("likely-cause")),
      el("h3", { id: `${id}-title` }, first.label),
      whereView(first)),
    first.written && el("p", { class: "typed" }, t("typed"), " ", el("bdi", { class: "held-value" }, first.written)),
    el("p", { class: "message", id: `${id}-message` }, cause.message),
    el("p", { class: "remedy" }, cause.remedy),
    cause.points && el("p", { class: "small" }, t("effect", { points: cause.points })),
    cause.open && el("div", { class: "answer" },
      (meant.length > 1 || cause.action) && el("ul", { class: "ways", id: `ways-${id}` }, meant.map((change, n) => meantView(change, cause.action, `ways-${id}-${n}`))),
      isRounded(cause) && el("p", { class: "small" }, t("exact-digits", { value: first.shown })),
      el("p", { class: "actions" },
        cause.action && button(actionLabel(cause), () => act(cause, number),
          { class: "primary", id: `act-${id}`, "aria-describedby": `ways-${id}` }),
        first.place && first.cell && cause.ways[0].changes.length === 1 && button(t("do-correct"), () => toggle("correct", id),
          { class: "quiet", id: `do-correct-${id}`, "aria-expanded": opened === `correct-${id}` ? "true" : "false" }),
        cause.confirmable && button(t("do-confirm-all"), () => toggle("confirm", id),
          { class: "quiet", id: `do-confirm-${id}`, "aria-expanded": opened === `confirm-${id}` ? "true" : "false" })),
      opened === `correct-${id}` && answerForm(causeAsFinding(cause, number, report), "correct"),
      opened === `confirm-${id}` && answerForm(causeAsFinding(cause, number, report), "confirm")),
    el("details", { class: "parts", id: `parts-${id}`, open: isOpened && !opened.endsWith(`-${id}`) },
      el("summary", {}, t("parts-count", { count: parts.length })),
      parts.map((part) => findingView(part))));
}

// The confirmation of a cause applies to each of its findings, with the same reason.
function causeAsFinding(cause, number, report) {
  const [first] = cause.ways[0].changes;
  const keys = cause.findings.map((index) => report.findings[index]).filter((part) => part.open).map((part) => part.key);
  const typed = isRounded(cause) ? cause.action[0].text : first.typed;
  return { id: `cause-${number}`, keys, place: first.place, typed, held: first.held, isCause: true };
}

// The proposed number ends with zeros that nobody typed: whoever has the exact one types it.
function isRounded(cause) {
  const { changes } = cause.ways[0];
  return cause.action && changes.length === 1 && changes[0].rounded;
}

// Only a change that a witness demands has a button. Everything else is a sentence at its cell:
// whoever knows the figure types it.
function meantView(change, action, id) {
  return el("li", { id, "data-about": id }, whereView(change), " ",
    el("span", { class: "small" }, change.label, change.written && [" \u00b7 ", t("typed"), " ", el("bdi", { class: "held-value" }, change.written)],
      change.known && [" \u00b7 ", !change.shown ? t("meant-empty")
        : t(action ? "becomes" : "meant-value", { value: change.shown })]));
}

function actionLabel(cause) {
  const { changes } = cause.ways[0];
  return changes.length === 1
    ? t("act-cell", { value: changes[0].shown, cell: changes[0].cell })
    : t("act-cells", { count: changes.length });
}

async function act(cause, number) {
  state.focus = "changed-title";
  const error = await change({ call: "correct", cells: cause.action, cause: number });
  if (error) {
    state.focus = "";
    return;
  }
  opened = "";
  render();
}

function toggle(kind, id) {
  opened = opened === `${kind}-${id}` ? "" : `${kind}-${id}`;
  state.focus = opened ? `field-${opened}` : `do-${kind}-${id}`;
  render();
}

function folded(finding) {
  return finding.cause !== undefined && finding.cause !== null;
}

// First of all: faults that no check can find without last year's values.
function blindView(report) {
  if (report.history.values > 0) {
    const words = report.history.file
      ? t("history-file-used", { file: report.history.file, count: report.history.values })
      : t("history-used", { count: report.history.values });
    return el("p", { class: "small compared" }, words,
      report.history.file && [" ", button(t("remove"), () => openHistory(null), { class: "link" })]);
  }
  if (state.blindSeen) {
    return el("p", { class: "small compared" }, t("blind-short"), " ",
      fileButton(t("choose-history"), ACCEPTED, (file) => openHistory(file), { class: "link" }));
  }
  return el("section", { class: "notice blind", "data-drop": "history", "aria-labelledby": "blind-title" },
    el("h2", { id: "blind-title" }, t("blind-title")),
    report.history.file && el("p", {}, t("history-of-others", { file: report.history.file })),
    el("ul", {}, ["blind-digits", "blind-copies", "blind-units"].map((key) => el("li", {}, t(key)))),
    el("p", {}, t("blind-advice")),
    state.historyError && errorBox(state.historyError, "history-error"),
    el("p", { class: "actions" },
      fileButton(t("choose-history"), ACCEPTED, (file) => openHistory(file), { class: "primary" }),
      button(t("go-without"), () => { state.blindSeen = true; state.focus = "summary"; render(); }, { class: "quiet" })));
}

function leftOutView(report) {
  return el("section", { class: "notice" },
    el("p", {}, el("strong", {}, t("left-out"))),
    el("ul", {}, report.left_out.map((entry) => el("li", {}, entry.where, ": ", entry.message))));
}

function summaryView(report) {
  const { counts, open } = report;
  const marks = [["error", "errors-count"], ["warning", "warnings-count"], ["information", "remarks-count"]]
    .filter(([level]) => counts[level] > 0)
    .map(([level, key]) => el("span", { class: `badge ${level}` }, t(key, { count: counts[level] })));
  if (!open) {
    return el("section", { class: "notice good", id: "summary", tabindex: "-1" },
      el("h2", {}, report.findings.length ? t("all-answered") : t("nothing-found")),
      el("p", {}, t("nothing-open-next")),
      el("p", { class: "actions" },
        button(t("check-answers"), () => { state.focus = "check"; show("finish"); }, { class: "primary", id: "check-answers", disabled: report.empty })),
      marks.length > 0 && el("p", { class: "marks" }, marks));
  }
  return el("section", { class: "summary", id: "summary", tabindex: "-1" },
    el("h2", {}, t("open-count", { count: open })),
    el("p", { class: "marks" }, marks),
    el("p", { class: "small" }, t("how-to-answer")));
}

function findingView(finding) {
  const id = `finding-${finding.id}`;
  const done = !finding.open && finding.answer;
  return el("article", { class: `finding ${finding.level}${done ? " settled" : ""}`, id, tabindex: "-1", "aria-labelledby": `${id}-title`,
    "data-about": `${id}-title ${id}-message` },
    el("header", {},
      el("span", { class: `badge ${finding.level}` }, finding.level_name),
      el("h3", { id: `${id}-title` }, finding.indicator || finding.sheet || t("whole-workbook")),
      whereView(finding)),
    finding.written !== "" && el("p", { class: "typed" }, t("typed"), " ", el("bdi", { class: "held-value" }, finding.written)),
    el("p", { class: "message", id: `${id}-message` }, linkedMessage(finding)),
    finding.remedy && el("p", { class: "remedy" }, finding.remedy),
    finding.points && el("p", { class: "small" }, t("effect", { points: finding.points })),
    finding.fault && el("p", { class: "fault" }, finding.fault),
    done ? answeredView(finding) : finding.open ? actionsView(finding) : null,
    el("p", { class: "rule small" }, finding.rule && el("span", {}, t("rule"), " ", apart(finding.rule))));
}

// Every other cell that a message names is a link: nothing has to be searched for.
function linkedMessage(finding) {
  const parts = [];
  let rest = finding.message;
  while (rest) {
    const [next] = finding.links
      .map((link) => ({ link, at: rest.indexOf(link.words) }))
      .filter(({ at }) => at >= 0)
      .sort((a, b) => a.at - b.at || b.link.words.length - a.link.words.length);
    if (!next) break;
    parts.push(rest.slice(0, next.at), cellLink(next.link, next.link.words));
    rest = rest.slice(next.at + next.link.words.length);
  }
  return [...parts, rest];
}

function cellLink(location, words) {
  return el("button", { type: "button", class: "link", on: { click: () => showCell(location.place) } },
    el("span", { class: "unseen" }, t("go-to-cell"), " "), el("bdi", {}, words));
}

function whereView(finding) {
  if (finding.place && finding.cell) {
    return el("button", { type: "button", class: "link where", on: { click: () => showCell(finding.place) } },
      el("span", { class: "unseen" }, t("go-to-cell"), " "),
      el("bdi", {}, finding.sheet), " ", el("bdi", { class: "cell" }, finding.cell));
  }
  if (finding.place) {
    return button(finding.sheet, () => showCell(finding.place), { class: "link where" });
  }
  return finding.sheet ? el("span", { class: "where small" }, finding.sheet) : null;
}

function answeredView(finding) {
  const { answer, reason } = finding.answer;
  return el("p", { class: "answered" },
    el("strong", {}, t(`answered-${answer}`)), reason && [" ", el("q", {}, reason)], " ",
    button(t("change-answer"), () => change({ call: "answer", keys: [finding.key], answer: "", reason: "" }), { class: "link" }));
}

// A correction comes first, a withdrawal last: no official figure is given up because of a slip.
function actionsView(finding) {
  const id = finding.id;
  const isCell = finding.place && finding.cell;
  const kinds = [];
  if (isCell) kinds.push("correct");
  if (finding.may.includes("confirm")) kinds.push("confirm");
  if (finding.may.includes("withdraw")) kinds.push("withdraw");
  return el("div", { class: "answer" },
    el("p", { class: "actions" },
      kinds.map((kind) => button(t(`do-${kind}`), () => toggle(kind, id), { class: kind === "withdraw" ? "quiet last" : "quiet", id: `do-${kind}-${id}`,
      "aria-expanded": opened === `${kind}-${id}` ? "true" : "false" }))),
    kinds.map((kind) => opened === `${kind}-${id}` && answerForm(finding, kind)));
}

function answerForm(finding, kind) {
  const id = `field-${kind}-${finding.id}`;
  const problem = el("p", { class: "fault", id: `${id}-problem` });
  const field = kind === "correct"
    ? el("input", { id, type: "text", value: finding.typed, autocomplete: "off", dir: "auto", "aria-describedby": `${id}-problem` })
    : el("textarea", { id, rows: "2", maxlength: "2000", "aria-describedby": `${id}-problem` });
  const submit = async (event) => {
    event.preventDefault();
    const words = field.value.trim();
    if (kind === "confirm" && !words) {
      problem.textContent = t("reason-needed");
      field.focus();
      return;
    }
    const next = nextOpen(finding);
    const error = kind === "correct"
      ? await correct(finding.place, field.value)
      : await settle(finding, kind, words, next);
    if (error) {
      problem.textContent = [error.message, error.advice, ...(error.faults || [])].filter(Boolean).join(" ");
      field.focus();
    }
  };
  return el("form", { class: "answer-form", on: { submit } },
    el("label", { for: id }, kind === "confirm" && finding.held ? t("label-confirm-value", { value: finding.held }) : t(`label-${kind}`)),
    kind === "withdraw" && el("p", { class: "small" }, t("withdraw-last")),
    field, problem,
    el("p", { class: "actions" },
      el("button", { type: "submit", class: kind === "withdraw" ? "quiet" : "primary" }, t(`save-${kind}`)),
      button(t("cancel"), () => { opened = ""; state.focus = `do-${kind}-${finding.id}`; render(); }, { class: "link" })));
}

// After an answer the next open finding is in sight; after the last one, the receipt.
function nextOpen(finding) {
  const { causes, findings } = state.report;
  const listed = [
    ...causes.map((cause, number) => ({ id: `cause-${number}`, open: cause.open })),
    ...findings.filter((other) => !folded(other)).map((other) => ({ id: `finding-${other.id}`, open: other.open })),
  ];
  const own = finding.isCause ? finding.id : folded(finding) ? `cause-${finding.cause}` : `finding-${finding.id}`;
  const at = listed.findIndex((entry) => entry.id === own);
  const open = (entry) => entry.open && entry.id !== own;
  const next = listed.slice(at + 1).find(open) || listed.find(open);
  return next ? next.id : "summary";
}

async function settle(finding, kind, reason, next) {
  state.focus = next;
  const keys = finding.keys || [finding.key];
  const error = await change(kind === "withdraw"
    ? { call: "withdraw", keys, reason }
    : { call: "answer", keys, answer: "confirm", reason });
  if (!error) {
    opened = "";
    render();
  } else state.focus = "";
  return error;
}

// A correction may settle or raise findings: the next one is looked for afterwards.
async function correct(position, text) {
  state.focus = "summary";
  const error = await change({ call: "correct", cells: [{ place: position, text }] });
  if (error) {
    state.focus = "";
  } else {
    opened = "";
    render();
  }
  return error;
}
