const namespaces = "the lab shares no namespace with the host or with other containers";
const resources = "the lab gives the same limits to all";
const names = "the lab gives names and labels itself";
const fromFiles = "a scenario is one file and the folders it is built from";
const outside = "the lab is closed: nothing is published and nothing resolves outside of it";
const hardening = "the lab hardens all tunnels alike";

/** Keys of a compose service that a scenario may not set, and why. Any key that is not known is refused as well. */
export const refusedServiceKeys: ReadonlyMap<string, string> = new Map([
  ["privileged", "a tunnel runs without privileges; name tun or net_admin in x-bench.requires"],
  ["network_mode", namespaces],
  ["pid", namespaces],
  ["ipc", namespaces],
  ["uts", namespaces],
  ["userns_mode", namespaces],
  ["cgroup", namespaces],
  ["cgroup_parent", namespaces],
  ["volumes_from", namespaces],
  ["ports", outside],
  ["expose", outside],
  ["dns", outside],
  ["dns_opt", outside],
  ["dns_search", outside],
  ["extra_hosts", outside],
  ["links", outside],
  ["external_links", outside],
  ["extends", fromFiles],
  ["configs", fromFiles],
  ["secrets", `${fromFiles}; a service named keys makes fresh keys into a volume`],
  ["env_file", fromFiles],
  ["healthcheck", "nothing periodic runs while measuring; the harness tests the path itself"],
  ["security_opt", hardening],
  ["cap_drop", hardening],
  ["restart", "a tunnel that ends is a result, not to be hidden by a restart"],
  ["logging", "logs are kept alike for all"],
  ["deploy", resources],
  ["mem_limit", resources],
  ["cpus", resources],
  ["pids_limit", resources],
  ["labels", names],
  ["container_name", names],
  ["hostname", names],
  ["domainname", names],
  ["profiles", "all services of a scenario run"],
  ["scale", "all services of a scenario run once"],
  ["pull_policy", "images are ready before a lab starts"],
]);

/** Top-level keys of a compose file that a scenario may not have, and why. */
export const refusedTopLevelKeys: ReadonlyMap<string, string> = new Map([
  ["networks", "the lab makes the networks client, wire and server"],
  ["include", fromFiles],
  ["configs", fromFiles],
  ["secrets", `${fromFiles}; a service named keys makes fresh keys into a volume`],
  ["name", names],
  ["version", "Compose has no use for it any more"],
]);
