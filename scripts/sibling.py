# SPDX-License-Identifier: GPL-2.0-only
"""Other scripts of this directory as modules: their names have no suffix, which import wants."""
import importlib.machinery
import importlib.util
import pathlib
import sys

SCRIPTS = pathlib.Path(__file__).resolve().parent


def load(name):
    """scripts/<name> as a module of its own: another call gives another one, with variables of its own."""
    loader = importlib.machinery.SourceFileLoader(name.replace("-", "_"), str(SCRIPTS / name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    # Dataclasses look for their module there.
    sys.modules[loader.name] = module
    loader.exec_module(module)
    return module
