// The section on this file: its digest, how to compare it, licences.
"use strict";

(() => {
  const words = JSON.parse(document.getElementById("page-file-words").textContent);
  const field = document.getElementById("page-contents-file");
  const shown = document.getElementById("page-contents-digest");
  let chosen = null; // { file, digest }

  // A phrase in the language of the page; inserted words keep their own direction.
  function phrase(key, given = {}) {
    const text = (words[document.documentElement.lang] ?? words.en)[key];
    return text.replace(/\{([a-z]+)\}/g, (_, name) => `\u2068${given[name]}\u2069`);
  }

  function show() {
    const given = {
      digest: PAGE_FILE.digest,
      windows: "certutil -hashfile ictindex-check.html SHA256",
      mac: "shasum -a 256 ictindex-check.html",
      linux: "sha256sum ictindex-check.html",
    };
    for (const element of document.querySelectorAll("[data-page-file]")) {
      element.textContent = phrase(element.dataset.pageFile, given);
    }
    shown.textContent = chosen ? phrase("file-digest", chosen) : "";
  }

  document.getElementById("page-contents-choose").addEventListener("click", () => field.click());
  field.addEventListener("change", async () => {
    const file = field.files[0];
    if (!file) return;
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    chosen = {
      file: file.name,
      digest: Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join(""),
    };
    field.value = "";
    show();
  });
  new MutationObserver(show).observe(document.documentElement, { attributeFilter: ["lang"] });
  show();
})();
