// Run a Python script in the interpreter that goes into the page, with a folder in and a folder out:
//   node run_interpreter.mjs PYODIDE SCRIPT IN OUT
// What it compiles and compresses there has the same bytes on every machine.

import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [pyodide, script, input, output] = process.argv.slice(2).map((name) => path.resolve(name));
const { loadPyodide } = await import(pathToFileURL(path.join(pyodide, "pyodide.mjs")).href);
const lock = JSON.parse(fs.readFileSync(path.join(pyodide, "pyodide-lock.json"), "utf8"));
const python = await loadPyodide({
  lockFileContents: { ...lock, packages: {} },
  packageBaseUrl: "/nowhere/",
  env: { HOME: "/home/page", PYTHONHASHSEED: "0" },
});
python.FS.mkdirTree("/in");
python.FS.mkdirTree("/out");
for (const name of fs.readdirSync(input).sort()) {
  python.FS.writeFile(`/in/${name}`, fs.readFileSync(path.join(input, name)));
}
python.runPython(fs.readFileSync(script, "utf8"));
fs.mkdirSync(output, { recursive: true });
for (const name of python.FS.readdir("/out")) {
  if (!name.startsWith(".")) {
    fs.writeFileSync(path.join(output, name), python.FS.readFile(`/out/${name}`));
  }
}
process.exit(0);
