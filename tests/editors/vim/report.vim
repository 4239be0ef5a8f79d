" Waits until Vim shows what the server says, types, waits again, and writes what was
" drawn as JSON into $REPORT. It ends Vim itself, so that YouCompleteMe ends its server.
let s:report = {}
let s:ticks = 0

func s:Hints() abort
  " A hint is several marks: its own, and those of the space around it.
  let found = []
  for line in range(1, line('$'))
    let marks = filter(prop_list(line), 'get(v:val, "type", "") =~# "^YCM_INLAY"')
    call filter(marks, 'has_key(v:val, "text")')
    if !empty(marks)
      let label = join(map(copy(marks), 'v:val.text'), '')
      call add(found, {'line': line - 1, 'byte': marks[0].col - 1, 'label': label})
    endif
  endfor
  return found
endfunc

func s:Total() abort
  let first = get(s:Hints(), 0, {'line': -1})
  return first.line == 0 ? first.label : ''
endfunc

func s:Tick(timer) abort
  let s:ticks += 1
  if !has_key(s:report, 'hints')
    let problems = getloclist(0)
    if len(s:Hints()) > 3 && len(problems) > 0
      let s:report.hints = s:Hints()
      let s:report.problems = map(problems, '{"line": v:val.lnum - 1, "text": v:val.text}')
      call append(line('$'), 'Eleven more words, so that the total on top must change.')
      doautocmd TextChanged
    endif
  elseif s:Total() !=# s:report.hints[0].label && !empty(s:Total())
    let s:report.after = s:Total()
    let s:report.text = join(getline(1, '$'), "\n") . "\n"
    call s:End()
  endif
  if s:ticks > 250
    call s:End()
  endif
endfunc

func s:End() abort
  call timer_stopall()
  call writefile([json_encode(s:report)], $REPORT)
  qall!
endfunc

autocmd VimEnter * call timer_start(100, function('s:Tick'), {'repeat': -1})
