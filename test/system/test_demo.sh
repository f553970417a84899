#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
cd "$(dirname "$0")/../.." || exit 2
PYTHONDONTWRITEBYTECODE=1 exec python3 test/system/demo_test.py
