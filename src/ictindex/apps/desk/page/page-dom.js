"use strict";
// Elements are made only here: text remains text, whatever a file contains.

function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    } else if (name === "value" || name === "checked" || name === "disabled" || name === "max") {
      node[name] = value;
    } else {
      node.setAttribute(name, value === true ? "" : String(value));
    }
  }
  append(node, children);
  return node;
}

function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : String(child));
  }
  return node;
}

function clear(node, ...children) {
  node.replaceChildren();
  return append(node, children);
}

function byId(id) {
  return document.getElementById(id);
}

// Codes, cells and numbers keep their own direction inside words from right to left.
function apart(text, attributes) {
  return el("bdi", attributes, text);
}

function button(label, listener, attributes) {
  return el("button", { type: "button", ...attributes, on: { click: listener } }, label);
}

// Buttons often have the same words: what is around each says which it is ("data-about" has the ids).
function describeButtons(root) {
  for (const node of root.querySelectorAll("button:not([aria-describedby]), summary:not([aria-describedby])")) {
    const around = node.parentElement.closest("[data-about]");
    if (around) node.setAttribute("aria-describedby", around.dataset.about);
  }
}

// Words for screen readers; the same words twice are announced twice.
function announce(text) {
  const node = byId("announce");
  node.textContent = "";
  window.setTimeout(() => { node.textContent = text; }, 60);
}

function alarm(text) {
  const node = byId("alarm");
  node.textContent = "";
  window.setTimeout(() => { node.textContent = text; }, 60);
}

function fileButton(label, accept, listener, attributes) {
  const input = el("input", { type: "file", accept, class: "unseen", tabindex: "-1", "aria-hidden": "true" });
  input.addEventListener("change", () => {
    const file = input.files && input.files[0];
    input.value = "";
    if (file) listener(file);
  });
  const shown = button(label, () => input.click(), attributes);
  return el("span", { class: "file-button" }, shown, input);
}

function saveFile(name, type, bytes) {
  const address = URL.createObjectURL(new Blob([bytes], { type }));
  const link = el("a", { href: address, download: name, class: "unseen", tabindex: "-1" });
  document.body.append(link);
  link.click();
  link.remove();
  window.setTimeout(() => URL.revokeObjectURL(address), 60000);
}

function focusOn(node) {
  if (!node) return;
  if (!node.matches("a, button, input, select, textarea, summary, [tabindex]")) {
    node.setAttribute("tabindex", "-1");
  }
  node.focus({ preventScroll: true });
  node.scrollIntoView({ block: "center" });
}
