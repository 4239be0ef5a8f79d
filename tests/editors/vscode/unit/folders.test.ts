import assert from "node:assert/strict";
import { test } from "node:test";

import { insideFolders } from "../../../../editors/vscode/src/folders.ts";

const folders = ["/work/a", "/work/b"];

test("a path stays inside the folders of the workspace", () => {
  const table: [asked: string, found: string | undefined][] = [
    ["CLAUDE.md", "/work/a/CLAUDE.md"],
    ["./x/../CLAUDE.md", "/work/a/CLAUDE.md"],
    ["/work/b/CLAUDE.md", "/work/b/CLAUDE.md"],
    ["../b/CLAUDE.md", "/work/b/CLAUDE.md"],
    ["..data/x.md", "/work/a/..data/x.md"],
    ["../../etc/passwd", undefined],
    ["/work/abc/x.md", undefined],
    ["/work/a", undefined],
    ["x\0.md", undefined],
  ];
  for (const [asked, found] of table) {
    assert.equal(insideFolders(asked, folders), found, asked);
  }
});

test("without a workspace there is nothing to read", () => {
  assert.equal(insideFolders("/etc/passwd", []), undefined);
});
