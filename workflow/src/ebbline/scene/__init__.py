"""Stage ``scene``: everything that is said or marked, decided once, in every language of the case.

:mod:`ebbline.scene.record` is the format of ``scene.json``; the pens (figures, web map, index) read
it and import nothing else of this package.
"""
