/** The tool by which an agent asks what a prompt file costs before it makes it longer. */

import * as vscode from "vscode";

import { insideFolders } from "./folders.ts";
import { ServerCommand } from "./protocol.ts";
import type { Server } from "./server.ts";

interface Input {
  readonly path: string;
}

export function registerTool(server: Server): vscode.Disposable {
  return vscode.lm.registerTool<Input>("promptally_count", {
    prepareInvocation: ({ input }) => ({
      invocationMessage: `Counting the tokens of ${String(input.path)}`,
    }),
    invoke: async ({ input }) => {
      const found = await count(server, String(input.path));
      const part = new vscode.LanguageModelTextPart(found);
      return new vscode.LanguageModelToolResult([part]);
    },
  });
}

/** The count as JSON. An agent gets no further than the folders of the workspace. */
async function count(server: Server, path: string): Promise<string> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const file = insideFolders(
    path,
    folders.map((folder) => folder.uri.fsPath),
  );
  if (file === undefined) {
    throw new Error(`${path} is in no folder of this workspace.`);
  }
  const uri = vscode.Uri.file(file).toString();
  const counted = await server.execute<unknown>(ServerCommand.count, { uri });
  if (counted === null) throw new Error(`${path} is no prompt file.`);
  return JSON.stringify(counted);
}
