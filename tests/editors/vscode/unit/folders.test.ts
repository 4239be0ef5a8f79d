import assert from "node:assert/strict";
import { test } from "node:test";

import { insideFolders } from "../../../../editors/vscode/src/folders.ts";

const folders = ["/home/ada/a", "/home/ada/b"];

test("a path stays inside the folders of the workspace", () => {
  const table: [asked: string, found: string | undefined][] = [
    ["CLAUDE.md", "/home/ada/a/CLAUDE.md"],
    ["./x/../CLAUDE.md", "/home/ada/a/CLAUDE.md"],
    ["/home/ada/b/CLAUDE.md", "/home/ada/b/CLAUDE.md"],
    ["../b/CLAUDE.md", "/home/ada/b/CLAUDE.md"],
    ["..data/x.md", "/home/ada/a/..data/x.md"],
    ["../../etc/passwd", undefined],
    ["/home/ada/abc/x.md", undefined],
    ["/home/ada/a", undefined],
    ["x\0.md", undefined],
  ];
  for (const [asked, found] of table) {
    assert.equal(insideFolders(asked, folders), found, asked);
  }
});

test("without a workspace there is nothing to read", () => {
  assert.equal(insideFolders("/etc/passwd", []), undefined);
});
