"use strict";
// The words of the page, in the language of the browser first.

const WORDS = JSON.parse(byId("words").textContent);
const LANGUAGES = Object.keys(WORDS);
const RIGHT_TO_LEFT = new Set(["ar"]);
let language = chooseLanguage();

function chooseLanguage() {
  const wanted = navigator.languages && navigator.languages.length ? navigator.languages : [navigator.language || "en"];
  for (const tag of wanted) {
    const code = String(tag).toLowerCase().split("-")[0];
    if (LANGUAGES.includes(code)) return code;
  }
  return "en";
}

function t(key, values) {
  const words = (WORDS[language] && WORDS[language][key]) || (WORDS.en && WORDS.en[key]) || `[${key}]`;
  return words.replace(/\{([a-z_]+)\}/g, (match, name) =>
    values && values[name] !== undefined ? String(values[name]) : match);
}

function setLanguage(code) {
  language = code;
  document.documentElement.lang = code;
  document.documentElement.dir = RIGHT_TO_LEFT.has(code) ? "rtl" : "ltr";
  document.title = t("title");
  for (const node of document.querySelectorAll("[data-words]")) node.textContent = t(node.dataset.words);
}
