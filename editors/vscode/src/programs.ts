/** Finding programs and running them, without a shell in between. */

import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import * as path from "node:path";

export type Environment = Readonly<Record<string, string | undefined>>;

/** How a program ended. A `code` of `null` means that it was killed or never began. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly environment?: Environment;
  readonly seconds?: number;
  readonly signal?: AbortSignal | undefined;
  readonly cwd?: string;
}

export type Run = (
  program: string,
  parameters: readonly string[],
  options?: RunOptions,
) => Promise<Outcome>;

export type Find = (name: string) => Promise<string | undefined>;

/** The paths that `name` could have. A relative folder of PATH may be the workspace's. */
export function places(
  name: string,
  environment: Environment,
  platform: NodeJS.Platform,
): string[] {
  const system = platform === "win32" ? path.win32 : path.posix;
  const file = platform === "win32" ? `${name}.exe` : name;
  return (environment["PATH"] ?? "")
    .split(system.delimiter)
    .filter((folder) => system.isAbsolute(folder))
    .map((folder) => system.join(folder, file));
}

/** The first program called `name` on the PATH of `environment`. */
export async function findProgram(
  name: string,
  environment: Environment,
): Promise<string | undefined> {
  for (const place of places(name, environment, process.platform)) {
    if (await isProgram(place)) return place;
  }
  return undefined;
}

export async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

/** Run a program to its end; a failure is an outcome like any other. */
export const run: Run = (program, parameters, options = {}) =>
  new Promise((resolve) => {
    const settings = {
      timeout: 1000 * (options.seconds ?? 20),
      maxBuffer: 2 ** 24,
      windowsHide: true,
      signal: options.signal,
      cwd: options.cwd,
      env: { ...process.env, ...options.environment },
    };
    execFile(program, [...parameters], settings, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : null;
      resolve({ code, stdout, stderr: stderr || (error?.message ?? "") });
    });
  });
