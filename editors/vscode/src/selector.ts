/**
 * Which files the server is told of. Almost all are chosen by name; only those that VS
 * Code itself calls prompts are chosen by language. A JSON or Markdown file with any
 * name in any folder stays out: the server would have to look into every one of them.
 */

export interface Filter {
  readonly scheme: string;
  readonly language?: string;
  readonly pattern?: string;
}

/** VS Code's own languages for `*.prompt.md`, `*.instructions.md` and `SKILL.md`. */
const LANGUAGES = ["prompt", "instructions", "skill"];

export const PATTERNS = [
  "**/{CLAUDE,CLAUDE.local,AGENTS,GEMINI,SKILL}.md",
  "**/.claude/{agents,commands,rules,skills}/**/*.md",
  "**/.github/copilot-instructions.md",
  "**/.github/agents/**/*.md",
  "**/.cursor/rules/**/*.mdc",
  "**/.cursor/commands/**/*.md",
  "**/.cursorrules",
  "**/.continue/{prompts,rules}/**/*.md",
  "**/*.{instructions,agent,chatmode}.md",
  "**/*.{prompt,system}.md",
  "**/*.{prompt,prompty,poml}",
  "**/*.prompt.{yml,yaml}",
  "**/promptfooconfig.{yml,yaml,json}",
  "**/*.{request,requests,batch,batches,messages}.{json,yml,yaml}",
  "**/*.{jsonl,ndjson}",
  // Folders that say what is in them; what is none of it, the server rejects unread.
  "**/{prompt,prompts,request,requests,batch,batches}/**/*.{md,json,yml,yaml}",
  // Its own settings, so that a mistake in them is seen where it was made.
  "**/{promptally,pyproject}.toml",
];

const ALWAYS: readonly Filter[] = [
  ...LANGUAGES.map((language) => ({ scheme: "file", language })),
  ...PATTERNS.map((pattern) => ({ scheme: "file", pattern })),
  { scheme: "untitled", language: "prompt" },
];

/** The files of a workspace whose settings have these `prompts`. */
export function selectorFor(globs: readonly string[]): Filter[] {
  const asked = globs.flatMap(patternsOf);
  return [...ALWAYS, ...asked.map((pattern) => ({ scheme: "file", pattern }))];
}

/**
 * VS Code's patterns for a glob as in `.gitignore`: wherever it may stand, and all that
 * is in it if it is a folder. They may match more; the server has the last word.
 */
function patternsOf(glob: string): string[] {
  // VS Code knows no backslash, and reads braces as a choice.
  const plain = glob.trim().replaceAll(/\\.|[{}]/gu, "?");
  const name = plain.replace(/^\/+/u, "").replace(/^(\*\*\/)+/u, "").replace(/\/+$/u, "");
  if (name === "" || /^[!#]/u.test(glob)) return [];
  const inside = `**/${name}/**`;
  return plain.endsWith("/") ? [inside] : [`**/${name}`, inside];
}
