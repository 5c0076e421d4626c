// The engine of the page as one file: the library in a worker, made of the parts of the page.
//   engine.start(onProgress)    -> nothing; onProgress gets {step, share}, the share from 0 to 1;
//                                  steps: unpack, interpreter, library, ready
//   engine.call(request, bytes) -> {answer, data}; calls are answered in their order
// Both reject with an Error that has its `words` by language, a `code`, and a
// `detail` in English: altered (a part is not the one that the page was built with) or stopped (the
// interpreter ended; the page has to be loaded again).
"use strict";

const engine = (() => {
  let worker = null;
  let count = 0;
  const waiting = new Map();

  function fault(code, detail = "") {
    const pages = JSON.parse(document.getElementById("page-file-words").textContent);
    const words = Object.fromEntries(Object.entries(pages).map(([key, texts]) => [key, texts[code]]));
    const error = Object.assign(new Error(`${code}: ${detail}`), { code, detail, words });
    console.error(error.message);
    return error;
  }

  const loaded = () =>
    document.readyState === "loading"
      ? new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve))
      : Promise.resolve();

  // Let the browser paint before the work continues.
  const painted = () => new Promise((resolve) => setTimeout(resolve, 0));

  const decoded = (text) =>
    Uint8Array.fromBase64
      ? Uint8Array.fromBase64(text)
      : Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

  // The bytes of a part of the page, block by block, so that the page can be used meanwhile. Each
  // block is released, to save memory.
  async function part(name) {
    const { size, sha256 } = PAGE_FILE.parts[name];
    const bytes = new Uint8Array(size);
    let end = 0;
    for (const block of document.querySelectorAll(`[data-part="${name}"]`)) {
      const piece = decoded(block.firstChild.data);
      block.remove();
      bytes.set(piece, end);
      end += piece.length;
      await painted();
    }
    return { name, bytes, sha256 };
  }

  async function workerScript() {
    const { bytes, sha256 } = await part("worker");
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    if (hex !== sha256) throw fault("altered", "worker");
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).arrayBuffer();
  }

  function end(error) {
    worker?.terminate();
    worker = null;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  }

  function send(message, transfer, onProgress) {
    count += 1;
    const id = count;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject, onProgress });
      worker.postMessage({ ...message, id }, transfer);
    });
  }

  function receive({ data: message }) {
    if (message.kind === "progress") {
      const { step, share } = message;
      for (const { onProgress } of waiting.values()) onProgress?.({ step, share });
      return;
    }
    const asked = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.kind === "result") asked?.resolve(message.result);
    else {
      const error = fault(message.code, message.detail);
      asked?.reject(error);
      end(error); // an interpreter that failed is not asked again
    }
  }

  async function start(onProgress = () => {}) {
    onProgress({ step: "unpack", share: 0 });
    await loaded();
    await painted();
    const script = new Blob([await workerScript()], { type: "text/javascript" });
    const address = URL.createObjectURL(script);
    worker = new Worker(address);
    worker.onmessage = receive;
    worker.onerror = (event) => end(fault("stopped", event.message));
    const parts = {};
    for (const name of ["library", "interpreter", "modules"]) parts[name] = await part(name);
    const lock = JSON.parse(document.getElementById("interpreter-lock").textContent);
    const buffers = Object.values(parts).map(({ bytes }) => bytes.buffer);
    await send({ kind: "start", parts, lock }, buffers, onProgress);
    URL.revokeObjectURL(address);
    onProgress({ step: "ready", share: 1 });
  }

  async function call(request, bytes = null) {
    if (!worker) throw fault("stopped");
    // A copy, so that the page may use its bytes again.
    const copy = bytes ? new Uint8Array(bytes).slice() : null;
    return send({ kind: "call", request, bytes: copy }, copy ? [copy.buffer] : []);
  }

  return { start, call };
})();
