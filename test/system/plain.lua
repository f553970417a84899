-- SPDX-License-Identifier: Apache-2.0
-- wrk: requests without anything, for the time that HTTP and TLS take alone.
function done(summary, latency, requests)
    local e = summary.errors
    io.write(string.format("RESULT requests=%d seconds=%.3f p50=%d p90=%d p99=%d max=%d connect=%d read=%d write=%d timeout=%d status=%d\n",
        summary.requests, summary.duration / 1e6, latency:percentile(50), latency:percentile(90), latency:percentile(99),
        latency.max, e.connect, e.read, e.write, e.timeout, e.status))
end
