"use strict";
// The state of the page, its calls to the library, and its views.

const VIEWS = ["findings", "values", "result", "finish"];
const state = {
  phase: "loading", progress: { step: "", share: 0 }, start: null, error: null,
  report: null, view: "findings", sheet: "", sheets: {}, result: null, files: null, data: null,
  waiting: null, made: null, focus: "", busy: 0, unsaved: false, blindSeen: false, kind: "",
};
let queue = Promise.resolve();

// ---------------------------------------------------------------- calls

// Calls are made one after another: an answer always belongs to the last request.
function ask(request, bytes) {
  const run = queue.then(async () => {
    state.busy += 1;
    showBusy();
    try {
      const { answer, data } = await engine.call({ ...request, language }, (await bytes) || null);
      return answer.error ? { error: answer.error } : { answer, data };
    } catch (fault) {
      return { error: { code: "page", message: t("no-answer"), advice: t("no-answer-advice"), faults: [] } };
    } finally {
      state.busy -= 1;
      showBusy();
    }
  });
  queue = run.catch(() => {});
  return run;
}

function showBusy() {
  document.body.classList.toggle("busy", state.busy > 0);
  byId("main").setAttribute("aria-busy", state.busy > 0 ? "true" : "false");
}

async function readBytes(file) {
  return new Uint8Array(await file.arrayBuffer());
}

// A request with a file; one that is too large for a questionnaire is not read.
async function askWithFile(request, file) {
  const most = state.start ? state.start.most_bytes : Infinity;
  if (file && file.size > most) {
    return { error: { code: "page", advice: t("too-large-advice"), faults: [],
      message: t("too-large", { file: file.name, most: most / 1024 / 1024 }) } };
  }
  return ask(request, file ? readBytes(file) : null);
}

async function openFile(file, edition) {
  if (state.phase !== "ready") {
    state.waiting = { file, edition };
    render();
    return;
  }
  if (state.unsaved && !window.confirm(t("leave-changes"))) return;
  announce(t("reading-file", { file: file.name }));
  state.reading = file.name;
  render();
  const { answer, error } = await askWithFile({ call: "open", name: file.name, edition: edition || null }, file);
  state.reading = "";
  if (error) {
    state.error = error;
    state.again = error.code === "desk.edition-needed" ? file : null;
    render();
    alarm(error.message);
    focusOn(byId("error"));
    return;
  }
  Object.assign(state, { error: null, again: null, view: "findings", sheet: "", sheets: {}, result: null,
    files: null, made: null, kind: "", unsaved: answer.changed, dropped: file.name });
  take(answer);
  state.focus = "title";
  render();
  announce(t("found-count", { count: answer.open }));
}

async function openHistory(file) {
  const { answer, error } = await askWithFile({ call: "history", name: file ? file.name : "" }, file);
  if (error) {
    state.historyError = error;
    render();
    alarm(error.message);
    return;
  }
  state.historyError = null;
  state.historyFile = file ? file.name : "";
  if (answer.findings) {
    take(answer);
    announce(t("found-count", { count: answer.open }));
  }
  render();
}

// A report came with an answer: the views shown before are out of date.
function take(report) {
  state.error = null;
  state.report = report;
  state.sheets = {};
  state.result = null;
  state.files = report.files ? state.files : null;
  state.unsaved = report.changed;
}

async function change(request) {
  const { answer, error } = await ask(request);
  if (error) {
    alarm(error.message);
    return error;
  }
  take(answer);
  render();
  announce(answer.open ? t("open-count", { count: answer.open }) : t("nothing-open"));
  return null;
}

async function show(view, sheet) {
  state.view = view;
  if (sheet) state.sheet = sheet;
  if (view === "values") {
    const wanted = state.sheet || (state.report.sheets[0] && state.report.sheets[0].id);
    state.sheet = wanted;
    if (!state.sheets[wanted]) {
      render();
      const { answer, error } = await ask({ call: "values", sheet: wanted });
      if (error) { state.error = error; } else { state.sheets[wanted] = answer; }
    }
  }
  if (view === "result" && !state.result) {
    render();
    const { answer, error } = await ask({ call: "result" });
    state.result = error ? { error } : answer;
  }
  render();
}

async function showCell(position) {
  state.focus = `cell-${position.join("-")}`;
  await show("values", position[0]);
}

function showFinding(id) {
  state.kind = "";
  state.focus = `finding-${id}`;
  show("findings");
}

async function closeFile() {
  if (state.unsaved && !window.confirm(t("leave-changes"))) return;
  await ask({ call: "close" });
  Object.assign(state, { report: null, error: null, view: "findings", sheet: "", sheets: {}, result: null,
    files: null, unsaved: false, historyFile: "", blindSeen: false, again: null, kind: "" });
  state.focus = "choose";
  render();
}

// ---------------------------------------------------------------- views

function render() {
  renderEngine();
  const main = byId("main");
  const kept = document.activeElement && document.activeElement.id;
  const unfolded = new Map([...main.querySelectorAll("details[id]")].map((node) => [node.id, node.open]));
  clear(main, state.report ? workView() : startView());
  describeButtons(main);
  renderFoot();
  for (const node of main.querySelectorAll("details[id]")) {
    if (unfolded.has(node.id)) node.open = unfolded.get(node.id);
  }
  const wanted = state.focus || kept;
  if (wanted) {
    const node = byId(wanted);
    for (let box = state.focus && node && node.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    if (node && node !== document.activeElement) {
      if (state.focus) focusOn(node); else node.focus({ preventScroll: true });
    }
    if (node || !state.busy) state.focus = "";
  }
}

function renderEngine() {
  const node = byId("engine");
  node.hidden = state.phase === "ready";
  const bar = node.querySelector("progress");
  if (state.phase === "loading" && bar && node.dataset.step === `${language} ${state.progress.step}`) {
    bar.value = Math.round(100 * state.progress.share); // the same words are not announced again
  } else if (state.phase === "loading") {
    node.dataset.step = `${language} ${state.progress.step}`;
    clear(node, el("div", { class: "engine-inner" },
      el("progress", { max: 100, value: Math.round(100 * state.progress.share), "aria-label": t("starting") }),
      el("span", {}, stepWords(state.progress.step))));
  } else if (state.phase === "failed") {
    clear(node, el("div", { class: "notice error" }, el("p", {}, state.failure || t("not-started"))));
  } else {
    clear(node);
  }
}

// An engine names its steps; one without words of its own shows that work continues.
function stepWords(step) {
  const key = `step-${step}`;
  return WORDS.en[key] ? t(key) : t("step-begin");
}

function errorBox(error, id) {
  return el("section", { class: "notice error", id: id || "error", tabindex: "-1" },
    el("p", {}, el("strong", {}, error.message)),
    error.advice && el("p", {}, error.advice),
    error.faults && error.faults.length > 0 && el("ul", {}, error.faults.slice(0, 12).map((line) => el("li", {}, line))));
}

function workView() {
  const report = state.report;
  return el("div", { class: "work" },
    el("div", { class: "work-head" }, headView(report)),
    el("div", { class: "work-body" },
      el("nav", { class: "sheets", "aria-label": t("sheets") }, sheetsView(report)),
      el("div", { class: "work-main" },
        state.error && errorBox(state.error),
        tabsView(report),
        el("div", { role: "tabpanel", id: "panel", class: "panel", "aria-labelledby": `tab-${state.view}` },
          panelView(report)))));
}

function panelView(report) {
  if (state.view === "values") return valuesView(report);
  if (state.view === "result") return resultView();
  if (state.view === "finish") return finishView(report);
  return findingsView(report);
}

function headView(report) {
  const facts = [
    report.is_questionnaire ? t("edition-is", { edition: report.edition }) : t("edition-is", { edition: report.edition }),
    t("year-is", { year: report.year }),
    report.offered && report.offered !== report.year ? t("offered-is", { year: report.offered }) : "",
    report.workbook_language ? t("workbook-language-is", { language: languageName(report.workbook_language) }) : "",
  ].filter(Boolean);
  return [
    el("div", { class: "title-line" },
      el("h1", { id: "title", tabindex: "-1" }, report.economy_name || t("table-title")),
      button(t("another-file"), closeFile, { class: "quiet" })),
    el("p", { class: "facts" },
      facts.map((fact) => el("span", { class: "fact" }, fact)),
      el("span", { class: "fact file" }, apart(report.file))),
    report.provisional && el("p", { class: "notice" }, t("provisional")),
    report.empty && el("p", { class: "notice" }, t("empty-workbook")),
  ];
}

function languageName(code) {
  return WORDS[code] ? WORDS[code]["own-name"] : code;
}

function sheetsView(report) {
  const sheets = report.sheets.filter((sheet) => sheet.kind === "values");
  const asked = sheets.reduce((sum, sheet) => sum + sheet.asked, 0);
  const filled = sheets.reduce((sum, sheet) => sum + sheet.filled, 0);
  const inputs = report.inputs;
  return el("details", { class: "sheets-box", id: "sheets-box", open: window.matchMedia("(min-width: 60rem)").matches },
    el("summary", {}, el("h2", {}, t("completeness"))),
    asked > 0 && el("p", { class: "total" }, t("filled-of", { filled, asked })),
    inputs && el("p", { class: inputs.missing.some((input) => input.place) ? "total lacking" : "total" },
      t("inputs-there", { there: inputs.needed - inputs.missing.length, needed: inputs.needed })),
    inputs && inputs.missing.length > 0 && el("ul", { class: "lacking-list" }, inputs.missing.map((input) =>
      el("li", {}, input.place
        ? button(input.name, () => showCell(input.place), { class: "link" })
        : [input.name, el("span", { class: "small" }, " ", t("not-asked"))]))),
    el("ul", { class: "sheet-list" }, report.sheets.map((sheet) => sheetItem(sheet))));
}

function sheetItem(sheet) {
  const count = sheet.kind === "tariffs"
    ? t("plans-count", { count: sheet.filled })
    : sheet.kind === "table" ? t("rows-count", { count: sheet.filled })
      : t("count-of", { filled: sheet.filled, asked: sheet.asked });
  return el("li", {},
    el("button", {
      type: "button", class: "sheet-item",
      "aria-current": state.view === "values" && state.sheet === sheet.id ? "true" : null,
      on: { click: () => show("values", sheet.id) },
    },
    el("span", { class: "sheet-name" }, sheet.title),
    el("span", { class: "sheet-count" }, count,
      sheet.open > 0 && el("span", { class: "count-mark" }, t("open-short", { count: sheet.open }))),
    sheet.kind === "values" && el("meter", {
      min: "0", max: String(sheet.asked), value: String(sheet.filled), "aria-hidden": "true",
    })));
}

function tabsView(report) {
  const names = {
    findings: t("tab-findings"), values: t("tab-values"), result: t("tab-result"), finish: t("tab-finish"),
  };
  const tabs = VIEWS.map((view) => el("button", {
    type: "button", role: "tab", id: `tab-${view}`, class: "tab",
    "aria-selected": state.view === view ? "true" : "false",
    "aria-controls": "panel", tabindex: state.view === view ? "0" : "-1",
    on: { click: () => show(view), keydown: moveTab },
  }, names[view],
  view === "findings" && report.open > 0 && el("span", { class: "count-mark" }, String(report.open))));
  return el("div", { role: "tablist", class: "tabs", "aria-label": t("views") }, tabs);
}

function moveTab(event) {
  const rtl = document.documentElement.dir === "rtl";
  const steps = { ArrowRight: rtl ? -1 : 1, ArrowLeft: rtl ? 1 : -1 };
  let to = VIEWS.indexOf(state.view);
  if (event.key in steps) to = (to + steps[event.key] + VIEWS.length) % VIEWS.length;
  else if (event.key === "Home") to = 0;
  else if (event.key === "End") to = VIEWS.length - 1;
  else return;
  event.preventDefault();
  state.focus = `tab-${VIEWS[to]}`;
  show(VIEWS[to]);
}

function renderFoot() {
  const start = state.start;
  clear(byId("foot"), el("div", { class: "foot-inner" },
    el("p", {}, t("privacy")),
    start && el("p", { class: "small" },
      t("version-is", { version: start.version, questionnaire: start.questionnaire }))));
}

// ---------------------------------------------------------------- start

function fillLanguages() {
  const select = byId("language");
  clear(select, LANGUAGES.map((code) =>
    el("option", { value: code, lang: code, selected: code === language }, WORDS[code]["own-name"])));
  select.value = language;
  select.addEventListener("change", () => { switchLanguage(select.value); });
}

async function switchLanguage(code) {
  setLanguage(code);
  byId("language").value = code;
  if (state.phase === "ready") {
    const { answer } = await ask({ call: "start" });
    if (answer) state.start = answer;
    if (state.report) {
      const files = state.files;
      const reply = await ask({ call: "report" });
      if (reply.answer) take(reply.answer);
      state.files = files;
      if (state.view !== "findings") { await show(state.view); return; }
    }
  }
  render();
}

function dropsFiles() {
  let depth = 0;
  const has = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
  document.addEventListener("dragenter", (event) => {
    if (!has(event)) return;
    depth += 1;
    document.body.classList.add("dragging");
  });
  document.addEventListener("dragleave", () => {
    depth = Math.max(0, depth - 1);
    if (!depth) document.body.classList.remove("dragging");
  });
  document.addEventListener("dragover", (event) => { if (has(event)) event.preventDefault(); });
  document.addEventListener("drop", (event) => {
    depth = 0;
    document.body.classList.remove("dragging");
    const file = event.dataTransfer && event.dataTransfer.files[0];
    if (!file) return;
    event.preventDefault();
    if (event.target instanceof Element && event.target.closest("[data-drop='history']")) openHistory(file);
    else openFile(file);
  });
}

async function begin() {
  setLanguage(language);
  fillLanguages();
  dropsFiles();
  window.addEventListener("beforeunload", (event) => {
    if (state.unsaved) { event.preventDefault(); event.returnValue = ""; }
  });
  render();
  try {
    await engine.start((progress) => { state.progress = progress; renderEngine(); });
    state.phase = "ready";
    const { answer, error } = await ask({ call: "start" });
    if (error) throw new Error(error.message);
    state.start = answer;
  } catch (fault) {
    state.phase = "failed";
    // An engine may state in words why it cannot start, by the language of the page.
    state.failure = fault && fault.words ? fault.words[language] || fault.words.en : "";
    render();
    alarm(state.failure || t("not-started"));
    return;
  }
  render();
  announce(t("ready"));
  if (state.waiting) {
    const { file, edition } = state.waiting;
    state.waiting = null;
    openFile(file, edition);
    return;
  }
  // If the page was loaded again, the submission is still on the desk.
  if (state.start.open) {
    await openAgain();
    return;
  }
  const file = engine.firstFile ? await engine.firstFile() : null;
  if (file) openFile(file);
}

async function openAgain() {
  const { answer, error } = await ask({ call: "report" });
  if (error) { state.error = error; } else { take(answer); }
  state.focus = "title";
  render();
}

begin();
