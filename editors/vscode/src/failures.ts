/** A start that failed, told in one sentence with a way forward. */

import * as vscode from "vscode";

import { BadSetting } from "./discovery.ts";
import { NoPython, SetupFailed } from "./installation.ts";
import type { Server } from "./server.ts";

interface Way {
  readonly title: string;
  readonly go: () => unknown;
}

/** Tell the user, once, and do what they choose. */
export async function tell(
  error: unknown,
  server: Server,
  log: vscode.LogOutputChannel,
): Promise<void> {
  const message = error instanceof Error ? error.message : String(error);
  const ways = waysForward(error, server, log);
  const titles = ways.map((way) => way.title);
  const chosen = await vscode.window.showErrorMessage(message, ...titles);
  await ways.find((way) => way.title === chosen)?.go();
}

function waysForward(
  error: unknown,
  server: Server,
  log: vscode.LogOutputChannel,
): readonly Way[] {
  const settings = { title: "Open Setting", go: openSetting };
  const again = { title: "Try Again", go: () => server.restart() };
  const read = { title: "Show Log", go: () => log.show() };
  if (error instanceof BadSetting) return [settings, again];
  if (error instanceof SetupFailed) return [again, read];
  if (!(error instanceof NoPython)) return [again, read];
  const fetch = { title: "Let uv Install Python", go: () => server.restart(true) };
  const help = { title: "Show Help", go: openHelp };
  return [...(error.hasUv ? [fetch] : []), settings, help, again];
}

/** In a remote window the setting belongs to the remote machine, as the server does. */
function openSetting(): Thenable<unknown> {
  const place = vscode.env.remoteName === undefined ? "openSettings" : "openRemoteSettings";
  const query = "promptally.server.path";
  return vscode.commands.executeCommand(`workbench.action.${place}`, { query });
}

/** The extension's own page, which says how to get a Python on each system. */
function openHelp(): Thenable<unknown> {
  return vscode.commands.executeCommand("extension.open", "promptally.promptally");
}
