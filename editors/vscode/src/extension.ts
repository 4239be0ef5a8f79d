/** The extension: it puts the parts together and says when the server starts. */

import * as vscode from "vscode";

import { Badges } from "./badges.ts";
import { registerCommands } from "./commands.ts";
import { tell } from "./failures.ts";
import { onKeyChange } from "./key.ts";
import { ReportPanel } from "./report.ts";
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
  const report = new ReportPanel(started);
  const restart = (): void => {
    if (started.state !== "stopped") void started.restart();
  };
  context.subscriptions.push(
    log,
    started,
    status,
    badges,
    report,
    started.onFailure((error) => void tell(error, started, log)),
    ...registerCommands({ secrets, log, server: started, status, badges, report }),
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
    vscode.languages.match(started.selector, document) > 0;
  const waiting = vscode.workspace.onDidOpenTextDocument((document) => {
    if (isOurs(document)) begin();
  });
  const begin = (): void => {
    waiting.dispose();
    void started.start();
  };
  if (vscode.workspace.textDocuments.some(isOurs)) begin();
  else void hasSettings().then((has) => has && begin());
  return waiting;
}

/** Settings of the workspace may name prompts that nothing else shows to be some. */
async function hasSettings(): Promise<boolean> {
  const prompts: unknown = vscode.workspace.getConfiguration("promptally").get("prompts");
  if (Array.isArray(prompts) && prompts.length > 0) return true;
  const found = await vscode.workspace.findFiles("promptally.toml", undefined, 1);
  return found.length > 0;
}
