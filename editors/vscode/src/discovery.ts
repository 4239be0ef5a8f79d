/** Which server is started, and by which command. */

import type { Find, Run } from "./programs.ts";
import type { Command } from "./python.ts";
import { isCompatible, versionIn } from "./version.ts";

/** A command that serves, and where it comes from. */
export interface Found extends Command {
  readonly origin: "setting" | "path" | "own";
}

/** What is looked at, in this order. */
export interface Sources {
  /** The setting `promptally.server.path`; it is the user's word and never overruled. */
  readonly setting: string;
  /** The extension's version. */
  readonly wanted: string;
  readonly find: Find;
  readonly run: Run;
  readonly isProgram: (file: string) => Promise<boolean>;
  /** The Python of a server of our own, set up if it must be. */
  readonly own: () => Promise<string>;
  readonly log: (line: string) => void;
}

/** The setting names something that cannot be started. */
export class BadSetting extends Error {}

// Our own Python starts without looking at the user's environment or at the workspace,
// and without a script whose first line may be too long for the system.
const SERVE = "from promptally.cli.main import main; main()";

export async function findServer(sources: Sources): Promise<Found> {
  if (sources.setting) return fromSetting(sources);
  const program = await fromPath(sources);
  if (program !== undefined) return { program, parameters: ["serve"], origin: "path" };
  const python = await sources.own();
  return { program: python, parameters: ["-I", "-c", SERVE, "serve"], origin: "own" };
}

async function fromSetting(sources: Sources): Promise<Found> {
  const program = sources.setting;
  if (!(await sources.isProgram(program))) {
    throw new BadSetting(
      `The setting promptally.server.path names no program that can run: ${program}`,
    );
  }
  return { program, parameters: ["serve"], origin: "setting" };
}

async function fromPath(sources: Sources): Promise<string | undefined> {
  const program = await sources.find("promptally");
  if (program === undefined) return undefined;
  const { stdout } = await sources.run(program, ["--version"], { seconds: 10 });
  const version = versionIn(stdout);
  if (version !== undefined && isCompatible(version, sources.wanted)) return program;
  sources.log(
    `${program} is version ${version ?? "unknown"}; ${sources.wanted} is needed, so the ` +
      "extension uses a server of its own",
  );
  return undefined;
}
