---@brief
---
--- Promptally tells what prompts for Claude cost in tokens while they are written: inlay
--- hints at the parts, hovers, and diagnostics for what is over its budget.
---
--- The server is started as `promptally serve`; `uv tool install .` or `pipx install .`
--- in a checkout of its repository installs it.
---
--- The file types are wide: the server knows prompt files by their names and shapes, and
--- every other file costs it one search for a word. Neovim has no names yet for three of
--- them:
---
--- ```lua
--- vim.filetype.add({
---   extension = { poml = 'poml', prompt = 'prompt', prompty = 'prompty' },
--- })
--- ```
---
--- Its settings belong into a `promptally.toml`, which editors and the command share.

---@type vim.lsp.Config
return {
  cmd = { 'promptally', 'serve' },
  filetypes = {
    'markdown',
    'json',
    'jsonc',
    'jsonl',
    'yaml',
    'text',
    'poml',
    'prompt',
    'prompty',
  },
  root_markers = { 'promptally.toml', '.git' },
}
