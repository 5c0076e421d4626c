// The page of the search: lists everything that fits the question. Names become text, never markup.
"use strict";
(() => {
  const MOST = 50;
  const start = () => {
    const field = document.getElementById("search-field");
    const status = document.getElementById("search-status");
    const list = document.getElementById("search-results");
    const { words, kinds } = window.searchIndex;
    const show = () => {
      const results = window.ictindexSearch.find(field.value, window.searchIndex);
      list.replaceChildren();
      status.textContent = results === null ? "" : results.length
        ? words.count.replace("§", String(results.length))
        : words.none.replace("§", () => field.value.trim());
      for (const [kind, name, address, detail] of (results || []).slice(0, MOST)) {
        const item = document.createElement("li");
        const link = document.createElement("a");
        link.href = address;
        link.textContent = name;
        const sort = document.createElement("span");
        sort.className = "note";
        sort.textContent = kinds[kind];
        item.append(link, " ", sort);
        if (detail && detail !== name) {
          const more = document.createElement("p");
          more.textContent = detail;
          item.append(more);
        }
        list.append(item);
      }
      try { history.replaceState(null, "", `#${encodeURIComponent(field.value)}`); } catch { /* a page from disk */ }
    };
    const read = () => {
      try { field.value = decodeURIComponent(location.hash.slice(1)); } catch { field.value = ""; }
      if (field.value) show();
    };
    field.addEventListener("input", show);
    field.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "Enter" || event.key === "ArrowDown") {
        const first = list.querySelector("a");
        if (first) { event.preventDefault(); first.focus(); }
      } else if (event.key === "Escape") { field.value = ""; show(); }
    });
    list.addEventListener("keydown", (event) => {
      const links = [...list.querySelectorAll("a")];
      const here = links.indexOf(document.activeElement);
      const next = { ArrowDown: here + 1, ArrowUp: here - 1 }[event.key];
      if (here < 0 || next === undefined) return;
      event.preventDefault();
      (links[next] || (next < 0 ? field : links[here])).focus();
    });
    // The field of the header leads here with another question.
    addEventListener("hashchange", read);
    read();
    field.focus({ preventScroll: true });
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
})();
