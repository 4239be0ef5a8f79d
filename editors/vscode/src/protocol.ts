/** What the extension and the server say to each other beyond the LSP. */

/**
 * Commands of the server. The language client registers each under this very name, so
 * the palette's, which work before the server runs, have names of their own.
 */
export const ServerCommand = {
  check: "promptally.countWorkspace",
  count: "promptally.count",
  countEachMessage: "promptally.countEachMessage",
  countExactly: "promptally.countExactly",
  goOffline: "promptally.goOffline",
  goOnline: "promptally.goOnline",
  models: "promptally.models",
  report: "promptally.report",
  setBudget: "promptally.setBudget",
} as const;

/** Sent by the server after each change of what is known of an open prompt file. */
export const STATUS = "promptally/status";

export interface Status {
  readonly uri: string;
  /** The total, its source and its share of the budget; empty for no prompt file. */
  readonly text: string;
  /** Markdown. */
  readonly tooltip?: string;
  /** `error` means over a budget, `warning` near one. */
  readonly severity?: "error" | "warning" | "information";
  /** How the file's workspace is counted. */
  readonly mode?: "online" | "offline";
}

/** Sent at the start and after each change of the settings. */
export const PROMPTS = "promptally/prompts";

export interface Prompts {
  /** Further files that are prompts, as in `.gitignore`. */
  readonly globs: readonly string[];
}

/** The answer of `ServerCommand.report`; no page where there is no prompt file. */
export interface Report {
  readonly html: string | null;
  /** The URI of each file by the name that the page has for it. */
  readonly files: Readonly<Record<string, string>>;
}

/** A file over its budget, with a sentence about it. */
export interface Over {
  readonly uri: string;
  readonly text: string;
}

/** The answer of `ServerCommand.check`, as far as it is read here. */
export interface Checked {
  readonly over?: readonly Over[];
}

/** An entry of the answer of `ServerCommand.models`. */
export interface Model {
  readonly id: string;
  readonly description?: string;
}
