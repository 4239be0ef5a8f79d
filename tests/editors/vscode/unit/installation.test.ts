import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { test } from "node:test";

import {
  NoPython,
  SetupFailed,
  install,
  installed,
} from "../../../../editors/vscode/src/installation.ts";
import type { Site } from "../../../../editors/vscode/src/installation.ts";
import type { Outcome } from "../../../../editors/vscode/src/programs.ts";

const done: Outcome = { code: 0, stdout: "", stderr: "" };

interface Machine extends Site {
  readonly commands: string[];
}

/** A machine with these programs; `answer` may say how one of its commands ends. */
async function machine(
  programs: readonly string[],
  answer: (command: string) => Outcome | undefined = () => undefined,
  said: Partial<Site> = {},
): Promise<Machine> {
  const folder = await mkdtemp(path.join(tmpdir(), "promptally-"));
  const carried = {
    wheel: path.join(folder, "promptally.whl"),
    requirements: path.join(folder, "requirements.txt"),
  };
  await writeFile(carried.wheel, "wheel");
  await writeFile(carried.requirements, "pins");
  const commands: string[] = [];
  return {
    storage: path.join(folder, "storage"),
    carried,
    environment: {},
    find: async (name) => (programs.includes(name) ? `/usr/bin/${name}` : undefined),
    run: async (program, parameters) => {
      const command = [program, ...parameters].join(" ");
      commands.push(command);
      if (/ venv /.test(command)) await makeEnvironment(parameters.at(-1) ?? "");
      return answer(command) ?? done;
    },
    platform: "linux",
    mayFetchPython: false,
    report: () => undefined,
    log: () => undefined,
    commands,
    ...said,
  };
}

async function makeEnvironment(folder: string): Promise<void> {
  const python = path.join(folder, "bin", "python");
  await mkdir(path.dirname(python), { recursive: true });
  await writeFile(python, "");
  await chmod(python, 0o755);
}

test("dependencies come with hashes and as wheels, our own wheel without an index", async () => {
  for (const programs of [["uv"], ["python3"]]) {
    const site = await machine(programs);
    await install(site);
    const installs = site.commands.filter((command) => command.includes("pip install"));
    assert.equal(installs.length, 2);
    assert.match(installs[0] ?? "", /--require-hashes --only-binary :all: -r \S+requirements/);
    assert.match(installs[1] ?? "", /--no-deps --(offline|no-index) \S+promptally\.whl$/);
  }
});

test("what was set up once is found again", async () => {
  const site = await machine(["uv"]);
  assert.equal(await installed(site), undefined);
  const python = await install(site);
  assert.equal(await installed(site), python);
});

test("another wheel needs another set-up", async () => {
  const site = await machine(["uv"]);
  await install(site);
  await writeFile(site.carried.wheel, "a newer wheel");
  assert.equal(await installed(site), undefined);
});

test("a set-up that fails leaves nothing that could be started", async () => {
  const site = await machine(["uv"], (command) =>
    command.includes("pip install") ? { ...done, code: 1, stderr: "a\nno network" } : undefined,
  );
  await assert.rejects(
    install(site),
    (error) => error instanceof SetupFailed && error.message.endsWith("no network"),
  );
  assert.equal(await installed(site), undefined);
  assert.deepEqual(await readdir(site.storage), []);
});

test("two windows that set up at the same time both end with a server", async () => {
  const site = await machine(["uv"]);
  const [one, other] = await Promise.all([install(site), install(site)]);
  assert.notEqual(one, other);
  const kept = await installed(site);
  assert.ok(kept === one || kept === other);
});

test("the first Python that is new enough is used", async () => {
  const site = await machine(["python3.12", "python3"], (command) =>
    command.startsWith("/usr/bin/python3.12 -I") ? { ...done, code: 1 } : undefined,
  );
  await install(site);
  assert.ok(site.commands.some((command) => command.startsWith("/usr/bin/python3 -m venv")));
});

test("a machine without Python is told apart from one where uv could fetch one", async () => {
  const bare = await machine([]);
  await assert.rejects(install(bare), (error) => error instanceof NoPython && !error.hasUv);
  const refused = { ...done, code: 2, stderr: "error: No interpreter found for Python >=3.12" };
  const withUv = await machine(["uv"], () => refused);
  await assert.rejects(install(withUv), (error) => error instanceof NoPython && error.hasUv);
});

test("uv fetches a Python only if the user said so", async () => {
  for (const mayFetchPython of [false, true]) {
    const seen: (string | undefined)[] = [];
    const site = await machine(["uv"], undefined, { mayFetchPython });
    const { run } = site;
    const watched: Site["run"] = (program, parameters, options) => {
      seen.push(options?.environment?.["UV_PYTHON_DOWNLOADS"]);
      return run(program, parameters, options);
    };
    await install({ ...site, run: watched });
    assert.equal(seen[0], mayFetchPython ? "automatic" : "never");
  }
});
