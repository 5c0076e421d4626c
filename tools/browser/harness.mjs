// One small interface to two browsers: Debian's Chromium by playwright-core, Firefox ESR by
// puppeteer-core over WebDriver BiDi. Nothing reaches the network: both browsers use a proxy on
// this machine that records every request and refuses it.

import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { createRequire } from "node:module";
import { setTimeout as wait } from "node:timers/promises";
import { pathToFileURL } from "node:url";

const require = createRequire(import.meta.url);

// The usual paths of the browsers; CHROMIUM and FIREFOX name others.
const PROGRAMS = {
  chromium: [
    process.env.CHROMIUM,
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  ],
  firefox: [
    process.env.FIREFOX,
    "/usr/bin/firefox-esr",
    "/usr/bin/firefox",
    "/Applications/Firefox.app/Contents/MacOS/firefox",
    "C:\\Program Files\\Mozilla Firefox\\firefox.exe",
  ],
};
export const BROWSERS = Object.keys(PROGRAMS);

// Addresses that stay on this machine, and hosts from which the browsers themselves request
// updates.
const LOCAL = /^(file|blob|data|about|moz-extension|resource|chrome):/;
const OWN = /[ /.](googleapis|gvt1|google|mozilla|firefox)\.(com|net|org)[:/]/;

// The program of a browser, or null if this machine has none.
export function findProgram(name) {
  return PROGRAMS[name].find((program) => program && fs.existsSync(program)) ?? null;
}

// The only host that answers if a folder is served: the proxy itself sends its files.
export const SERVED = "http://site.test/";

// Start a browser. Options: locale ("en"), width (1280), height (800), offline (true), javaScript
// (true), serve (a folder that is served at http://site.test/), local (host and port of a server on
// this machine that the page may ask).
export async function openBrowser(name, options = {}) {
  const program = findProgram(name);
  if (!program) throw new Error(`${name} is not on this machine (set ${name.toUpperCase()})`);
  const settings = { locale: "en", width: 1280, height: 800, javaScript: true, ...options };
  settings.offline ??= !settings.serve && !settings.local;
  const door = await closedDoor(settings.serve);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "ictindex-browser-"));
  const make = name === "chromium" ? startChromium : startFirefox;
  try {
    return await make(program, settings, door, folder);
  } catch (error) {
    door.close();
    fs.rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

const KINDS = {
  html: "text/html; charset=utf-8", js: "text/javascript; charset=utf-8", css: "text/css",
  svg: "image/svg+xml", png: "image/png", json: "application/json", xml: "application/xml",
  csv: "text/csv; charset=utf-8",
};

// A proxy that refuses every request and keeps its first line. The files of a folder are the
// exception, at one invented host.
async function closedDoor(folder = null) {
  const asked = [];
  const server = net.createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (bytes) => {
      const line = bytes.toString("latin1").split("\r\n")[0];
      const [, address] = /^GET (\S+) HTTP/.exec(line) ?? [];
      if (folder && address?.startsWith(SERVED)) {
        socket.end(answerWithFile(folder, address));
        return;
      }
      asked.push(line);
      socket.end("HTTP/1.1 502 Nobody is let through\r\nContent-Length: 0\r\n\r\n");
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { asked, port: server.address().port, close: () => server.close() };
}

// A file of a folder as a plain web server sends it; 404 if there is none.
function answerWithFile(folder, address) {
  const name = decodeURIComponent(new URL(address).pathname);
  let file = path.join(folder, name);
  if (name.endsWith("/")) file = path.join(file, "index.html");
  const inside = path.resolve(file).startsWith(path.resolve(folder) + path.sep);
  const there = inside && fs.statSync(file, { throwIfNoEntry: false })?.isFile();
  const body = there ? fs.readFileSync(file) : Buffer.from("not there");
  const kind = there ? (KINDS[path.extname(file).slice(1)] ?? "application/octet-stream") : "text/plain";
  const head = [
    there ? "HTTP/1.1 200 OK" : "HTTP/1.1 404 Not Found",
    `Content-Type: ${kind}`, `Content-Length: ${body.length}`, "Connection: close", "", "",
  ];
  return Buffer.concat([Buffer.from(head.join("\r\n")), body]);
}

// The actions of both browsers; the two classes below define how each opens, types and saves.
class Page {
  constructor(page, browser) {
    this.page = page;
    this.browser = browser;
    this.requests = []; // the address of every request that the page or its workers made
    this.messages = []; // of the console
    this.errors = []; // that nothing caught
    this.downloads = []; // paths of saved files
  }

  // Open a file of this machine, or an address.
  async open(place) {
    const address = /^[a-z]+:/.test(place) ? place : pathToFileURL(path.resolve(place)).href;
    await this.page.goto(address, { waitUntil: "load", timeout: 120_000 });
    return address;
  }

  // Run the source of a function in the page: evaluate("(n) => n + 1", 1).
  async evaluate(source, argument = null) {
    const call = `(${source})(${JSON.stringify(argument)})`;
    return (await this.page.evaluate(call)) ?? null;
  }

  // Wait until the function returns something true; return it. A page that leads on to another is
  // asked again there.
  async waitFor(source, argument = null, timeout = 30_000) {
    const end = Date.now() + timeout;
    for (;;) {
      const value = await this.evaluate(source, argument).catch((error) => {
        if (Date.now() > end || !/context was destroyed/.test(error.message)) throw error;
      });
      if (value) return value;
      if (Date.now() > end) throw new Error(`nothing within ${timeout} ms: ${source}`);
      await wait(50);
    }
  }

  // Wait until an element is there and shown.
  async waitForElement(selector, timeout = 30_000) {
    return this.waitFor(
      "(s) => { const e = document.querySelector(s); return !!e && e.checkVisibility(); }",
      selector,
      timeout,
    );
  }

  async text(selector) {
    return this.evaluate("(s) => document.querySelector(s)?.innerText ?? null", selector);
  }

  async click(selector) {
    await this.waitForElement(selector);
    await this.page.click(selector);
  }

  // Replace the text in a field, as a person would.
  async fill(selector, text) {
    await this.click(selector);
    await this.evaluate("(s) => document.querySelector(s).select?.()", selector);
    await this.page.keyboard.press("Backspace");
    await this.page.keyboard.type(text);
  }

  async press(key) {
    await this.page.keyboard.press(key);
  }

  // Drop a file on an element: its bytes come from a path of this machine.
  async drop(selector, file, type = "") {
    const bytes = fs.readFileSync(file).toString("base64");
    await this.evaluate(
      `({ selector, name, type, bytes }) => {
        const data = Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0));
        const moved = new DataTransfer();
        moved.items.add(new File([data], name, { type }));
        for (const kind of ["dragenter", "dragover", "drop"]) {
          document.querySelector(selector).dispatchEvent(
            new DragEvent(kind, { dataTransfer: moved, bubbles: true, cancelable: true }));
        }
      }`,
      { selector, name: path.basename(file), type, bytes },
    );
  }

  // The faults that axe-core finds, each with its elements.
  async axe(tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]) {
    const source = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
    await this.page.evaluate(`${source}; null`);
    return this.evaluate(
      `(tags) => axe.run(document, { runOnly: { type: "tag", values: tags } }).then((found) =>
        found.violations.map((fault) => ({
          rule: fault.id,
          help: fault.help,
          elements: fault.nodes.map((node) => node.target.join(" ") + ": " + node.failureSummary),
        })))`,
      tags,
    );
  }

  async screenshot(file, fullPage = true) {
    await this.page.screenshot({ path: file, fullPage });
    return file;
  }

  // Wait until a number of files is saved; return their paths.
  async saved(count = 1, timeout = 30_000) {
    const end = Date.now() + timeout;
    while (this.downloads.length < count) {
      if (Date.now() > end) throw new Error(`${this.downloads.length} of ${count} files are saved`);
      await wait(50);
    }
    return [...this.downloads];
  }

  // Requests that left, or tried to: those that the page reports, and those that reached the proxy.
  outside() {
    const { serve, local } = this.browser.settings;
    const left = this.requests.filter(
      (address) => !LOCAL.test(address) && !(serve && address.startsWith(SERVED))
        && !(local && address.startsWith(`http://${local}/`)),
    );
    return [...left, ...this.browser.door.asked.filter((line) => !OWN.test(line))];
  }

  async close() {
    await this.page.close();
  }
}

class Browser {
  constructor(driver, name, settings, door, folder) {
    Object.assign(this, { driver, name, settings, door, folder });
  }

  // Kilobytes of memory of the processes of this browser (Linux only): each process's proportional
  // share, the biggest page, and the whole.
  memory() {
    const processes = processTree(this.processId).map((id) => ({ id, ...processMemory(id) }));
    const pages = processes.filter((process) => process.kind === "page");
    return {
      processes,
      page: Math.max(0, ...pages.map((process) => process.share)),
      whole: processes.reduce((sum, process) => sum + process.share, 0),
    };
  }

  async close() {
    await this.driver.close();
    this.door.close();
    fs.rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

// --- Chromium ------------------------------------------------------------------------------------

class ChromiumPage extends Page {
  async setFiles(selector, files) {
    await this.page.setInputFiles(selector, files);
  }

  async select(selector, value) {
    await this.page.selectOption(selector, value);
  }

  async resize(width, height) {
    await this.page.setViewportSize({ width, height });
  }

  // The accessibility tree of an element as text, as a screen reader has it.
  async ariaSnapshot(selector) {
    return this.page.locator(selector).first().ariaSnapshot();
  }

  async pdf(file, format = "A4") {
    await this.page.pdf({ path: file, format, printBackground: true, preferCSSPageSize: true });
    return file;
  }

  // Show the page as on paper ("print"), or as on a screen again ("screen").
  async emulate(media) {
    await this.page.emulateMedia({ media });
  }

  // Slow the processor down by a factor.
  async throttle(rate) {
    const session = await this.page.context().newCDPSession(this.page);
    await session.send("Emulation.setCPUThrottlingRate", { rate });
  }
}

async function startChromium(program, settings, door, folder) {
  const { chromium } = await import("playwright-core");
  const driver = await chromium.launchPersistentContext(path.join(folder, "profile"), {
    executablePath: program,
    headless: true,
    chromiumSandbox: false,
    acceptDownloads: true,
    locale: settings.locale,
    viewport: { width: settings.width, height: settings.height },
    offline: settings.offline,
    javaScriptEnabled: settings.javaScript,
    args: [
      `--proxy-server=127.0.0.1:${door.port}`,
      `--proxy-bypass-list=${["<-loopback>", settings.local].filter(Boolean).join(";")}`,
      "--disable-background-networking",
      "--disable-component-update",
      "--no-first-run",
      ...(settings.args ?? []),
    ],
  });
  const browser = new Browser(driver, "chromium", settings, door, folder);
  browser.processId = processOf(folder);
  browser.newPage = async (script = null) => {
    const page = new ChromiumPage(await driver.newPage(), browser);
    if (script) await page.page.addInitScript({ content: script });
    driver.on("request", (request) => page.requests.push(request.url()));
    page.page.on("console", (message) => page.messages.push(message.text()));
    page.page.on("pageerror", (error) => page.errors.push(String(error)));
    page.page.on("download", async (download) => {
      const target = path.join(folder, `${page.downloads.length}`, download.suggestedFilename());
      await download.saveAs(target);
      page.downloads.push(target);
    });
    return page;
  };
  return browser;
}

// --- Firefox -------------------------------------------------------------------------------------

class FirefoxPage extends Page {
  async setFiles(selector, files) {
    const input = await this.page.$(selector);
    await input.uploadFile(...files);
  }

  async select(selector, value) {
    await this.page.select(selector, value);
  }

  async resize(width, height) {
    await this.page.setViewport({ width, height });
  }
}

async function startFirefox(program, settings, door, folder) {
  const { default: puppeteer } = await import("puppeteer-core");
  const saved = path.join(folder, "saved");
  fs.mkdirSync(saved);
  const driver = await puppeteer.launch({
    browser: "firefox",
    protocol: "webDriverBiDi",
    executablePath: program,
    headless: true,
    userDataDir: path.join(folder, "profile"),
    defaultViewport: { width: settings.width, height: settings.height },
    protocolTimeout: 300_000,
    extraPrefsFirefox: {
      "browser.download.folderList": 2,
      "browser.download.dir": saved,
      "browser.download.useDownloadDir": true,
      "browser.download.always_ask_before_handling_new_types": false,
      "browser.helperApps.neverAsk.saveToDisk":
        "application/octet-stream,application/json,text/csv,text/plain," +
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      "intl.accept_languages": settings.locale,
      "network.proxy.type": 1,
      "network.proxy.http": "127.0.0.1",
      "network.proxy.http_port": door.port,
      "network.proxy.ssl": "127.0.0.1",
      "network.proxy.ssl_port": door.port,
      "network.proxy.no_proxies_on": settings.local ?? "",
      "network.proxy.allow_hijacking_localhost": true,
      "network.proxy.failover_direct": false,
      "network.captive-portal-service.enabled": false,
      "network.connectivity-service.enabled": false,
      "network.prefetch-next": false,
      "services.settings.server": "data:,#remote-settings-dummy/v1",
      "datareporting.healthreport.uploadEnabled": false,
      ...(settings.javaScript ? {} : { "javascript.enabled": false }),
      ...(settings.prefs ?? {}),
    },
  });
  const browser = new Browser(driver, "firefox", settings, door, folder);
  browser.processId = driver.process()?.pid ?? null;
  browser.newPage = async (script = null) => {
    const page = new FirefoxPage(await driver.newPage(), browser);
    if (script) await page.page.evaluateOnNewDocument(script);
    page.page.on("request", (request) => page.requests.push(request.url()));
    page.page.on("console", (message) => page.messages.push(message.text()));
    page.page.on("pageerror", (error) => page.errors.push(String(error)));
    // Firefox writes into one folder, under a temporary name or next to a .part: files are
    // whole when two looks find the same ones.
    page.saved = async (count = 1, timeout = 30_000) => {
      const end = Date.now() + timeout;
      for (let before = ""; ; await wait(100)) {
        const files = filesOf(saved);
        const look = JSON.stringify(files);
        const whole = files.filter(({ name, size }) => size && !name.endsWith(".part"));
        if (look === before && whole.length >= count && whole.length === files.length) {
          whole.sort((one, other) => one.age - other.age);
          page.downloads = whole.map(({ name }) => path.join(saved, name));
          return [...page.downloads];
        }
        if (Date.now() > end) throw new Error(`${whole.length} of ${count} files are saved`);
        before = look;
      }
    };
    return page;
  };
  return browser;
}

// The files of a folder; one that was renamed or removed in the meantime has no size.
function filesOf(folder) {
  return fs.readdirSync(folder).map((name) => {
    const known = fs.statSync(path.join(folder, name), { throwIfNoEntry: false });
    return { name, size: known?.size ?? 0, age: known?.mtimeMs ?? 0 };
  });
}

// --- Processes (Linux) ---------------------------------------------------------------------------

function processIds() {
  if (process.platform !== "linux") return [];
  return fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name));
}

function readProcess(id, name) {
  try {
    return fs.readFileSync(`/proc/${id}/${name}`, "utf8");
  } catch {
    return "";
  }
}

// The process that was started with a folder of ours among its arguments and is no child of its
// own.
function processOf(folder) {
  return processIds().find((id) => {
    const line = readProcess(id, "cmdline");
    return line.includes(folder) && !line.includes("--type=");
  });
}

function processTree(root) {
  const parents = new Map();
  for (const id of processIds()) {
    const parent = /^PPid:\s+(\d+)/m.exec(readProcess(id, "status"))?.[1];
    if (parent) parents.set(id, parent);
  }
  const tree = [String(root)];
  for (const id of tree) {
    for (const [child, parent] of parents) if (parent === id) tree.push(child);
  }
  return root ? tree : [];
}

function processMemory(id) {
  const share = Number(/^Pss:\s+(\d+)/m.exec(readProcess(id, "smaps_rollup"))?.[1] ?? 0);
  const line = readProcess(id, "cmdline");
  const page = line.includes("--type=renderer") || /-contentproc[\s\S]*\btab\b/.test(line);
  return { kind: page ? "page" : "other", share };
}
