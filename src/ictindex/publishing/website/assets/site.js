// The charts of a page: drawn by Vega from the data in it, in the form that fits; each is one stop
// for the keyboard, with arrows inside; names are in the language of the page.
"use strict";
(() => {
  const store = document.getElementById("chart-data");
  const packed = store ? JSON.parse(store.textContent) : { parts: [], whole: { charts: {}, data: {} } };
  // What charts have in common is there once: repeated parts by their numbers, records as tables.
  const open = (part) => {
    if (part === null || typeof part !== "object") return part;
    if (Array.isArray(part)) return part.map(open);
    if ("$" in part) return open(packed.parts[part.$]);
    if ("$k" in part) return part.$r.map((row) => Object.fromEntries(row.map((cell, n) => [part.$k[n], open(cell)])));
    return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, open(value)]));
  };
  const all = open(packed.whole);
  // Shapes of the maps are in separate scripts, which pages share.
  const valuesOf = (name) => all.data[name] ?? (window.ictindexShared || {})[name] ?? [];
  const rtl = document.documentElement.dir === "rtl";
  const NARROW = 560;

  const filled = (spec, width) => {
    const copy = structuredClone(spec);
    for (const entry of copy.data || []) {
      if (typeof entry.values === "string") entry.values = structuredClone(valuesOf(entry.values));
    }
    // A plot of one frame fills the width of its box; one of several frames keeps its own.
    if (typeof copy.width === "number" && !copy.layout) {
      copy.autosize = { type: "fit-x", contains: "padding" };
      // A map keeps its proportions: otherwise its contents would not fill the width.
      if (copy.projections) copy.height = Math.round((copy.height * width) / copy.width);
      copy.width = width;
    }
    return copy;
  };

  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  tip.setAttribute("aria-hidden", "true");
  const hideTip = () => { tip.hidden = true; };
  const showTip = (words, x, y) => {
    if (!words) return hideTip();
    tip.textContent = words;
    tip.hidden = false;
    const box = tip.getBoundingClientRect();
    tip.style.left = `${Math.max(4, Math.min(x + 12, innerWidth - box.width - 4))}px`;
    tip.style.top = `${Math.max(4, y - box.height - 12)}px`;
  };

  const FRAME_PARTS = ["title", "subtitle", "axis", "legend"];

  // Vega names its parts in English: only the chart and its marks are named here.
  const tame = (box) => {
    const svg = box.querySelector("svg");
    if (!svg) return;
    for (const name of ["role", "aria-label", "aria-roledescription"]) box.removeAttribute(name);
    svg.setAttribute("role", "group");
    svg.setAttribute("aria-label", box.dataset.name);
    const marks = [];
    for (const part of svg.querySelectorAll("[aria-roledescription],[role^=graphics]")) {
      const sort = part.getAttribute("aria-roledescription");
      part.removeAttribute("aria-roledescription");
      // The title of a panel is read unchanged: Vega would begin it with an English word.
      const isMark = part.getAttribute("role") === "graphics-symbol" && !FRAME_PARTS.includes(sort);
      if (isMark && part.getAttribute("aria-label")) {
        part.setAttribute("role", "img");
        part.setAttribute("data-mark", "");
        part.setAttribute("tabindex", "-1");
        marks.push(part);
      } else {
        part.removeAttribute("role");
        part.removeAttribute("aria-label");
      }
    }
    if (marks.length) marks[0].setAttribute("tabindex", "0");
  };

  const move = (marks, event) => {
    const here = marks.indexOf(event.target);
    if (here < 0) return;
    const [ahead, back] = rtl ? ["ArrowLeft", "ArrowRight"] : ["ArrowRight", "ArrowLeft"];
    const next = { [ahead]: here + 1, ArrowDown: here + 1, [back]: here - 1, ArrowUp: here - 1,
      Home: 0, End: marks.length - 1 }[event.key];
    if (event.key === "Escape") { hideTip(); event.target.blur(); return; }
    if (next === undefined) return;
    event.preventDefault();
    const target = marks[Math.max(0, Math.min(next, marks.length - 1))];
    event.target.setAttribute("tabindex", "-1");
    target.setAttribute("tabindex", "0");
    target.focus();
  };

  const draw = async (box) => {
    const chart = all.charts[box.dataset.chart];
    const width = Math.floor(box.clientWidth);
    if (!chart || !width || !window.drawVega) return;
    const form = width < NARROW && chart.narrow ? "narrow" : "wide";
    const wanted = `${form} ${width}`;
    if (box.dataset.drawn === wanted) return;
    box.dataset.drawn = wanted;
    const words = (value) => value && (value.tooltip || value.description || "");
    const handler = (_, event, item) => {
      const sentence = item && (item.tooltip || item.description || words(item.datum));
      if (sentence && typeof sentence === "string") showTip(sentence, event.clientX, event.clientY);
      else hideTip();
    };
    await window.drawVega(box, filled(chart[form], width), handler);
    tame(box);
    box.dispatchEvent(new CustomEvent("chart-drawn", { bubbles: true }));
  };

  // Listeners of the box remain when it is drawn again.
  const listen = (box) => {
    box.addEventListener("keydown", (event) => {
      move([...box.querySelectorAll("[data-mark]")], event);
    });
    box.addEventListener("focusin", (event) => {
      const edges = event.target.getBoundingClientRect();
      showTip(event.target.getAttribute("aria-label"), edges.left + edges.width / 2, edges.top);
    });
    box.addEventListener("focusout", hideTip);
    box.addEventListener("pointerleave", hideTip);
  };

  const start = () => {
    document.body.append(tip);
    const boxes = [...document.querySelectorAll(".plot[data-chart]")];
    boxes.forEach(listen);
    // A chart in sight is drawn at once, the others when they come near, or when the page is
    // printed.
    const watch = new IntersectionObserver((entries) => {
      for (const entry of entries) if (entry.isIntersecting) draw(entry.target);
    }, { rootMargin: "400px" });
    boxes.forEach((box) => watch.observe(box));
    let later;
    addEventListener("resize", () => {
      clearTimeout(later);
      later = setTimeout(() => boxes.filter((box) => box.dataset.drawn).forEach(draw), 150);
    });
    const everything = () => Promise.all(boxes.map(draw));
    addEventListener("beforeprint", everything);
    window.ictindexSite = { draw, drawAll: everything, charts: all };
    document.documentElement.dataset.ready = "yes";
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
})();
