" POML is XML, or near enough to it.
runtime! ftplugin/xml.vim
