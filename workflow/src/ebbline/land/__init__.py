"""The model of land: a grid, travel cost over it, and what each piece of land follows.

Shared by the stages ``catchments`` and ``territory`` and by ``ebbline score``; nothing here knows
a holder, a day or a file.
"""
