"""The page's only script: it reckons the cost anew when somebody chooses otherwise.

It asks nobody, stores nothing, and writes text only. Without it the page shows the cost
that was asked for on the command line.
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
