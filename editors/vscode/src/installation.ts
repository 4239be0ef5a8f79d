/**
 * A server of our own: the wheel that came with the extension, in a virtual environment
 * in the extension's storage, beside the dependencies that the package index has.
 *
 * Each attempt has a folder of its own, and a file that is replaced whole names the one
 * to use. Two windows that begin at the same time then do not meet, and what was left
 * half-way is never started.
 */

import { createHash, randomBytes } from "node:crypto";
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import * as path from "node:path";

import { isProgram } from "./programs.ts";
import type { Environment, Find, Outcome, Run } from "./programs.ts";
import { findPython } from "./python.ts";

const POINTER = "current.json";
const DAY = 24 * 60 * 60 * 1000;

/** What the extension carries: paths of the wheel and of the pinned dependencies. */
export interface Carried {
  readonly wheel: string;
  readonly requirements: string;
}

/** What a set-up needs to know and to be able to do. */
export interface Site {
  readonly storage: string;
  readonly carried: Carried;
  readonly environment: Environment;
  readonly find: Find;
  readonly run: Run;
  readonly platform: NodeJS.Platform;
  /** Whether uv may fetch a Python where there is none; only if the user said so. */
  readonly mayFetchPython: boolean;
  readonly signal?: AbortSignal;
  readonly report: (step: string) => void;
  readonly log: (line: string) => void;
}

/** There is no Python that could carry the server. */
export class NoPython extends Error {
  readonly hasUv: boolean;

  constructor(hasUv: boolean) {
    super("Promptally needs Python 3.12 or newer with its venv module, and found none.");
    this.hasUv = hasUv;
  }
}

/** A step of the set-up failed; the message ends with what the program said last. */
export class SetupFailed extends Error {}

/** The Python of the environment that holds exactly what the extension carries. */
export async function installed(site: Site): Promise<string | undefined> {
  const wanted = await digest(site.carried);
  try {
    const text = await readFile(path.join(site.storage, POINTER), "utf8");
    const said = JSON.parse(text) as { digest?: unknown; folder?: unknown };
    if (said.digest !== wanted || typeof said.folder !== "string") return undefined;
    const python = pythonOf(path.join(site.storage, said.folder), site.platform);
    return (await isProgram(python)) ? python : undefined;
  } catch {
    return undefined;
  }
}

/** Set the server up and return the Python of its environment. */
export async function install(site: Site): Promise<string> {
  const wanted = await digest(site.carried);
  const name = `${wanted.slice(0, 12)}-${randomBytes(4).toString("hex")}`;
  const folder = path.join(site.storage, name);
  await mkdir(site.storage, { recursive: true });
  try {
    const python = await fill(site, folder);
    await pointTo(site.storage, { digest: wanted, folder: name });
    await sweep(site.storage, name);
    return python;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function fill(site: Site, folder: string): Promise<string> {
  const uv = await site.find("uv");
  const { wheel, requirements } = site.carried;
  const python = pythonOf(folder, site.platform);
  // Wheels only: a set-up must not start a compiler, nor run a package's own script.
  const pinned = ["--require-hashes", "--only-binary", ":all:", "-r", requirements];
  site.report("making an environment");
  if (uv !== undefined) {
    await makeWithUv(site, uv, folder);
    const pip = [uv, "pip", "install", "--python", python, "--compile-bytecode"];
    site.report("installing its dependencies from the package index");
    await step(site, [...pip, ...pinned]);
    await step(site, [...pip, "--no-deps", "--offline", wheel]);
  } else {
    const found = await findPython(site.find, site.run, site.platform);
    if (found === undefined) throw new NoPython(false);
    await step(site, [found.program, ...found.parameters, "-m", "venv", folder]);
    const quiet = ["--disable-pip-version-check", "--no-input"];
    const pip = [python, "-I", "-m", "pip", "install", ...quiet];
    site.report("installing its dependencies from the package index");
    await step(site, [...pip, ...pinned]);
    await step(site, [...pip, "--no-deps", "--no-index", wheel]);
  }
  site.report("trying it");
  await step(site, [python, "-I", "-c", "import promptally.lsp.server"]);
  return python;
}

async function makeWithUv(site: Site, uv: string, folder: string): Promise<void> {
  const asked = [uv, "venv", "--quiet", "--no-project", "--python", ">=3.12", folder];
  const downloads = { UV_PYTHON_DOWNLOADS: site.mayFetchPython ? "automatic" : "never" };
  const made = await tried(site, asked, downloads);
  if (made.code === 0) return;
  if (/no interpreter found/i.test(made.stderr)) throw new NoPython(true);
  throw failed(asked, made, site);
}

async function step(site: Site, command: readonly string[]): Promise<void> {
  const outcome = await tried(site, command);
  if (outcome.code !== 0) throw failed(command, outcome, site);
}

async function tried(
  site: Site,
  command: readonly string[],
  variables: Environment = {},
): Promise<Outcome> {
  const [program = "", ...parameters] = command;
  site.log(`> ${command.join(" ")}`);
  const outcome = await site.run(program, parameters, {
    environment: { ...site.environment, ...variables },
    seconds: 600,
    signal: site.signal,
    cwd: site.storage,
  });
  for (const line of `${outcome.stdout}\n${outcome.stderr}`.split("\n")) {
    if (line.trim()) site.log(line.trimEnd());
  }
  return outcome;
}

function failed(command: readonly string[], outcome: Outcome, site: Site): Error {
  if (site.signal?.aborted) return new SetupFailed("The set-up was cancelled.");
  const last = outcome.stderr.trim().split("\n").at(-1)?.trim();
  const program = path.basename(command[0] ?? "");
  return new SetupFailed(`The set-up failed: ${last || `${program} ended early`}`);
}

function pythonOf(folder: string, platform: NodeJS.Platform): string {
  return platform === "win32"
    ? path.join(folder, "Scripts", "python.exe")
    : path.join(folder, "bin", "python");
}

async function digest(carried: Carried): Promise<string> {
  const hash = createHash("sha256");
  for (const file of [carried.wheel, carried.requirements]) {
    hash.update(await readFile(file));
  }
  return hash.digest("hex");
}

async function pointTo(
  storage: string,
  target: { digest: string; folder: string },
): Promise<void> {
  const fresh = path.join(storage, `${target.folder}.json`);
  await writeFile(fresh, JSON.stringify(target));
  await rename(fresh, path.join(storage, POINTER));
}

/** Remove what other versions left; another window may still run one of yesterday. */
async function sweep(storage: string, kept: string): Promise<void> {
  for (const name of await readdir(storage)) {
    if (name !== kept && name !== POINTER) await removeOld(path.join(storage, name));
  }
}

async function removeOld(place: string): Promise<void> {
  try {
    const age = Date.now() - (await stat(place)).mtimeMs;
    if (age > DAY) await rm(place, { recursive: true, force: true });
  } catch {
    // Another window was faster, or runs it; it is looked at again the next time.
  }
}
