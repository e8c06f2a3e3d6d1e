/** How each number was made, for readers of a report; the whole method is METHOD.md. */
export const explanations: readonly [term: string, text: string][] = [
  [
    "latency p50, p95, p99",
    "time from the release of a request to its verified answer, while all scenarios are up and are asked in turn. Quantiles are order statistics of all requests; one without an answer counts as infinitely late (∞).",
  ],
  [
    "p99 sched.",
    "p99 of the time from when a request was due, which adds the generator's own lateness. Where it is more than 10 % above the p99 beside it, the row has a remark.",
  ],
  [
    "Δp50",
    "median minus baseline's, from pairs measured within the same two seconds (one instance) or the same instance (several). The interval is Student's t; with one instance it is widened by 3 % for the difference between instances that one cannot show.",
  ],
  [
    "verdict",
    "slower or faster: the 95 % interval excludes no difference, and the difference is beyond the margin. For p50 and system CPU the p values are corrected by Holm's method over all scenarios that are compared with baseline. equivalent: the 90 % interval lies inside the margin, and with one instance, whose margin is wide, the 95 % interval also includes no difference or lies inside the margin of several instances. Anything else is inconclusive, with the difference that would have been seen. control is compared with relay, to which it is identical, and gets no word here.",
  ],
  [
    "CPU-ms",
    "CPU time of the scenario's own containers, from their cgroups, divided by verified HTTP requests, while one scenario at a time is asked. Sums, never averages over containers. What the kernel encrypts is charged to no container.",
  ],
  [
    "MiB",
    "memory in use by the scenario's own containers at the end, without file pages that can be dropped.",
  ],
  [
    "wire B",
    "bytes of both directions on the untrusted network per verified HTTP request, counted at the device, one scenario at a time.",
  ],
  [
    "closed loop",
    "verified answers a second where each of so many connections sends its next request when the last one is answered. Its times are not latencies of the scenario: a loop that waits does not send.",
  ],
  [
    "max rate, max 1/s",
    "highest constant rate that was found to keep the objective: at most 0.1 % errors, 99 % answered in time, p99 from the intended time within the limit. A lower bound, found by bisection of short trials; the failing rate above it and its reason stand below the table.",
  ],
  [
    "TTFB, connects",
    "time to the first byte of an answer on a new connection, from connecting, with the tunnel's own set-up; and new connections a second, one request on each, with several at a time.",
  ],
  ["Mbit/s", "verified payload at the receiver a second. It is goodput, not RFC 1242's throughput."],
  [
    "CPU-s/GB",
    "CPU time of the whole machine less its idle floor (of the same instance's idle slots, where it has any) and less the generator, per 10⁹ bytes of payload, both directions together.",
  ],
  [
    "limited by",
    "from the CPU counters of the load: the kind of the busiest container where that used at least 85 % of one CPU; else machine, where less than 5 % of all CPUs was idle; else latency (nothing was full: a request waited for the one before it, a bulk stream for its window) or objective. A program with several threads may have had room left.",
  ],
  ["cont.", "long-running containers that the scenario adds."],
  ["err", "requests without a verified answer, of all that were measured."],
  ["drops", "datagrams and connections that sockets threw away; ? where a counter could not be read."],
  [
    "secrets",
    "whether any of the secrets that were sent was found in a capture of the untrusted network. “not found” holds only because the same search found all of them where they had to be. It is not a proof of security.",
  ],
];
