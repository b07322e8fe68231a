"""A Word paper whose figures are locked: each number in a control that bears its key, and a list of them inside the file.

Marks that a template carries (``tokens``) become controls (``number_lock``) and a list (``manifest``); a paper that the
office edited is read back by place and sentence (``scan``, ``places``, ``sentences``), held against the ledger
(``verification``, ``meaning``, ``foreign``), renewed (``renewal``, ``retag``) and numbered (``stamping``).
What a paper says is the business of :mod:`toolkit.outputs.briefing`; nothing here knows a section of it.
"""
