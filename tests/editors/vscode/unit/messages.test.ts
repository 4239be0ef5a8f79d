import assert from "node:assert/strict";
import { test } from "node:test";

import { messageOf } from "../../../../editors/vscode/src/messages.ts";

test("a page may ask for a file at a line, and for a new page", () => {
  const open = { command: "open", file: "a/CLAUDE.md", line: 3 };
  assert.deepEqual(messageOf({ ...open, more: 1 }), open);
  assert.deepEqual(messageOf({ command: "refresh" }), { command: "refresh" });
});

test("whatever else it says is nothing", () => {
  const open = { command: "open", file: "a", line: 1 };
  for (const line of [0, -1, 1.5, Number.NaN, "1", undefined, null]) {
    assert.equal(messageOf({ ...open, line }), undefined);
  }
  for (const said of [null, undefined, 7, "open", [], {}, { ...open, file: 7 }]) {
    assert.equal(messageOf(said), undefined);
  }
  assert.equal(messageOf({ ...open, command: "run" }), undefined);
});
