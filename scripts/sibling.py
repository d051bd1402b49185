# SPDX-License-Identifier: GPL-2.0-only
"""What the scripts of this directory share: each other as modules, since import wants names with a suffix, and an error."""
import importlib.machinery
import importlib.util
import pathlib
import sys

SCRIPTS = pathlib.Path(__file__).resolve().parent


class Stopped(Exception):
    """A script cannot go on; one line that says why."""


def load(name):
    """scripts/<name> as a module of its own: another call gives another one, with variables of its own."""
    loader = importlib.machinery.SourceFileLoader(name.replace("-", "_"), str(SCRIPTS / name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    # Dataclasses look for their module there.
    sys.modules[loader.name] = module
    loader.exec_module(module)
    return module
