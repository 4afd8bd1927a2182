"""Rebuilds the committed resources: a region's gazetteer and basemap.

Run as ``python -m ebbline.author``. Only authors of a region need it, with the ``authoring`` extra
installed; nothing in the build of a case imports it.
"""
