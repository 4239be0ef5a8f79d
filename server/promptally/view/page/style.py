"""How the page looks: light and dark, wide and narrow. Nothing is fetched."""

_LIGHT = """\
  --paper: #ffffff; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de;
  --panel: #f6f8fa; --link: #0550ae; --focus: #0550ae;
  --within: #1a7f37; --near: #9a6700; --over: #cf222e; --unknown: #57606a;
  --folder: #e6e9ed; --file: #f3f5f7; --system: #cfe3fb; --tool: #ffdfb8;
  --user: #cdeccf; --assistant: #e5d6fa; --text: #cfe8ea; --import: #fbd5e2;
  --other: #dfe3e8;
"""

_DARK = """\
  --paper: #0f1318; --ink: #e8ecf1; --soft: #a3adb8; --line: #39424d;
  --panel: #181e25; --link: #7fb8ff; --focus: #ffd257;
  --within: #3fb950; --near: #d9a520; --over: #ff7b72; --unknown: #a3adb8;
  --folder: #222a33; --file: #1a2027; --system: #173f6b; --tool: #5e3d0c;
  --user: #1c4a2a; --assistant: #452c6e; --text: #14474c; --import: #612338;
  --other: #343d48;
"""

_COLORS = f"""
:root {{
  color-scheme: light dark;
{_LIGHT}}}
@media (prefers-color-scheme: dark) {{
  :root {{
{_DARK}  }}
}}
"""

_LAYOUT = """
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 70rem;
  background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, "Segoe UI", "Helvetica Neue", "DejaVu Sans", sans-serif;
}
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 3rem 0 .5rem; }
p { margin: .5rem 0; max-width: 44rem; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
.skip { position: absolute; left: -100rem; }
.skip:focus { position: static; }
.soft { color: var(--soft); }
.totals {
  display: grid; gap: .75rem; margin: 1.25rem 0 0; padding: 0;
  grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr));
}
.totals div {
  background: var(--panel); border: 1px solid var(--line); border-radius: .5rem;
  padding: .6rem .8rem;
}
.totals dt { color: var(--soft); font-size: .875rem; }
.totals dd { margin: 0; font-size: 1.4rem; line-height: 1.3; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; margin: .75rem 0; }
.tall {
  max-height: 24rem; overflow-y: auto; padding: 0 .75rem;
  border: 1px solid var(--line); border-radius: .5rem;
}
table { border-collapse: collapse; width: 100%; font-size: .9375rem; }
caption { text-align: left; color: var(--soft); padding: .25rem 0; }
th, td {
  text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0;
  border-bottom: 1px solid var(--line); overflow-wrap: anywhere;
}
tbody th { font-weight: 400; min-width: 7.5rem; }
thead th {
  color: var(--soft); font-weight: 600; white-space: nowrap; overflow-wrap: normal;
}
tbody tr:target { background: var(--panel); outline: 2px solid var(--focus); }
td { min-width: 4rem; }
.n {
  width: 7rem; text-align: right; white-space: nowrap;
  font-variant-numeric: tabular-nums;
}
.n:last-child { padding-right: .25rem; }
.place { color: var(--soft); font-size: .875rem; display: block; }
.d1 { padding-left: 1em; } .d2 { padding-left: 2em; } .d3 { padding-left: 3em; }
.d4 { padding-left: 4em; } .d5 { padding-left: 5em; } .d6 { padding-left: 6em; }
.d7 { padding-left: 7em; } .d8 { padding-left: 8em; }
tbody th > span { display: inline-block; }
.treemap { display: block; width: 100%; height: auto; margin: .75rem 0 .5rem; }
.treemap.narrow { display: none; }
.box rect { stroke: var(--paper); stroke-width: 1; }
.box text { font-size: 12px; fill: var(--ink); pointer-events: none; white-space: pre; }
.box:hover rect { stroke: var(--ink); stroke-width: 2; }
.box:focus-visible { outline: none; }
.box:focus-visible rect { stroke: var(--focus); stroke-width: 4; }
.folder { fill: var(--folder); background: var(--folder); }
.file { fill: var(--file); background: var(--file); }
.system { fill: var(--system); background: var(--system); }
.tool { fill: var(--tool); background: var(--tool); }
.user { fill: var(--user); background: var(--user); }
.assistant { fill: var(--assistant); background: var(--assistant); }
.text { fill: var(--text); background: var(--text); }
.import { fill: var(--import); background: var(--import); }
.other { fill: var(--other); background: var(--other); }
.legend { list-style: none; padding: 0; margin: 0; font-size: .875rem; }
.legend li { display: inline-block; margin-right: 1rem; white-space: nowrap; }
.swatch {
  display: inline-block; width: .9em; height: .9em; margin-right: .4em;
  border: 1px solid var(--soft); border-radius: .15em; vertical-align: -.1em;
}
.bar { display: block; width: 100%; min-width: 6rem; height: .7rem; margin-top: .4rem; }
.bar .track { fill: var(--line); }
.bar.within .part { fill: var(--within); } .bar.near .part { fill: var(--near); }
.bar.over .part { fill: var(--over); } .bar.unknown .part { fill: var(--unknown); }
.verdict { font-weight: 600; white-space: nowrap; }
.verdict.within { color: var(--within); } .verdict.near { color: var(--near); }
.verdict.over { color: var(--over); } .verdict.unknown { color: var(--unknown); }
details { margin: .5rem 0; }
summary { cursor: pointer; padding: .25rem 0; }
form { display: flex; flex-wrap: wrap; gap: .75rem 1rem; margin: 1rem 0 .5rem; }
form[hidden] { display: none; }
label { display: flex; flex-direction: column; font-size: .875rem; max-width: 100%; }
select, input {
  font: inherit; font-size: 1rem; padding: .35rem .5rem; min-height: 2.5rem;
  max-width: 100%; width: 15rem; color: var(--ink); background: var(--panel);
  border: 1px solid var(--soft); border-radius: .35rem;
}
.cost { font-size: 1.25rem; line-height: 1.4; }
@media (max-width: 40rem) {
  body { padding: 1rem 1rem 3rem; }
  .totals { grid-template-columns: 1fr 1fr; }
  .totals div:first-child { grid-column: 1 / -1; }
  table { font-size: .875rem; } .n { width: auto; } td { min-width: 0; }
  thead th { white-space: normal; } .place { font-size: .8125rem; }
  .tall { padding: 0 .5rem; }
  .treemap.wide { display: none; } .treemap.narrow { display: block; }
  .d1 { padding-left: .5em; } .d2 { padding-left: 1em; } .d3 { padding-left: 1.5em; }
  .d4, .d5, .d6, .d7, .d8 { padding-left: 2em; }
  th, td { padding-right: .5rem; } .n:last-child { padding-right: 0; }
  tbody th { min-width: 6.5rem; }
  select, input { width: 100%; } label { width: 100%; }
}
@media print { .scroll, .tall { overflow: visible; max-height: none; } }
"""

STYLE = _COLORS + _LAYOUT
"""Of the page alone: the colours are those that the system prefers."""

PANEL_STYLE = f"""
html {{ font-size: 87.5%; }}
body.vscode-light, body.vscode-high-contrast-light {{
  color-scheme: light;
{_LIGHT}}}
body.vscode-dark, body.vscode-high-contrast {{
  color-scheme: dark;
{_DARK}}}
body[class*="vscode-"] {{
  --paper: var(--vscode-editor-background); --ink: var(--vscode-editor-foreground);
  --link: var(--vscode-textLink-foreground); --focus: var(--vscode-focusBorder);
  font-family: var(--vscode-font-family);
}}
body.vscode-high-contrast, body.vscode-high-contrast-light {{
  --line: var(--vscode-contrastBorder); --soft: var(--vscode-editor-foreground);
}}
.bar-of-panel {{ float: right; margin: 0 0 .5rem 1rem; }}
button {{
  font: inherit; padding: .3rem .8rem; cursor: pointer; border-radius: .25rem;
  color: var(--vscode-button-foreground); background: var(--vscode-button-background);
  border: 1px solid var(--vscode-button-border, transparent);
}}
button:hover {{ background: var(--vscode-button-hoverBackground); }}
tr[data-file] {{ cursor: pointer; }}
tr[data-file]:hover {{ background: var(--panel); }}
.opens:hover {{ text-decoration: underline; }}
"""
"""On top of it in an editor's panel, whose theme decides; the names are VS Code's."""
