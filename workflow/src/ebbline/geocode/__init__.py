"""Stage ``geocode``: every name as written becomes one place, or a clear error with candidates.

The face is :func:`ebbline.geocode.resolver.resolve_names` (tables in, answers out), the class
:class:`ebbline.geocode.resolver.Resolver` for single names, and
:class:`ebbline.geocode.offline.GazetteerGeocoder`, the same as a geopy geocoder.
"""
