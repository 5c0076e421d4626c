// The field in the header, a combobox with a list of what it finds, and the menu of a narrow page.
// What it finds is loaded when the field is used for the first time. Names become text, never markup.
"use strict";
(() => {
  const MOST = 8;
  const assets = document.currentScript.src.replace(/[^/]*$/, "");
  const home = document.querySelector("header.top .name a").getAttribute("href").replace(/[^/]*$/, "");
  const way = document.querySelector(".way-in");
  const link = way.querySelector("a");
  const search = link.getAttribute("href");
  const made = (tag, attributes) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  const label = link.textContent;
  const field = made("input", { id: "way-in", type: "text", role: "combobox", "aria-label": label,
    placeholder: label, "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "way-in-list",
    autocomplete: "off", autocapitalize: "off", spellcheck: "false" });
  const list = made("ul", { id: "way-in-list", role: "listbox", "aria-label": label, hidden: "" });
  const status = made("p", { class: "read", role: "status" });
  const box = made("div", { class: "way-in", role: "search", "aria-label": label });
  box.append(field, list, status);
  way.replaceWith(box);
  let active = -1;

  const add = (name) => new Promise((done, fail) => {
    const script = document.createElement("script");
    script.src = assets + name;
    script.addEventListener("load", done);
    script.addEventListener("error", fail);
    document.head.append(script);
  });
  let loading = null;
  const load = () => {
    loading ??= Promise.all([add("search-ranking.js"), add(`search-${document.documentElement.lang}.js`)]);
    return loading;
  };
  const find = () => window.ictindexSearch.find(field.value, window.searchIndex);
  const everything = () => `${search}#${encodeURIComponent(field.value.trim())}`;

  const choose = (at) => {
    const options = [...list.children];
    options.forEach((option, n) => option.setAttribute("aria-selected", String(n === at)));
    active = at;
    if (at < 0) field.removeAttribute("aria-activedescendant");
    else {
      field.setAttribute("aria-activedescendant", options[at].id);
      options[at].scrollIntoView({ block: "nearest" });
    }
  };
  const shut = () => {
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    choose(-1);
  };
  const option = (name, sort, address) => {
    const item = document.createElement("li");
    const label = document.createElement("bdi");
    const kind = document.createElement("span");
    item.id = `way-in-${list.children.length}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.address = address;
    label.textContent = name;
    kind.textContent = sort;
    item.append(label, " ", kind);
    list.append(item);
  };
  const show = () => {
    const found = find();
    list.replaceChildren();
    const { kinds, words } = window.searchIndex;
    for (const [kind, name, address] of (found || []).slice(0, MOST)) {
      option(name, kinds[kind], home + address);
    }
    const count = found === null ? 0 : found.length;
    if (count > MOST) option(words.all.replace("§", String(count)), "", everything());
    status.textContent = found === null ? ""
      : count ? words.count.replace("§", String(count)) : words.none.replace("§", () => field.value.trim());
    status.classList.toggle("read", found === null || count > 0);
    list.hidden = !count;
    field.setAttribute("aria-expanded", String(count > 0));
    choose(-1);
  };

  const go = (address) => { location.href = address; };
  field.addEventListener("focus", load);
  field.addEventListener("input", () => load().then(show));
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const count = list.hidden ? 0 : list.children.length;
    const next = { ArrowDown: active + 1, ArrowUp: active < 0 ? count - 1 : active - 1 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      if (count) choose(next >= count ? 0 : next < 0 ? count - 1 : next);
      else if (field.value) load().then(show);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!field.value.trim()) return;
      const at = active;
      load().then(() => {
        if (list.hidden && at < 0) show();
        const item = list.children[Math.max(at, 0)];
        go(item ? item.dataset.address : everything());
      }, () => go(search));
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (list.hidden) field.value = "";
      status.textContent = "";
      shut();
    }
  });
  field.addEventListener("blur", () => { shut(); status.textContent = ""; });
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) go(item.dataset.address);
  });

  const menu = document.querySelector("header.top .menu");
  menu.addEventListener("click", () => {
    const open = menu.getAttribute("aria-expanded") !== "true";
    menu.setAttribute("aria-expanded", String(open));
  });
  // A page with charts is ready when they are.
  if (!document.getElementById("chart-data")) document.documentElement.dataset.ready = "yes";
})();
