// The features that the interpreter inside this page needs from a browser. Written for old
// browsers: this script comes first and needs no other.

// The names of the features that this browser lacks: [] if the page can start.
function missingFeatures() {
  function wasm(bytes) {
    return WebAssembly.validate(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0].concat(bytes)));
  }
  var needs = {
    "WebAssembly": function () { return wasm([]); },
    "WebAssembly exceptions": function () {
      return wasm([1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 8, 1, 6, 0, 6, 64, 25, 11, 11]);
    },
    "WebAssembly reference types": function () {
      return wasm([1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 7, 1, 5, 0, 208, 112, 26, 11]);
    },
    "WebAssembly bulk memory": function () {
      return wasm([
        1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 5, 3, 1, 0, 1,
        10, 14, 1, 12, 0, 65, 0, 65, 0, 65, 0, 252, 10, 0, 0, 11,
      ]);
    },
    "WebAssembly streaming": function () { return !!WebAssembly.instantiateStreaming; },
    "BigInt": function () { return !!BigInt && !!BigInt64Array; },
    "Worker": function () { return !!Worker; },
    "DecompressionStream": function () { return !!new DecompressionStream("gzip").readable; },
    "crypto.subtle": function () { return !!crypto.subtle.digest; },
    "Blob": function () { return !!Blob.prototype.stream && !!Blob.prototype.arrayBuffer; },
    "URL": function () { return !!URL.createObjectURL; },
    "modern JavaScript": function () {
      return !!Array.prototype.at && !!String.prototype.replaceAll && !!Object.hasOwn;
    },
  };
  var missing = [];
  for (var name in needs) {
    try {
      if (!needs[name]()) missing.push(name);
    } catch (error) {
      missing.push(name);
    }
  }
  return missing;
}

// One sentence in six languages, the browser's own first, in place of the page.
(function () {
  var missing = missingFeatures();
  if (!missing.length) return;
  var words = JSON.parse(document.getElementById("page-file-words").textContent);
  var own = String(navigator.language || "en").toLowerCase().split("-")[0];
  var languages = Object.keys(words);
  languages.sort(function (one, other) { return (other === own) - (one === own); });
  var box = document.createElement("main");
  box.className = "page-file-stop";
  box.id = "page-file-stop";
  languages.forEach(function (language) {
    var line = document.createElement("p");
    line.lang = language;
    line.dir = language === "ar" ? "rtl" : "ltr";
    line.textContent = words[language].browser;
    box.appendChild(line);
  });
  var names = document.createElement("p");
  names.lang = "en";
  names.dir = "ltr";
  names.textContent = missing.join(", ");
  box.appendChild(names);
  while (document.body.firstChild) document.body.removeChild(document.body.firstChild);
  document.body.appendChild(box);
  // A second policy forbids the scripts that follow.
  var policy = document.createElement("meta");
  policy.httpEquiv = "Content-Security-Policy";
  policy.content = "script-src 'none'";
  document.head.appendChild(policy);
})();
