/** What the report's page may say to the extension; whatever else it says is nothing. */

export type Message =
  | { readonly command: "refresh" }
  | { readonly command: "open"; readonly file: string; readonly line: number };

/** The message in `said`, which comes from a page and may be anything. */
export function messageOf(said: unknown): Message | undefined {
  if (typeof said !== "object" || said === null) return undefined;
  const { command, file, line } = said as Record<string, unknown>;
  if (command === "refresh") return { command };
  if (command !== "open" || typeof file !== "string") return undefined;
  if (typeof line !== "number" || !Number.isInteger(line) || line < 1) return undefined;
  return { command, file, line };
}
