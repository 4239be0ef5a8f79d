/** Finding the server with what VS Code knows: settings, storage, progress. */

import * as path from "node:path";

import * as vscode from "vscode";

import { findServer } from "./discovery.ts";
import type { Found } from "./discovery.ts";
import type { ProxySettings } from "./environment.ts";
import { proxyVariables } from "./environment.ts";
import { install, installed } from "./installation.ts";
import type { Carried, Site } from "./installation.ts";
import { findProgram, isProgram, run } from "./programs.ts";

/** What a start needs beside the extension itself. */
export interface Start {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly mayFetchPython: boolean;
}

/** The command that serves; the first time this may set one up, with progress. */
export async function locate(start: Start): Promise<Found> {
  const said = vscode.workspace.getConfiguration("promptally").get("server.path");
  const manifest = start.context.extension.packageJSON as { version: string };
  return findServer({
    setting: typeof said === "string" ? said.trim() : "",
    wanted: manifest.version,
    find: (name) => findProgram(name, process.env),
    run,
    isProgram,
    own: () => ownPython(start),
    log: (line) => start.log.info(line),
  });
}

/** VS Code's settings for proxies; a workspace cannot change them. */
export function proxySettings(): ProxySettings {
  const http = vscode.workspace.getConfiguration("http");
  return {
    proxy: http.get("proxy"),
    noProxy: http.get("noProxy"),
    support: http.get("proxySupport"),
  };
}

async function ownPython(start: Start): Promise<string> {
  const known = await installed(site(start, () => undefined));
  if (known !== undefined) return known;
  const title = "Setting up Promptally's server (once)";
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress(
    { location, title, cancellable: true },
    (progress, token) => {
      const stop = new AbortController();
      token.onCancellationRequested(() => stop.abort());
      const report = (message: string): void => progress.report({ message });
      return install({ ...site(start, report), signal: stop.signal });
    },
  );
}

function site(start: Start, report: (step: string) => void): Site {
  return {
    storage: path.join(start.context.globalStorageUri.fsPath, "server"),
    carried: carried(start.context),
    environment: proxyVariables(proxySettings()),
    find: (name) => findProgram(name, process.env),
    run,
    platform: process.platform,
    mayFetchPython: start.mayFetchPython,
    report,
    log: (line) => start.log.info(line),
  };
}

function carried(context: vscode.ExtensionContext): Carried {
  const folder = context.asAbsolutePath("server");
  const { version } = context.extension.packageJSON as { version: string };
  return {
    wheel: path.join(folder, `promptally-${version}-py3-none-any.whl`),
    requirements: path.join(folder, "requirements.txt"),
  };
}
