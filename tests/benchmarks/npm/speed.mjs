// Times one tokenizer of the npm registry over texts: a line of milliseconds for each,
// or `null` where it fails. Usage: node speed.mjs NAME TEXTS.json
import { readFileSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { performance } from "node:perf_hooks";

const require = createRequire(join(process.cwd(), "package.json"));

function counter(name) {
  if (name === "gpt-tokenizer") {
    const { countTokens } = require("gpt-tokenizer/encoding/cl100k_base");
    return (text) => countTokens(text);
  }
  return require("@anthropic-ai/tokenizer").countTokens;
}

const [name, file] = process.argv.slice(2);
const count = counter(name);
count("a first call");
for (const text of JSON.parse(readFileSync(file, "utf8"))) {
  let took = null;
  try {
    const start = performance.now();
    count(text);
    took = performance.now() - start;
  } catch {
    // What it cannot count has no time.
  }
  writeSync(1, JSON.stringify(took) + "\n");
}
