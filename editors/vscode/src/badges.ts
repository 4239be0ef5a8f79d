/** Marks in the explorer: files that the last check of the workspace found over budget. */

import * as vscode from "vscode";

import type { Over, Status } from "./protocol.ts";
import type { Server } from "./server.ts";

export class Badges implements vscode.FileDecorationProvider, vscode.Disposable {
  readonly #changes = new vscode.EventEmitter<vscode.Uri[]>();
  readonly #parts: vscode.Disposable[];
  #over = new Map<string, string>();
  #isChecked = false;

  readonly onDidChangeFileDecorations = this.#changes.event;

  constructor(server: Server) {
    this.#parts = [
      this.#changes,
      vscode.window.registerFileDecorationProvider(this),
      server.onStatus((status) => this.#follow(status)),
    ];
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    const text = this.#over.get(uri.toString());
    if (text === undefined) return undefined;
    const color = new vscode.ThemeColor("list.errorForeground");
    return { badge: "T", tooltip: text, color, propagate: false };
  }

  /** Take the result of a check. */
  replace(found: readonly Over[]): void {
    const old = this.#over;
    this.#isChecked = true;
    this.#over = new Map(
      found.map(({ uri, text }) => [vscode.Uri.parse(uri).toString(), text]),
    );
    const changed = new Set([...old.keys(), ...this.#over.keys()]);
    this.#changes.fire([...changed].map((uri) => vscode.Uri.parse(uri)));
  }

  dispose(): void {
    for (const part of this.#parts) part.dispose();
  }

  /** A file that is edited after the check keeps its mark true to what is known now. */
  #follow(status: Status): void {
    if (!this.#isChecked) return;
    const uri = vscode.Uri.parse(status.uri);
    const text = status.severity === "error" ? status.text : undefined;
    if (this.#over.get(uri.toString()) === text) return;
    if (text === undefined) this.#over.delete(uri.toString());
    else this.#over.set(uri.toString(), text);
    this.#changes.fire([uri]);
  }
}
