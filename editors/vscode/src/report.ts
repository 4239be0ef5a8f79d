/** The report in a panel: the server makes the page, a click in it opens a file. */

import { randomBytes } from "node:crypto";

import * as vscode from "vscode";

import { insideFolders } from "./folders.ts";
import { messageOf } from "./messages.ts";
import { ServerCommand } from "./protocol.ts";
import type { Report } from "./protocol.ts";
import type { Server } from "./server.ts";

export class ReportPanel implements vscode.Disposable {
  readonly #server: Server;
  #panel: vscode.WebviewPanel | undefined;
  /** The URIs of files by the names that the page has for them. */
  #files: Readonly<Record<string, string>> = {};

  constructor(server: Server) {
    this.#server = server;
  }

  /** Show the report as it is now, in the panel that there is or in a new one. */
  async show(): Promise<void> {
    // Nobody who has not seen this page before its making can know the nonce.
    const nonce = randomBytes(24).toString("hex");
    const report = await this.#server.execute<Report>(ServerCommand.report, { nonce });
    if (report.html === null) {
      const said = "Promptally: there is no prompt file in this workspace.";
      void vscode.window.showInformationMessage(said);
      return;
    }
    this.#files = report.files;
    const isNew = this.#panel === undefined;
    const panel = (this.#panel ??= this.#open());
    panel.webview.html = report.html;
    if (!isNew) panel.reveal(undefined, true);
  }

  dispose(): void {
    this.#panel?.dispose();
  }

  #open(): vscode.WebviewPanel {
    // Its policy lets the page run its own script; it may load no file, not even ours.
    const options = { enableScripts: true, localResourceRoots: [] };
    const { Active: column } = vscode.ViewColumn;
    const panel = vscode.window.createWebviewPanel(
      "promptally.report",
      "Promptally Report",
      column,
      options,
    );
    panel.iconPath = new vscode.ThemeIcon("graph");
    panel.webview.onDidReceiveMessage((said) => this.#hear(said).catch(tell));
    panel.onDidDispose(() => (this.#panel = undefined));
    return panel;
  }

  async #hear(said: unknown): Promise<void> {
    const message = messageOf(said);
    if (message?.command === "refresh") await this.show();
    else if (message) await this.#openFile(message.file, message.line);
  }

  /** Open what the page names, if it is a file of this workspace. */
  async #openFile(name: string, line: number): Promise<void> {
    const known = Object.hasOwn(this.#files, name) ? this.#files[name] : undefined;
    const folders = vscode.workspace.workspaceFolders ?? [];
    const file =
      known &&
      insideFolders(
        vscode.Uri.parse(known).fsPath,
        folders.map((folder) => folder.uri.fsPath),
      );
    if (!file) throw new Error(`Promptally: ${name} is in no folder of this workspace.`);
    const at = new vscode.Position(line - 1, 0);
    await vscode.window.showTextDocument(vscode.Uri.file(file), {
      selection: new vscode.Range(at, at),
      viewColumn: vscode.ViewColumn.Beside,
    });
  }
}

function tell(error: unknown): void {
  void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
}
