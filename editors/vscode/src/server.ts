/** The server's life: one language client at a time, started when it is needed. */

import * as vscode from "vscode";
import {
  ExecuteCommandRequest,
  LanguageClient,
  State as ClientState,
} from "vscode-languageclient/node";
import type { LanguageClientOptions } from "vscode-languageclient/node";

import { serverVariables } from "./environment.ts";
import { storedKey } from "./key.ts";
import { locate, proxySettings } from "./locate.ts";
import { PROMPTS, STATUS } from "./protocol.ts";
import type { Prompts, Status } from "./protocol.ts";
import { selectorFor } from "./selector.ts";
import type { Filter } from "./selector.ts";

/** Where the globs of the workspace's settings are kept from one start to the next. */
const GLOBS = "promptally.prompts";

export type State = "stopped" | "starting" | "running" | "failed";

/** The server that runs is too old, or too new, for what was asked. */
export class NotOffered extends Error {
  constructor(command: string) {
    super(`This Promptally server does not know ${command}. Update it, or this extension.`);
  }
}

export class Server implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #log: vscode.LogOutputChannel;
  readonly #states = new vscode.EventEmitter<State>();
  readonly #statuses = new vscode.EventEmitter<Status>();
  readonly #failures = new vscode.EventEmitter<unknown>();
  #client: LanguageClient | undefined;
  #turn: Promise<void> = Promise.resolve();
  #state: State = "stopped";

  readonly onState = this.#states.event;
  readonly onStatus = this.#statuses.event;
  /** What kept a start from ending well; whoever listens tells the user. */
  readonly onFailure = this.#failures.event;

  constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
    this.#context = context;
    this.#log = log;
  }

  get state(): State {
    return this.#state;
  }

  /** Which files the server is told of, as far as its last word on that is known. */
  get selector(): Filter[] {
    return selectorFor(this.#context.workspaceState.get<string[]>(GLOBS) ?? []);
  }

  /** Start, or stop and start again; also the way in which the first start happens. */
  restart(mayFetchPython = false): Promise<void> {
    return this.#queue(async () => {
      await this.#stop();
      await this.#start(mayFetchPython);
    });
  }

  /** Start unless it runs or is about to. */
  start(): Promise<void> {
    return this.#queue(async () => {
      if (this.#state === "stopped") await this.#start(false);
    });
  }

  /** The answer of the server to one of its own commands; starts it if need be. */
  async execute<Answer>(command: string, ...parameters: unknown[]): Promise<Answer> {
    await (this.#state === "failed" ? this.restart() : this.start());
    const client = this.#client;
    if (client === undefined) throw new Error("Promptally's server is not running.");
    const offered = client.initializeResult?.capabilities.executeCommandProvider;
    if (!offered?.commands.includes(command)) throw new NotOffered(command);
    const request = { command, arguments: parameters };
    return (await client.sendRequest(ExecuteCommandRequest.type, request)) as Answer;
  }

  /** Stop for good. */
  stop(): Promise<void> {
    return this.#queue(() => this.#stop());
  }

  dispose(): void {
    for (const emitter of [this.#states, this.#statuses, this.#failures]) {
      emitter.dispose();
    }
  }

  /** One change of state after the other: two starts at once would run two servers. */
  #queue(work: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(work, work);
    return this.#turn;
  }

  async #start(mayFetchPython: boolean): Promise<void> {
    this.#enter("starting");
    const context = this.#context;
    try {
      const found = await locate({ context, log: this.#log, mayFetchPython });
      const key = await storedKey(context.secrets);
      // The language client passes on what is given here, and nothing of its own.
      const env = { ...process.env, ...serverVariables(proxySettings(), key) };
      const { program: command, parameters } = found;
      this.#log.info(`starting ${command} (${found.origin})`);
      // Not the workspace: nothing in there may be taken for a part of the server.
      const cwd = context.extensionPath;
      const run = { command, args: [...parameters], options: { env, cwd } };
      const client = new LanguageClient("promptally", "Promptally", run, this.#options());
      client.onNotification(STATUS, (status: Status) => this.#statuses.fire(status));
      client.onNotification(PROMPTS, (said: Prompts) => this.#choose(said.globs));
      client.onDidChangeState(({ newState }) => this.#follow(client, newState));
      this.#client = client;
      await client.start();
      this.#enter("running");
    } catch (error) {
      this.#client = undefined;
      this.#log.error(error instanceof Error ? error.message : String(error));
      this.#enter("failed");
      this.#failures.fire(error);
    }
  }

  /** A server that died is started again by its client, a few times. */
  #follow(client: LanguageClient, state: ClientState): void {
    if (client !== this.#client) return;
    if (state === ClientState.Running) this.#enter("running");
    else this.#enter(state === ClientState.Stopped ? "failed" : "starting");
  }

  /** A client chooses its files once, so that other globs need another client. */
  async #choose(globs: readonly string[]): Promise<void> {
    const before = JSON.stringify(this.selector);
    await this.#context.workspaceState.update(GLOBS, globs);
    if (JSON.stringify(this.selector) !== before) await this.restart();
  }

  async #stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    // A server that died meanwhile cannot be stopped, and need not be.
    await client?.dispose().catch(() => undefined);
    this.#enter("stopped");
  }

  #enter(state: State): void {
    this.#state = state;
    this.#states.fire(state);
  }

  #options(): LanguageClientOptions {
    return {
      documentSelector: this.selector as LanguageClientOptions["documentSelector"] & object,
      initializationOptions: {
        trusted: vscode.workspace.isTrusted,
        status: true,
        prompts: true,
      },
      outputChannel: this.#log,
      // The failure is told once, by us, with a way forward.
      initializationFailedHandler: () => false,
    };
  }
}
