// What only a browser knows of a page of the site: each member of `measures` runs in the page.
"use strict";
const measures = (() => {
  const shown = (element) => element.checkVisibility
    ? element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    : element.getClientRects().length > 0;
  const bare = (text) => text.replace(/[\u2066-\u2069\u200e\u200f]/g, "").trim();
  const linesOf = (text) => {
    const spans = [...text.querySelectorAll("tspan")];
    return (spans.length ? spans : [text]).filter((line) => bare(line.textContent));
  };
  const textsOf = (svg) => [...svg.querySelectorAll("text")].filter((text) => {
    for (let one = text; one && one !== svg; one = one.parentElement) {
      if (one.getAttribute("opacity") === "0" || one.getAttribute("display") === "none") return false;
    }
    return bare(text.textContent) && shown(text);
  });
  const plots = [...document.querySelectorAll(".plot[data-chart]")].filter(shown);

  const members = {};

  // Draw every chart, wherever it is on the page.
  members.draw = async () => {
    if (!window.ictindexSite) return 0;
    await window.ictindexSite.drawAll();
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    return document.querySelectorAll(".plot svg").length;
  };

  // Height of the page, for a window in which nothing lies out of sight.
  members.height = () => Math.ceil(document.documentElement.scrollHeight) + 40;

  // The words of every chart: those cut off, those over one another, those turned; plots without
  // width, marks outside. The line of a script is taller than its ink: a quarter of it does not count.
  members.boxes = (share) => {
    const faults = [];
    for (const plot of plots) {
      const name = plot.dataset.chart;
      const svg = plot.querySelector("svg");
      if (!svg) { faults.push(`${name}: nothing is drawn`); continue; }
      const frame = svg.getBoundingClientRect();
      if (frame.width < 100 || frame.height < 30) faults.push(`${name}: ${frame.width} x ${frame.height}`);
      if (frame.left < -1 || frame.right > document.documentElement.clientWidth + 1) {
        const scroller = plot.closest(".wide");
        if (!scroller) faults.push(`${name}: wider than the page, ${frame.left} to ${frame.right}`);
      }
      for (const back of svg.querySelectorAll("g.mark-group.role-frame > g > path.background, g.mark-group.role-scope > g > path.background")) {
        const box = back.getBoundingClientRect();
        // The frame around several plots has no size of its own.
        if (back.closest(".role-frame.root") === back.parentElement.parentElement && svg.querySelector("[class*=concat_]")) continue;
        if (box.width < 24 || box.height < 6) faults.push(`${name}: a plot of ${Math.round(box.width)} x ${Math.round(box.height)}`);
      }
      for (const mark of svg.querySelectorAll("[data-mark]")) {
        const box = mark.getBoundingClientRect();
        const slack = 13; // a hit area may reach beyond the edge
        if (box.right < frame.left - slack || box.left > frame.right + slack ||
            box.bottom < frame.top - slack || box.top > frame.bottom + slack) {
          faults.push(`${name}: outside: ${bare(mark.getAttribute("aria-label"))}`);
        }
      }
      const boxes = [];
      for (const text of textsOf(svg)) {
        const turned = text.getCTM();
        if (Math.abs(turned.b) > 0.01) faults.push(`${name}: turned: ${bare(text.textContent)}`);
        for (const line of linesOf(text)) {
          const box = line.getBoundingClientRect();
          const cut = box.height * share / 2;
          boxes.push({ words: bare(line.textContent), left: box.left, right: box.right,
            top: box.top + cut, bottom: box.bottom - cut });
        }
      }
      for (const [n, box] of boxes.entries()) {
        if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1) {
          faults.push(`${name}: cut: ${box.words}`);
        }
        for (const other of boxes.slice(n + 1)) {
          const across = Math.min(box.right, other.right) - Math.max(box.left, other.left);
          const down = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
          if (across > 1 && down > 1) faults.push(`${name}: over one another: ${box.words} | ${other.words}`);
        }
      }
    }
    // Pictures of profiles: every word inside the picture, none over another.
    for (const drawing of [...document.querySelectorAll(".drawing")].filter(shown)) {
      const name = drawing.closest("figure").id, frame = drawing.getBoundingClientRect();
      for (const svg of drawing.querySelectorAll("svg")) {
        const box = svg.getBoundingClientRect();
        if (box.width < 100 || box.height < 18) faults.push(`${name}: a field of ${box.width} x ${box.height}`);
      }
      const boxes = [...drawing.querySelectorAll("span, i, b")].filter((one) => bare(one.textContent)).map((one) => {
        const range = document.createRange();
        range.selectNodeContents(one);
        const box = range.getBoundingClientRect(), cut = box.height * share / 2;
        return { words: bare(one.textContent), left: box.left, right: box.right,
          top: box.top + cut, bottom: box.bottom - cut };
      });
      for (const [n, box] of boxes.entries()) {
        if (box.left < frame.left - 1 || box.right > frame.right + 1) faults.push(`${name}: cut: ${box.words}`);
        for (const other of boxes.slice(n + 1)) {
          const across = Math.min(box.right, other.right) - Math.max(box.left, other.left);
          const down = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
          if (across > 1 && down > 1) faults.push(`${name}: over one another: ${box.words} | ${other.words}`);
        }
      }
    }
    return faults;
  };

  // What is wider than the page, or hides a part of its own words.
  members.layout = () => {
    const faults = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) {
      const wide = [...document.querySelectorAll("body *")].filter((one) => shown(one) && !one.closest(".wide, .plot svg, pre"))
        .filter((one) => { const box = one.getBoundingClientRect(); return box.right > root.clientWidth + 1 || box.left < -1; })
        .filter((one) => !one.classList.contains("skip") && !one.classList.contains("read"));
      const names = wide.slice(0, 3).map((one) => `<${one.tagName.toLowerCase()} class="${one.getAttribute("class") || ""}"> ${bare(one.textContent).slice(0, 50)}`);
      faults.push(`sideways: ${root.scrollWidth} of ${root.clientWidth}: ${names.join("; ")}`);
    }
    for (const one of document.querySelectorAll("main *, header *, footer *")) {
      const style = getComputedStyle(one);
      if (one.closest(".read, .skip, svg") || !shown(one)) continue;
      if (style.overflowX === "hidden" && one.scrollWidth > one.clientWidth + 1) faults.push(`hidden: ${bare(one.textContent).slice(0, 60)}`);
    }
    return faults;
  };

  // A page that is shown as on paper: letters of less than 7 points, navigation, what is cut at an edge.
  members.print = () => {
    const faults = [];
    const width = document.documentElement.clientWidth + 2;
    // A page of A4 that is turned is 275 mm wide within its margins.
    const edgeOf = (one) => (getComputedStyle(one.closest(".wide") ?? one).page === "sideways" ? width * 275 / 188 : width);
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const one = walk.currentNode.parentElement;
      if (!bare(walk.currentNode.data) || one.closest(".read, .skip, script, style") || !one.checkVisibility()) continue;
      const points = parseFloat(getComputedStyle(one).fontSize) * 72 / 96;
      if (points < 6.99 && !one.closest("sub, sup, math, .plot")) faults.push(`letters of ${points.toFixed(1)} pt: ${bare(one.textContent).slice(0, 40)}`);
    }
    for (const one of document.querySelectorAll("header nav, .way-in, .for-readers, button, .downloads")) {
      if (shown(one)) faults.push(`navigation: ${bare(one.textContent).slice(0, 40)}`);
    }
    for (const one of document.querySelectorAll("main :is(th, td, pre)")) {
      const box = one.getBoundingClientRect();
      if (shown(one) && (box.width > edgeOf(one) || Math.max(box.right, width - box.left) > edgeOf(one))) { faults.push(`cut: ${bare(one.textContent).slice(0, 40)}`); break; }
    }
    return faults;
  };

  // Targets under 24 px that no circle of 24 px keeps apart from their neighbours (WCAG 2.5.8); a link
  // within a sentence is excepted there, and a mark of a chart has its row in the table next to it.
  members.targets = () => {
    const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [role=button], [role=slider]")]
      .filter(shown).filter((one) => !one.classList.contains("skip"));
    const inSentence = (one) => one.tagName === "A" && getComputedStyle(one).display === "inline" &&
      [...one.parentElement.childNodes].some((near) => near.nodeType === 3 && bare(near.textContent).length > 2);
    const places = all.map((one) => { const box = one.getBoundingClientRect(); return { one, box, x: box.left + box.width / 2, y: box.top + box.height / 2 }; });
    const small = places.filter(({ box }) => box.width < 23.9 || box.height < 23.9);
    const faults = [];
    for (const target of small) {
      if (inSentence(target.one)) continue;
      for (const other of places) {
        if (other === target) continue;
        const reach = small.includes(other) ? 24 : 12;
        const near = small.includes(other)
          ? Math.hypot(target.x - other.x, target.y - other.y)
          : Math.hypot(Math.max(other.box.left - target.x, 0, target.x - other.box.right), Math.max(other.box.top - target.y, 0, target.y - other.box.bottom));
        if (near < reach - 0.5) {
          faults.push(`${Math.round(target.box.width)} x ${Math.round(target.box.height)}: ${bare(target.one.textContent || target.one.name || target.one.id).slice(0, 40)} next to ${bare(other.one.textContent || other.one.id).slice(0, 40)}`);
          break;
        }
      }
    }
    return faults;
  };

  // Contrast of every text with what lies right under it, in HTML and in charts: those below what is
  // asked for (4.5, or 3 for large letters).
  members.contrast = () => {
    const style = document.createElement("style");
    style.textContent = ".plot svg * { pointer-events: all !important; } .tip { display: none !important; }";
    document.head.append(style);
    const parse = (text) => {
      const found = /^rgba?\(([^)]*)\)$/.exec(text);
      if (!found) return null;
      const [r, g, b, a = "1"] = found[1].split(/[\s,\/]+/);
      return [Number(r), Number(g), Number(b), Number(a)];
    };
    const over = (top, under) => [0, 1, 2].map((n) => top[n] * top[3] + under[n] * (1 - top[3])).concat(1);
    const luminance = ([r, g, b]) => {
      const [x, y, z] = [r, g, b].map((part) => { const s = part / 255; return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4; });
      return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const ratio = (one, other) => {
      const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
      return (high + 0.05) / (low + 0.05);
    };
    const behind = (element) => {
      const layers = [];
      for (let one = element; one; one = one.parentElement) {
        const colour = parse(getComputedStyle(one).backgroundColor);
        if (colour && colour[3] > 0) { layers.push(colour); if (colour[3] === 1) break; }
      }
      return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255, 1]);
    };
    const faults = new Set();
    let seen = 0;
    const judge = (words, front, back, size, bold, where) => {
      seen += 1;
      const least = size >= 24 || (bold && size >= 18.66) ? 3 : 4.5;
      const found = ratio(over(front, back), back);
      if (found < least - 0.005) faults.add(`${where}: ${found.toFixed(2)}: ${bare(words).slice(0, 40)}`);
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!bare(node.textContent) || parent.closest("svg, script, style, noscript, .read, .skip, option") || !shown(parent)) continue;
      if (parent.closest("[disabled], [aria-disabled=true]")) continue;
      const look = getComputedStyle(parent);
      judge(node.textContent, parse(look.color) || [0, 0, 0, 1], behind(parent), parseFloat(look.fontSize), Number(look.fontWeight) >= 700, "page");
    }
    for (const plot of plots) {
      const svg = plot.querySelector("svg");
      for (const text of svg ? textsOf(svg) : []) {
        const look = getComputedStyle(text);
        const front = parse(look.fill);
        if (!front) continue;
        front[3] *= Number(look.fillOpacity) * Number(look.opacity);
        const halo = parse(look.stroke);
        for (const line of linesOf(text)) {
          const box = line.getBoundingClientRect();
          for (const part of [0.1, 0.5, 0.9]) {
            const [x, y] = [box.left + box.width * part, box.top + box.height / 2];
            const layers = [];
            let ground = behind(plot);
            if (halo && halo[3] > 0 && parseFloat(look.strokeWidth) >= 2) ground = halo;
            else for (const one of document.elementsFromPoint(x, y)) {
              if (one.closest("text")) continue;
              if (!svg.contains(one) || one === svg) break;
              const under = getComputedStyle(one);
              const fill = parse(under.fill);
              if (!fill) continue;
              fill[3] *= Number(under.fillOpacity) * Number(under.opacity);
              if (fill[3] === 0) continue;
              layers.push(fill);
              if (fill[3] >= 0.999) break;
            }
            judge(line.textContent, front, layers.reverse().reduce((under, top) => over(top, under), ground), parseFloat(look.fontSize), Number(look.fontWeight) >= 700, plot.dataset.chart);
          }
        }
      }
    }
    style.remove();
    return { seen, faults: [...faults] };
  };

  // Signs and ranges of the page as they lie before the eye: a sign is left of its number, and the
  // smaller bound of a range left of the larger one. Where the text of a range is an isolate of the
  // other direction its bounds follow that direction: what may never be is a sign that looks away.
  members.turned = () => {
    const faults = [];
    let seen = 0;
    const sign = /([<>≤≥±+−-])[\u00a0\u202f\u2009 ]?([0-9])/g;
    const range = /([0-9])([0-9.,\u00a0\u202f]*[0-9])?[\u00a0\u202f\u2009 ]?[–‑][\u00a0\u202f\u2009 ]?([0-9])/g;
    const place = (node, at) => {
      const spot = document.createRange();
      spot.setStart(node, at);
      spot.setEnd(node, at + 1);
      const box = spot.getBoundingClientRect();
      return { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2, height: box.height, width: box.width };
    };
    const check = (node, first, second, what) => {
      const [one, two] = [place(node, first), place(node, second)];
      if (!one.width || !two.width || Math.abs(one.y - two.y) > one.height) return;
      seen += 1;
      if (one.x > two.x) faults.push(`${what}: ${bare(node.textContent).slice(0, 70)}`);
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!parent || parent.closest("script, style, noscript, code, pre, math") || !shown(parent)) continue;
      const text = node.textContent;
      for (const found of text.matchAll(sign)) {
        const before = text[found.index - 1];
        if (/[-−]/.test(found[1]) && before && !/[\s(\u2066-\u2069]/.test(before)) continue; // a hyphen
        check(node, found.index, found.index + found[0].length - 1, "sign");
      }
      for (const found of text.matchAll(range)) {
        check(node, found.index, found.index + found[0].length - 1, "range");
      }
    }
    return { seen, faults };
  };

  // What a keyboard can reach, and the one stop of each chart.
  members.stops = () => {
    const wanted = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
      .filter((one) => shown(one) && !one.disabled && one.tabIndex >= 0);
    const groups = new Set();
    const stops = wanted.filter((one) => {
      if (one.type !== "radio") return true;
      if (groups.has(one.name)) return false;
      groups.add(one.name);
      return true;
    });
    stops.forEach((one, n) => { one.dataset.stop = n; });
    const charts = plots.map((plot) => ({
      key: plot.dataset.chart,
      stops: plot.querySelectorAll("[tabindex='0']").length,
      marks: plot.querySelectorAll("[data-mark]").length,
    }));
    return { count: stops.length, charts };
  };

  // Where the keyboard is: number of the stop, whether it is seen, its chart.
  members.focus = () => {
    const here = document.activeElement;
    if (!here || here === document.body || here === document.documentElement) return null;
    const look = getComputedStyle(here);
    const seen = (look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 1) || look.boxShadow !== "none";
    return {
      stop: here.dataset.stop === undefined ? null : Number(here.dataset.stop),
      radio: here.type === "radio" ? here.name : null,
      seen,
      label: here.getAttribute("aria-label") || here.textContent.slice(0, 80),
      chart: here.closest(".plot")?.dataset.chart ?? null,
      mark: here.hasAttribute("data-mark"),
    };
  };

  // Names of the marks of a chart, in order, and what its root is called.
  members.marks = (key) => {
    const plot = document.querySelector(`.plot[data-chart="${key}"]`);
    const svg = plot.querySelector("svg");
    return { name: svg.getAttribute("aria-label"), role: svg.getAttribute("role"),
      marks: [...plot.querySelectorAll("[data-mark]")].map((mark) => mark.getAttribute("aria-label")),
      odd: [...svg.querySelectorAll("[aria-roledescription], [role^=graphics]")].length };
  };

  // Words in Latin letters that a reader of another script meets, where no element says their language.
  members.latin = () => {
    const found = new Set();
    const own = document.documentElement.lang;
    const note = (text) => { for (const word of text.matchAll(/[A-Za-z][A-Za-z'-]{3,}/g)) found.add(word[0]); };
    const foreign = (one) => {
      const near = one.closest("[lang]");
      return (near && near.lang !== own) || one.closest("code, pre, script, style, noscript, math, cite, .sources");
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.parentElement && !foreign(node.parentElement)) note(node.textContent);
    }
    for (const one of document.querySelectorAll("[aria-label], [title], [alt], [placeholder]")) {
      if (foreign(one)) continue;
      for (const name of ["aria-label", "title", "alt", "placeholder"]) note(one.getAttribute(name) || "");
    }
    return [...found].sort();
  };

  // The dots of the map, where they lie and what they are called.
  members.dots = () => [...document.querySelectorAll(".plot[data-chart^='map'] [data-mark]")]
    .map((mark) => {
      const box = mark.getBoundingClientRect();
      return { name: mark.getAttribute("aria-label"), x: box.left + box.width / 2,
        y: box.top + box.height / 2, width: box.width, height: box.height };
    });

  // All that a chart draws at a point of the window.
  members.under = ([x, y]) => {
    const style = document.createElement("style");
    style.textContent = ".plot svg * { pointer-events: all !important; }";
    document.head.append(style);
    const found = document.elementsFromPoint(x, y).filter((one) => one.closest(".plot svg"))
      .map((one) => ({
        tag: one.tagName,
        mark: one.hasAttribute("data-mark"),
        name: (one.closest("svg [aria-label]") ?? one).getAttribute("aria-label") ?? "",
        title: one.querySelector("title")?.textContent ?? "",
        fill: getComputedStyle(one).fill,
        stroke: getComputedStyle(one).stroke,
      }));
    style.remove();
    return found.filter((one) => one.tag !== "svg");
  };

  return members;
})();
