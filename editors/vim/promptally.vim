" Token counts in prompts for Claude, with Vim 9 and YouCompleteMe.
" Put this into your vimrc, above the line that loads YouCompleteMe.

augroup promptally
  autocmd!
  autocmd BufNewFile,BufRead *.prompt,*.prompty,*.mdc,.cursorrules setfiletype markdown
  autocmd BufNewFile,BufRead *.jsonl,*.ndjson setfiletype jsonl
  autocmd BufNewFile,BufRead *.poml setfiletype poml
  autocmd FileType poml setlocal syntax=xml commentstring=<!--\ %s\ -->
augroup END
" Vim has this off if a vimrc does not say so, and YouCompleteMe goes by file types.
filetype on

let g:ycm_enable_inlay_hints = 1
let g:ycm_language_server = get(g:, 'ycm_language_server', []) + [{
\   'name': 'promptally',
\   'cmdline': ['promptally', 'serve'],
\   'filetypes': ['markdown', 'json', 'jsonl', 'yaml', 'text', 'poml'],
\   'project_root_files': ['promptally.toml', '.git'],
\ }]
" YouCompleteMe keeps away from Markdown unless it is told not to.
let g:ycm_filetype_blacklist = get(g:, 'ycm_filetype_blacklist', {
\   'tagbar': 1, 'notes': 1, 'netrw': 1, 'unite': 1, 'vimwiki': 1,
\   'infolog': 1, 'leaderf': 1, 'mail': 1,
\ })
