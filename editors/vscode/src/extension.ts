/** The extension: it puts the parts together and says when the server starts. */

import * as vscode from "vscode";

import { Badges } from "./badges.ts";
import { registerCommands } from "./commands.ts";
import { tell } from "./failures.ts";
import { onKeyChange } from "./key.ts";
import { SELECTOR } from "./selector.ts";
import { Server } from "./server.ts";
import { StatusBar } from "./status.ts";
import { registerTool } from "./tool.ts";

/** Settings that a running server was started with. */
const STARTED_WITH = ["promptally.server.path", "http.proxy", "http.noProxy", "http.proxySupport"];

let server: Server | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const { secrets } = context;
  const log = vscode.window.createOutputChannel("Promptally", { log: true });
  const started = (server = new Server(context, log));
  const status = new StatusBar(started);
  const badges = new Badges(started);
  const restart = (): void => {
    if (started.state !== "stopped") void started.restart();
  };
  context.subscriptions.push(
    log,
    started,
    status,
    badges,
    started.onFailure((error) => void tell(error, started, log)),
    ...registerCommands({ secrets, log, server: started, status, badges }),
    registerTool(started),
    onKeyChange(secrets, restart),
    vscode.workspace.onDidGrantWorkspaceTrust(restart),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (STARTED_WITH.some((name) => change.affectsConfiguration(name))) restart();
    }),
    startWithFirstPrompt(started),
  );
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}

/** A window without a prompt file has no server: not even an idle one. */
function startWithFirstPrompt(started: Server): vscode.Disposable {
  const isOurs = (document: vscode.TextDocument): boolean =>
    vscode.languages.match(SELECTOR, document) > 0;
  const waiting = vscode.workspace.onDidOpenTextDocument((document) => {
    if (isOurs(document)) begin();
  });
  const begin = (): void => {
    waiting.dispose();
    void started.start();
  };
  if (vscode.workspace.textDocuments.some(isOurs)) begin();
  return waiting;
}
