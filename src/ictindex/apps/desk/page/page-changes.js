"use strict";
// What the receipt will record: every cell that was changed here, and every answer to a finding.

function checkView(report) {
  const answered = report.findings.filter((finding) => finding.answer);
  return el("section", { class: "card check", id: "check", tabindex: "-1", "aria-labelledby": "check-title" },
    el("h2", { id: "check-title" }, t("check-answers")),
    el("p", {}, t("check-answers-why")),
    report.is_questionnaire && [
      el("h3", {}, t("changed-title")),
      report.corrections.length ? changesView(report) : el("p", {}, t("no-changes")),
      el("p", { class: "small" }, t("only-here"))],
    el("h3", {}, t("answers-title")),
    answered.length ? el("ul", { class: "answers" }, answered.map((finding) => answerView(finding))) : el("p", {}, t("no-answers")));
}

function answerView(finding) {
  const id = `answered-${finding.id}`;
  return el("li", { id, "data-about": id },
    el("p", {}, el("strong", {}, finding.indicator || finding.sheet || t("whole-workbook")), " ", whereView(finding), " ",
      finding.written !== "" && el("bdi", { class: "held-value" }, finding.written)),
    el("p", { class: "small" }, finding.message),
    answeredView(finding));
}

// The changes in their order. Of two changes of a cell the later one is taken back first.
function changesView(report) {
  return el("ol", { class: "changes" }, report.corrections.map((change) => el("li", { class: "change" },
    el("ul", { class: "ways", id: `change-${change.step}` }, change.lines.map((line, n) => lineView(line, `change-${change.step}-${n}`))),
    el("p", { class: "small" }, change.way, change.reason && [" \u00b7 ", el("q", {}, change.reason)]),
    el("p", { class: "actions" },
      change.undo && button(t("undo"), () => undoChange(change.step),
        { class: "quiet", id: `undo-${change.step}`, "aria-describedby": `change-${change.step}` }),
      button(t("give-reason"), () => toggle("explain", `change-${change.step}`),
        { class: "link", id: `do-explain-change-${change.step}`, "aria-describedby": `change-${change.step}`,
          "aria-expanded": opened === `explain-change-${change.step}` ? "true" : "false" })),
    opened === `explain-change-${change.step}` && explainForm(change))));
}

function lineView(line, id) {
  return el("li", { id, "data-about": id }, whereView(line), " ",
    el("span", { class: "small" }, line.label), " ",
    el("span", { class: "was-is" }, t("was-is", { was: line.was, is: line.now })),
    !line.kept && el("span", { class: "small" }, " ", t("not-kept")),
    line.kept && line.elsewhere && el("span", { class: "small" }, " ", t("changed-elsewhere")));
}

function explainForm(change) {
  const id = `field-explain-change-${change.step}`;
  const field = el("textarea", { id, rows: "2", maxlength: "2000" });
  field.value = change.reason;
  const submit = async (event) => {
    event.preventDefault();
    state.focus = `do-explain-change-${change.step}`;
    if (!await changeCells({ call: "explain", step: change.step, reason: field.value.trim() })) return;
    opened = "";
    render();
  };
  return el("form", { class: "answer-form", on: { submit } },
    el("label", { for: id }, t("label-explain")),
    field,
    el("p", { class: "actions" },
      el("button", { type: "submit", class: "primary" }, t("save-explain")),
      button(t("cancel"), () => toggle("explain", `change-${change.step}`), { class: "link" })));
}

async function undoChange(step) {
  const rest = state.report.corrections.length > 1 ? "changed-title" : "summary";
  state.focus = state.view === "finish" ? "check" : rest;
  await changeCells({ call: "undo", step });
}

// Without an error the page is shown again; the focus was chosen before.
async function changeCells(request) {
  const error = await change(request);
  if (error) state.focus = "";
  return !error;
}
