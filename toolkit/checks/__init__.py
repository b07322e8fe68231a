"""Rules over a month's values: one generator a rule, findings out. Pure.

Importing this package declares all rules: their words are then in the catalogue.
"""

from importlib import import_module
from pkgutil import iter_modules

for module in iter_modules(__path__, f"{__name__}."):
    if module.name.endswith("_rules"):
        import_module(module.name)
