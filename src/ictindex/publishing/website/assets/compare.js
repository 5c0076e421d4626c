// Compare: the choice is in the address of the page; chart, table and downloads follow it.
"use strict";
(() => {
  const page = JSON.parse(document.getElementById("page-data").textContent);
  const shared = JSON.parse(document.getElementById("download-data").textContent);
  const { choiceList, filled, make } = window.ictindexLists;
  const files = window.ictindexFiles;
  const words = page.words;
  const rtl = document.documentElement.dir === "rtl";
  const base = document.currentScript.src.replace(/[^/]*$/, "");
  const $ = (id) => document.getElementById(id);
  const form = $("choices"), result = $("comparison"), refusal = $("refusal");
  const collections = new Map(page.collections.map((collection) => [collection.id, collection]));
  const COLOURS = ["#0b2f5c", "#df7516", "#94430a", "#4a94d3", "#a31545", "#27a085"];
  const SHAPES = ["circle", "square", "triangle-up", "diamond", "triangle-down", "cross"];
  const FIRST = "#df7516", LAST = "#0b2f5c", AMID = "#7b8794", MAIN = "#2a74b4";
  const MOST_LINES = COLOURS.length;
  let choice = null, shown = null, turn = 0;

  const isolate = (text) => (rtl && text ? `\u2067${text}\u2069` : text);
  const written = (number) => {
    const plain = number.replace(".", shared.decimal);
    return plain;
  };

  // --- Address -----------------------------------------------------------------------------------
  const PARTS = ["figures", "series", "places", "times"];
  const addressOf = ({ figures, series, places, times }) =>
    `#figures=${figures}&series=${series.join(",")}&places=${places.join(",")}&times=${times.join(",")}`;
  const firstOf = (collection) => ({ figures: collection.id, ...structuredClone(collection.first) });
  const placesOf = (collection) => [...collection.groups.map((group) => group.id), ...collection.economies];

  // Return the choice of an address, or the part of it that names something that is not here.
  const choiceOf = (hash) => {
    const text = hash.replace(/^#/, "");
    if (!text) return { choice: firstOf(page.collections[0]) };
    const read = {};
    for (const part of text.split("&")) {
      const [key, value, ...more] = part.split("=");
      if (!PARTS.includes(key) || value === undefined || more.length || key in read) return { fault: part };
      try { read[key] = decodeURIComponent(value); } catch { return { fault: part }; }
    }
    const collection = collections.get(read.figures);
    if (!collection) return { fault: read.figures ?? text };
    const lists = { series: collection.series.map((s) => s.id), places: placesOf(collection), times: collection.times.map((t) => t.id) };
    const made = { figures: collection.id };
    for (const [key, allowed] of Object.entries(lists)) {
      const wanted = (read[key] ?? "").split(",").filter(Boolean);
      const foreign = wanted.find((id) => !allowed.includes(id));
      if (foreign !== undefined) return { fault: foreign };
      if (key === "series" && wanted.length > page.most) return { fault: wanted[page.most] };
      made[key] = allowed.filter((id) => wanted.includes(id));
    }
    return { choice: made };
  };
  const refuse = (sentence) => {
    refusal.textContent = sentence;
    refusal.hidden = !sentence;
    if (sentence) result.hidden = true;
  };

  // --- Figures: scripts that are read when something of them is chosen -----------------------------
  const loading = new Map();
  const load = (name) => {
    if (!loading.has(name)) {
      loading.set(name, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = base + name;
        script.onload = () => resolve(window.ictindexData[name]);
        script.onerror = () => { loading.delete(name); reject(new Error(name)); };
        document.head.append(script);
      }));
    }
    return loading.get(name);
  };
  const isGroup = (collection, code) => collection.groups.some((group) => group.id === code);
  // A figure of a group: how many economies it is of, and of how many if that is known.
  const countOf = (mark) => {
    const [, count, size] = /^\((\d+)(?:\/(\d+))?\)$/.exec(mark) ?? [];
    if (!count) return {};
    return { count, size, counted: size ? filled(page.of, { count, total: size }) : page.counts[count] };
  };
  const cellOf = (number, mark) => {
    const group = countOf(mark);
    return { number, mark: group.count ? "" : mark, ...group };
  };
  const meets = (listed, wanted) => !listed || listed.some((id) => wanted.includes(id));
  const read = async (collection, made) => {
    const wanted = collection.files.filter((file) => meets(file.times, made.times) && meets(file.series, made.series));
    const cells = new Map();
    for (const data of await Promise.all(wanted.map((file) => load(file.name)))) {
      const places = new Map(data.places.split(" ").map((id, n) => [id, n]));
      for (const series of made.series) {
        for (const time of made.times) {
          const line = data.figures[series]?.[time]?.split("|");
          if (!line) continue;
          const marks = data.marks[series]?.[time]?.split("|") ?? [];
          for (const code of made.places) {
            const n = places.get(made.times.length > 1 && isGroup(collection, code) ? code + page.panel : code);
            if (n !== undefined && line[n]) cells.set(`${series} ${time} ${code}`, cellOf(line[n], marks[n] ?? ""));
          }
        }
      }
    }
    return cells;
  };

  // --- Charts --------------------------------------------------------------------------------------
  const brush = document.createElement("canvas").getContext("2d");
  const lines = (name, room) => {
    brush.font = `11px ${getComputedStyle(document.body).fontFamily}`;
    const made = [];
    let line = "";
    for (const piece of name.match(/[\u2e80-\u9fff\u3000-\u303f\uff00-\uffef]|[^\s\u2e80-\u9fff\u3000-\u303f\uff00-\uffef]+\s*/g) ?? [name]) {
      if (line && brush.measureText((line + piece).trimEnd()).width > room) { made.push(line.trimEnd()); line = piece; }
      else line += piece;
    }
    made.push(line.trimEnd());
    return made.map(isolate);
  };
  const nice = (low, high) => {
    const span = high - low || Math.abs(high) || 1;
    const step = 10 ** Math.floor(Math.log10(span));
    return [Math.floor(low / step) * step, Math.ceil(high / step) * step];
  };
  const put = (template, data, domains, step) => {
    const spec = structuredClone(template);
    for (const entry of spec.data) if (data[entry.name]) entry.values = data[entry.name];
    for (const scale of spec.scales) if (domains[scale.name]) scale.domain = domains[scale.name];
    for (const signal of spec.signals ?? []) if (signal.name === "y_step" && step) signal.value = step;
    return spec;
  };
  const kindOf = (made) => {
    if (made.times.length === 1) return "bars";
    return made.times.length > 2 && made.places.length <= MOST_LINES ? "lines" : "dots";
  };

  // A panel: one series, as bars of one time, dots of some times, or lines of a few places over
  // time.
  const panelOf = (collection, made, cells, series) => {
    const kind = kindOf(made);
    const entry = collection.series.find((s) => s.id === series);
    const rows = [];
    for (const [p, code] of made.places.entries()) {
      let segment = `${p}.0`, before = null, last = null;
      for (const [t, time] of made.times.entries()) {
        const cell = cells.get(`${series} ${time} ${code}`);
        const point = collection.times.find((x) => x.id === time);
        // A line breaks where a figure is missing, and where the methodology or the conversion of a
        // price changes, also in a year between the two that is not chosen.
        const converted = last !== null && entry.breaks?.some((year) => last < year && year <= time);
        const changed = converted || (before !== null && before !== point.methodology);
        if (!cell || changed) segment = `${p}.${t + 1}`;
        before = point.methodology;
        last = time;
        if (!cell) continue;
        const name = withCount(nameOf(collection, code), cell.counted);
        rows.push({ place: code, name, time: isolate(point.name), at: t, segment, value: Number(cell.number),
          shown: isolate(written(cell.number)),
          sentence: isolate(filled(words.sentence, { place: name, time: point.name,
            value: written(cell.number), unit: entry.unit })),
          colour: kind === "lines" ? COLOURS[p % COLOURS.length] : MAIN, shape: SHAPES[p % SHAPES.length] });
      }
    }
    if (!rows.length) return null;
    const values = rows.map((row) => row.value);
    const forms = {};
    for (const form of ["wide", "narrow"]) {
      const template = window.ictindexSite.charts.charts[kind][form];
      const narrow = form === "narrow";
      if (kind === "lines") {
        const [low, high] = nice(Math.min(...values), Math.max(...values));
        const times = made.times.map((id) => isolate(collection.times.find((x) => x.id === id).name));
        forms[form] = put(template, { rows }, { x: times, y: [low, high] });
        continue;
      }
      const labels = new Map(made.places.map((id) => [id, lines(countedName(collection, made, cells, [series], id), narrow ? 266 : 200)]));
      const tallest = Math.max(...[...labels.values()].map((label) => label.length));
      const step = narrow ? 26 + 13 * tallest : Math.max(20, 13 * tallest + 2);
      const keyed = rows.map((row) => ({ ...row, row: labels.get(row.place).join("|") }));
      const order = made.places.map((id) => labels.get(id).join("|"));
      if (kind === "bars") {
        const [low, high] = nice(Math.min(0, ...values), Math.max(0, ...values));
        const room = (high - low) * (narrow ? 0.22 : 0.1);
        forms[form] = put(template, { rows: keyed }, { x: [low, high + room], y: order }, step);
        continue;
      }
      const spans = [];
      for (const code of made.places) {
        const own = keyed.filter((row) => row.place === code);
        if (!own.length) continue;
        const least = own.reduce((a, b) => (b.value < a.value ? b : a));
        const greatest = own.reduce((a, b) => (b.value > a.value ? b : a));
        spans.push({ row: own[0].row, low: least.value, high: greatest.value, highShown: greatest.shown,
          lowShown: least.value < greatest.value ? least.shown : "" });
      }
      const last = made.times.length - 1;
      const dots = keyed.map((row) => ({ ...row, colour: row.at === last ? LAST : row.at === 0 ? FIRST : AMID,
        size: row.at === last || row.at === 0 ? 110 : 36 }));
      // A dot drawn later lies above: the years between, then the first, then the last.
      const level = (row) => (row.at === last ? 2 : row.at === 0 ? 1 : 0);
      dots.sort((a, b) => made.places.indexOf(a.place) - made.places.indexOf(b.place) || level(a) - level(b));
      const [low, high] = nice(Math.min(...values), Math.max(...values));
      const room = (high - low) * (narrow ? 0.2 : 0.09);
      forms[form] = put(template, { rows: dots, spans }, { x: [low - room, high + room], y: order }, step);
    }
    return forms;
  };

  const sign = (inner) => {
    const svg = new DOMParser().parseFromString(
      `<svg xmlns="http://www.w3.org/2000/svg" width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">${inner}</svg>`, "image/svg+xml");
    return document.importNode(svg.documentElement, true);
  };
  const SIGNS = {
    circle: (c) => `<circle cx="6" cy="6" r="4.5" fill="${c}"/>`,
    small: (c) => `<circle cx="6" cy="6" r="3" fill="${c}"/>`,
    square: (c) => `<rect x="1.5" y="1.5" width="9" height="9" fill="${c}"/>`,
    "triangle-up": (c) => `<path d="M6 1L11.5 11H.5Z" fill="${c}"/>`,
    diamond: (c) => `<path d="M6 .5L11 6L6 11.5L1 6Z" fill="${c}"/>`,
    "triangle-down": (c) => `<path d="M6 11L.5 1H11.5Z" fill="${c}"/>`,
    cross: (c) => `<path d="M4 .5h4v3.5h3.5v4H8v3.5H4V8H.5V4H4Z" fill="${c}"/>`,
  };
  const legendOf = (collection, made, cells) => {
    const kind = kindOf(made);
    if (kind === "bars") return [];
    if (kind === "lines") return made.places.map((id, n) => [SIGNS[SHAPES[n]](COLOURS[n]), countedName(collection, made, cells, made.series, id)]);
    const times = made.times.map((id) => collection.times.find((x) => x.id === id).name);
    return [[SIGNS.circle(FIRST), times[0]], ...(times.length > 2 ? [[SIGNS.small(AMID), words.between]] : []),
      [SIGNS.circle(LAST), times.at(-1)]];
  };

  // --- Words ---------------------------------------------------------------------------------------
  const nameOf = (collection, code) => collection.groups.find((group) => group.id === code)?.name ?? page.names[code];
  const withCount = (name, counted) => (counted ? filled(page.detail, { first: name, second: counted }) : name);
  // The name of a group with its number of economies, where all of the figures have the same.
  const countedName = (collection, made, cells, series, code) => {
    const counts = new Set(series.flatMap((s) => made.times.map((time) => cells.get(`${s} ${time} ${code}`)))
      .filter(Boolean).map((cell) => cell.counted));
    return withCount(nameOf(collection, code), counts.size === 1 ? [...counts][0] : "");
  };
  // The lists that the groups are from: of the one time, or of the newest of each methodology.
  const listsOf = (collection, made) => {
    const chosen = made.times.map((id) => collection.times.find((x) => x.id === id));
    const newest = (time) => collection.times.findLast((other) => other.methodology === time.methodology);
    const alone = chosen.length === 1 && Object.keys(chosen[0].lists).length > 0;
    const groupings = new Set(made.places.filter((id) => isGroup(collection, id)).map((id) => id.split(":")[0]));
    const texts = (alone ? chosen : chosen.map(newest)).flatMap((time) => [...groupings].map((key) => time.lists[key]));
    return [...new Set(texts.filter(Boolean))];
  };
  const titleOf = (collection, made) => {
    const times = made.times.map((id) => collection.times.find((x) => x.id === id).name);
    const listed = times.length > 4 && collection.years ? `${times[0]}–${times.at(-1)}` : times.join(page.separator);
    const names = made.series.map((id) => collection.series.find((s) => s.id === id).name);
    if (names.length > 2) return filled(words["result-many"], { count: names.length, times: listed });
    return filled(words["result-title"], { series: [...new Set(names)].join(page.separator), times: listed });
  };
  const notesOf = (collection, made, cells) => {
    const notes = [];
    const used = [...cells.values()].map((cell) => cell.mark);
    const full = made.series.length * made.times.length * made.places.length;
    if (cells.size < full) notes.push(words.missing);
    if (made.places.some((id) => isGroup(collection, id))) {
      notes.push(words[made.times.length > 1 ? `${collection.figure}-panel` : collection.figure]);
      notes.push(...listsOf(collection, made));
    }
    if (made.places.length > 1) notes.push(words.order);
    const marks = new Set(used.flatMap((mark) => mark.split(" ")).filter((mark) => page.marks[mark]));
    for (const mark of marks) notes.push(filled(words.mark, { mark, meaning: page.marks[mark] }));
    if (used.some((mark) => /\b\d{4}\b/.test(mark))) notes.push(words["mark-year"]);
    const times = made.times.map((id) => collection.times.find((x) => x.id === id));
    if (new Set(times.map((time) => time.methodology)).size > 1) notes.push(words.methodologies);
    for (const time of times) if (time.extent) notes.push(filled(page.pair, { first: time.name, second: time.extent }));
    if (kindOf(made) === "lines" && rtl) notes.push(words["time-direction"]);
    return notes;
  };

  // The titles of lists are English: on a page in another script they are marked so.
  const marked = (text) => {
    const parts = [];
    let end = 0;
    for (const run of page.english ? text.matchAll(new RegExp(page.english, "g")) : []) {
      if (!/[A-Za-z]{4}/.test(run[0])) continue;
      parts.push(text.slice(end, run.index), make("span", { lang: "en", textContent: run[0] }));
      end = run.index + run[0].length;
    }
    return [...parts, text.slice(end)];
  };

  // --- Table and downloads ---------------------------------------------------------------------------
  const fillTable = (collection, made, cells) => {
    const several = made.series.length > 1;
    const heads = [words["column-place"], ...(several ? [words["column-series"]] : []), words["column-unit"]];
    const head = make("tr", {}, ...heads.map((text) => make("th", { scope: "col", textContent: text })),
      ...made.times.map((id) => make("th", { scope: "col", className: "n", textContent: collection.times.find((x) => x.id === id).name })));
    const rows = [];
    for (const series of made.series) {
      const entry = collection.series.find((s) => s.id === series);
      for (const code of made.places) {
        const row = make("tr", {}, make("th", { scope: "row", textContent: nameOf(collection, code) }));
        if (several) row.append(make("td", { textContent: entry.name }));
        row.append(make("td", { textContent: entry.unit }));
        for (const time of made.times) {
          const cell = cells.get(`${series} ${time} ${code}`);
          const figure = make("bdi", { dir: "ltr", textContent: cell ? written(cell.number) : "–" });
          const data = make("td", { className: "n" }, figure);
          if (cell?.mark) data.append(" ", make("small", {}, make("bdi", { dir: "ltr", textContent: cell.mark })));
          if (cell?.counted) data.append(make("br"), make("small", { textContent: cell.counted }));
          row.append(data);
        }
        rows.push(row);
      }
    }
    $("comparison-table").replaceChildren(make("caption", { className: "read", textContent: titleOf(collection, made) }),
      make("thead", {}, head), make("tbody", {}, ...rows));
  };
  const numbered = (number) => (number ? { number } : null);
  // The cells of the table, one in a row, in the same order: the download has what the page shows.
  const tableOf = (collection, made, cells) => {
    const rows = [];
    for (const series of made.series) {
      const entry = collection.series.find((s) => s.id === series);
      for (const code of made.places) {
        for (const time of made.times) {
          const cell = cells.get(`${series} ${time} ${code}`);
          rows.push([code, nameOf(collection, code), series, entry.name, time, numbered(cell?.number), entry.unit,
            cell?.mark ?? "", numbered(cell?.count), numbered(cell?.size), ...collection.origin,
            isGroup(collection, code) ? page.computed : collection.kind]);
        }
      }
    }
    const columns = ["place", "name", "series", "series_name", "time", "value", "unit", "mark", "count", "of",
      "source", "citation", "licence", "result_kind"];
    return { columns, rows, rtl, sheets: shared.sheets };
  };
  const factsOf = (collection, made, cells) => {
    const name = (key) => shared.facts.find(([k]) => k === key)?.[1] ?? key;
    const unit = words["column-unit"];
    const facts = [["title", name("title"), titleOf(collection, made)],
      ["choice", words.choice, location.href.replace(/^file:.*\//, "").replace(/#.*/, "") + addressOf(made)]];
    for (const id of made.series) {
      const entry = collection.series.find((s) => s.id === id);
      facts.push(["unit", unit, filled(page.pair, { first: entry.name, second: entry.unit })]);
    }
    for (const id of made.times) facts.push(...collection.times.find((x) => x.id === id).facts);
    facts.push(...collection.facts);
    for (const text of notesOf(collection, made, cells)) facts.push(["notice", shared.words.note, text]);
    // Every file has the publisher's notices on all figures here: invented economies, its name.
    const stated = new Set(facts.map((fact) => fact[2]));
    for (const fact of shared.facts) {
      if (["notice", "publisher", "address"].includes(fact[0]) && !stated.has(fact[2])) facts.push(fact);
    }
    // Facts that several editions share are written once.
    return [...new Map(facts.map((fact) => [JSON.stringify(fact), fact])).values()];
  };
  // Another choice has another name: a long one ends with a digest of the whole choice.
  const LONGEST_NAME = 80;
  const nameOfFile = (made) => {
    const ids = [made.figures, ...made.series, ...made.places, ...made.times];
    const whole = ids.join("-").replace(/[^a-z0-9]+/gi, "-");
    if (whole.length <= LONGEST_NAME) return whole;
    let digest = 0x811c9dc5; // FNV-1a
    for (const sign of addressOf(made)) digest = Math.imul(digest ^ sign.codePointAt(0), 0x01000193) >>> 0;
    return `${whole.slice(0, LONGEST_NAME - 9).replace(/-[^-]*$/, "")}-${digest.toString(16).padStart(8, "0")}`;
  };

  const picture = async () => {
    const { collection, made, cells } = shown;
    const blocks = [{ text: titleOf(collection, made), size: 16, bold: true },
      { legend: files.legendOf($("comparison-legend")) }];
    const stage = make("div", { className: "plot off-page" });
    document.body.append(stage);
    try {
      for (const [n, series] of made.series.entries()) {
        const chart = window.ictindexSite.charts.charts[`compare-${n}`];
        if (!chart) continue;
        const spec = structuredClone(chart.wide);
        spec.autosize = { type: "fit-x", contains: "padding" };
        spec.width = 720;
        const box = make("div");
        stage.append(box);
        await window.drawVega(box, spec, () => {});
        const entry = collection.series.find((s) => s.id === series);
        blocks.push({ text: filled(words["series-unit"], { series: entry.name, unit: entry.unit }), size: 12, bold: true });
        blocks.push({ plot: box.querySelector("svg") });
      }
      const kept = blocks.filter((block) => block.text || block.plot || block.legend?.length);
      return files.toSvg(kept, factsOf(collection, made, cells), rtl);
    } finally {
      stage.remove();
    }
  };
  const download = async (kind) => {
    const { collection, made, cells } = shown;
    const facts = factsOf(collection, made, cells);
    const name = nameOfFile(made);
    if (kind === "svg" || kind === "png") {
      const svg = await picture();
      files.save(name, kind, kind === "svg" ? svg : await files.toPng(svg, facts));
    } else {
      const write = { csv: files.toCsv, xlsx: files.toExcel, json: files.toJson }[kind];
      files.save(name, kind, write(tableOf(collection, made, cells), facts));
    }
  };

  // --- Showing -----------------------------------------------------------------------------------
  const show = async () => {
    const made = choice, collection = collections.get(made.figures), mine = ++turn;
    if (!made.series.length || !made.places.length || !made.times.length) {
      shown = null;
      return refuse(words["choose-more"]);
    }
    let cells;
    try { cells = await read(collection, made); } catch { return refuse(words["file-missing"]); }
    if (mine !== turn) return; // Another choice was made meanwhile.
    shown = { collection, made, cells };
    refuse(cells.size ? "" : words["no-figures"]);
    result.hidden = false;
    $("comparison-title").textContent = titleOf(collection, made);
    $("comparison-legend").replaceChildren(...legendOf(collection, made, cells).map(([inner, text]) =>
      make("li", {}, make("span", { "aria-hidden": "true" }, sign(inner)), ` ${text}`)));
    fillTable(collection, made, cells);
    $("comparison-notes").replaceChildren(...notesOf(collection, made, cells).map((text) =>
      make("p", { className: "note" }, ...marked(text))));
    const address = $("comparison-address");
    address.href = addressOf(made);
    address.firstElementChild.textContent = addressOf(made);
    const charts = window.ictindexSite.charts.charts;
    for (let n = 0; n < page.most; n++) {
      const panel = $(`panel-${n}`), box = panel.querySelector(".plot");
      const series = made.series[n];
      const forms = series && panelOf(collection, made, cells, series);
      panel.hidden = !forms;
      if (!forms) { delete charts[`compare-${n}`]; box.textContent = ""; delete box.dataset.drawn; continue; }
      const entry = collection.series.find((s) => s.id === series);
      const title = filled(words["series-unit"], { series: entry.name, unit: entry.unit });
      panel.querySelector("h3").textContent = title;
      box.dataset.name = filled(words["chart-of"], { title });
      charts[`compare-${n}`] = forms;
      delete box.dataset.drawn;
      await window.ictindexSite.draw(box);
      if (mine !== turn) return;
    }
    result.dataset.shown = addressOf(made);
  };
  const follow = () => {
    const hash = addressOf(choice);
    try { history.replaceState(null, "", hash); } catch { location.replace(hash); }
    show();
  };
  const build = () => {
    const collection = collections.get(choice.figures);
    const select = make("select", { id: "figures" }, ...page.collections.map((entry) =>
      make("option", { value: entry.id, textContent: entry.name, selected: entry.id === collection.id })));
    select.addEventListener("change", () => { choice = firstOf(collections.get(select.value)); build(); follow(); $("figures").focus(); });
    const places = [...collection.groups,
      ...collection.economies.map((id) => ({ id, name: page.names[id], under: words["heading-economies"] }))];
    const list = (key, label, options, most) => choiceList({ label, options, most, words, chosen: choice[key],
      changed: (ids) => { choice = { ...choice, [key]: ids }; follow(); } }).box;
    form.replaceChildren(
      make("p", {}, make("label", { htmlFor: "figures", textContent: words.collection }), " ", select),
      make("div", { className: "lists" }, list("places", words.places, places),
        list("series", words.series, collection.series, page.most),
        list("times", collection.years ? words.years : words.editions, collection.times.map((t) => ({ ...t, under: "" })))));
    form.hidden = false;
  };
  const begin = () => {
    const choiceRead = choiceOf(location.hash);
    if (choiceRead.fault !== undefined) {
      choice = firstOf(page.collections[0]);
      choice = { ...choice, series: [], places: [], times: [] };
      shown = null;
      turn += 1;
      build();
      refuse(filled(words["bad-address"], { part: `\u2068${choiceRead.fault}\u2069` }));
      return;
    }
    choice = choiceRead.choice;
    build();
    // An address in another order is written in the order of the page.
    if (location.hash) follow();
    else show();
  };
  const start = () => {
    files.fillMenu($("comparison-downloads"), ["svg", "png", "csv", "xlsx", "json"], shared.words, download);
    addEventListener("hashchange", begin);
    begin();
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
})();
