import assert from "node:assert/strict";
import { test } from "node:test";

import { places, run } from "../../../../editors/vscode/src/programs.ts";

test("a relative folder of PATH is not looked into: it could be the workspace", () => {
  const environment = { PATH: "bin:.:/usr/bin::/opt/tools" };
  assert.deepEqual(places("uv", environment, "linux"), ["/usr/bin/uv", "/opt/tools/uv"]);
});

test("on Windows a program is an .exe, and no script that a shell would have to run", () => {
  const environment = { PATH: "C:\\Tools;tools;D:\\bin" };
  assert.deepEqual(places("uv", environment, "win32"), [
    "C:\\Tools\\uv.exe",
    "D:\\bin\\uv.exe",
  ]);
});

test("a program that fails, or is none, is an outcome and no exception", async () => {
  const failing = await run(process.execPath, ["-e", "process.exit(3)"]);
  assert.equal(failing.code, 3);
  const missing = await run("/nowhere/promptally", []);
  assert.equal(missing.code, null);
  assert.match(missing.stderr, /ENOENT/);
});

test("parameters reach the program as they are, and so do variables", async () => {
  const script = "console.log(process.argv[1], process.env.GREETING)";
  const environment = { GREETING: "a b" };
  const { stdout } = await run(process.execPath, ["-e", script, "$HOME;ls"], { environment });
  assert.equal(stdout, "$HOME;ls a b\n");
});
