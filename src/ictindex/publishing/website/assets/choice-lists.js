// A list from which several items can be chosen: a field to search in it, one stop for the keyboard
// in the list, and above it the chosen items, each with a button that removes it.
"use strict";
(() => {
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();
  const filled = (words, values) => words.replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);
  const make = (tag, values = {}, ...inside) => {
    const element = document.createElement(tag);
    for (const [key, value] of Object.entries(values)) {
      if (key in element && key !== "role") element[key] = value;
      else element.setAttribute(key, value);
    }
    element.append(...inside);
    return element;
  };
  let count = 0;

  // options: [{ id, name, under }]; chosen: ids; changed(ids) is called at every change.
  const choiceList = ({ label, options, chosen, most, words, changed }) => {
    const key = `list-${count++}`;
    const picked = new Set(chosen);
    const names = new Map(options.map((option) => [option.id, option.name]));
    const chips = make("ul", { className: "chips" });
    const search = make("input", { type: "search", id: `${key}-search`, autocomplete: "off" });
    search.setAttribute("aria-controls", key);
    const list = make("ul", { id: key, className: "options", tabIndex: 0, role: "listbox" });
    list.setAttribute("aria-multiselectable", "true");
    list.setAttribute("aria-label", label);
    const state = make("p", { className: "note", role: "status" });
    const all = make("button", { type: "button", className: "plain", textContent: words["choose-shown"] });
    const none = make("button", { type: "button", className: "plain", textContent: words["choose-none"] });
    const items = [];
    let heading = null;
    for (const option of options) {
      if (option.under !== heading) {
        heading = option.under;
        if (heading) list.append(make("li", { className: "heading", role: "presentation", textContent: heading }));
      }
      const item = make("li", { role: "option", id: `${key}-${items.length}`, textContent: option.name });
      item.dataset.id = option.id;
      items.push(item);
      list.append(item);
    }
    let active = null;

    const visible = () => items.filter((item) => !item.hidden);
    const show = (note = "") => {
      for (const item of items) item.setAttribute("aria-selected", String(picked.has(item.dataset.id)));
      chips.replaceChildren(...[...options.filter((o) => picked.has(o.id))].map((option) => {
        const button = make("button", { type: "button", className: "chip" },
          make("span", { textContent: option.name }), make("span", { textContent: " ×", "aria-hidden": "true" }));
        button.setAttribute("aria-label", filled(words.remove, { name: option.name }));
        button.addEventListener("click", () => {
          const position = [...chips.children].indexOf(button.parentElement);
          toggle(option.id);
          (chips.children[Math.min(position, chips.children.length - 1)]?.firstChild ?? search).focus();
        });
        return make("li", {}, button);
      }));
      const values = { shown: visible().length, all: items.length, chosen: picked.size };
      state.textContent = `${note} ${filled(words.count, values)}`.trim();
    };
    const point = (item) => {
      active?.classList.remove("active");
      active = item ?? null;
      if (!active) { list.removeAttribute("aria-activedescendant"); return; }
      active.classList.add("active");
      list.setAttribute("aria-activedescendant", active.id);
      // Only the list is moved, never the page.
      const [top, height] = [active.offsetTop - list.offsetTop, active.offsetHeight];
      if (top < list.scrollTop) list.scrollTop = top;
      else if (top + height > list.scrollTop + list.clientHeight) list.scrollTop = top + height - list.clientHeight;
    };
    const full = () => most && picked.size >= most;
    const tell = () => changed(options.filter((o) => picked.has(o.id)).map((o) => o.id));
    const toggle = (id) => {
      if (picked.has(id)) picked.delete(id);
      else if (full()) { show(filled(words.most, { count: most })); return; }
      else picked.add(id);
      show();
      tell();
    };
    const sift = () => {
      const wanted = fold(search.value.trim());
      for (const item of items) item.hidden = !fold(`${item.textContent} ${item.dataset.id}`).includes(wanted);
      for (const head of list.querySelectorAll(".heading")) {
        let next = head.nextElementSibling;
        while (next && next.hidden) next = next.nextElementSibling;
        head.hidden = !next || next.classList.contains("heading");
      }
      if (active?.hidden) point(null);
      show();
    };

    list.addEventListener("click", (event) => {
      const item = event.target.closest("[role=option]");
      if (item) { point(item); toggle(item.dataset.id); }
    });
    list.addEventListener("focus", () => { if (!active) point(visible()[0]); });
    list.addEventListener("keydown", (event) => {
      const here = visible();
      const at = here.indexOf(active);
      const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: here.length - 1,
        PageDown: at + 8, PageUp: at - 8 }[event.key];
      if (to !== undefined) {
        event.preventDefault();
        point(here[Math.max(0, Math.min(to, here.length - 1))]);
      } else if ((event.key === " " || event.key === "Enter") && active) {
        event.preventDefault();
        toggle(active.dataset.id);
      }
    });
    search.addEventListener("input", sift);
    search.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown") { event.preventDefault(); list.focus(); }
      if (event.key === "Enter") {
        event.preventDefault();
        const here = visible();
        if (search.value.trim() && here.length) toggle(here[0].dataset.id);
      }
      if (event.key === "Escape") { search.value = ""; sift(); }
    });
    all.addEventListener("click", () => {
      let left = false;
      for (const item of visible()) {
        if (picked.has(item.dataset.id)) continue;
        if (full()) { left = true; break; }
        picked.add(item.dataset.id);
      }
      show(left ? filled(words.most, { count: most }) : "");
      tell();
    });
    none.addEventListener("click", () => { picked.clear(); show(); tell(); });

    const box = make("fieldset", { className: "choice-list" }, make("legend", { textContent: label }), chips);
    if (options.length > 8) box.append(make("label", { htmlFor: search.id, textContent: words.search }), search);
    box.append(list, make("p", { className: "acts" }, all, none), state);
    show();
    return { box, names };
  };

  window.ictindexLists = { choiceList, filled, make };
})();
