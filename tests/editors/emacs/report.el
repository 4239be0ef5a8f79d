;;; report.el --- What Emacs shows, as JSON in $REPORT  -*- lexical-binding: t; -*-

;; Run as: emacs --batch -Q -L FOLDER -l report.el, in the workspace.  In batch mode
;; nothing is drawn, so what a window would ask for is asked for here.

(require 'promptally)
(require 'eglot)
(require 'flymake)
(setq eglot-sync-connect 20)

(defmacro until (form)
  "Wait for FORM's value; nil when it does not come."
  `(let ((end (+ (float-time) 15)) value)
     (while (and (not (setq value ,form)) (< (float-time) end))
       (accept-process-output nil 0.05))
     value))

(defun drawn-hints ()
  "The hints that stand in the buffer: line from 0, text before it there, label."
  (eglot--update-hints-1 (point-min) (point-max))
  (accept-process-output nil 0.2)
  (let (found)
    (dolist (overlay (overlays-in (point-min) (1+ (point-max))))
      (when (overlay-get overlay 'eglot--inlay-hint)
        (let* ((after (overlay-get overlay 'after-string))
               (place (if after (overlay-end overlay) (overlay-start overlay))))
          (push `(:line ,(1- (line-number-at-pos place))
                  :before ,(save-excursion
                             (goto-char place)
                             (buffer-substring-no-properties (pos-bol) place))
                  :label ,(substring-no-properties
                           (or after (overlay-get overlay 'before-string))))
                found))))
    (sort found :key (lambda (hint) (plist-get hint :line)))))

(defun found-problems ()
  (mapcar (lambda (one)
            `(:line ,(1- (line-number-at-pos (flymake-diagnostic-beg one)))
              :text ,(substring-no-properties (flymake-diagnostic-text one))))
          (flymake-diagnostics)))

(defun hover-at (text)
  (goto-char (point-min))
  (search-forward text)
  (let (said)
    (eglot-hover-eldoc-function (lambda (words &rest _) (setq said words)))
    (substring-no-properties (or (until said) ""))))

(defun report ()
  (find-file "hotel.prompt.md")
  (set-window-buffer (selected-window) (current-buffer))
  ;; `eglot-ensure' waits for a command to end; in batch mode there is none.
  (run-hooks 'post-command-hook)
  (until (eglot-managed-p))
  (let* ((hints (until (let ((now (drawn-hints))) (and (cdr now) now))))
         (before (plist-get (car hints) :label))
         (problems (progn (flymake-start) (until (found-problems))))
         (hover (hover-at "# Sys"))
         after)
    (goto-char (point-max))
    (insert "Eleven more words, so that the total on top must change.\n")
    (eglot--signal-textDocument/didChange)
    (setq after (until (let ((now (plist-get (car (drawn-hints)) :label)))
                         (and now (not (equal now before)) now))))
    `(:version ,emacs-version
      :encoding ,(plist-get (eglot--capabilities (eglot-current-server))
                            :positionEncoding)
      :others ,(mapcar (lambda (name) (cons name (and (promptally-file-p name) t)))
                       '("/a/notes.md" "/a/package.json" "/aCLAUDE.md"
                         "/a/x.cursorrules" "/a/x.request.json"
                         "/a/.claude/agents/b.md" "/a/.github/agents/b.md"
                         "/a/.cursor/commands/b.md" "/a/.continue/prompts/b.md"
                         "/a/b.chatmode.md" "/a/promptfooconfig.json"
                         "/a/.cursorrules" "/a/b.poml" "CLAUDE.md"))
      :hints ,(vconcat hints) :problems ,(vconcat problems) :hover ,hover
      :after ,after :text ,(buffer-string))))

(let ((report (report)))
  (set-buffer-modified-p nil)
  (with-temp-file (getenv "REPORT")
    (insert (json-encode report))))
;;; report.el ends here
