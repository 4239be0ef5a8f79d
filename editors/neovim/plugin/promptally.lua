-- Makes the server start by itself. What the user says stands in `vim.g.promptally`:
-- see `:help promptally-options`. Nothing of the plugin is loaded before it is needed.
if vim.g.loaded_promptally then
  return
end
vim.g.loaded_promptally = true

vim.filetype.add({
  extension = {
    mdc = 'markdown',
    ndjson = 'jsonl',
    poml = 'poml',
    prompt = 'prompt',
    prompty = 'prompty',
  },
  filename = { ['.cursorrules'] = 'markdown' },
})

if vim.fn.has('nvim-0.10') == 0 then
  return -- `:checkhealth promptally` says why nothing happens.
end

local function later(name)
  return function(...)
    return require('promptally.client')[name](...)
  end
end

-- What this plugin can do beyond `lsp/promptally.lua`, which works without it as well.
local ours = {
  handlers = {
    ['textDocument/inlayHint'] = later('on_hints'),
    ['workspace/inlayHint/refresh'] = later('on_hint_refresh'),
    ['promptally/status'] = later('on_status'),
  },
  init_options = { status = true },
}

local group = vim.api.nvim_create_augroup('promptally', {})

vim.api.nvim_create_autocmd({ 'LspAttach', 'LspDetach' }, {
  group = group,
  callback = function(event)
    local client = vim.lsp.get_client_by_id(event.data.client_id)
    if client and client.name == 'promptally' then
      require('promptally.client')[event.event](event.buf, client)
    end
  end,
})

local options = vim.g.promptally or {}
if vim.lsp.config then
  vim.lsp.config('promptally', ours)
  if options.enable ~= false then
    vim.lsp.enable('promptally')
  end
elseif options.enable ~= false then
  require('promptally.client').start_on_file_types(group, ours)
end
