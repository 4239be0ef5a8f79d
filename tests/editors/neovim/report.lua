-- Waits until the editor shows what the server says, types, changes a setting, and
-- writes what was shown as one JSON object into $REPORT. What does not come is null.
local PATIENCE, STEP = 10000, 20
local buffer = vim.api.nvim_get_current_buf()
local report = { version = tostring(vim.version()) }

local function wait_for(value)
  local found
  vim.wait(PATIENCE, function()
    found = value()
    return found ~= nil and found ~= false
  end, STEP)
  return found or vim.NIL
end

local function our_client()
  return vim.lsp.get_clients({ bufnr = buffer, name = 'promptally' })[1]
end

-- What is drawn is asked of the buffer's marks, not of the server.
local function drawn()
  vim.cmd('redraw!')
  local names = vim.api.nvim_get_namespaces()
  local namespace = names['nvim.lsp.inlayhint'] or names.vim_lsp_inlayhint
  local marks = vim.api.nvim_buf_get_extmarks(buffer, namespace, 0, -1, { details = true })
  return vim.tbl_map(function(mark)
    local parts = vim.tbl_map(function(part) return part[1] end, mark[4].virt_text)
    return { line = mark[2], byte = mark[3], label = table.concat(parts) }
  end, marks)
end

local function label_on_top()
  local first = drawn()[1]
  return first and first.line == 0 and first.label or nil
end

local function hover_text()
  vim.api.nvim_win_set_cursor(0, { 6, 0 })
  vim.lsp.buf.hover()
  return wait_for(function()
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= '' then
        local lines = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false)
        return table.concat(lines, '\n')
      end
    end
  end)
end

local function health_lines()
  vim.cmd('checkhealth promptally')
  local lines = vim.api.nvim_buf_get_lines(0, 0, -1, false)
  vim.cmd('bwipeout!')
  vim.api.nvim_set_current_buf(buffer)
  return lines
end

local function file_types(names)
  local found = {}
  for _, name in ipairs(names) do
    vim.cmd.edit(name)
    found[name] = { type = vim.bo.filetype, syntax = vim.b.current_syntax or vim.NIL }
  end
  vim.api.nvim_set_current_buf(buffer)
  return found
end

wait_for(function()
  local client = our_client()
  return client and client.initialized
end)
local client = our_client()
report.encoding = client and client.offset_encoding
report.root = client and client.config.root_dir
wait_for(function() return #drawn() > 3 end)
report.hints = drawn()
report.lines = vim.api.nvim_buf_get_lines(buffer, 0, -1, false)
report.diagnostics = wait_for(function()
  local found = vim.diagnostic.get(buffer)
  return #found > 0 and vim.tbl_map(function(one)
    return { code = one.code, line = one.lnum, severity = one.severity, message = one.message }
  end, found)
end)
report.hover = hover_text()
report.status = wait_for(function()
  local status = require('promptally').status()
  return status and status.mode and status
end)
report.statusline = require('promptally').statusline()
report.status_shown = vim.api.nvim_eval_statusline("%{%v:lua.require'promptally'.statusline()%}", {}).str
report.has_command = vim.fn.exists(':LspPromptallyCountWorkspace')
report.health = health_lines()
report.plugin_version = require('promptally').version

local before = label_on_top()
vim.api.nvim_buf_set_lines(buffer, -1, -1, false, { 'Eleven more words, so that the total on top must change.' })
report.total_before = before
report.total_after = wait_for(function()
  local now = label_on_top()
  return now ~= nil and now ~= before and now
end)
report.statusline_after = wait_for(function()
  local now = require('promptally').statusline()
  return now ~= report.statusline and now
end)
report.text_after = table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n') .. '\n'

-- No letter changes: only the server's request to ask again can make this happen.
client.settings = { promptally = { hints = 'total' } }
vim.lsp.buf_notify(buffer, 'workspace/didChangeConfiguration', { settings = client.settings })
report.only_total = wait_for(function()
  local marks = drawn()
  return #marks == 1 and marks
end)

report.file_types = file_types({
  'a.prompt',
  'a.prompty',
  'a.poml',
  'a.mdc',
  '.cursorrules',
  'a.prompt.md',
  'a.agent.md',
  'a.ndjson',
})
vim.opt.runtimepath:append(vim.env.HOME)
vim.cmd('silent helptags ' .. vim.fn.fnameescape(vim.env.HOME .. '/doc'))
vim.cmd('help promptally')
vim.cmd('help promptally-statusline')
report.help = vim.fn.expand('%:t')
report.messages = vim.fn.execute('messages')

local file = assert(io.open(vim.env.REPORT, 'w'))
file:write(vim.json.encode(report))
file:close()
