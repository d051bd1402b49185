// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of terminate, synchronize and status on two CPUs: nothing late,
 * nothing lost, whatever the provider does. See dmaengine_smp.h.
 */
#include <linux/string.h>

#include "dmaengine_smp.h"

struct smp_param {
	const char *name;
	struct smp_dma_config cfg;
	bool cyclic;
};

#define SMP_PARAM(_name, _style, _sync, _cyclic)				\
	{ .name = (_name), .cyclic = (_cyclic),					\
	  .cfg = { .style = (_style), .n_chans = 1, .has_synchronize = (_sync) } }

static const struct smp_param smp_running_params[] = {
	SMP_PARAM("synchronize", SMP_RUNNING, true, false),
	SMP_PARAM("no synchronize", SMP_RUNNING, false, false),
	SMP_PARAM("synchronize, cyclic", SMP_RUNNING, true, true),
	SMP_PARAM("no synchronize, cyclic", SMP_RUNNING, false, true),
};

static const struct smp_param smp_captured_params[] = {
	SMP_PARAM("synchronize", SMP_CAPTURED, true, false),
	SMP_PARAM("no synchronize", SMP_CAPTURED, false, false),
	SMP_PARAM("synchronize, cyclic", SMP_CAPTURED, true, true),
	SMP_PARAM("no synchronize, cyclic", SMP_CAPTURED, false, true),
};

static const struct smp_param smp_scheduled_params[] = {
	SMP_PARAM("synchronize", SMP_SCHEDULED, true, false),
	SMP_PARAM("no synchronize", SMP_SCHEDULED, false, false),
	SMP_PARAM("synchronize, cyclic", SMP_SCHEDULED, true, true),
	SMP_PARAM("no synchronize, cyclic", SMP_SCHEDULED, false, true),
};

static void smp_param_desc(const struct smp_param *param, char *desc)
{
	strscpy(desc, param->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(smp_running, smp_running_params, smp_param_desc);
KUNIT_ARRAY_PARAM(smp_captured, smp_captured_params, smp_param_desc);
KUNIT_ARRAY_PARAM(smp_scheduled, smp_scheduled_params, smp_param_desc);

static void smp_terminate_param(struct kunit *test)
{
	const struct smp_param *param = test->param_value;
	struct smp_client client = { .cyclic = param->cyclic };

	smp_race_begin(test);
	client.chan = smp_dma_new(test, &param->cfg);
	/* Four parameters. */
	smp_client_run(test, &client, smp_hardware, smp_terminate_client, smp_rounds() / 4);
}

/* Test that terminate_sync waits for a callback that runs on another CPU. */
static void smp_terminate_running(struct kunit *test)
{
	smp_terminate_param(test);
}

/* Test that a callback that was captured before a terminate does not run after it. */
static void smp_terminate_captured(struct kunit *test)
{
	smp_terminate_param(test);
}

/* Test that a callback whose tasklet is scheduled does not run after a terminate. */
static void smp_terminate_scheduled(struct kunit *test)
{
	smp_terminate_param(test);
}

/* Test that terminate_sync waits for each of two callbacks that run at the same time. */
static void smp_terminate_two_callbacks(struct kunit *test)
{
	const struct smp_dma_config cfg = { .style = SMP_RUNNING, .n_chans = 1 };
	struct smp_client client = { .helps = true };

	smp_race_begin(test);
	client.chan = smp_dma_new(test, &cfg);
	smp_client_run(test, &client, smp_hardware, smp_terminate_client, smp_rounds() / 10);
}

static const struct smp_param smp_restart_params[] = {
	SMP_PARAM("running", SMP_RUNNING, false, false),
	SMP_PARAM("running, cyclic", SMP_RUNNING, true, true),
	SMP_PARAM("scheduled", SMP_SCHEDULED, false, false),
	SMP_PARAM("scheduled, cyclic", SMP_SCHEDULED, true, true),
};

KUNIT_ARRAY_PARAM(smp_restart, smp_restart_params, smp_param_desc);

/* Test that what is submitted after a terminate_async runs, without a synchronize. */
static void smp_submit_after_terminate(struct kunit *test)
{
	const struct smp_param *param = test->param_value;
	struct smp_client client = { .cyclic = param->cyclic };

	smp_race_begin(test);
	client.chan = smp_dma_new(test, &param->cfg);
	/* Four parameters, and as often again on virtual channels. */
	smp_client_run(test, &client, smp_hardware, smp_restart_client, smp_rounds() / 8);
}

struct smp_vc_param {
	const char *name;
	bool slow;
	bool cyclic;
};

static const struct smp_vc_param smp_vc_params[] = {
	{ "stops at once" },
	{ "stops at once, cyclic", .cyclic = true },
	{ "stops slowly", .slow = true },
	{ "stops slowly, cyclic", .slow = true, .cyclic = true },
};

static void smp_vc_desc(const struct smp_vc_param *param, char *desc)
{
	strscpy(desc, param->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(smp_vc, smp_vc_params, smp_vc_desc);

static void smp_vc_run(struct kunit *test, void (*fn)(struct smp_race *race))
{
	const struct smp_vc_param *param = test->param_value;
	struct smp_client client = { .cyclic = param->cyclic };

	smp_race_begin(test);
	client.chan = smp_vc_get(test, smp_vc_new(test, param->slow));
	smp_client_run(test, &client, smp_vc_hardware, fn, smp_rounds() / 8);
	/* All of them were terminated and synchronized. */
	KUNIT_EXPECT_EQ(test, atomic_read(&smp_stats.live), 0);
}

/* Test that terminate, stop, issue and completion of a virtual channel exclude each other. */
static void smp_vchan_terminate(struct kunit *test)
{
	smp_vc_run(test, smp_terminate_client);
}

/* Test that a virtual channel starts what was issued while it was stopping. */
static void smp_vchan_restart(struct kunit *test)
{
	smp_vc_run(test, smp_restart_client);
}

/* Test that a synchronize at the time of a completion does not lose the callback. */
static void smp_vchan_synchronize(struct kunit *test)
{
	struct smp_client client = {};

	smp_race_begin(test);
	client.chan = smp_vc_get(test, smp_vc_new(test, false));
	smp_client_run(test, &client, smp_vc_hardware, smp_synchronize_client,
		       smp_rounds() / 2);
}

/* Test that a cookie's status is right while others are submitted and completed. */
static void smp_cookie_status(struct kunit *test)
{
	struct smp_cookies *cookies;

	smp_race_begin(test);
	cookies = kunit_kzalloc(test, sizeof(*cookies), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, cookies);
	cookies->status = dma_cookie_status;
	smp_cookies_run(test, cookies, smp_rounds());
	KUNIT_EXPECT_EQ(test, atomic_read(&smp_stats.wrong), 0);
}

static struct kunit_case dmaengine_smp_cases[] = {
	KUNIT_CASE_PARAM(smp_terminate_running, smp_running_gen_params),
	KUNIT_CASE_PARAM(smp_terminate_captured, smp_captured_gen_params),
	KUNIT_CASE_PARAM(smp_terminate_scheduled, smp_scheduled_gen_params),
	KUNIT_CASE(smp_terminate_two_callbacks),
	KUNIT_CASE_PARAM(smp_submit_after_terminate, smp_restart_gen_params),
	KUNIT_CASE_PARAM(smp_vchan_terminate, smp_vc_gen_params),
	KUNIT_CASE_PARAM(smp_vchan_restart, smp_vc_gen_params),
	KUNIT_CASE(smp_vchan_synchronize),
	KUNIT_CASE(smp_cookie_status),
	{}
};

static struct kunit_suite dmaengine_smp_suite = {
	.name = "dmaengine_smp",
	.test_cases = dmaengine_smp_cases,
};

kunit_test_suite(dmaengine_smp_suite);
