/** The API key: in VS Code's secret storage, and from there in the server's environment. */

import * as vscode from "vscode";

const NAME = "promptally.apiKey";

export async function storedKey(
  secrets: vscode.SecretStorage,
): Promise<string | undefined> {
  return (await secrets.get(NAME)) || undefined;
}

/** Calls `changed` when the key was set or removed, in this window or in another. */
export function onKeyChange(
  secrets: vscode.SecretStorage,
  changed: () => void,
): vscode.Disposable {
  return secrets.onDidChange(({ key }) => {
    if (key === NAME) changed();
  });
}

/** Ask for a key and keep it. */
export async function setKey(secrets: vscode.SecretStorage): Promise<void> {
  const key = await vscode.window.showInputBox({
    title: "Promptally: Set API Key",
    prompt: "Kept in your system's secret storage, and given to the server only.",
    placeHolder: "sk-ant-…",
    password: true,
    ignoreFocusOut: true,
    validateInput: keyFault,
  });
  if (key) await secrets.store(NAME, key.trim());
}

export async function removeKey(secrets: vscode.SecretStorage): Promise<void> {
  const had = (await storedKey(secrets)) !== undefined;
  await secrets.delete(NAME);
  const said = had ? "The API key was removed." : "There was no API key to remove.";
  void vscode.window.showInformationMessage(said);
}

/** Why a text can be no key: such a header could not be sent. */
function keyFault(text: string): string | undefined {
  if (/^[\x21-\x7e]*$/.test(text.trim())) return undefined;
  return "A key has letters, digits and dashes only.";
}
