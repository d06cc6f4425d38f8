"""`doccheck run`: from the blocks of the pages to what their execution showed.

`plan` decides what is executed and why not, `place` what the sandbox shows, `perform` executes a
block and judges it, `crew` works on many pages at a time, `memory` keeps what passed, `execute`
puts it together.
"""
