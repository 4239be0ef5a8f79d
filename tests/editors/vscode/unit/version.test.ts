import assert from "node:assert/strict";
import { test } from "node:test";

import { isCompatible, versionIn } from "../../../../editors/vscode/src/version.ts";

test("the version is read from what the command prints", () => {
  assert.equal(versionIn("promptally, version 0.1.0\n"), "0.1.0");
  assert.equal(versionIn("promptally, version 1.2.3rc1\r\n"), "1.2.3rc1");
});

test("another program of the same name has no version", () => {
  for (const output of ["", "promptally 0.1.0", "usage: promptally, version", "0.1.0"]) {
    assert.equal(versionIn(output), undefined);
  }
});

test("a server fits if it is not older and nothing that breaks lies between", () => {
  const table: [found: string, wanted: string, fits: boolean][] = [
    ["0.1.0", "0.1.0", true],
    ["0.1.4", "0.1.0", true],
    ["0.1.0", "0.1.4", false],
    ["0.2.0", "0.1.0", false],
    ["1.4.0", "1.3.9", true],
    ["1.3.0", "1.4.0", false],
    ["2.0.0", "1.9.0", false],
    ["1.0.0", "0.9.0", false],
  ];
  for (const [found, wanted, fits] of table) {
    assert.equal(isCompatible(found, wanted), fits, `${found} for ${wanted}`);
  }
});
