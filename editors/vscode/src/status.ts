/** The status bar item: what the server says of the file in front, and nothing else. */

import * as vscode from "vscode";

import type { Status } from "./protocol.ts";
import type { Server, State } from "./server.ts";

const BACKGROUNDS: Readonly<Record<string, string>> = {
  error: "statusBarItem.errorBackground",
  warning: "statusBarItem.warningBackground",
};

export class StatusBar implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #known = new Map<string, Status>();
  readonly #parts: vscode.Disposable[];
  #state: State = "stopped";

  constructor(server: Server) {
    const side = vscode.StatusBarAlignment.Right;
    this.#item = vscode.window.createStatusBarItem("promptally.status", side, 100);
    this.#item.name = "Promptally";
    this.#item.command = "promptally.editor.showMenu";
    this.#parts = [
      this.#item,
      server.onStatus((status) => this.#take(status)),
      server.onState((state) => this.#enter(state)),
      vscode.window.onDidChangeActiveTextEditor(() => this.#show()),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#forget(uri)),
    ];
  }

  /** What the server said last of the file in front. */
  get current(): Status | undefined {
    const uri = vscode.window.activeTextEditor?.document.uri;
    return uri && this.#known.get(uri.toString());
  }

  dispose(): void {
    for (const part of this.#parts) part.dispose();
  }

  #take(status: Status): void {
    // The server may spell a URI in its own way; VS Code's is the one to compare.
    const uri = vscode.Uri.parse(status.uri).toString();
    if (status.text) this.#known.set(uri, status);
    else this.#known.delete(uri);
    void vscode.commands.executeCommand("setContext", "promptally.hasCounted", true);
    this.#show();
  }

  #enter(state: State): void {
    this.#state = state;
    // What an older server said is no longer anybody's word.
    if (state !== "running") this.#known.clear();
    this.#show();
  }

  #forget(uri: vscode.Uri): void {
    this.#known.delete(uri.toString());
    this.#show();
  }

  #show(): void {
    const status = this.current;
    if (this.#state === "starting") {
      this.#draw("$(loading~spin) Promptally", "Promptally's server is starting");
    } else if (this.#state === "failed") {
      this.#draw("$(error) Promptally", "Promptally's server did not start", "error");
    } else if (status) {
      this.#draw(`$(symbol-numeric) ${status.text}`, status.tooltip, status.severity);
    } else {
      this.#item.hide();
    }
  }

  #draw(text: string, tooltip?: string, severity = "information"): void {
    const color = BACKGROUNDS[severity];
    this.#item.text = text;
    this.#item.tooltip = new vscode.MarkdownString(tooltip ?? "");
    this.#item.backgroundColor = color ? new vscode.ThemeColor(color) : undefined;
    this.#item.show();
  }
}
