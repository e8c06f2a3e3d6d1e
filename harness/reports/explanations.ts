/** How each number was made, for readers of a report; the whole method is METHOD.md. */
export const explanations: readonly [term: string, text: string][] = [
  [
    "latency p50, p95, p99",
    "time from the release of a request to its verified answer, while all scenarios are up and are asked in turn. Quantiles are order statistics of all requests; one without an answer counts as infinitely late (∞).",
  ],
  [
    "Δp50",
    "median minus baseline's, from pairs measured within the same two seconds (one instance) or the same instance (several). The interval is Student's t; with one instance it is widened by 3 % for the difference between instances that one cannot show.",
  ],
  [
    "verdict",
    "slower or faster: the 95 % interval excludes no difference, and the difference is beyond the margin. equivalent: the 90 % interval lies inside the margin, and with one instance, whose margin is wide, the 95 % interval also includes no difference or lies inside the margin of several instances. Anything else is inconclusive, with the difference that would have been seen.",
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
  ["cont.", "long-running containers that the scenario adds."],
  ["err", "requests without a verified answer, of all that were measured."],
  ["drops", "datagrams and connections that sockets threw away; ? where a counter could not be read."],
  [
    "secrets",
    "whether any of the secrets that were sent was found in a capture of the untrusted network. “not found” holds only because the same search found all of them where they had to be. It is not a proof of security.",
  ],
];
