// The worker of the page: the interpreter, the library, and one desk. It follows Pyodide's own
// scripts in one text, whose digest the page has checked. It sends no request to any host.
"use strict";

(() => {
  const PLACE = "memory:/"; // where Pyodide believes its files to lie
  const PIECE = 2 ** 18; // bytes
  let answer = null;

  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

  // The bytes of a part, if they are those that the page was built with.
  async function checked({ name, bytes, sha256 }) {
    const digest = hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
    if (digest !== sha256) throw Object.assign(new Error(name), { code: "altered" });
    return bytes;
  }

  // Unpacked piece by piece, as it is needed, to save memory.
  function unpacked(bytes) {
    let start = 0;
    const source = new ReadableStream({
      pull(controller) {
        controller.enqueue(bytes.subarray(start, start + PIECE));
        start += PIECE;
        if (start >= bytes.length) {
          bytes = null;
          controller.close();
        }
      },
    });
    return source.pipeThrough(new DecompressionStream("gzip"));
  }

  // The archive of modules: [[name, size], ...] and the bytes of each, in that order.
  function filesOf(buffer) {
    const length = new DataView(buffer).getUint32(0, true);
    const index = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
    let start = 4 + length;
    return index.map(([name, size]) => {
      const bytes = new Uint8Array(buffer, start, size);
      start += size;
      return { name, bytes };
    });
  }

  async function start({ parts, lock }) {
    const progress = (step, share) => self.postMessage({ kind: "progress", step, share });
    progress("unpack", 0.1);
    let library = await checked(parts.library);
    let wasm = unpacked(await checked(parts.interpreter));
    const modules = new Response(unpacked(await checked(parts.modules))).arrayBuffer();
    parts = null;
    progress("interpreter", 0.15);
    // Pyodide fetches two files: both are here, and are released afterwards.
    self.fetch = async (address) => {
      const given = { [`${PLACE}pyodide.asm.wasm`]: wasm, [`${PLACE}python_stdlib.zip`]: library };
      const content = given[String(address)];
      if (!content) throw new TypeError(`the page asks no host: ${address}`);
      if (content === wasm) wasm = null;
      else library = null;
      return new Response(content, { headers: { "content-type": "application/wasm" } });
    };
    const python = await loadPyodide({
      indexURL: PLACE,
      packageBaseUrl: PLACE,
      lockFileContents: lock,
      createPyodideModule: _createPyodideModule,
      env: { HOME: "/home/page", PYTHONHASHSEED: "0" },
      stdout: () => {},
      stderr: () => {},
    });
    progress("library", 0.5);
    const folders = new Set();
    for (const { name, bytes } of filesOf(await modules)) {
      const folder = `/${name.slice(0, name.lastIndexOf("/"))}`;
      if (!folders.has(folder)) python.FS.mkdirTree(folder);
      folders.add(folder);
      python.FS.writeFile(`/${name}`, bytes, { canOwn: true });
    }
    python.runPython("import pydantic");
    progress("library", 0.65);
    python.runPython("from ictindex.apps.desk.requests import Desk");
    progress("library", 0.8);
    answer = python.runPython(DOOR);
    ask({ call: "start", language: "en" });
    progress("library", 0.95);
    warm(python, MODULES.slice());
    return { answer: {}, data: new Uint8Array() };
  }

  const DOOR = `
desk = Desk()
lambda request, data: desk.answer(request, b"" if data is None else data.to_bytes())
`;

  // Loaded while the person looks for the file; a call that comes meanwhile runs between them.
  const MODULES = [
    "openpyxl",
    "ictindex.submissions.validation.judging",
    "ictindex.submissions.questionnaires.submission",
    "ictindex.apps.desk.open_submission",
    "ictindex.apps.desk.report_record",
    "ictindex.apps.desk.value_tables",
    "ictindex.submissions.questionnaires.writer",
    "xlsxwriter",
  ];

  function warm(python, left) {
    const name = left.shift();
    if (!name) return;
    setTimeout(() => {
      python.runPython(`try:\n    import ${name}\nexcept ImportError:\n    pass`);
      warm(python, left);
    }, 20);
  }

  // The parts of a message, which are released with it.
  function taken(message) {
    const { parts, lock } = message;
    message.parts = null;
    return { parts, lock };
  }

  function ask(request, bytes) {
    const response = answer(JSON.stringify(request), bytes);
    try {
      const content = response.data;
      const data = content.toJs();
      content.destroy();
      return { answer: JSON.parse(response.json), data };
    } finally {
      response.destroy();
    }
  }

  self.onmessage = async ({ data: message }) => {
    const { id } = message;
    try {
      const result =
        message.kind === "start" ? await start(taken(message)) : ask(message.request, message.bytes ?? undefined);
      self.postMessage({ kind: "result", id, result }, [result.data.buffer]);
    } catch (error) {
      // A fault of the interpreter itself: Python's own are answers.
      self.postMessage({
        kind: "fault",
        id,
        code: error.code ?? "stopped",
        detail: String(error?.message ?? error).slice(0, 2000),
      });
    }
  };
})();
