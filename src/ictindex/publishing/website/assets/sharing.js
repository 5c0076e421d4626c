// Citing, linking and embedding: digests and copy buttons of a citation, the address of a chart and
// the code for a frame, the way to a chart from an address, and the page as a frame shows it.
"use strict";
(() => {
  const words = window.ictindexSharing;
  const element = (tag, settings, ...children) => {
    const made = Object.assign(document.createElement(tag), settings);
    made.append(...children);
    return made;
  };

  // ---------------------------------------------------------------- copying

  // Where the browser has no clipboard for a page (a plain http address), the older way; where that
  // is refused too, the text is shown selected.
  const copy = async (text, button) => {
    const line = button.parentElement;
    line.querySelector("[role=status]")?.remove();
    line.querySelector("textarea.copied")?.remove();
    const status = element("span", { role: "status" });
    line.append(" ", status);
    let done = false;
    try {
      await navigator.clipboard.writeText(text);
      done = true;
    } catch {
      const field = element("textarea", { className: "copied", value: text, readOnly: true, rows: 4 });
      field.setAttribute("aria-label", button.textContent);
      line.append(field);
      field.select();
      done = document.execCommand("copy");
      if (done) {
        field.remove();
        button.focus();
      }
    }
    status.textContent = done ? words.done : words.failed;
  };
  const copier = (name, text) => {
    const button = element("button", { type: "button", className: "plain", textContent: name });
    button.addEventListener("click", () => copy(text(), button));
    return button;
  };

  // ---------------------------------------------------------------- citations

  // The digests and the forms are in a script that is loaded when the box is opened.
  const assets = document.currentScript.src.replace(/[^/]*$/, "");
  const load = (name) => new Promise((done) => {
    const script = element("script", { src: assets + name, onload: done, onerror: done });
    document.head.append(script);
  });
  const fill = (box) => {
    const keys = box.dataset.cited.split(" ");
    const listed = keys.map((key) => (window.ictindexCitations || {})[key]).filter(Boolean);
    const head = box.querySelector("summary");
    const digests = box.querySelector(".digest") ? [] : listed.flatMap((one) => one.digests);
    const plain = () => [...box.parentElement.querySelectorAll(".cited, .digest, details + p")]
      .map((line) => line.textContent.trim()).join("\n");
    const forms = (form) => () => listed.map((one) => one[form]).join("\n");
    head.after(...digests.map(([name, digest]) => {
      const typed = { "{name}": name, "{digest}": digest };
      const parts = (name ? words.digest : words.root).split(/(\{name\}|\{digest\})/);
      return element("p", { className: "digest" }, ...parts.map((part) =>
        (part in typed ? element("code", {}, typed[part]) : part)));
    }), element("p", { className: "downloads" }, copier(words.text, plain), " ",
      copier(words.bibtex, forms("bib")), " ", copier(words.ris, forms("ris"))));
  };
  const fillOpened = (box) => {
    const begin = () => load("citations.js").then(() => fill(box));
    if (box.open) return begin();
    box.addEventListener("toggle", begin, { once: true });
  };

  // ---------------------------------------------------------------- charts

  const start = document.querySelector("header.top .name a");
  const stated = document.querySelector("link[rel=canonical]")?.href;
  const here = location.href.replace(/[?#].*$/, "");
  const folder = new URL(".", start.href).href;
  const page = decodeURI(here.startsWith(folder) ? here.slice(folder.length) : "") || "index.html";
  const address = stated ?? here;
  const quote = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

  const codeOf = (figure) => {
    const base = stated ? stated.slice(0, stated.length - page.length) : folder;
    const chosen = new URLSearchParams({ page: page.replace(/\.html$/, ""), chart: figure.id });
    const source = `${base}embed.html#${chosen.toString().replaceAll("%2F", "/")}`;
    const title = figure.querySelector("h2, h3, h4")?.textContent.trim() ?? document.title;
    return `<iframe src="${quote(source)}" title="${quote(title)}" width="100%" height="720" `
      + `style="border:0" loading="lazy"></iframe>`;
  };
  const offer = (line) => {
    const figure = line.closest("figure.chart");
    line.append(" ", copier(words.link, () => `${address}#${figure.id}`));
    const code = element("pre", { tabIndex: 0 }, element("code", {}, codeOf(figure)));
    code.setAttribute("role", "group");
    code.setAttribute("aria-label", words.how);
    line.after(element("details", { className: "embed" }, element("summary", {}, words.embed),
      element("p", {}, words.how), code,
      element("p", { className: "downloads" }, copier(words.code, () => codeOf(figure)))));
  };

  // ---------------------------------------------------------------- the way to a chart

  const named = () => {
    let id = "";
    try { id = decodeURIComponent(location.hash.slice(1)); } catch { return null; }
    return id ? document.getElementById(id) : null;
  };
  const reach = () => {
    const target = named();
    if (!target) return;
    for (let part = target; part; part = part.parentElement) {
      if (part instanceof HTMLDetailsElement) part.open = true;
    }
    if (!target.matches("figure.chart, details")) return;
    if (!target.hasAttribute("tabindex")) target.tabIndex = -1;
    target.scrollIntoView();
    target.focus({ preventScroll: true });
  };

  // ---------------------------------------------------------------- in a frame

  // Only the chart that is asked for, the notices of the page, its sources and a link to it.
  const frame = (id) => {
    const main = document.getElementById("content");
    const figure = document.getElementById(id);
    const heading = main.querySelector("h1");
    heading.className = "read";
    const way = element("p", {}, element("a", { href: address }, words.page.replace("{title}", heading.textContent)));
    const notices = [...main.querySelectorAll(":scope > .notice")];
    // A page of an older edition leads on to a chart of the newest.
    const shown = figure?.matches("figure.chart, p.newer") ? figure
      : element("p", { className: "notice", role: "alert" }, words.unknown);
    main.replaceChildren(heading, ...notices, shown, way);
    document.documentElement.classList.add("embedded");
    for (const link of document.querySelectorAll("main a, footer a")) {
      Object.assign(link, { target: "_blank", rel: "noopener" });
    }
  };

  const begin = () => {
    const embedded = new URLSearchParams(location.search).get("embed");
    if (embedded !== null) return frame(embedded);
    for (const box of document.querySelectorAll("[data-cited]")) fillOpened(box);
    for (const line of document.querySelectorAll("figure.chart > .share")) offer(line);
    addEventListener("hashchange", reach);
    reach();
  };
  begin();
})();
