"""Hypothesis profiles: 200 examples in CI, 2,000 in `make test-long` (HYPOTHESIS_PROFILE=long), which also runs what
is marked long.
"""

import os

import pytest
from hypothesis import HealthCheck, settings

_COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow], "print_blob": True}
settings.register_profile("ci", max_examples=200, **_COMMON)
settings.register_profile("long", max_examples=2000, **_COMMON)
_PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "ci")
settings.load_profile(_PROFILE)


def pytest_runtest_setup(item):
    if _PROFILE != "long" and item.get_closest_marker("long"):
        pytest.skip("runs in `make test-long`")
