"""What all tests share: on CI, a test that could not run is a failure."""

import os

import pytest
from babel import Locale
from hypothesis import settings

# How long an example takes says more of the machine than of the code.
settings.register_profile("ebbline", deadline=None)
settings.load_profile("ebbline")

# Babel fills what `ar` refers to into its own copy of it when it is read, and a region that is
# loaded later has that: where one process reads both, as tests do, the region comes first.
assert Locale.parse("ar_SY").months["format"]["abbreviated"][10] == "تشرين الأول"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """On CI, a skipped test fails: it was not run, and nobody would notice.

    A test may be skipped there only because a folder that is not part of the repository is not
    beside it; such skips say "not beside the repository".
    """
    report = yield
    if os.environ.get("CI") == "true" and report.skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if "not beside the repository" not in reason:
            report.outcome = "failed"
            report.longrepr = f"{item.nodeid} was skipped on CI: {reason}"
    return report
