// SPDX-License-Identifier: GPL-2.0-only
///
/// What DMA engine functions return: a descriptor or NULL from dmaengine_prep_*(),
/// a channel or an error pointer from dma_request_chan(), a cookie that may be
/// an error from dmaengine_submit(), an error from dmaengine_slave_config().
///
//  Confidence: High for the tests, Moderate for what is ignored
//  False positives: a driver may know that its controller cannot refuse a
//  configuration or a submission; then the report of a result that is ignored
//  is of no use. A test is not found if the variable is passed on first.
//  A test by IS_ERR() whose branch uses PTR_ERR() is reported, not patched:
//  it needs another error code.
//  Keywords: dmaengine_prep_slave_sg, dma_request_chan, dmaengine_submit, IS_ERR
//  Options: --no-includes
//

virtual report
virtual org
virtual patch
virtual context

//----------------------------------------------------------
//  Find
//----------------------------------------------------------

// On another path the same variable comes from something that returns an error pointer.
@other exists@
iterator name scoped_guard;
identifier get !~ "^dmaengine_prep_|^(__)?dma_request_(slave_)?channel";
expression x, y;
position p;
@@

 x = get(...)
 ... when any
     when != x = y
(
 IS_ERR@p(x)
|
 IS_ERR_OR_NULL@p(x)
)

@prep exists@
identifier get =~ "^dmaengine_prep_";
expression x, y;
position p != other.p;
@@

 x = get(...)
 ... when != x = y
(
 IS_ERR@p(x)
|
 IS_ERR_OR_NULL@p(x)
)

@prep_code exists@
identifier get =~ "^dmaengine_prep_";
expression x, y;
position prep.p;
@@

 x = get(...)
 ... when != x = y
(
 IS_ERR@p(x)
|
 IS_ERR_OR_NULL@p(x)
)
 ... when != x = y
 PTR_ERR(x)

@request exists@
identifier get =~ "^(devm_)?dma_request_chan(_by_mask)?$";
expression x, y;
position p;
@@

 x = get(...)
 ... when != x = y
     when != IS_ERR(x)
     when != IS_ERR_OR_NULL(x)
     when != PTR_ERR_OR_ZERO(x)
(
 x@p == NULL
|
 x@p != NULL
)

@legacy exists@
identifier get =~ "^(__)?dma_request_(slave_)?channel(_compat(_reason)?)?$";
expression x, y;
position p != other.p;
@@

 x = get(...)
 ... when != x = y
 IS_ERR@p(x)

@submit@
position p;
identifier get = {dmaengine_submit, dmaengine_slave_config};
@@

 get@p(...);

@submit_op@
expression E;
position p;
@@

(
 E->tx_submit@p(...);
|
 E.tx_submit@p(...);
)

@used exists@
identifier get = {dmaengine_submit, dmaengine_slave_config};
local idexpression x;
position p, q;
@@

 x = get@p(...);
 ...
 x@q

@unused@
identifier get = {dmaengine_submit, dmaengine_slave_config};
local idexpression x;
position p != used.p;
@@

 x = get@p(...);

//----------------------------------------------------------
//  For context mode
//----------------------------------------------------------

@depends on context@
position prep.p;
identifier test = {IS_ERR, IS_ERR_OR_NULL};
@@

* test@p(...)

@depends on context@
expression request.x;
position request.p;
@@

(
* x@p == NULL
|
* x@p != NULL
)

@depends on context@
position legacy.p;
@@

* IS_ERR@p(...)

@depends on context@
position submit.p;
identifier submit.get;
@@

* get@p(...);

@depends on context@
position submit_op.p;
expression E;
@@

(
* E->tx_submit@p(...);
|
* E.tx_submit@p(...);
)

@depends on context@
position unused.p;
identifier unused.get;
@@

* get@p(...)

//----------------------------------------------------------
//  For patch mode
//----------------------------------------------------------

@depends on patch && !prep_code exists@
identifier get =~ "^dmaengine_prep_";
expression x, y;
position p != other.p;
@@

 x = get(...)
 ... when != x = y
(
- IS_ERR@p(x)
+ !x
|
- IS_ERR_OR_NULL@p(x)
+ !x
)

@depends on patch exists@
identifier get =~ "^(devm_)?dma_request_chan(_by_mask)?$";
expression x, y;
@@

 x = get(...)
 ... when != x = y
     when != IS_ERR(x)
     when != IS_ERR_OR_NULL(x)
     when != PTR_ERR_OR_ZERO(x)
(
- x == NULL
+ IS_ERR(x)
|
- x != NULL
+ !IS_ERR(x)
)

@depends on patch exists@
identifier get =~ "^(__)?dma_request_(slave_)?channel(_compat)?$";
expression x, y;
position p != other.p;
@@

 x = get(...)
 ... when != x = y
- IS_ERR@p(x)
+ !x

//----------------------------------------------------------
//  For org and report mode
//----------------------------------------------------------

@initialize:python depends on org || report@
@@
def tell(p, text, how):
    if how == "org":
        coccilib.org.print_todo(p[0], text)
    else:
        coccilib.report.print_report(p[0], "WARNING: " + text)

IGNORED = "result of %s() ignored"

@script:python depends on org@
p << prep.p;
get << prep.get;
@@
tell(p, "%s() returns NULL, not an error pointer" % get, "org")

@script:python depends on report@
p << prep.p;
get << prep.get;
@@
tell(p, "%s() returns NULL, not an error pointer" % get, "report")

@script:python depends on org@
p << request.p;
get << request.get;
@@
tell(p, "%s() returns an error pointer, not NULL" % get, "org")

@script:python depends on report@
p << request.p;
get << request.get;
@@
tell(p, "%s() returns an error pointer, not NULL" % get, "report")

@script:python depends on org@
p << legacy.p;
get << legacy.get;
@@
tell(p, "%s() returns NULL, not an error pointer" % get, "org")

@script:python depends on report@
p << legacy.p;
get << legacy.get;
@@
tell(p, "%s() returns NULL, not an error pointer" % get, "report")

@script:python depends on org@
p << submit.p;
get << submit.get;
@@
tell(p, IGNORED % get, "org")

@script:python depends on report@
p << submit.p;
get << submit.get;
@@
tell(p, IGNORED % get, "report")

@script:python depends on org@
p << submit_op.p;
@@
tell(p, IGNORED % "tx_submit", "org")

@script:python depends on report@
p << submit_op.p;
@@
tell(p, IGNORED % "tx_submit", "report")

@script:python depends on org@
p << unused.p;
get << unused.get;
@@
tell(p, IGNORED % get, "org")

@script:python depends on report@
p << unused.p;
get << unused.get;
@@
tell(p, IGNORED % get, "report")
