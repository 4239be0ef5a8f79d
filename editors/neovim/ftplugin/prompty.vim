" A prompt is Markdown with front matter.
runtime! ftplugin/markdown.vim
