"use strict";
// The library on this computer, called at its own address and no other.

const engine = (() => {
  const ALIVE = 20000;

  function join(request, bytes) {
    const head = new TextEncoder().encode(JSON.stringify(request));
    const body = new Uint8Array(4 + head.length + (bytes ? bytes.length : 0));
    new DataView(body.buffer).setUint32(0, head.length);
    body.set(head, 4);
    if (bytes) body.set(bytes, 4 + head.length);
    return body;
  }

  async function call(request, bytes) {
    const reply = await fetch("call", {
      method: "POST",
      headers: { "Content-Type": "application/octet-stream", "X-Ictindex": "1" },
      body: join(request, bytes),
      cache: "no-store",
    });
    if (reply.status === 413) {
      const message = (await reply.text()).trim();
      return { answer: { error: { code: "page", message, advice: "", faults: [] } }, data: new Uint8Array() };
    }
    if (!reply.ok) throw new Error(`answer ${reply.status}`);
    const body = new Uint8Array(await reply.arrayBuffer());
    const length = new DataView(body.buffer).getUint32(0);
    const answer = JSON.parse(new TextDecoder().decode(body.subarray(4, 4 + length)));
    return { answer, data: body.slice(4 + length) };
  }

  async function start(onProgress) {
    onProgress({ step: "library", share: 0.5 });
    await call({ call: "start" });
    onProgress({ step: "ready", share: 1 });
    window.setInterval(() => {
      fetch("alive", { method: "POST", headers: { "X-Ictindex": "1" }, cache: "no-store" }).catch(() => {});
    }, ALIVE);
    // When the page is closed the program ends; a page that is loaded again comes back in time.
    window.addEventListener("pagehide", () => { navigator.sendBeacon("closed"); });
  }

  // The program may have been started with a file; the page gets it once.
  async function firstFile() {
    const reply = await fetch("first", { method: "POST", headers: { "X-Ictindex": "1" }, cache: "no-store" });
    if (!reply.ok) return null;
    const body = new Uint8Array(await reply.arrayBuffer());
    const length = new DataView(body.buffer).getUint32(0);
    const { name } = JSON.parse(new TextDecoder().decode(body.subarray(4, 4 + length)));
    return name ? new File([body.slice(4 + length)], name) : null;
  }

  return { start, call, firstFile };
})();
