// Files made in the page: Excel, JSON, SVG and PNG, each with its title, source, licence, edition and
// digests inside, and CSV, whose rows state their source. Nothing is sent anywhere.
//
// A table is { columns, rows, rtl, sheets: [about, data] }; a cell is null, { number: "36.50" } (a
// number as published: none of its digits is changed) or a text. Facts are [key, name, text].
"use strict";
(() => {
  const bytesOf = (text) => new TextEncoder().encode(text);

  // A text that a spreadsheet would read as a formula begins with an apostrophe; a text that
  // already begins with apostrophes gets one more, so that removing one gives the original text.
  // The library does the same.
  const GUARDED = /^'*(?!-(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$)[=+\-@\t\r\0]/;
  const guard = (text) => (GUARDED.test(text) ? `'${text}` : text);

  const csvCell = (cell) => {
    if (cell === null) return "";
    if (typeof cell === "object") return cell.number;
    const text = guard(cell);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  // A header and rows and nothing else, so that any program reads it; spreadsheets need the mark.
  const toCsv = (table) => bytesOf(
    `\ufeff${[table.columns, ...table.rows].map((row) => row.map(csvCell).join(",")).join("\r\n")}\r\n`);

  const toJson = (table, facts) => {
    const about = facts.map(([key, name, text]) => ({ key, name, text }));
    const plain = (cell) => (cell && typeof cell === "object" ? cell.number : cell);
    const rows = table.rows.map((row) => JSON.stringify(row.map(plain))).join(",\n");
    const head = JSON.stringify({ about, columns: table.columns }, null, 1).slice(0, -2);
    return bytesOf(`${head},\n "rows": [\n${rows}\n ]\n}\n`);
  };

  // --- Excel: a zip of stored parts ------------------------------------------------------------
  const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
    let value = n;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
    return value;
  });
  const crcOf = (bytes) => {
    let value = 0xffffffff;
    for (const byte of bytes) value = CRC[(value ^ byte) & 0xff] ^ (value >>> 8);
    return (value ^ 0xffffffff) >>> 0;
  };
  const joined = (parts) => {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) { whole.set(part, at); at += part.length; }
    return whole;
  };
  const fields = (...pairs) => {
    const view = new DataView(new ArrayBuffer(pairs.reduce((sum, [size]) => sum + size, 0)));
    let at = 0;
    for (const [size, value] of pairs) {
      if (size === 2) view.setUint16(at, value, true);
      else view.setUint32(at, value, true);
      at += size;
    }
    return new Uint8Array(view.buffer);
  };
  const zip = (files) => {
    const parts = [], entries = [];
    let at = 0;
    for (const [name, text] of files) {
      const [title, bytes] = [bytesOf(name), bytesOf(text)];
      // Version, names in UTF-8, stored; the first day that a zip can state, for the same bytes.
      const common = [[2, 20], [2, 0x800], [2, 0], [2, 0], [2, 33], [4, crcOf(bytes)],
        [4, bytes.length], [4, bytes.length], [2, title.length], [2, 0]];
      const local = joined([fields([4, 0x04034b50], ...common), title, bytes]);
      entries.push(joined([
        fields([4, 0x02014b50], [2, 20], ...common, [2, 0], [2, 0], [2, 0], [4, 0], [4, at]), title]));
      parts.push(local);
      at += local.length;
    }
    const list = joined(entries);
    const end = fields([4, 0x06054b50], [2, 0], [2, 0], [2, files.length], [2, files.length],
      [4, list.length], [4, at], [2, 0]);
    return joined([...parts, list, end]);
  };

  // Characters that XML does not allow are replaced by the replacement character.
  const escaped = (text) => text
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd")
    .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
  const letters = (n) => (n < 26 ? "" : letters(Math.floor(n / 26) - 1)) + String.fromCharCode(65 + (n % 26));
  const placesOf = (number) => (number.split(".")[1] ?? "").length;
  const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
  const TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml";
  const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

  const sheet = (rows, widths, rtl, styles) => {
    const lines = rows.map((row, r) => {
      const cells = row.map((cell, c) => {
        const address = `${letters(c)}${r + 1}`;
        if (cell === null || cell === "") return "";
        if (typeof cell === "object" && "number" in cell) {
          return `<c r="${address}" s="${styles.numbers.get(placesOf(cell.number))}"><v>${cell.number}</v></c>`;
        }
        const [text, style] = Array.isArray(cell) ? cell : [cell, 0];
        return `<c r="${address}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`;
      });
      return `<row r="${r + 1}">${cells.join("")}</row>`;
    });
    const columns = widths.map((w, n) => `<col min="${n + 1}" max="${n + 1}" width="${w}" customWidth="1"/>`);
    return `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"${rtl ? ' rightToLeft="1"' : ""}/></sheetViews>` +
      `<cols>${columns.join("")}</cols><sheetData>${lines.join("")}</sheetData></worksheet>`;
  };
  // A sheet's name has at most 31 signs and none of these; capitals do not tell two apart.
  const sheetNames = (titles) => {
    const taken = new Set();
    return titles.map((title) => {
      const whole = title.replace(/[\[\]:*?\/\\]/g, " ").replace(/^'+|'+$/g, "").trim() || "-";
      let name = whole.slice(0, 31);
      for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${whole.slice(0, 30 - String(n).length)} ${n}`;
      taken.add(name.toLowerCase());
      return name;
    });
  };
  // Further tables, each { name, columns, rows }, have further sheets.
  const toExcel = (table, facts, more = []) => {
    const tables = [table, ...more];
    const places = [...new Set(tables.flatMap((each) => each.rows.flat()).filter((c) => c && c.number).map((c) => placesOf(c.number)))].sort((a, b) => a - b);
    // Styles: 0 plain, 1 bold, 2 wrapped, then numbers by their decimals.
    const styles = { numbers: new Map(places.map((p, n) => [p, n + 3])) };
    const formats = places.map((p, n) => `<numFmt numFmtId="${164 + n}" formatCode="0${p ? `.${"0".repeat(p)}` : ""}"/>`);
    const look = `${HEAD}<styleSheet xmlns="${MAIN}">` +
      (places.length ? `<numFmts count="${places.length}">${formats.join("")}</numFmts>` : "") +
      '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>' +
      '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
      "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>" +
      '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
      `<cellXfs count="${places.length + 3}"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
      '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>' +
      '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1"><alignment wrapText="1" vertical="top"/></xf>' +
      places.map((_, n) => `<xf numFmtId="${164 + n}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`).join("") +
      '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>';
    const about = sheet(facts.map(([, name, text]) => [[name, 1], [text, 2]]), [26, 100], table.rtl, styles);
    const sheets = [about, ...tables.map(({ columns, rows }) => {
      const wide = columns.map((name, c) => Math.min(60, 2 + Math.max(name.length,
        ...rows.map((row) => String(row[c]?.number ?? row[c] ?? "").length))));
      return sheet([columns.map((name) => [name, 1]), ...rows], wide, table.rtl, styles);
    })];
    const names = sheetNames([...table.sheets, ...more.map((each) => each.name)]).map(escaped);
    const numbers = names.map((_, n) => n + 1);
    return zip([
      ["[Content_Types].xml", `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/>${numbers.map((n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${TYPE}.worksheet+xml"/>`).join("")}<Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/></Types>`],
      ["_rels/.rels", `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATED}/officeDocument" Target="xl/workbook.xml"/></Relationships>`],
      ["xl/workbook.xml", `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${RELATED}"><sheets>${names.map((name, n) => `<sheet name="${name}" sheetId="${n + 1}" r:id="rId${n + 1}"/>`).join("")}</sheets></workbook>`],
      ["xl/_rels/workbook.xml.rels", `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${numbers.map((n) => `<Relationship Id="rId${n}" Type="${RELATED}/worksheet" Target="worksheets/sheet${n}.xml"/>`).join("")}<Relationship Id="rId${names.length + 1}" Type="${RELATED}/styles" Target="styles.xml"/></Relationships>`],
      ["xl/styles.xml", look],
      ...sheets.map((content, n) => [`xl/worksheets/sheet${n + 1}.xml`, content]),
    ]);
  };

  // --- Pictures ----------------------------------------------------------------------------------
  // Blocks from top to bottom: { text, size, bold, soft }, { legend: [[svg, words]] } or
  // { plot: svg element }. Words are laid out from the side where the language begins.
  const MARGIN = 16, INK = "#1f2933", SOFT = "#52606d";
  const brush = document.createElement("canvas").getContext("2d");
  const wrapped = (text, room, size, bold, fonts) => {
    brush.font = `${bold ? "bold " : ""}${size}px ${fonts}`;
    const lines = [];
    let line = "";
    // Chinese breaks between any two signs, other scripts between words.
    const pieces = text.match(/[\u2e80-\u9fff\u3000-\u303f\uff00-\uffef]|[^\s\u2e80-\u9fff\u3000-\u303f\uff00-\uffef]+\s*|\s+/g) ?? [];
    for (const piece of pieces) {
      if (line && brush.measureText((line + piece).trimEnd()).width > room) {
        lines.push(line.trimEnd());
        line = piece.trimStart();
      } else line += piece;
    }
    if (line.trim()) lines.push(line.trimEnd());
    return lines;
  };
  const sizeOf = (svg) => {
    const box = svg.viewBox.baseVal;
    const width = Number.parseFloat(svg.getAttribute("width")) || box.width;
    const height = Number.parseFloat(svg.getAttribute("height")) || box.height;
    return { width, height };
  };
  const metadataOf = (title, facts) => {
    const names = { source: "source", licence: "rights", publisher: "publisher", root: "identifier",
      digest: "identifier", edition: "coverage", kind: "type", unit: "format",
      notice: "description", terms: "description", extent: "description", choice: "relation" };
    const entries = facts.filter(([key]) => names[key])
      .map(([key, , text]) => `<dc:${names[key]}>${escaped(text)}</dc:${names[key]}>`);
    return '<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/">' +
      `<rdf:Description rdf:about=""><dc:title>${escaped(title)}</dc:title>${entries.join("")}</rdf:Description></rdf:RDF></metadata>`;
  };
  const toSvg = (blocks, facts, rtl) => {
    const fonts = getComputedStyle(document.body).fontFamily.replaceAll('"', "'");
    const plots = blocks.filter((block) => block.plot);
    const width = Math.max(720, ...plots.map((block) => sizeOf(block.plot).width + 2 * MARGIN));
    const parts = [];
    let y = MARGIN, count = 0;
    const at = (along) => (rtl ? width - MARGIN - along : MARGIN + along);
    const write = (line, size, along, style) => {
      const words = rtl ? `\u2067${line}\u2069` : line;
      parts.push(`<text x="${at(along)}" y="${y + size}" font-size="${size}" text-anchor="${rtl ? "end" : "start"}" fill="${style.soft ? SOFT : INK}"${style.bold ? ' font-weight="bold"' : ""}>${escaped(words)}</text>`);
    };
    const paragraph = (block) => {
      for (const line of wrapped(block.text, width - 2 * MARGIN, block.size, block.bold, fonts)) {
        write(line, block.size, 0, block);
        y += Math.round(block.size * 1.4);
      }
      y += 2;
    };
    for (const block of blocks) {
      if (block.text) paragraph(block);
      if (block.legend) {
        let along = 0;
        y += 4;
        for (const [sign, words] of block.legend) {
          brush.font = `11px ${fonts}`;
          const wide = sign.width + 6 + brush.measureText(words).width;
          if (along && along + wide > width - 2 * MARGIN) { along = 0; y += 18; }
          parts.push(`<g transform="translate(${rtl ? at(along + sign.width) : at(along)},${y})">${sign.markup}</g>`);
          write(words, 11, along + sign.width + 6, {});
          along += wide + 16;
        }
        y += 22;
      }
      if (block.plot) {
        const { width: w, height: h } = sizeOf(block.plot);
        const copy = block.plot.cloneNode(true);
        count += 1;
        copy.setAttribute("x", rtl ? width - MARGIN - w : MARGIN);
        copy.setAttribute("y", y);
        copy.setAttribute("width", w);
        copy.setAttribute("height", h);
        for (const part of [copy, ...copy.querySelectorAll("*")]) {
          for (const name of ["tabindex", "data-mark", "style", "class"]) {
            if (name !== "style" || part === copy) part.removeAttribute(name);
          }
        }
        // Names of clips must be unique in the whole picture, not only in one plot of it.
        const text = new XMLSerializer().serializeToString(copy);
        parts.push(text.replace(/\bclip(\d+)\b/g, `clip${count}_$1`));
        y += h + 8;
      }
    }
    const title = facts.find(([key]) => key === "title")?.[2] ?? "";
    // The picture also has its title, source and licence in it.
    for (const [key, name, text] of facts) {
      if (["title", "publisher", "address", "methodology"].includes(key)) continue;
      paragraph({ text: `${name}: ${text}`, size: 10.5, soft: true });
    }
    const height = Math.ceil(y + MARGIN);
    const described = facts.map(([, name, text]) => `${name}: ${text}`).join("\n");
    return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" direction="ltr" font-family="${escaped(fonts)}">` +
      `<title>${escaped(title)}</title><desc>${escaped(described)}</desc>${metadataOf(title, facts)}` +
      `<rect width="100%" height="100%" fill="#ffffff"/>${parts.join("")}</svg>\n`;
  };

  // A picture of a profile as one SVG: its shapes and the lines of its words where they are now.
  // The pictures behind the rows of a strip are shared by pages. A page that was opened from a folder
  // may not read a picture: a script next to it has the same.
  const shared = () => window.ictindexShared || {};
  const nameOf = (source) => source.replace(/^.*\/assets\//, "").replace(/\.svg$/, "");
  const behind = (source) => shared()[nameOf(source)]
    && new DOMParser().parseFromString(shared()[nameOf(source)], "image/svg+xml");
  const loadBehind = (picture) => Promise.all(
    [...new Set([...picture.querySelectorAll("img")].map((image) => image.src.split("#")[0]))]
      .filter((source) => !shared()[nameOf(source)])
      .map((source) => new Promise((done) => {
        const script = document.createElement("script");
        script.src = source.replace(/svg$/, "js");
        script.onload = script.onerror = done;
        document.head.append(script);
      })));

  // What the sheet of the site says of shapes.
  const LOOKS = { path: ["stroke-width", "stroke-linecap"], circle: ["cy", "r", "fill", "stroke-width"],
    rect: ["y", "height", "fill", "stroke-width"] };
  const drawnOf = (picture) => {
    const SVG = "http://www.w3.org/2000/svg";
    const edges = picture.getBoundingClientRect();
    const made = (name, values) => {
      const element = document.createElementNS(SVG, name);
      for (const [key, value] of Object.entries(values)) element.setAttribute(key, value);
      return element;
    };
    const whole = made("svg", { viewBox: `0 0 ${edges.width} ${edges.height}` });
    const place = (box) => ({ x: box.left - edges.left, y: box.top - edges.top });
    if (picture.style.getPropertyValue("--steps")) {
      const [axis, ...rows] = [...picture.querySelectorAll("tbody .cell, tfoot .cell")].reverse();
      const lines = [...axis.querySelectorAll("i")].map((number) => {
        const box = number.getBoundingClientRect();
        return (box.left + box.right) / 2 - edges.left;
      });
      for (const row of rows) {
        const { y } = place(row.getBoundingClientRect());
        const d = lines.map((x) => `M${x} ${y}v${row.clientHeight}`).join("");
        whole.append(made("path", { d, stroke: "#d9dee3", fill: "none" }));
      }
    }
    for (const image of picture.querySelectorAll("img")) {
      const [source, id] = image.getAttribute("src").split("#");
      const drawn = behind(source), row = drawn?.getElementById(id);
      if (!row) continue;
      const box = image.getBoundingClientRect(), at = place(box);
      const inner = made("svg", { ...at, width: box.width, height: box.height,
        viewBox: row.getAttribute("viewBox"), preserveAspectRatio: "none", fill: "none" });
      inner.append(...[...drawn.documentElement.children].map((part) => part.cloneNode(true)));
      const turned = made("g", { transform: getComputedStyle(image).transform === "none" ? ""
        : `translate(${2 * at.x + box.width},0) scale(-1,1)` });
      turned.append(inner);
      whole.append(turned);
    }
    for (const svg of picture.querySelectorAll("svg")) {
      const box = svg.getBoundingClientRect(), viewBox = svg.getAttribute("viewBox");
      const inner = made("svg", { ...place(box), width: box.width, height: box.height,
        ...(viewBox ? { viewBox, preserveAspectRatio: "none" } : {}), overflow: "visible", fill: "none" });
      for (const path of svg.children) {
        const copy = path.cloneNode(), style = getComputedStyle(path);
        for (const name of LOOKS[path.localName]) {
          if (!copy.hasAttribute(name)) copy.setAttribute(name, style.getPropertyValue(name));
        }
        copy.removeAttribute("class");
        copy.setAttribute("vector-effect", "non-scaling-stroke");
        inner.append(copy);
      }
      whole.append(inner);
    }
    const walker = document.createTreeWalker(picture, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    while (walker.nextNode()) {
      const node = walker.currentNode, style = getComputedStyle(node.parentElement);
      if (!node.data.trim()) continue;
      const lines = new Map(); // by their lower edge
      for (let n = 0; n < node.length; n++) {
        range.setStart(node, n);
        range.setEnd(node, n + 1);
        const box = range.getBoundingClientRect(), key = Math.round(box.bottom);
        if (!box.width) continue;
        const line = lines.get(key) ?? { words: "", left: box.left, right: box.right, top: box.top, height: box.height };
        lines.set(key, { ...line, words: line.words + node.data[n],
          left: Math.min(line.left, box.left), right: Math.max(line.right, box.right) });
      }
      for (const line of lines.values()) {
        const text = made("text", { x: (line.left + line.right) / 2 - edges.left,
          y: line.top - edges.top + line.height * 0.78, "text-anchor": "middle", fill: style.color,
          direction: style.direction, "font-size": style.fontSize, "font-weight": style.fontWeight });
        text.textContent = line.words.trim();
        whole.append(text);
      }
    }
    return whole;
  };

  const big = (value) => Uint8Array.of(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
  const chunk = (keyword, name, text) => {
    const zero = Uint8Array.of(0);
    const body = joined([bytesOf(keyword), Uint8Array.of(0, 0, 0),
      bytesOf(document.documentElement.lang), zero, bytesOf(name), zero, bytesOf(text)]);
    const whole = joined([bytesOf("iTXt"), body]);
    return joined([big(body.length), whole, big(crcOf(whole))]);
  };
  const KEYWORDS = { title: "Title", source: "Source", licence: "Copyright", publisher: "Author" };
  const toPng = async (svg, facts, scale = 2) => {
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.naturalWidth * scale;
    canvas.height = image.naturalHeight * scale;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    const bytes = new Uint8Array(await blob.arrayBuffer());
    const after = 33; // signature and first chunk
    const texts = facts.map(([key, name, text]) => chunk(KEYWORDS[key] ?? key, name, text));
    return joined([bytes.slice(0, after), ...texts, bytes.slice(after)]);
  };

  const TYPES = { csv: "text/csv", json: "application/json", xlsx: `${TYPE}.sheet`, svg: "image/svg+xml", png: "image/png" };
  const save = (name, form, content) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type: TYPES[form] }));
    link.download = `${name}.${form}`;
    link.hidden = true;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  };

  // The buttons of a menu of downloads; Escape closes it.
  const fillMenu = (menu, forms, words, make) => {
    let line = menu.querySelector(".made");
    if (!line) {
      line = Object.assign(document.createElement("p"), { className: "made" });
      menu.querySelector("summary").after(line);
    }
    for (const form of forms) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "plain";
      button.dataset.form = form;
      button.textContent = words[form];
      button.addEventListener("click", () => make(form));
      line.append(" ", button);
    }
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  };

  // A legend of a page: each sign as markup with its width, and its words.
  const legendOf = (list) => [...(list?.querySelectorAll("li") ?? [])].map((item) => {
    const svg = item.querySelector("svg");
    const width = svg ? sizeOf(svg).width || 12 : 0;
    return [{ width, markup: svg ? new XMLSerializer().serializeToString(svg) : "" }, item.textContent.trim()];
  });

  window.ictindexFiles = { fillMenu, drawnOf, guard, legendOf, loadBehind, save, toCsv, toExcel, toJson, toPng, toSvg };
})();
