" A prompt is Markdown with front matter.
runtime! syntax/markdown.vim
