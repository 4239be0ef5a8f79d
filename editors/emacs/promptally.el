;;; promptally.el --- Token counts in prompts for Claude  -*- lexical-binding: t; -*-

;; Package-Requires: ((emacs "29.1"))
;; Version: 0.1.0

;;; Commentary:

;; The server is installed by `uv tool install .' or `pipx install .' in the root of a
;; checkout of its repository.
;;
;; Starts the language server `promptally serve' for prompt files, with Eglot or with
;; lsp-mode.  Put this into your configuration:
;;
;;     (require 'promptally)

;;; Code:

(eval-when-compile (require 'eieio)) ; Eglot has loaded it when its class is needed.

(defgroup promptally nil
  "Token counts in prompts for Claude."
  :group 'tools)

(defcustom promptally-command '("promptally" "serve")
  "The command line that starts the server."
  :type '(repeat string))

(defcustom promptally-files
  (rx (or (seq (or bos "/")
               (or (seq (or "CLAUDE" "CLAUDE.local" "AGENTS" "GEMINI" "SKILL") ".md")
                   (seq ".claude/" (or "agents" "commands" "rules" "skills") "/"
                        (+ nonl) ".md")
                   ".github/copilot-instructions.md"
                   (seq (or ".github/agents/" ".cursor/commands/"
                            ".continue/rules/" ".continue/prompts/")
                        (+ nonl) ".md")
                   (seq ".cursor/rules/" (+ nonl) ".mdc")
                   ".cursorrules"
                   (seq "promptfooconfig." (or "yml" "yaml" "json"))))
          (seq "." (or "prompt" "system" "instructions" "agent" "chatmode") ".md")
          (seq "." (or "prompt" "prompty" "poml"))
          (seq ".prompt." (or "yml" "yaml"))
          (seq "." (or "request" "requests" "batch" "batches" "messages")
               "." (or "json" "yml" "yaml"))
          (seq "." (or "jsonl" "ndjson")))
      eos)
  "Names of the files for which the server is started by itself."
  :type 'regexp)

(defun promptally-file-p (name &rest _)
  "Return non-nil if NAME is a file that the server is started for."
  (and name
       (let ((case-fold-search nil))
         (or (string-match-p promptally-files name)
             (promptally--asked-for-p name)))))

;; Further prompts are named by globs in the workspace's settings.  What is made of them
;; here may match more than they do; the server has the last word.

(defun promptally--asked-for-p (name)
  "Return non-nil if the `promptally.toml' above the file NAME calls it a prompt."
  (when-let* ((folder (locate-dominating-file name "promptally.toml")))
    (let ((inside (file-relative-name name folder)))
      (seq-some (lambda (glob)
                  (ignore-error invalid-regexp
                    (string-match-p (promptally--regexp glob) inside)))
                (promptally--globs (expand-file-name "promptally.toml" folder))))))

(defun promptally--globs (file)
  "Return the strings of the array `prompts' in the TOML of FILE."
  (with-temp-buffer
    (ignore-error file-error (insert-file-contents file))
    (when (re-search-forward (rx bol "prompts" (* blank) "=" (* blank) "[") nil t)
      (let (globs)
        (while (progn
                 (skip-chars-forward " \t\r\n,")
                 (looking-at (rx (or (seq "#" (* nonl))
                                     (seq "\"" (group (* (not (any "\"\n")))) "\"")
                                     (seq "'" (group (* (not (any "'\n")))) "'")))))
          (goto-char (match-end 0))
          (when-let* ((glob (or (match-string 1) (match-string 2))))
            (push glob globs)))
        globs))))

(defun promptally--regexp (glob)
  "Return a regexp for what GLOB names, and for all in it if it is a folder."
  (let ((name (replace-regexp-in-string (rx (or (seq bos (* (any "/*")) "/")
                                                (seq "/" eos)))
                                        "" glob)))
    (concat (rx (group (or bos "/")))
            (replace-regexp-in-string (rx (or "**/" "**" "[!" (seq "\\" nonl)
                                              (any "*?.+^$")))
                                      #'promptally--regexp-of-part name t t)
            (rx (group (or "/" eos))))))

(defun promptally--regexp-of-part (part)
  "Return the regexp for PART of a glob, which has a meaning there or in a regexp."
  (pcase part
    ("**/" (rx (? (* nonl) "/")))
    ("**" (rx (* nonl)))
    ("*" (rx (* (not "/"))))
    ("[!" "[^")
    ((or "." "+" "^" "$") (regexp-quote part))
    (_ (rx (not "/")))))

;; Files that Emacs has no mode for; where it has one, that one stays.

(defun promptally-prompt-mode ()
  "Switch to `markdown-mode', or to `text-mode' where that is not installed."
  (if (fboundp 'markdown-mode) (markdown-mode) (text-mode)))

(dolist (entry '(("\\.\\(?:prompty?\\|mdc\\|md\\)\\'" . promptally-prompt-mode)
                 ("/\\.cursorrules\\'" . promptally-prompt-mode)
                 ("\\.poml\\'" . nxml-mode)
                 ("\\.\\(?:jsonl\\|ndjson\\)\\'" . js-json-mode)))
  (add-to-list 'auto-mode-alist entry t))

;; The clients.

(defcustom promptally-client 'eglot
  "Which client starts the server: `eglot', `lsp-mode', or nil for neither."
  :type '(choice (const eglot) (const lsp-mode) (const nil)))

(defvar eglot-server-programs)
(defvar lsp-language-id-configuration)
(declare-function eglot-ensure "eglot")
(declare-function lsp-deferred "lsp-mode")
(declare-function lsp-register-client "lsp-mode")
(declare-function lsp-stdio-connection "lsp-mode")
(declare-function make-lsp-client "lsp-mode")

(defun promptally-start ()
  "Start Promptally in this buffer if its file is a prompt file."
  (when (promptally-file-p buffer-file-name)
    (pcase promptally-client
      ('eglot (promptally--start-eglot))
      ('lsp-mode (lsp-deferred)))))

(defun promptally--start-eglot ()
  "Make Promptally the one server that Eglot has in this buffer, and start it."
  (require 'eglot)
  (setq-local eglot-server-programs
              (cons `(,major-mode . (promptally-server ,@promptally-command))
                    eglot-server-programs))
  (add-hook 'after-change-functions #'promptally--renew-hints-soon nil t)
  (eglot-ensure))

;; Eglot asks anew for the hints of the lines below an edit only, and never because a
;; server asks it to.  A prompt's total stands on its first line, and an exact count
;; comes later: so all hints in sight are asked for after a pause.

(declare-function eglot-current-server "eglot")
(declare-function eglot--update-hints-1 "eglot")
(defvar eglot-inlay-hints-mode)
(defvar-local promptally--timer nil)

(defun promptally--renew-hints (buffer)
  "Have all hints of BUFFER that are in sight drawn anew."
  (when (and (buffer-live-p buffer) (fboundp 'eglot--update-hints-1))
    (with-current-buffer buffer
      (when (and (bound-and-true-p eglot-inlay-hints-mode) (eglot-current-server))
        (dolist (window (get-buffer-window-list buffer nil t))
          (eglot--update-hints-1 (window-start window) (window-end window)))))))

(defun promptally--renew-hints-soon (&rest _)
  "Renew the hints of the current buffer when nothing was typed for a while."
  (when promptally--timer (cancel-timer promptally--timer))
  (setq promptally--timer
        (run-with-idle-timer 0.5 nil #'promptally--renew-hints (current-buffer))))

(with-eval-after-load 'eglot
  (defclass promptally-server (eglot-lsp-server) ()
    :documentation "Promptally, which may ask for the hints to be renewed.")

  (cl-defmethod eglot-client-capabilities ((_server promptally-server))
    "What Eglot can do, and that hints are renewed when the server asks."
    (let* ((all (cl-call-next-method))
           (workspace (plist-get all :workspace)))
      (plist-put all :workspace
                 (plist-put workspace :inlayHint '(:refreshSupport t)))))

  (cl-defmethod eglot-handle-request
    ((server promptally-server) (_method (eql workspace/inlayHint/refresh)) &rest _)
    "Renew the hints of all buffers of SERVER."
    (dolist (buffer (buffer-list))
      (when (eq server (with-current-buffer buffer (eglot-current-server)))
        (run-with-timer 0 nil #'promptally--renew-hints buffer)))
    nil))

;; lsp-mode has several servers in a buffer; this one stands beside the others.
(with-eval-after-load 'lsp-mode
  (add-to-list 'lsp-language-id-configuration (cons promptally-files "prompt") t)
  (lsp-register-client
   (make-lsp-client :new-connection (lsp-stdio-connection (lambda () promptally-command))
                    :activation-fn #'promptally-file-p
                    :add-on? t
                    :server-id 'promptally)))

(add-hook 'find-file-hook #'promptally-start)

(provide 'promptally)
;;; promptally.el ends here
