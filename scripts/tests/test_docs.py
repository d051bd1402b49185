#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Self test of scripts/docs: each of its checks must be able to fail."""
import pathlib
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from sibling import load  # noqa: E402 pylint: disable=wrong-import-position

DOCS = load("docs")

HEADER = """
/**
 * dmaengine_one() - One
 *
 * Return: Nothing, or
 *
 * * 0
 */
static inline int dmaengine_one(void)
{
	return 0;
}

static __always_inline struct dma_chan *
dmaengine_two(struct dma_chan *chan)
{
	return chan;
}

#define dmaengine_three(x)	(x)
#define DMAENGINE_FOUR(x)	(x)

struct dma_five {
	int six;
};

typedef struct dma_five dma_seven_t;
typedef void (*dma_eight)(void *param);
"""
SOURCE = """
static int dmaengine_inside(void)
{
}
EXPORT_SYMBOL_GPL(dmaengine_nine);
debugfs_create_file("ten", 0444, root, NULL, &fops);
static DEVICE_ATTR_RO(eleven);
"""


class Check(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        DOCS.REPO = DOCS.HTML = self.top = pathlib.Path(scratch.name)
        self.write("drivers/dma/dmaengine.h", HEADER)
        self.write("drivers/dma/dmaengine-x.c", SOURCE)

    def write(self, name, text):
        (self.top / name).parent.mkdir(parents=True, exist_ok=True)
        (self.top / name).write_text(text)

    def pages(self, **bodies):
        for name, body in bodies.items():
            self.write(f"{name}.html", f"<html><body>{body}</body></html>")
        return DOCS.load_pages()

    def test_what_must_be_described(self):
        wrong = "\n".join(DOCS.reference(self.pages(a="")))
        for name in ("one", "two", "three", "nine"):
            self.assertIn(f"dmaengine_{name} is on no page", wrong)
        for name in ("dma_five", "dma_seven_t", "dma_eight"):
            self.assertIn(f"{name} is on no page", wrong)
        self.assertNotIn("FOUR", wrong)
        self.assertNotIn("inside", wrong)

    def test_what_is_described(self):
        wrong = "\n".join(DOCS.reference(self.pages(a='<dt id="c.dmaengine_two">x</dt>')))
        self.assertNotIn("dmaengine_two", wrong)

    def test_blank_line_in_return(self):
        self.assertIn("dmaengine_one(): a blank line", "\n".join(DOCS.return_values()))

    def test_names(self):
        wrong = list(DOCS.names(self.pages(a="dmaengine_gone() dma_map_single() dmaengine_inside() "
                                             "<a href='#'>dmaengine_two()</a> <pre>dmaengine_pre()</pre> "
                                             "<code>dmaengine_literal()</code> "
                                             "<code class='xref c'>dmaengine_xref()</code>")))
        self.assertEqual(wrong, ["a.html: dmaengine_gone() is mentioned and not described anywhere",
                                 "a.html: dmaengine_xref() is mentioned and not described anywhere"])

    def test_markup_of_comments(self):
        wrong = list(DOCS.names(self.pages(a="a &amp;struct dma_chan, &amp;dma_chan.dev, or %NULL", b="90 %, a &amp; b",
                                           c="see Documentation/driver-api/dmaengine/a.rst")))
        self.assertEqual([line.split()[0] for line in wrong], ["a.html:"] * 3 + ["c.html:"])

    def test_links(self):
        found = self.pages(a="<a href='b.html#x'>1</a><a href='b.html#y'>2</a><a href='c.html'>3</a>"
                             "<a href='https://example.org/'>4</a><img src='a.svg'>", b="<p id='x'>")
        wrong = list(DOCS.links(found))
        self.assertEqual(len(wrong), 3)
        self.assertIn("picture a.svg", wrong[0])
        self.assertIn("b.html#y, which has no such place", wrong[1])
        self.assertIn("c.html leads nowhere", wrong[2])

    def test_abi(self):
        self.assertEqual([(where, name) for _, where, name in DOCS.abi_attributes()],
                         [("/sys/class/dma/", "eleven"), ("/sys/kernel/debug/dmaengine/", "ten")])


if __name__ == "__main__":
    unittest.main()
