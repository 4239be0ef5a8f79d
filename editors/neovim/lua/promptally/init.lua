-- What other configurations may call.
local M = {}

---The version of the plugin; the server has the same.
M.version = '0.1.0'

---@class promptally.Status
---@field text string The file's total, its source and its share of the budget.
---@field tooltip? string More words about it, as Markdown.
---@field severity? string 'error', 'warning' or 'information'
---@field mode? string 'online' or 'offline': whether exact counts are asked for

---What the server says of a buffer; nil for what is no prompt file.
---@param buffer? integer 0 or nothing for the current one
---@return promptally.Status?
function M.status(buffer)
  return require('promptally.client').status(buffer or 0)
end

---The status of the current buffer as an item for 'statusline'; empty without one.
---@return string
function M.statusline()
  local status = M.status()
  return status and (status.text:gsub('%%', '%%%%')) or ''
end

return M
