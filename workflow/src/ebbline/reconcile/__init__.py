"""Stage ``reconcile``: many claims, one history.

:func:`ebbline.reconcile.engine.reconcile` turns claims into events and states by the rules in
:data:`ebbline.reconcile.engine.RULES`; each rule tells why it joined or rejected a claim while it
decides, and ``ebbline explain`` prints just that.
"""
