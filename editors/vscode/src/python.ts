/** A Python that can carry the server, among those that the machine has. */

import type { Find, Run } from "./programs.ts";

/** A program with the parameters that come before all others. */
export interface Command {
  readonly program: string;
  readonly parameters: readonly string[];
}

const FITS = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 12))";

/** Names to try, in the order in which wheels of our dependencies are sure to exist. */
export function pythonNames(platform: NodeJS.Platform): [string, ...string[]][] {
  const plain: [string, ...string[]][] = [["python3"], ["python"]];
  if (platform === "win32") return [["py", "-3"], ...plain];
  return [["python3.13"], ["python3.12"], ["python3.14"], ...plain];
}

/** The first Python of 3.12 or newer that can make virtual environments. */
export async function findPython(
  find: Find,
  run: Run,
  platform: NodeJS.Platform,
): Promise<Command | undefined> {
  for (const [name, ...parameters] of pythonNames(platform)) {
    const program = await find(name);
    if (program === undefined) continue;
    // A broken or a far too old one fails as well; neither is worth a word.
    const { code } = await run(program, [...parameters, "-I", "-c", FITS]);
    if (code === 0) return { program, parameters };
  }
  return undefined;
}
