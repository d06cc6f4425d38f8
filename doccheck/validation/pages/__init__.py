"""One module a page; each turns a `Context` into Markdown."""
