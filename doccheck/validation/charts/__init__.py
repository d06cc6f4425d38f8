"""Pictures for the pages: inline SVG that follows the theme, with the data beside them.

The SVG is written here, not by a plotting library: those measured put out five to ten times as
much, in fixed colours.
"""
