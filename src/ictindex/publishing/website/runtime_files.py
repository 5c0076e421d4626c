"""The files that all pages share: style, scripts, and the runtime of Vega."""

from __future__ import annotations

from pathlib import Path

from ictindex.publishing.graphics.plot_process import bundle_scripts

ASSETS = Path(__file__).parent / "assets"
RUNTIME = "vega.js"

# Draws a chart with the bundle of vl-convert-python, in the same way as our own runtime.
_EMBED = """
window.drawVega = async (box, spec, tooltip) => {
  if (box.vegaView) box.vegaView.finalize();
  box.textContent = "";
  const made = await vegaEmbed(box, spec,
    { mode: "vega", renderer: "svg", ast: true, actions: false, tooltip });
  box.vegaView = made.view;
  return made.view;
};
"""


def read_runtime() -> str:
    """Return the script that draws charts: the small one if it was built, else the bundle."""
    built = ASSETS / RUNTIME
    if built.is_file():
        return built.read_text(encoding="utf-8")
    return bundle_runtime()


def bundle_runtime() -> str:
    """Return the bundle of vl-convert-python as a script; its short names stay inside."""
    return f"(()=>{{{bundle_scripts(_EMBED)}\n}})();\n"


def asset_files() -> list[Path]:
    """Return the style and the scripts of the pages."""
    return sorted(path for path in ASSETS.iterdir() if path.name != RUNTIME)
