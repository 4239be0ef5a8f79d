" POML is XML, or near enough to it.
runtime! syntax/xml.vim
