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
  "**/.cursor/rules/**/*.mdc",
  "**/*.instructions.md",
  "**/*.{prompt,system}.md",
  "**/*.{prompt,prompty}",
  "**/*.prompt.{yml,yaml}",
  "**/promptfooconfig.{yml,yaml}",
  "**/*.{request,requests,batch,batches,messages}.{json,yml,yaml}",
  "**/*.{jsonl,ndjson}",
  // Folders that say what is in them; what is none of it, the server rejects unread.
  "**/{prompt,prompts,request,requests,batch,batches}/**/*.{md,json,yml,yaml}",
  // Its own settings, so that a mistake in them is seen where it was made.
  "**/{promptally,pyproject}.toml",
];

export const SELECTOR: readonly Filter[] = [
  ...LANGUAGES.map((language) => ({ scheme: "file", language })),
  ...PATTERNS.map((pattern) => ({ scheme: "file", pattern })),
  { scheme: "untitled", language: "prompt" },
];
