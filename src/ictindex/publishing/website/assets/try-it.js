// Try it: a what-if of one economy, computed in the page by the plan of the methodology. All numbers
// are exact decimals (exact-numbers.js); a slider only writes its number into the field next to it.
"use strict";
(() => {
  const page = JSON.parse(document.getElementById("page-data").textContent);
  const shared = JSON.parse(document.getElementById("download-data").textContent);
  const { filled, make } = window.ictindexLists;
  const files = window.ictindexFiles, E = window.ictindexExact;
  const words = page.words;
  const rtl = document.documentElement.dir === "rtl";
  const base = document.currentScript.src.replace(/[^/]*$/, "");
  const $ = (id) => document.getElementById(id);
  const form = $("tries"), outcome = $("outcome"), refusal = $("refusal");
  const editions = new Map(page.editions.map((item) => [item.id, item]));
  const isolate = (text) => `\u2068${text}\u2069`;
  const written = (number) => number.replace(".", shared.decimal);
  // A number to read has its thousands apart, as everywhere on the site; one in a field has not.
  const writtenNumber = (number) => {
    const [whole, part] = number.split(".");
    const apart = whole.replace(/\B(?=(\d{3})+$)/g, shared.thousands);
    return part === undefined ? apart : apart + shared.decimal + part;
  };
  // People write decimals with the sign of their language or with a point.
  const plain = (text) => text.trim().replace("−", "-").replace(shared.decimal, ".");

  let edition = null, economy = "", start = null, fields = new Map(), shown = null, turn = 0;

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
  const figureOf = (data, series, economyCode) => {
    const n = data.places.split(" ").indexOf(economyCode);
    return n < 0 ? "" : data.figures[series]?.[edition.time]?.split("|")[n] ?? "";
  };

  // --- What is tried: keys such as value.ID, zero.ID, full.ID and weight.NODE.CHILD ------------------
  const planOf = () => window.ictindexPlans[edition.document];
  const startOf = (data) => {
    const { goalposts, weights } = planOf().constants;
    const made = new Map();
    for (const key of Object.keys(goalposts)) made.set(`value.${key}`, data ? figureOf(data, `value.${key}`, economy) : "");
    for (const [node, parts] of Object.entries(weights)) {
      for (const [child, weight] of Object.entries(parts)) made.set(`weight.${node}.${child}`, String(weight));
    }
    for (const [key, posts] of Object.entries(goalposts)) {
      made.set(`zero.${key}`, posts.zero);
      made.set(`full.${key}`, posts.full);
    }
    return made;
  };
  const nameOf = (key) => {
    const [kind, id, child] = key.split(".");
    const name = edition.nodes[child ?? id];
    if (kind === "value") return name;
    if (kind === "weight") return filled(page.pair, { first: words.weights, second: name });
    return filled(words[`${kind}-of`], { name });
  };

  // Return the fault of the text in a field, as a sentence; empty if it has none.
  const faultOf = (key, text) => {
    const [kind, id] = key.split(".");
    const values = { name: nameOf(key), value: isolate(text) };
    if (kind === "weight") return /^[1-9][0-9]{0,2}$|^1000$/.test(text) ? "" : filled(words["weight-whole"], values);
    if (text === "" && kind === "value") return "";
    const units = E.read(text);
    if (units === null) return filled(words["not-a-number"], values);
    const limits = edition.limits[id], posts = planOf().constants.goalposts[id];
    if (kind === "value" && ((limits.least && units < E.read(limits.least)) || (limits.most && units > E.read(limits.most)))) {
      return filled(limits.refusal, { value: text });
    }
    const moved = kind === "value" || posts.on === "raw" ? E[posts.transformation](units) : units;
    return moved === null ? filled(words["no-logarithm"], values) : "";
  };
  const score = (tried) => {
    const x = {}, g = {}, w = {};
    const { goalposts, weights } = planOf().constants;
    for (const key of Object.keys(goalposts)) {
      x[key] = E.read(tried.get(`value.${key}`));
      g[key] = [E.read(tried.get(`zero.${key}`)), E.read(tried.get(`full.${key}`))];
    }
    for (const [node, parts] of Object.entries(weights)) {
      w[node] = Object.fromEntries(Object.keys(parts).map((child) => [child, Number(tried.get(`weight.${node}.${child}`))]));
    }
    return planOf().score(E, x, g, w);
  };

  // --- Address -----------------------------------------------------------------------------------
  const addressOf = (tried) => {
    const changed = [...tried].filter(([key, text]) => text !== start.get(key)).map(([key, text]) => `&${key}=${encodeURIComponent(text)}`);
    return `#edition=${edition.id}&economy=${economy}${changed.join("")}`;
  };
  const readAddress = (hash) => {
    const text = hash.replace(/^#/, "");
    const read = new Map();
    for (const part of text ? text.split("&") : []) {
      const at = part.indexOf("=");
      let value;
      try { value = decodeURIComponent(part.slice(at + 1)); } catch { return { fault: part }; }
      if (at < 1 || read.has(part.slice(0, at))) return { fault: part };
      read.set(part.slice(0, at), value);
    }
    const wanted = editions.get(read.get("edition") ?? page.first);
    if (!wanted) return { fault: read.get("edition") };
    const economyCode = read.get("economy") ?? "";
    if (economyCode && !wanted.economies.includes(economyCode)) return { fault: economyCode };
    read.delete("edition");
    read.delete("economy");
    return { edition: wanted, economy: economyCode, named: text !== "", changes: read };
  };
  const refuse = (sentences) => {
    refusal.replaceChildren(...sentences.flatMap((sentence, n) => (n ? [make("br"), sentence] : [sentence])));
    refusal.hidden = !sentences.length;
    if (sentences.length) outcome.hidden = true;
  };

  // --- The fields ----------------------------------------------------------------------------------
  const rangeOf = (key) => {
    const [kind, id] = key.split(".");
    if (kind === "weight") return [1, 10, 1];
    const limits = edition.limits[id], posts = planOf().constants.goalposts[id];
    const numbers = [Number(posts.zero), Number(posts.full)];
    const least = Math.min(Number(limits.least ?? 0), ...numbers);
    const top = Math.max(...numbers);
    const most = posts.on === "raw" || kind !== "value" ? top * 1.5 : 10 ** top * 1.5;
    const end = limits.most && kind === "value" ? Number(limits.most) : most;
    return [least, end, end > 1000 ? 1 : 0.1];
  };
  const fieldOf = (key, label) => {
    const id = `try-${key.replaceAll(".", "-")}`;
    const [least, most, step] = rangeOf(key);
    const field = make("input", { type: "text", id, autocomplete: "off", className: "number", dir: "ltr" });
    field.setAttribute("inputmode", "decimal");
    const slider = make("input", { type: "range", min: least, max: most, step });
    slider.setAttribute("aria-label", filled(words.slider, { name: label }));
    const note = make("span", { className: "note", id: `${id}-note` });
    field.setAttribute("aria-describedby", note.id);
    const put = (text) => {
      field.value = written(text);
      slider.value = text === "" ? least : text;
      const [kind] = key.split(".");
      const first = start.get(key);
      note.textContent = first ? filled(words["printed-value"], { value: writtenNumber(first) }) : kind === "value" ? words["not-available"] : "";
    };
    field.addEventListener("input", () => { slider.value = plain(field.value); show(); });
    slider.addEventListener("input", () => {
      field.value = written(step === 1 ? String(Math.round(slider.valueAsNumber)) : slider.valueAsNumber.toFixed(1));
      show();
    });
    fields.set(key, { field, put });
    return make("div", { className: "try-field" }, make("label", { htmlFor: id, textContent: label }), field, slider, note);
  };
  const section = (name, open, ...inside) => {
    const box = make("details", { open }, make("summary", {}, make("strong", { textContent: name })), ...inside);
    return box;
  };
  const build = () => {
    fields = new Map();
    const which = make("select", { id: "try-edition" }, ...page.editions.map((item) =>
      make("option", { value: item.id, textContent: item.name, selected: item.id === edition.id })));
    const from = make("select", { id: "try-economy" }, make("option", { value: "", textContent: words["no-economy"] }),
      ...edition.economies.map((code) => make("option", { value: code, textContent: page.names[code], selected: code === economy })));
    which.addEventListener("change", () => {
      const next = editions.get(which.value);
      open(next, next.economies.includes(economy) ? economy : "", new Map()).then(() => { show(); $("try-edition").focus(); });
    });
    from.addEventListener("change", () => open(edition, from.value, new Map()).then(() => { show(); $("try-economy").focus(); }));
    const { goalposts, weights } = planOf().constants;
    const reset = make("button", { type: "button", textContent: words.reset });
    reset.addEventListener("click", () => { for (const [key, { put }] of fields) put(start.get(key)); show(); });
    form.replaceChildren(
      make("p", {}, make("label", { htmlFor: "try-edition", textContent: words.edition }), which),
      make("p", {}, make("label", { htmlFor: "try-economy", textContent: words.economy }), from),
      section(words.values, true, make("div", { className: "tries" }, ...Object.keys(goalposts).map((key) =>
        fieldOf(`value.${key}`, filled(words["value-of"], { name: edition.nodes[key], unit: edition.limits[key].unit }))))),
      section(words.weights, false, ...Object.entries(weights).map(([node, parts]) => {
        const box = make("fieldset", { className: "tries" }, make("legend", { textContent: filled(words["weights-in"], { node: edition.nodes[node] }) }));
        box.append(...Object.keys(parts).map((child) => fieldOf(`weight.${node}.${child}`, edition.nodes[child])));
        return box;
      })),
      section(words.goalposts, false, make("div", { className: "tries" }, ...Object.keys(goalposts).flatMap((key) =>
        [fieldOf(`zero.${key}`, nameOf(`zero.${key}`)), fieldOf(`full.${key}`, nameOf(`full.${key}`))]))),
      make("p", {}, reset));
    form.hidden = false;
  };

  // --- The outcome -----------------------------------------------------------------------------------
  const changeOf = (before, after) => {
    const difference = E.read(after) - E.read(before);
    const text = E.print(difference, planOf().constants.decimals);
    return difference > 0n ? `+${text}` : text.replace("-", "−");
  };
  const titleOf = (total) => {
    const values = { economy: page.names[economy], index: edition.nodes[planOf().constants.root], score: isolate(written(total)) };
    return filled(words[economy ? "result-of" : "result"], values);
  };
  const show = () => {
    const tried = new Map([...fields].map(([key, { field }]) => [key, plain(field.value)]));
    try { history.replaceState(null, "", addressOf(tried)); } catch { location.replace(addressOf(tried)); }
    const faults = [];
    for (const [key, { field }] of fields) {
      const fault = faultOf(key, tried.get(key));
      field.setAttribute("aria-invalid", String(fault !== ""));
      if (fault) faults.push(fault);
    }
    const { constants } = planOf();
    if (!faults.length) {
      for (const key of Object.keys(constants.goalposts)) {
        if (E.read(tried.get(`zero.${key}`)) === E.read(tried.get(`full.${key}`))) faults.push(filled(words["goalposts-equal"], { name: edition.nodes[key] }));
      }
    }
    shown = null;
    if (faults.length) return refuse(faults);
    const empty = Object.keys(constants.goalposts).filter((key) => !tried.get(`value.${key}`));
    if (empty.length) return refuse([filled(words.missing, { names: empty.map((key) => edition.nodes[key]).join(page.separator) })]);
    refuse([]);
    const scores = score(tried);
    const complete = Object.keys(constants.goalposts).every((key) => start.get(`value.${key}`));
    const before = complete ? score(start) : null;
    const places = constants.decimals;
    const rows = constants.nodes.map((node) => {
      const after = E.print(scores[node], places), computed = before ? E.print(before[node], places) : "";
      return { node, name: edition.nodes[node], printed: start.printed.get(node) ?? "", computed, after,
        change: computed ? changeOf(computed, after) : "" };
    });
    const changed = [...tried].filter(([key, text]) => text !== start.get(key)).map(([key]) => key);
    shown = { rows, tried };
    $("outcome-title").textContent = titleOf(rows[0].after);
    $("outcome-change").textContent = changed.length
      ? filled(words.changed, { names: changed.map(nameOf).join(page.separator) })
      : words.unchanged;
    const heads = ["node", "printed", "computed", "what-if", "change"].map((key) => words[`column-${key}`]);
    const figure = (text) => make("td", { className: "n" }, make("bdi", { dir: "ltr", textContent: text ? written(text) : "–" }));
    $("outcome-table").replaceChildren(
      make("caption", { className: "read", textContent: titleOf(rows[0].after) }),
      make("thead", {}, make("tr", {}, ...heads.map((text, n) => make("th", { scope: "col", className: n ? "n" : "", textContent: text })))),
      make("tbody", {}, ...rows.map((row) => make("tr", {}, make("th", { scope: "row", textContent: row.name }),
        figure(row.printed), figure(row.computed), figure(row.after), figure(row.change)))));
    const address = $("outcome-address");
    address.href = addressOf(tried);
    address.firstElementChild.textContent = addressOf(tried);
    outcome.hidden = false;
    outcome.dataset.shown = addressOf(tried);
  };

  const download = (kind) => {
    const { rows, tried } = shown;
    const number = (text) => (text ? { number: text.replace("−", "-").replace("+", "") } : null);
    const cells = rows.map((row) => ["score", row.node, row.name, number(row.printed), number(row.computed), number(row.after)]);
    for (const [key, text] of tried) {
      const [sort, ...id] = key.split(".");
      cells.push([sort, id.join("."), nameOf(key), number(start.get(key)), null, number(text)]);
    }
    const name = (key) => shared.facts.find(([k]) => k === key)?.[1] ?? key;
    const facts = [["title", name("title"), titleOf(rows[0].after)], ["kind", words.kind, page.kind],
      ["notice", shared.words.note, words["what-if"]], ["choice", words.mark, $("outcome-change").textContent],
      ["choice", words.mark, addressOf(tried)], ...edition.facts];
    const stated = new Set(facts.map((fact) => fact[2]));
    for (const fact of shared.facts) {
      if (["notice", "publisher", "address"].includes(fact[0]) && !stated.has(fact[2])) facts.push(fact);
    }
    // A row that is copied elsewhere still says whose figures were changed, and that this is a what-if.
    const columns = ["kind", "id", "name", "printed", "computed", "what_if", "edition", "economy",
      "choice", "source", "citation", "licence", "result_kind"];
    const tail = [edition.id, economy ?? "", addressOf(tried), ...edition.origin];
    const table = { columns, rows: cells.map((row) => [...row, ...tail]), rtl, sheets: shared.sheets };
    const write = { csv: files.toCsv, xlsx: files.toExcel, json: files.toJson }[kind];
    files.save(`what-if-${edition.id}${economy ? `-${economy}` : ""}`, kind, write(table, facts));
  };

  // Show an edition and an economy, with changes of an address; an unknown key is a fault.
  const open = async (next, economyCode, changes) => {
    const mine = ++turn;
    [edition, economy] = [next, economyCode];
    let data = null;
    if (economyCode) data = await load(next.file);
    if (mine !== turn) return;
    start = startOf(data);
    start.printed = new Map(Object.keys(next.nodes).map((node) => [node, data ? figureOf(data, `score.${node}`, economyCode) : ""]));
    build();
    for (const [key, { put }] of fields) put(start.get(key));
    for (const [key, text] of changes) {
      if (!fields.has(key)) { refuse([filled(words["bad-address"], { part: isolate(key) })]); throw new Error(key); }
      fields.get(key).put(text);
    }
  };
  const begin = () => {
    const read = readAddress(location.hash);
    const bad = (part) => refuse([filled(words["bad-address"], { part: isolate(part) })]);
    if (read.fault !== undefined) {
      open(editions.get(page.first), "", new Map()).then(() => bad(read.fault));
      return;
    }
    // Without an address: the first economy by name that has all values, so that there is a score.
    const firstOf = async (item) => {
      const data = await load(item.file), places = data.places.split(" ");
      const lines = Object.keys(window.ictindexPlans[item.document].constants.goalposts)
        .map((key) => data.figures[`value.${key}`]?.[item.time]?.split("|") ?? []);
      return item.economies.find((code) => lines.every((line) => line[places.indexOf(code)])) ?? item.economies[0];
    };
    const opened = read.named ? open(read.edition, read.economy, read.changes)
      : firstOf(read.edition).then((economyCode) => open(read.edition, economyCode, new Map()));
    opened.then(show, () => {});
  };
  files.fillMenu($("outcome-downloads"), ["csv", "xlsx", "json"], shared.words, download);
  // The page states its title wherever it is printed, at the top of each sheet.
  document.body.dataset.whatIf = words["what-if"];
  addEventListener("hashchange", begin);
  begin();
})();
