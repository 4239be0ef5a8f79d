-- `:checkhealth promptally`: what has to be right before a count can be seen.
local M = {}

local PATIENCE = 1000 -- Milliseconds in which the server has to say its version.
local KEYS = { 'ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN' }

local function command()
  local config = vim.lsp.config and vim.lsp.config.promptally or (vim.g.promptally or {}).lsp
  local cmd = config and config.cmd
  return type(cmd) == 'table' and cmd[1] or 'promptally'
end

---Where this very file is in a checkout, its root can be named.
local function advice()
  local here = vim.uv.fs_realpath(debug.getinfo(1, 'S').source:sub(2))
  local server = here and vim.fs.root(here, 'server/promptally')
  local what = server and vim.fn.shellescape(vim.fs.dirname(server)) or '.'
  local where = server and '' or ', in the root of a checkout of the repository'
  return {
    'install the server: `uv tool install ' .. what .. '` or `pipx install ' .. what .. '`' .. where,
    'if it is installed: `uv tool update-shell` or `pipx ensurepath` puts it on the PATH',
  }
end

local function check_neovim()
  local version = tostring(vim.version())
  if vim.fn.has('nvim-0.10') == 0 then
    vim.health.error('Neovim ' .. version .. ' is too old', 'use Neovim 0.10 or newer')
  else
    vim.health.ok('Neovim ' .. version)
  end
end

local function ask_version(program)
  local started, process = pcall(vim.system, { program, '--version' }, { text = true })
  local answer = started and process:wait(PATIENCE)
  return answer and answer.code == 0 and answer.stdout:match('%d[%w%.%+%-]*')
end

local function check_server()
  local program = command()
  local path = vim.fn.exepath(program)
  if path == '' then
    vim.health.error('`' .. program .. '` is not on the PATH', advice())
    return
  end
  vim.health.ok('server: ' .. path)
  local version = ask_version(path)
  local ours = require('promptally').version
  if not version then
    vim.health.error('`' .. program .. ' --version` gave no answer within a second')
  elseif version ~= ours then
    local advice = 'update the one that is older'
    vim.health.warn('the server is ' .. version .. ', the plugin is ' .. ours, advice)
  else
    vim.health.ok('version ' .. version .. ', as the plugin')
  end
end

local function check_key()
  for _, name in ipairs(KEYS) do
    if (vim.env[name] or '') ~= '' then
      vim.health.ok('key: yes, in ' .. name)
      return
    end
  end
  vim.health.info('key: no; counts are made offline, and each says so')
end

local function cache_folder()
  if vim.env.PROMPTALLY_CACHE then
    return vim.env.PROMPTALLY_CACHE
  end
  local home = vim.uv.os_homedir() or '.'
  if vim.fn.has('mac') == 1 then
    return vim.fs.joinpath(home, 'Library', 'Caches', 'promptally')
  elseif vim.fn.has('win32') == 1 then
    return vim.fs.joinpath(vim.env.LOCALAPPDATA or home, 'promptally', 'promptally', 'Cache')
  end
  local above = vim.env.XDG_CACHE_HOME or ''
  return vim.fs.joinpath(above ~= '' and above or vim.fs.joinpath(home, '.cache'), 'promptally')
end

---The server makes the folder when it needs it: then the one above has to be writable.
local function check_cache()
  local folder = cache_folder()
  local there = folder
  while not vim.uv.fs_stat(there) and vim.fs.dirname(there) ~= there do
    there = vim.fs.dirname(there)
  end
  if vim.uv.fs_access(there, 'W') then
    vim.health.ok('cache: ' .. folder)
  else
    vim.health.warn('cache: ' .. there .. ' is not writable', 'exact counts are not kept')
  end
end

local function check_clients()
  local clients = vim.lsp.get_clients({ name = 'promptally' })
  if #clients == 0 then
    vim.health.info('no buffer is attached: open a prompt file')
  end
  for _, client in ipairs(clients) do
    local buffers = vim.tbl_keys(client.attached_buffers)
    local what = #buffers == 1 and 'one buffer' or #buffers .. ' buffers'
    vim.health.ok('attached to ' .. what .. ' in ' .. (client.config.root_dir or 'no folder'))
  end
end

function M.check()
  vim.health.start('promptally')
  check_neovim()
  if vim.fn.has('nvim-0.10') == 0 then
    return
  end
  check_server()
  check_key()
  check_cache()
  check_clients()
  vim.health.info('`promptally doctor` says more of exact counts')
end

return M
