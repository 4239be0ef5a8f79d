"""The page's scripts: one reckons the cost anew when somebody chooses otherwise.

It asks nobody, stores nothing, and writes text only. Without it the page shows the cost
that was asked for on the command line. The other one is for a panel of VS Code.
"""

SCRIPT = """
"use strict";
const form = document.getElementById("cost-form");
const data = JSON.parse(document.getElementById("cost-data").textContent);
const dollars = (amount) => amount >= 1
  ? "$" + amount.toLocaleString("en-US",
      { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  : amount === 0 ? "$0" : amount < 1e-6 ? "less than $0.000001"
  : "$" + Number(amount.toPrecision(2));
const field = (id) => document.getElementById(id);
const reckon = () => {
  const prices = data.files[field("cost-file").selectedIndex];
  const price = prices[field("cost-model").selectedIndex];
  const calls = field("cost-calls").valueAsNumber;
  const known = price !== null && calls >= 0;
  const say = (id, amount) => {
    field(id).textContent = known ? dollars(amount) : "?";
  };
  say("cost-call", price);
  say("cost-day", price * calls);
  say("cost-month", price * calls * 30);
  field("cost-of").textContent = field("cost-file").value;
  field("cost-with").textContent = field("cost-model").value;
  field("cost-times").textContent = calls >= 0 ? calls.toLocaleString("en-US") : "?";
};
form.addEventListener("input", reckon);
form.addEventListener("submit", (event) => event.preventDefault());
form.hidden = false;
"""

PANEL_SCRIPT = """
"use strict";
{
  const editor = acquireVsCodeApi();
  for (const heading of document.querySelectorAll("tr[data-file] > th")) {
    const link = document.createElement("span");
    link.className = "opens";
    link.role = "link";
    link.tabIndex = 0;
    link.append(...heading.childNodes);
    heading.append(link);
  }
  const open = (event) => {
    const found = event.target.closest("[data-file]");
    if (found === null) return;
    event.preventDefault();
    event.stopPropagation();
    const { file, line = "1" } = found.dataset;
    editor.postMessage({ command: "open", file, line: Number(line) });
  };
  const isSelecting = () => !document.getSelection().isCollapsed;
  window.addEventListener("click", (event) => isSelecting() || open(event), true);
  window.addEventListener("keydown",
    (event) => event.key === "Enter" && open(event), true);
  document.getElementById("refresh").addEventListener("click",
    () => editor.postMessage({ command: "refresh" }));
  window.scrollTo(0, editor.getState()?.top ?? 0);
  window.addEventListener("scroll", () => editor.setState({ top: window.scrollY }));
}
"""
"""Says to the editor which file is to be opened at which line, and when to refresh.

It listens before the editor's own code, which would follow the links of the boxes.
"""
