/** The menu behind the status bar item: the palette's commands that fit the moment. */

import * as vscode from "vscode";

import { storedKey } from "./key.ts";
import type { Status } from "./protocol.ts";

interface Entry extends vscode.QuickPickItem {
  readonly command: string;
}

export async function showMenu(
  status: Status | undefined,
  secrets: vscode.SecretStorage,
): Promise<void> {
  const hasKey = (await storedKey(secrets)) !== undefined;
  const title = status ? `Promptally: ${status.text}` : "Promptally";
  const chosen = await vscode.window.showQuickPick(entries(status, hasKey), { title });
  if (chosen) await vscode.commands.executeCommand(chosen.command);
}

function entries(status: Status | undefined, hasKey: boolean): Entry[] {
  const key = hasKey
    ? entry("trash", "Remove API Key", "removeApiKey", "counts stay offline from then on")
    : entry("key", "Set API Key…", "setApiKey", "for exact counts");
  return [
    ...(status ? aboutFile() : []),
    ...modes(status),
    entry("checklist", "Check Workspace", "checkWorkspace", "every prompt file"),
    entry("graph", "Show Report", "showReport", "where the tokens go"),
    key,
    entry("output", "Show Log", "showLog"),
    entry("debug-restart", "Restart Server", "restartServer"),
  ];
}

function aboutFile(): Entry[] {
  return [
    entry("chip", "Choose Model…", "chooseModel", "where a prompt names none"),
    entry("target", "Set Budget…", "setBudget", "for this file"),
    entry("sync", "Count Exactly Now", "countExactlyNow", "asks the API once"),
    entry("list-ordered", "Count Each Message", "countEachMessage", "asks once for each"),
  ];
}

function modes(status: Status | undefined): Entry[] {
  const online = entry("cloud", "Go Online", "goOnline", "count by the API");
  const offline = entry("circle-slash", "Go Offline", "goOffline", "send nothing");
  if (status?.mode === undefined) return [online, offline];
  return [status.mode === "online" ? offline : online];
}

function entry(icon: string, label: string, name: string, description = ""): Entry {
  return { label: `$(${icon}) ${label}`, description, command: `promptally.editor.${name}` };
}
