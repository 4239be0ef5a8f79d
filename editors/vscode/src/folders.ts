/** Paths that stay inside the workspace. */

import * as path from "node:path";

/**
 * The absolute path of `file`, which is absolute or relative to the first folder that
 * is given; `undefined` if it lies in none of them.
 */
export function insideFolders(
  file: string,
  folders: readonly string[],
): string | undefined {
  const [first] = folders;
  if (first === undefined || file.includes("\0")) return undefined;
  const absolute = path.resolve(first, file);
  return folders.some((folder) => isInside(absolute, folder)) ? absolute : undefined;
}

function isInside(file: string, folder: string): boolean {
  const way = path.relative(folder, file);
  return way !== "" && !path.isAbsolute(way) && way.split(path.sep)[0] !== "..";
}
