"""Making a case: gazetteer and basemap of any region, a case to start from, data of others.

``ebbline new-case`` and ``ebbline import`` are its commands; ``python -m ebbline.cases`` rebuilds
the committed resources of a region with decisions. Nothing in the build of a case imports it.
"""
