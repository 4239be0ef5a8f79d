/** The commands of the palette. What they mean is decided by the server. */

import * as vscode from "vscode";
import { LSPErrorCodes, ResponseError } from "vscode-languageclient/node";

import type { Badges } from "./badges.ts";
import { removeKey, setKey } from "./key.ts";
import { showMenu } from "./menu.ts";
import { ServerCommand } from "./protocol.ts";
import type { Checked, Model } from "./protocol.ts";
import type { ReportPanel } from "./report.ts";
import type { Server } from "./server.ts";
import type { StatusBar } from "./status.ts";

const CANCELLED: number = LSPErrorCodes.RequestCancelled;

/** What the commands work with. */
export interface Parts {
  readonly secrets: vscode.SecretStorage;
  readonly log: vscode.LogOutputChannel;
  readonly server: Server;
  readonly status: StatusBar;
  readonly badges: Badges;
  readonly report: ReportPanel;
}

export function registerCommands(parts: Parts): vscode.Disposable[] {
  const { server, secrets } = parts;
  const work: Record<string, () => unknown> = {
    restartServer: () => server.restart(),
    showLog: () => parts.log.show(),
    showMenu: () => showMenu(parts.status.current, secrets),
    setApiKey: () => setKey(secrets),
    removeApiKey: () => removeKey(secrets),
    countEachMessage: () => executeOnFile(server, ServerCommand.countEachMessage),
    countExactlyNow: () => executeOnFile(server, ServerCommand.countExactly),
    checkWorkspace: () => checkWorkspace(parts),
    showReport: () => parts.report.show(),
    goOnline: () => executeOnFile(server, ServerCommand.goOnline),
    goOffline: () => executeOnFile(server, ServerCommand.goOffline),
    chooseModel: () => chooseModel(server),
    setBudget: () => onFile((uri) => setBudget(server, uri)),
  };
  return Object.entries(work).map(([name, run]) =>
    vscode.commands.registerCommand(`promptally.editor.${name}`, () => told(run)),
  );
}

/** Do the work and tell what went wrong; who cancels it knows. */
async function told(work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof ResponseError && error.code === CANCELLED) return;
    void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
  }
}

async function onFile(work: (uri: string) => unknown): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined) throw new Error("Promptally: open a prompt file first.");
  await work(document.uri.toString());
}

function executeOnFile(server: Server, command: string): Promise<void> {
  return onFile((uri) => server.execute(command, { uri }));
}

async function checkWorkspace({ server, badges }: Parts): Promise<void> {
  const checked = await server.execute<Checked | null>(ServerCommand.check);
  badges.replace(checked?.over ?? []);
}

/** The choice becomes a setting: what a prompt names itself stays as it is. */
async function chooseModel(server: Server): Promise<void> {
  const models = await server.execute<readonly Model[]>(ServerCommand.models);
  const items = models.map(({ id, description = "" }) => ({ label: id, description }));
  const title = "Promptally: the model to count for where a prompt names none";
  const chosen = await vscode.window.showQuickPick(items, { title, matchOnDescription: true });
  if (chosen === undefined) return;
  const resource = vscode.window.activeTextEditor?.document.uri;
  const settings = vscode.workspace.getConfiguration("promptally", resource);
  const { ConfigurationTarget: Target, workspace } = vscode;
  const target = workspace.workspaceFolders ? Target.Workspace : Target.Global;
  await settings.update("model", chosen.label, target);
}

async function setBudget(server: Server, uri: string): Promise<void> {
  const given = await vscode.window.showInputBox({
    title: "Promptally: Set Budget",
    prompt: "The most tokens that this file may have. 0 means no limit.",
    validateInput: (text) =>
      /^\d{1,9}$/.test(text.trim()) ? undefined : "A whole number of tokens, please.",
  });
  if (given === undefined) return;
  await server.execute(ServerCommand.setBudget, { uri, tokens: Number(given.trim()) });
}
