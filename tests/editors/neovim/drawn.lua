-- Waits until hints stand in the open file and writes them as JSON into $OUT.
local labels = {}
vim.wait(10000, function()
  labels = {}
  for _, item in ipairs(vim.lsp.inlay_hint.get({ bufnr = 0 })) do
    table.insert(labels, item.inlay_hint.label)
  end
  return #labels > 0
end, 20)
vim.fn.writefile({ vim.json.encode(labels) }, vim.env.OUT)
vim.cmd('qall!')
