-- What the plugin does once the server is attached: hints, the status, one command.
local M = {}

local HINTS = 'textDocument/inlayHint'
local SEVERITIES = { 'error', 'warning', 'information', 'information' }

---@type table<integer, promptally.Status>
local said = {}

local function options()
  return vim.g.promptally or {}
end

local function is_ours(client_id)
  local client = vim.lsp.get_client_by_id(client_id)
  return client ~= nil and client.name == 'promptally'
end

---Asks for the hints again, and draws them even where no letter has changed.
local function renew_hints(buffer)
  if vim.lsp.inlay_hint.is_enabled({ bufnr = buffer }) then
    vim.lsp.inlay_hint.enable(true, { bufnr = buffer })
  end
end

-- Hints ------------------------------------------------------------------------------

local function row_in_insert_mode(buffer)
  local is_typing = vim.api.nvim_get_mode().mode:sub(1, 1) == 'i'
  if is_typing and vim.api.nvim_get_current_buf() == buffer then
    return vim.api.nvim_win_get_cursor(0)[1] - 1
  end
end

---Without the hint of the line that is being typed, if the user wants that.
function M.on_hints(problem, hints, context, config)
  local row = options().hide_at_cursor and row_in_insert_mode(context.bufnr)
  if hints and row then
    hints = vim.tbl_filter(function(hint)
      return hint.position.line ~= row
    end, hints)
  end
  vim.lsp.handlers[HINTS](problem, hints, context, config)
  if not said[context.bufnr] then
    vim.cmd.redrawstatus() -- The total stands in it, and may be a new one.
  end
end

---Neovim's own handler keeps the old hints where the text is redrawn before the new
---ones come (0.11.4, 0.12.4), or until the next edit (0.10.4).
function M.on_hint_refresh(_, _, context)
  for buffer in pairs(vim.lsp.get_client_by_id(context.client_id).attached_buffers) do
    renew_hints(buffer)
  end
  return vim.NIL
end

local function hide_at_cursor(buffer, group)
  local row
  vim.api.nvim_create_autocmd({ 'InsertEnter', 'InsertLeave', 'CursorMovedI' }, {
    group = group,
    buffer = buffer,
    callback = function(event)
      local now = event.event ~= 'InsertLeave' and vim.api.nvim_win_get_cursor(0)[1] or nil
      if now ~= row then
        row = now
        -- The mode itself changes only after this event.
        vim.schedule(function()
          if vim.api.nvim_buf_is_valid(buffer) then
            renew_hints(buffer)
          end
        end)
      end
    end,
  })
end

-- Status -----------------------------------------------------------------------------

local function buffer_of(uri, client_id)
  local client = vim.lsp.get_client_by_id(client_id)
  for buffer in pairs(client and client.attached_buffers or {}) do
    if vim.uri_from_bufnr(buffer) == uri then
      return buffer
    end
  end
end

function M.on_status(_, sent, context)
  local buffer = type(sent) == 'table' and buffer_of(sent.uri, context.client_id)
  if buffer then
    said[buffer] = (sent.text or '') ~= '' and sent or nil
    vim.cmd.redrawstatus({ bang = true })
  end
end

local function worst_severity(buffer)
  local worst
  for _, found in ipairs(vim.diagnostic.get(buffer)) do
    if found.source == 'promptally' and (not worst or found.severity < worst) then
      worst = found.severity
    end
  end
  return SEVERITIES[worst]
end

---The total as the first line shows it.
local function status_of_hints(buffer)
  local top = { start = { line = 0, character = 0 }, ['end'] = { line = 0, character = 2 ^ 20 } }
  for _, item in ipairs(vim.lsp.inlay_hint.get({ bufnr = buffer, range = top })) do
    local label = item.inlay_hint.label
    if is_ours(item.client_id) and type(label) == 'string' then
      return { text = label, severity = worst_severity(buffer) }
    end
  end
end

function M.status(buffer)
  buffer = buffer == 0 and vim.api.nvim_get_current_buf() or buffer
  return said[buffer] or status_of_hints(buffer)
end

-- The life of the client -------------------------------------------------------------

---The server itself says what came out, and shows how far it is.
local function add_command(buffer)
  vim.api.nvim_buf_create_user_command(buffer, 'LspPromptallyCountWorkspace', function()
    local what = { command = 'promptally.countWorkspace', arguments = {} }
    vim.lsp.buf_request(buffer, 'workspace/executeCommand', what)
  end, { desc = 'Count every prompt file of the workspace' })
end

function M.LspAttach(buffer)
  local group = vim.api.nvim_create_augroup('promptally.' .. buffer, {})
  if options().hints ~= false then
    vim.lsp.inlay_hint.enable(true, { bufnr = buffer })
  end
  if options().hide_at_cursor then
    hide_at_cursor(buffer, group)
  end
  add_command(buffer)
end

function M.LspDetach(buffer)
  said[buffer] = nil
  pcall(vim.api.nvim_del_augroup_by_name, 'promptally.' .. buffer)
  pcall(vim.api.nvim_buf_del_user_command, buffer, 'LspPromptallyCountWorkspace')
end

---Neovim 0.10 has no `vim.lsp.enable`; this does what it would.
function M.start_on_file_types(group, ours)
  local file = vim.api.nvim_get_runtime_file('lsp/promptally.lua', false)[1]
  local base = vim.tbl_extend('error', dofile(file), ours, { name = 'promptally' })
  local config = vim.tbl_deep_extend('force', base, options().lsp or {})
  vim.api.nvim_create_autocmd('FileType', {
    group = group,
    pattern = config.filetypes,
    callback = function(event)
      if vim.bo[event.buf].buftype == '' then
        local root = vim.fs.root(event.buf, config.root_markers)
        local wanted = vim.tbl_extend('force', config, { root_dir = root })
        vim.lsp.start(wanted, { bufnr = event.buf })
      end
    end,
  })
end

return M
