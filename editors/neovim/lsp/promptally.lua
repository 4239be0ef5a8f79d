-- Neovim 0.11 and newer finds this description on the runtimepath by its name.
-- The file types are wide: the server knows prompt files by their names and shapes, and
-- every other file costs it one search for a word.
---@type vim.lsp.Config
return {
  cmd = { 'promptally', 'serve' },
  filetypes = { 'markdown', 'json', 'jsonc', 'jsonl', 'yaml', 'prompt', 'prompty' },
  root_markers = { 'promptally.toml', '.git' },
  init_options = { status = true },
}
