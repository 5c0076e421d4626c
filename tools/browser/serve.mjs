// The harness as a process for tests in other languages: a line of JSON in, a line of JSON out.
//   {"id": 1, "call": "open_browser", "arguments": ["chromium", {"locale": "ar"}]}
//   {"id": 1, "result": "browser-1"}     or     {"id": 1, "error": "..."}
// Calls on a browser or a page name it: {"id": 2, "on": "browser-1", "call": "newPage"}.

import readline from "node:readline";
import { BROWSERS, findProgram, openBrowser } from "./harness.mjs";

const held = new Map();
let count = 0;

function hold(kind, thing) {
  count += 1;
  held.set(`${kind}-${count}`, thing);
  return `${kind}-${count}`;
}

async function answer({ on, call, arguments: given = [] }) {
  if (call === "browsers") {
    return Object.fromEntries(BROWSERS.map((name) => [name, findProgram(name)]));
  }
  if (call === "open_browser") return hold("browser", await openBrowser(...given));
  const thing = held.get(on);
  if (!thing) throw new Error(`there is no ${on}`);
  if (call === "newPage") return hold("page", await thing.newPage(...given));
  if (typeof thing[call] === "function") {
    const result = await thing[call](...given);
    if (call === "close") held.delete(on);
    return result ?? null;
  }
  if (call in thing) return thing[call];
  throw new Error(`${on} has no ${call}`);
}

// No call waits for ever: a browser that does not answer is an error.
const LONGEST = 180_000;

function limited(promise, name) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${name} did not end in ${LONGEST} ms`)), LONGEST);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  try {
    process.stdout.write(`${JSON.stringify({ id: asked.id, result: await limited(answer(asked), asked.call) })}\n`);
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ id: asked.id, error: String(error?.message ?? error) })}\n`);
  }
}
for (const [name, thing] of held) if (name.startsWith("browser-")) await thing.close();
process.exit(0);
