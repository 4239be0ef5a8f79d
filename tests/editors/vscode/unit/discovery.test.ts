import assert from "node:assert/strict";
import { test } from "node:test";

import { BadSetting, findServer } from "../../../../editors/vscode/src/discovery.ts";
import type { Sources } from "../../../../editors/vscode/src/discovery.ts";

/** A machine with a `promptally` of the given version, or with none. */
function machine(version: string | undefined, said: Partial<Sources> = {}): Sources {
  return {
    setting: "",
    wanted: "0.1.2",
    find: async (name) => (version === undefined ? undefined : `/usr/bin/${name}`),
    run: async () => ({ code: 0, stdout: `promptally, version ${version}\n`, stderr: "" }),
    isProgram: async (file) => file === "/opt/promptally",
    own: async () => "/storage/bin/python",
    log: () => undefined,
    ...said,
  };
}

test("the setting wins over everything", async () => {
  const found = await findServer(machine("0.1.2", { setting: "/opt/promptally" }));
  assert.deepEqual(found, {
    program: "/opt/promptally",
    parameters: ["serve"],
    origin: "setting",
  });
});

test("a setting that names no program is told, and not passed over", async () => {
  await assert.rejects(
    findServer(machine("0.1.2", { setting: "/opt/typo" })),
    (error) => error instanceof BadSetting && error.message.includes("/opt/typo"),
  );
});

test("an installed server of a fitting version is used", async () => {
  const found = await findServer(machine("0.1.3"));
  assert.equal(found.program, "/usr/bin/promptally");
  assert.equal(found.origin, "path");
});

test("an installed server of another version is left alone, and the log says so", async () => {
  const lines: string[] = [];
  const found = await findServer(machine("0.1.1", { log: (line) => lines.push(line) }));
  assert.equal(found.origin, "own");
  assert.match(lines.join(), /0\.1\.1.*0\.1\.2 is needed/);
});

test("a server of our own starts without the user's Python environment", async () => {
  const found = await findServer(machine(undefined));
  assert.equal(found.program, "/storage/bin/python");
  assert.equal(found.parameters[0], "-I");
  assert.equal(found.parameters.at(-1), "serve");
});
