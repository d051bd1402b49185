#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Self test of the users' table: who is a user, what is compiled where, what fails."""
import contextlib
import io
import pathlib
import sys
import tempfile
import types
import unittest
from unittest import mock

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from sibling import load  # noqa: E402 pylint: disable=wrong-import-position

USERS = load("users")

ARM, SH = (next(machine for machine in USERS.MACHINES if machine.name == name) for name in ("arm-v7", "sh4a"))
LOG = """\
  CC [M]  drivers/dma/a.o
../drivers/dma/a.c: In function 'a':
../drivers/dma/a.c:3:4: warning: unused variable 'z'
../drivers/dma/a.c:9:4: error: 'b' undeclared
make[4]: *** [../scripts/Makefile.build:229: drivers/dma/a.o] Error 1
  CC [M]  drivers/dma/b.o
"""


def row(verdict, machine="arm-v7", **more):
    return {"verdict": verdict, "machine": machine, "why": [], **more}


def failed(table, everything, names=("drivers/a.c",)):
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()) as said:
        path = pathlib.Path(folder) / "table"
        count = USERS.report(list(names), table, path, everything)
        return count, path.read_text(), said.getvalue().splitlines()[-1]


class Users(unittest.TestCase):
    def test_a_user_includes_one_of_ours_through_whatever_headers(self):
        files = {"drivers/x/direct.c": "#include <linux/dmaengine.h>\n", "drivers/x/mine.h": '#include "other.h"\n',
                 "drivers/x/other.h": "# include\t<linux/of_dma.h>\n", "drivers/x/through.c": '#include "mine.h"\n',
                 "drivers/y/none.c": '#include "mine.h"\n// #include <linux/dmaengine.h>\n'}
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                path = pathlib.Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            self.assertEqual(USERS.users(folder), ["drivers/x/direct.c", "drivers/x/through.c"])

    def test_the_sample_has_every_subject_and_what_was_chosen(self):
        subjects = {"a": {1}, "b": {1, 2}, "c": {3}, "d": {2, 3}}
        self.assertEqual(USERS.covering(subjects, ["a"]), ["a", "d"])
        self.assertEqual(USERS.covering(subjects, ["a", "b", "c"]), ["a", "b", "c"])

    def test_the_sample_is_of_what_its_machine_can_build(self):
        names = ["drivers/dma/fsldma.c", "arch/arm/mach-pxa/devices.c", "drivers/a.c", *USERS.UNBUILDABLE]
        self.assertEqual([name for name in names if USERS.sampled(ARM, name)], ["drivers/a.c"])


class Todo(unittest.TestCase):
    def todo(self, machine, name, table):
        return list(USERS.todo(machine, [name], table)) == [name]

    def test_what_is_compiled_elsewhere_is_left_alone(self):
        self.assertTrue(self.todo(ARM, "drivers/a.c", {}))
        self.assertTrue(self.todo(ARM, "drivers/a.c", {"drivers/a.c": row("clean")}))
        self.assertFalse(self.todo(SH, "drivers/a.c", {"drivers/a.c": row("clean")}))

    def test_what_stock_does_not_compile_is_tried_once_on_every_machine(self):
        table = {"drivers/a.c": row("stock too", tried={"arm-v7": "no"})}
        self.assertFalse(self.todo(ARM, "drivers/a.c", table))
        self.assertTrue(self.todo(SH, "drivers/a.c", table))

    def test_a_file_of_an_architecture_or_of_one_machine_stays_there(self):
        self.assertFalse(self.todo(ARM, "arch/sh/a.c", {}))
        self.assertTrue(self.todo(SH, "arch/sh/a.c", {}))
        self.assertFalse(self.todo(ARM, "sound/soc/sh/migor.c", {}))
        self.assertTrue(self.todo(SH, "sound/soc/sh/migor.c", {}))

    def test_the_machines_that_are_named_exist(self):
        names = {machine.name for machine in USERS.MACHINES}
        self.assertLessEqual({USERS.QUICK, *USERS.ONLY_ON.values()}, names)


    def test_an_object_of_which_nobody_knows_what_was_said_is_made_again(self):
        def make(_tree, out, _machine, *targets):
            missing = [target for target in targets if not (out / target).exists()]
            for target in missing:
                (out / target).touch()
            return types.SimpleNamespace(stdout="".join(f"  CC      {target}\n" for target in missing))

        with tempfile.TemporaryDirectory() as folder, mock.patch.object(USERS, "make", make):
            for table in ({}, {"a.c": row("stock too", "sh4a")}):
                pathlib.Path(folder, "a.o").touch()
                USERS.compile_chunk(ARM, pathlib.Path(folder), ["a.c"], table)
                self.assertEqual(table["a.c"], row("clean"))


class Verdicts(unittest.TestCase):
    def test_what_is_said_belongs_to_its_object(self):
        heard = USERS.said(LOG)
        self.assertEqual(set(heard), {"drivers/dma/a.o", "drivers/dma/b.o"})
        self.assertEqual(USERS.complaints(heard["drivers/dma/a.o"]),
                         ["drivers/dma/a.c: warning: unused variable 'z'", "drivers/dma/a.c: error: 'b' undeclared"])
        self.assertEqual(heard["drivers/dma/b.o"], [])

    def test_the_place_of_the_tree_and_the_line_make_no_difference(self):
        self.assertEqual(USERS.complaints(["/one/include/linux/a.h:1:2: warning: w"]),
                         USERS.complaints(["../include/linux/a.h:7:9: warning: w"]))

    def test_a_new_warning_fails_any_run(self):
        self.assertEqual(failed({"drivers/a.c": row("NEW")}, False)[0], 1)
        self.assertEqual(failed({"drivers/a.c": row("as stock")}, True)[::2], (0, "1 passed, 0 failed, 0 skipped"))

    def test_a_run_of_everything_leaves_nothing_over_without_a_reason(self):
        tried = row("stock too", tried={"arm-v7": "e1", "sh4a": "e1", "sh3": "e2"})
        for table in ({}, {"drivers/a.c": tried}):
            self.assertEqual(failed(table, True)[::2], (1, "0 passed, 1 failed, 0 skipped"))
            self.assertEqual(failed(table, False)[::2], (0, "0 passed, 0 failed, 1 skipped"))
        self.assertIn("    arm-v7, sh4a: e1\n    sh3: e2\n", failed({"drivers/a.c": tried}, True)[1])

    def test_the_table_has_the_reason_of_what_stock_never_builds(self):
        name, reason = next(iter(USERS.UNBUILDABLE.items()))
        count, text, _ = failed({name: row("stock too", tried={"arm-v7": "e1"})}, True, [name])
        self.assertEqual((count, text.splitlines()[1]), (0, f"    {reason}"))


if __name__ == "__main__":
    unittest.main()
