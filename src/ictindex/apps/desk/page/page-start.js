"use strict";
// The first view: choose the workbook, or make an empty one.

const ACCEPTED = ".xlsx,.xlsm,.csv,.txt,text/csv";

function startView() {
  return el("div", { class: "start" },
    el("div", { class: "lede" },
      el("h1", { id: "title", tabindex: "-1" }, t("start-title")),
      el("p", {}, t("start-lede"))),
    state.error && errorBox(state.error),
    state.again && editionForm(state.again),
    dropView(),
    el("div", { class: "start-columns" },
      el("div", {}, historyView(false), privacyView()),
      questionnaireView()));
}

function dropView() {
  const waiting = state.reading || (state.waiting && state.waiting.file.name);
  return el("section", { class: "drop", "aria-labelledby": "drop-title" },
    el("h2", { id: "drop-title" }, waiting ? t("reading-file", { file: waiting }) : t("drop-title")),
    waiting
      ? el("progress", { "aria-label": t("reading-file", { file: waiting }) })
      : fileButton(t("choose-file"), ACCEPTED, (file) => openFile(file), { class: "primary", id: "choose" }),
    el("p", { class: "small" }, t("drop-hint")));
}

function editionForm(file) {
  const select = editionSelect("edition-of-table");
  return el("form", { class: "card inline-form", on: {
    submit: (event) => { event.preventDefault(); openFile(file, Number(select.value)); } } },
  el("label", { for: "edition-of-table" }, t("edition-for", { file: file.name })), select,
  el("button", { type: "submit", class: "primary" }, t("check-it")));
}

function editionSelect(id) {
  const start = state.start;
  return el("select", { id }, (start ? start.editions : []).map((entry) => {
    const words = t(entry.provisional ? "edition-provisional" : "edition-option",
      { edition: entry.edition, year: entry.year });
    return el("option", { value: entry.edition, selected: start.edition === entry.edition }, words);
  }));
}

function historyView(isOpen) {
  const report = state.report;
  const held = report ? report.history.file : state.historyFile;
  return el("section", { class: isOpen ? "" : "card", "data-drop": "history", "aria-labelledby": "history-title", "data-about": "history-title" },
    el("h2", { id: "history-title" }, t("history-title")),
    el("p", {}, t("history-why")),
    state.historyError && errorBox(state.historyError, "history-error"),
    held && el("p", { class: "held" }, t("history-held", { file: held }), " ",
      button(t("remove"), () => openHistory(null), { class: "link" })),
    fileButton(t("choose-history"), ACCEPTED, (file) => openHistory(file),
      { class: "quiet", disabled: state.phase !== "ready" }));
}

function economyGroup(label, economies) {
  return el("optgroup", { label }, economies.map((entry) => el("option", { value: entry.code }, entry.name)));
}

function questionnaireView() {
  const start = state.start;
  const economy = el("select", { id: "economy", required: true },
    el("option", { value: "" }, t("choose-economy")),
    economyGroup(t("economies-of-regions"), start ? start.economies : []),
    economyGroup(t("economies-other"), start ? start.other_economies : []));
  const edition = editionSelect("edition");
  const words = el("select", { id: "workbook-language" }, LANGUAGES.map((code) =>
    el("option", { value: code, lang: code, selected: code === language }, WORDS[code]["own-name"])));
  const chosen = state.making || {};
  const office = el("input", { type: "text", id: "send-to", maxlength: "200", value: chosen.office || "", autocomplete: "off" });
  const deadline = el("input", { type: "date", id: "deadline", value: chosen.deadline || "" });
  economy.value = chosen.economy || "";
  if (chosen.edition) edition.value = chosen.edition;
  if (chosen.language) words.value = chosen.language;
  const keep = () => {
    state.making = { ...state.making, economy: economy.value, edition: edition.value, language: words.value,
      office: office.value, deadline: deadline.value };
  };
  for (const node of [economy, edition, words, office, deadline]) node.addEventListener("change", keep);
  return el("section", { class: "card", "aria-labelledby": "make-title", "data-about": "make-title" },
    el("h2", { id: "make-title" }, t("make-title")),
    el("p", {}, t("make-why")),
    el("form", { class: "fields", on: { submit: (event) => {
      event.preventDefault();
      keep();
      makeQuestionnaire();
    } } },
    el("label", { for: "economy" }, t("economy")), economy,
    el("label", { for: "edition" }, t("edition")), edition,
    el("label", { for: "workbook-language" }, t("workbook-language")), words,
    el("label", { for: "send-to" }, t("make-office")), office,
    el("label", { for: "deadline" }, t("make-deadline")), deadline,
    el("span", { class: "label" }, t("make-history")),
    el("span", {},
      chosen.file && el("span", { class: "held" }, apart(chosen.file.name), " ",
        button(t("remove"), () => { state.making = { ...state.making, file: null }; render(); }, { class: "link" }), " "),
      fileButton(t("choose-a-file"), ACCEPTED, (file) => {
        keep();
        state.making = { ...state.making, file };
        render();
      }, { class: "quiet" })),
    el("span", {}),
    el("button", { type: "submit", class: "primary", id: "make", disabled: state.phase !== "ready" }, t("make-it"))),
    state.made && (state.made.error ? errorBox(state.made.error, "made")
      : el("p", { class: "done", id: "made", tabindex: "-1" }, t("made", { file: state.made.name }),
        state.made.note && el("span", { class: "small" }, " ", state.made.note))));
}

async function makeQuestionnaire() {
  const { economy, edition, language: words, file, office, deadline } = state.making;
  const { answer, data, error } = await askWithFile({
    call: "questionnaire", economy, edition: Number(edition), workbook_language: words, name: file ? file.name : "",
    send_to: office, deadline,
  }, file);
  if (error) {
    state.made = { error };
    alarm(error.message);
  } else {
    const [made] = answer.files;
    saveFile(made.name, made.type, data.subarray(made.offset, made.offset + made.length));
    state.made = { name: made.name, note: answer.note };
    announce(t("made", { file: made.name }));
  }
  render();
}

function privacyView() {
  return el("section", { class: "privacy", "aria-labelledby": "privacy-title" },
    el("h2", { id: "privacy-title" }, t("privacy-title")),
    el("ul", {}, ["privacy-network", "privacy-kept", "privacy-same"].map((key) => el("li", {}, t(key)))));
}
