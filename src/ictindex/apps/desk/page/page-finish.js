"use strict";
// The end: the workbook with its answers, the receipt, and the files to send, with the recipient.

function finishView(report) {
  const files = state.files;
  return [
    checkView(report),
    el("section", { class: "card" },
      el("h2", {}, t("receipt-title")),
      report.open > 0
        ? [el("p", {}, t("receipt-open", { count: report.open })),
          el("p", { class: "actions" }, button(t("back-to-findings"), () => { state.focus = "summary"; show("findings"); }, { class: "primary" }))]
        : [el("p", {}, t("receipt-why")),
          report.empty && el("p", { class: "notice" }, t("empty-workbook")),
          state.receiptError && errorBox(state.receiptError, "receipt-error"),
          el("form", { class: "inline-form", on: { submit: (event) => { event.preventDefault(); makeReceipt(); } } },
            el("label", { for: "submitted" }, t("submitted")),
            el("input", { type: "date", id: "submitted", value: state.submitted || "", on: { change: (event) => { state.submitted = event.target.value; } } }),
            el("button", { type: "submit", class: "primary", id: "make-receipt", disabled: report.empty }, t("make-receipt")))],
      files && filesView(files)),
    report.is_questionnaire && el("section", { class: "card" },
      el("h2", {}, t("save-title")),
      el("p", {}, t("save-why")),
      el("p", { class: "actions" }, button(t("save-workbook"), saveWorkbook, { class: "quiet" })),
      state.saved && el("p", { class: "done" }, t("saved", { file: state.saved }))),
    el("section", { class: "card" },
      el("h2", {}, t("send-title")),
      report.delivery.send_to && el("p", { class: "held" }, t("send-to", { office: report.delivery.send_to })),
      report.delivery.deadline && el("p", { class: "held" }, t("send-by", { day: report.delivery.deadline })),
      el("ol", {}, ["send-files", report.delivery.send_to ? "" : "send-whom", "send-bytes"].filter(Boolean).map((key) => el("li", {}, t(key)))),
      report.is_questionnaire && [
        el("h3", {}, t("published-title")),
        ...["published", "closed"].map((key) => el("p", {}, t(key))),
      ]),
  ];
}

function filesView(files) {
  const archive = files.find((file) => file.kind === "archive");
  return el("div", { class: "files", id: "files", tabindex: "-1" },
    el("h3", {}, t("files-title")),
    archive && el("p", { class: "actions" },
      button(t("save-all", { file: archive.name }), () => saveOne(archive), { class: "primary", id: "save-all" })),
    el("ul", { class: "file-list" }, files.filter((file) => file !== archive).map((file) => el("li", {},
      button(t("save-one"), () => saveOne(file), { class: "quiet", "aria-label": `${t("save-one")}: ${file.name}` }), " ",
      apart(file.name, { class: "file-name" }), " ", el("span", { class: "small" }, t(`file-${file.kind}`))))),
    state.keptFile && el("p", { class: "small" }, t("file-unchanged", { file: state.keptFile })));
}

function saveOne(file) {
  saveFile(file.name, file.type, state.data.subarray(file.offset, file.offset + file.length));
  state.unsaved = false;
  announce(t("saved", { file: file.name }));
}

async function makeReceipt() {
  const { answer, data, error } = await ask({ call: "make_receipt", submitted: state.submitted || "" });
  state.view = "finish";
  if (error) {
    state.receiptError = error;
    state.focus = "receipt-error";
    alarm(error.message);
    render();
    return;
  }
  take(answer);
  state.receiptError = null;
  state.files = answer.files;
  state.data = data;
  state.keptFile = answer.files.some((file) => file.kind === "workbook") ? "" : answer.file;
  state.unsaved = true; // until it is saved
  state.focus = "save-all";
  announce(t("receipt-made"));
  render();
}

async function saveWorkbook() {
  const { answer, data, error } = await ask({ call: "save_workbook" });
  if (error) {
    state.receiptError = error;
    alarm(error.message);
    render();
    return;
  }
  const [file] = answer.files;
  take(answer);
  state.saved = file.name;
  saveFile(file.name, file.type, data.subarray(file.offset, file.offset + file.length));
  announce(t("saved", { file: file.name }));
  render();
}
