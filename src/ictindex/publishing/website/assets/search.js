// The search of the site: folds the question as the words were folded when the site was built, and
// lists the matches. Names become text, never markup.
"use strict";
(() => {
  const LETTERS = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th",
    "ı": "i", "ŋ": "n",
    "ٱ": "ا", "ى": "ي", "ة": "ه", "ـ": "", "ک": "ك", "ی": "ي",
  };
  const fold = (words) => [...words.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()]
    .map((letter) => LETTERS[letter] ?? letter).join("")
    .replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  const MOST = 50;
  // Scripts without spaces between words: one character is enough for a search.
  const dense = (words) => /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(words);

  const weigh = (text, parts) => {
    let weight = 0;
    for (const part of parts) {
      const at = ` ${text.replaceAll("|", " | ")}`.indexOf(` ${part}`);
      if (at === 0) weight += 0;
      else if (at > 0) weight += 1;
      else if (text.includes(part) && (part.length > 2 || dense(part))) weight += 3;
      else return -1;
    }
    return weight;
  };

  const find = (question, entries) => {
    const folded = fold(question);
    if (folded.length < (dense(folded) ? 1 : 2)) return null;
    const parts = folded.split(" ");
    const listed = [];
    entries.forEach((entry, order) => {
      const weight = weigh(entry[4], parts);
      if (weight >= 0) listed.push([weight + (fold(entry[1]) === folded ? -1 : 0), entry[0], order, entry]);
    });
    return listed.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]).map((entry) => entry[3]);
  };

  const start = () => {
    const field = document.getElementById("search-field");
    const status = document.getElementById("search-status");
    const list = document.getElementById("search-results");
    const words = JSON.parse(document.getElementById("page-data").textContent);
    const show = () => {
      const results = find(field.value, window.searchEntries);
      list.replaceChildren();
      status.textContent = results === null ? "" : results.length
        ? words.count.replace("§", String(results.length))
        : words.none.replace("§", field.value.trim());
      for (const [kind, name, address, detail] of (results || []).slice(0, MOST)) {
        const item = document.createElement("li");
        const link = document.createElement("a");
        link.href = address;
        link.textContent = name;
        const sort = document.createElement("span");
        sort.className = "note";
        sort.textContent = words.kinds[kind];
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
    field.addEventListener("input", show);
    field.addEventListener("keydown", (event) => {
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
    try { field.value = decodeURIComponent(location.hash.slice(1)); } catch { field.value = ""; }
    if (field.value) show();
    field.focus({ preventScroll: true });
  };
  window.ictindexSearch = { fold, find };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
})();
