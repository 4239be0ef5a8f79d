/** Which versions of the server this extension can talk to. */

/** The version in what `promptally --version` prints; nothing else passes for one. */
export function versionIn(output: string): string | undefined {
  return /^promptally, version (\d+\.\d+\.\d+\S*)\s*$/m.exec(output)?.[1];
}

/**
 * Whether a server of version `found` does all that the extension `wanted` asks for:
 * it is not older, and nothing that could break lies between the two. Before 1.0 that
 * is a step of the second number.
 */
export function isCompatible(found: string, wanted: string): boolean {
  const [a, b] = [numbers(found), numbers(wanted)];
  const line = b[0] === 0 ? 2 : 1;
  if (a.slice(0, line).join() !== b.slice(0, line).join()) return false;
  const differs = a.findIndex((number, at) => number !== b[at]);
  return differs < 0 || (a[differs] ?? 0) > (b[differs] ?? 0);
}

function numbers(version: string): number[] {
  return version.split(".", 3).map((part) => Number.parseInt(part, 10));
}
