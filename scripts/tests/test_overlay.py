#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Self test of scripts/overlay with a repository and a stock tree of a few lines."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

OVERLAY = pathlib.Path(__file__).resolve().parent.parent / "overlay"
STOCK = {
    "Kbuild": "# top\n",
    "Makefile": "# SPDX-License-Identifier: GPL-2.0\nVERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 7\n",
    "drivers/dma/Makefile": "one\ntwo\nthree\nfour\n",
    "drivers/dma/old.c": "old\n",
    "drivers/dma/kept.h": "stock's\n",
}
PATCH = "Why.\n\n--- a/drivers/dma/Makefile\n+++ b/drivers/dma/Makefile\n@@ -2,2 +2,3 @@\n two\n+new\n three\n"
OURS = {
    "drivers/dma/kept.h": "ours\n",
    "drivers/dma/tests/new.c": "new\n",
    "patches/series": "one.patch\n",
    "patches/one.patch": PATCH,
    "patches/removals": "# comment\ndrivers/dma/old.c\n",
    "README.md": "not part of the overlay\n",
}


def write(top, files):
    for name, text in files.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(text)


def content(top):
    return {path.relative_to(top).as_posix(): path.read_text() for path in sorted(top.rglob("*"))
            if path.is_file() and ".dmaengine-overlay" not in path.parts}


class Overlay(unittest.TestCase):
    def setUp(self):
        self.top = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.top)
        self.repo, self.stock, self.dest = (self.top / name for name in ("repo", "stock", "dest"))
        write(self.repo, OURS)
        write(self.stock, STOCK)
        (self.repo / "scripts").mkdir()
        shutil.copy(OVERLAY, self.repo / "scripts/overlay")

    def overlay(self, *arguments, source=None):
        done = subprocess.run([str(self.repo / "scripts/overlay"), *map(str, arguments or [self.dest])],
                              env={**os.environ, "KSRC": str(source or self.stock)}, check=False, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.said = done.stdout + done.stderr
        return done.returncode

    def refused(self, text, **options):
        before = content(self.dest) if self.dest.exists() else None
        self.assertEqual(self.overlay(**options), 1)
        self.assertIn(text, self.said)
        self.assertNotIn("Traceback", self.said)
        self.assertEqual(content(self.dest) if self.dest.exists() else None, before)
        self.assertEqual([path.name for path in self.top.iterdir() if path.name.startswith(".")], [])

    def expected(self):
        want = dict(STOCK)
        want.update({name: text for name, text in OURS.items() if name.startswith("drivers/")})
        want["drivers/dma/Makefile"] = "one\ntwo\nnew\nthree\nfour\n"
        del want["drivers/dma/old.c"]
        return want

    def test_a_new_tree_has_files_patches_and_removals(self):
        self.assertEqual(self.overlay(), 0, "first run")
        self.assertEqual(content(self.dest), self.expected())
        self.assertEqual(content(self.stock), STOCK)

    def test_a_tarball_is_a_source_too(self):
        subprocess.run(["tar", "-C", self.top, "-cJf", self.top / "stock.tar.xz", "stock"], check=True)
        self.assertEqual(self.overlay(source=self.top / "stock.tar.xz"), 0, "from a tarball")
        self.assertEqual(content(self.dest), self.expected())

    def test_a_second_run_writes_nothing(self):
        self.overlay()
        before = {path: path.stat().st_mtime_ns for path in self.dest.rglob("*") if path.is_file()}
        self.assertEqual(self.overlay(), 0)
        self.assertIn("0 changed", self.said)
        self.assertEqual({path: path.stat().st_mtime_ns for path in before}, before)

    def test_only_what_changed_is_written(self):
        self.overlay()
        write(self.repo, {"drivers/dma/tests/new.c": "newer\n"})
        self.assertEqual(self.overlay(), 0)
        self.assertIn("1 changed", self.said)
        self.assertEqual((self.dest / "drivers/dma/tests/new.c").read_text(), "newer\n")

    def test_files_that_leave_the_overlay_are_restored(self):
        self.overlay()
        for name in ("drivers/dma/kept.h", "drivers/dma/tests/new.c", "patches/removals", "patches/series"):
            (self.repo / name).unlink()
        self.assertEqual(self.overlay(), 0)
        self.assertEqual(content(self.dest), STOCK)
        self.assertFalse((self.dest / "drivers/dma/tests").exists())

    def test_hard_links_are_never_written_through(self):
        shutil.copytree(self.stock, self.dest, copy_function=os.link)
        self.assertEqual(self.overlay(), 0)
        self.assertEqual(content(self.dest), self.expected())
        self.assertEqual(content(self.stock), STOCK)

    def test_a_changed_patch_starts_from_stock_again(self):
        self.overlay()
        write(self.repo, {"patches/one.patch": PATCH.replace("+new", "+newer")})
        self.assertEqual(self.overlay(), 0)
        self.assertIn("newer\n", (self.dest / "drivers/dma/Makefile").read_text())
        self.assertNotIn("new\n", (self.dest / "drivers/dma/Makefile").read_text().splitlines(keepends=True))

    def test_refresh_rewrites_the_patch(self):
        self.overlay()
        write(self.dest, {"drivers/dma/Makefile": "one\ntwo\nthree\nfour\nfive\n"})
        self.assertEqual(self.overlay("--refresh", self.dest), 0)
        self.assertEqual(self.overlay(), 0)
        self.assertTrue((self.dest / "drivers/dma/Makefile").read_text().endswith("five\n"))
        self.assertTrue((self.repo / "patches/one.patch").read_text().startswith("Why.\n"))

    def test_wrong_version(self):
        write(self.stock, {"Makefile": STOCK["Makefile"].replace("= 12", "= 13")})
        self.refused("is Linux 6.13.7")

    def test_patch_that_does_not_apply(self):
        write(self.stock, {"drivers/dma/Makefile": "something\nelse\n"})
        self.refused("one.patch does not apply to Linux 6.12.7")

    def test_patch_that_does_not_apply_to_an_existing_tree(self):
        self.overlay()
        write(self.repo, {"patches/one.patch": PATCH.replace(" two", " 2"), "drivers/dma/kept.h": "changed\n"})
        self.refused("one.patch does not apply")

    def test_directory_that_is_no_kernel_tree(self):
        write(self.dest, {"thesis.txt": "irreplaceable\n"})
        self.refused("is not a kernel tree")

    def test_tree_that_is_not_stock(self):
        shutil.copytree(self.stock, self.dest)
        (self.dest / "drivers/dma/old.c").unlink()
        self.refused("is not a stock tree")

    def test_tree_with_our_files_but_no_record(self):
        shutil.copytree(self.stock, self.dest)
        write(self.dest, {"drivers/dma/kept.h": "ours\n"})
        self.refused("no .dmaengine-overlay")

    def test_missing_source(self):
        self.refused("does not exist", source=self.top / "nowhere")

    def test_source_that_is_no_tarball(self):
        write(self.top, {"text": "not a tarball\n"})
        self.refused("cannot unpack", source=self.top / "text")

    def test_another_source_than_the_tree_was_made_from(self):
        self.overlay()
        shutil.copytree(self.stock, self.top / "other")
        self.refused("was made from", source=self.top / "other")

    def test_source_that_was_built_in(self):
        write(self.stock, {".config": "CONFIG_X=y\n"})
        self.refused("make mrproper")

    def test_the_repository_itself(self):
        self.assertEqual(self.overlay(self.repo), 1)
        self.assertIn("holds this repository", self.said)


if __name__ == "__main__":
    unittest.main()
