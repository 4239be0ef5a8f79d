import assert from "node:assert/strict";
import { test } from "node:test";

import { selectorFor } from "../../../../editors/vscode/src/selector.ts";

const known = selectorFor([]).length;

function patterns(...globs: string[]): (string | undefined)[] {
  return selectorFor(globs)
    .slice(known)
    .map(({ scheme, pattern }) => {
      assert.equal(scheme, "file");
      return pattern;
    });
}

test("a glob of the settings is one wherever it stands, and may be a folder", () => {
  assert.deepEqual(patterns("texts/*.txt"), ["**/texts/*.txt", "**/texts/*.txt/**"]);
  assert.deepEqual(patterns("/notes"), ["**/notes", "**/notes/**"]);
  assert.deepEqual(patterns("notes/"), ["**/notes/**"]);
  assert.deepEqual(patterns("**/a.md"), ["**/a.md", "**/a.md/**"]);
});

test("what VS Code would read otherwise matches any letter", () => {
  assert.deepEqual(patterns("{a},\\*b"), ["**/?a?,?b", "**/?a?,?b/**"]);
});

test("a glob that means nothing selects nothing", () => {
  assert.deepEqual(patterns("", "/", "!a", "#b", "  "), []);
});
