import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { clientKeyLine, parse, refusalOf, replaced, withClientKey } from "./scenario-text.ts";

const namespaces = "the lab shares no namespace with the host or with other containers";
const outside = "the lab is closed: nothing is published and nothing resolves outside of it";
const fromFiles = "a scenario is one file and the folders it is built from";
const names = "the lab gives names and labels itself";
const noBind = "a lab touches no folder of the host";

/** A line of the service `client`, and what is said about it. */
const refusedLines: [line: string, text: string][] = [
  [
    "privileged: true",
    '"privileged" is refused in the service "client": a tunnel runs without privileges; name tun or net_admin in x-bench.requires',
  ],
  ["network_mode: host", `"network_mode" is refused in the service "client": ${namespaces}`],
  ["pid: host", `"pid" is refused in the service "client": ${namespaces}`],
  ["ipc: host", `"ipc" is refused in the service "client": ${namespaces}`],
  ["uts: host", `"uts" is refused in the service "client": ${namespaces}`],
  ["userns_mode: host", `"userns_mode" is refused in the service "client": ${namespaces}`],
  ["cgroup: host", `"cgroup" is refused in the service "client": ${namespaces}`],
  ["cgroup_parent: m-executor", `"cgroup_parent" is refused in the service "client": ${namespaces}`],
  ["volumes_from: [server]", `"volumes_from" is refused in the service "client": ${namespaces}`],
  ["ports: ['5000:5000']", `"ports" is refused in the service "client": ${outside}`],
  ["dns: 192.0.2.1", `"dns" is refused in the service "client": ${outside}`],
  ["extra_hosts: ['a:192.0.2.1']", `"extra_hosts" is refused in the service "client": ${outside}`],
  ["links: [server]", `"links" is refused in the service "client": ${outside}`],
  ["extends: {service: server}", `"extends" is refused in the service "client": ${fromFiles}`],
  ["configs: [a]", `"configs" is refused in the service "client": ${fromFiles}`],
  [
    "secrets: [a]",
    `"secrets" is refused in the service "client": ${fromFiles}; a service named keys makes fresh keys into a volume`,
  ],
  ["env_file: .env", `"env_file" is refused in the service "client": ${fromFiles}`],
  [
    "healthcheck: {test: 'true'}",
    '"healthcheck" is refused in the service "client": nothing periodic runs while measuring; the harness tests the path itself',
  ],
  [
    "security_opt: ['seccomp:unconfined']",
    '"security_opt" is refused in the service "client": the lab hardens all tunnels alike',
  ],
  [
    "restart: always",
    '"restart" is refused in the service "client": a tunnel that ends is a result, not to be hidden by a restart',
  ],
  ["deploy: {}", '"deploy" is refused in the service "client": the lab gives the same limits to all'],
  ["labels: {a: b}", `"labels" is refused in the service "client": ${names}`],
  ["container_name: a", `"container_name" is refused in the service "client": ${names}`],
  ["hostname: a", `"hostname" is refused in the service "client": ${names}`],
  ["logging: {driver: none}", '"logging" is refused in the service "client": logs are kept alike for all'],
  ["gpus: all", 'unknown key "services.client.gpus"'],
  ["use_api_socket: true", 'unknown key "services.client.use_api_socket"'],
  ["post_start: [{command: 'true', privileged: true}]", 'unknown key "services.client.post_start"'],
  ["constructor: 1", 'unknown key "services.client.constructor"'],
  ["volumes: ['/etc:/etc']", `the bind mount "/etc:/etc" is refused: ${noBind}`],
  ["volumes: ['./a:/a:ro']", `the bind mount "./a:/a:ro" is refused: ${noBind}`],
  ["volumes: ['../a:/a']", `the bind mount "../a:/a" is refused: ${noBind}`],
  ["volumes: ['~/a:/a']", `the bind mount "~/a:/a" is refused: ${noBind}`],
  ["volumes: ['a/b:/a']", `the bind mount "a/b:/a" is refused: ${noBind}`],
  ["volumes: [{type: bind, source: ., target: /a}]", `the bind mount of "." is refused: ${noBind}`],
  ["volumes: [{type: volume, source: ./a, target: /a}]", `the bind mount of "./a" is refused: ${noBind}`],
  [
    "volumes: [{type: image, source: keys, target: /a}]",
    'a volume must have the type "volume", but has "image"',
  ],
  ["volumes: [{type: volume, source: keys, target: /a, bind: {}}]", 'unknown key "bind" of a volume'],
  ["volumes: [/a]", 'the volume "/a" has no name'],
  ["volumes: ['other:/a']", 'the volume "other" is not declared'],
  [
    "volumes: ['keys:/a:shared']",
    'a volume must be written as "name:/path" or "name:/path:ro", but is "keys:/a:shared"',
  ],
  ["volumes: ['keys:a']", 'the volume "keys" must be mounted at an absolute path, but is at "a"'],
  ["volumes: ['keys:/a', 'keys:/a']", "two volumes are mounted at the same place"],
  ["cap_add: [SYS_ADMIN]", 'the capability "SYS_ADMIN" is refused'],
  ["cap_add: [ALL]", 'the capability "ALL" is refused'],
  ["cap_add: [NET_ADMIN]", '"NET_ADMIN" is used, but "x-bench.requires" does not name net_admin'],
  ["devices: [/dev/net/tun]", '"/dev/net/tun" is used, but "x-bench.requires" does not name tun'],
  ["devices: ['/dev/kmsg:/dev/net/tun']", 'the device "/dev/kmsg:/dev/net/tun" is refused'],
  ["devices: [{source: /dev/sda}]", 'the device {"source":"/dev/sda"} is refused'],
  ["environment: [NAME]", '"NAME" has no value and would be taken from the host\'s environment'],
  ["environment: {NAME: }", '"NAME" has no value and would be taken from the host\'s environment'],
  ["environment: {NAME: 1.5}", '"services.client.environment.NAME" must be text (in quotes), but is 1.5'],
  ["environment: [A=1, A=2]", '"services.client.environment" sets one name twice'],
  ["environment: {A B: 1}", '"A B" is not a variable\'s name'],
  ["depends_on: [nobody]", '"services.client.depends_on" names "nobody", which is no service here'],
  [
    "depends_on: {server: {condition: service_healthy}}",
    'the condition must be one of service_started, service_completed_successfully, but is "service_healthy"',
  ],
  ["depends_on: [client]", "the services client wait for one another"],
  ["sysctls: {kernel.shmmax: 1}", 'the kernel setting "kernel.shmmax" is refused: only net.* may be set'],
  [
    "sysctls: [net.core.somaxconn=1]",
    '"services.client.sysctls" must be a map, but is ["net.core.somaxconn=1"]',
  ],
  ["ulimits: {nofile: -1}", 'the limit "nofile" must be a number or {soft, hard}, but is -1'],
  [
    "ulimits: {nofile: {soft: 9, hard: 1}}",
    'the limit "nofile" must be a number or {soft, hard}, but is {"soft":9,"hard":1}',
  ],
  ["tmpfs: /tmp", '"services.client.tmpfs" must be a list with at least one item, but is "/tmp"'],
  ["tmpfs: [tmp]", '"services.client.tmpfs[0]" must be a path like "/run" or "/run:size=1m", but is "tmp"'],
  ["command: [1]", '"services.client.command[0]" must be text (in quotes), but is 1'],
  ["command: {}", '"services.client.command" must be text in one line, but is {}'],
  ["user: 1000", '"services.client.user" must be a user like "1000:1000", but is 1000'],
  ["init: 'yes'", '"services.client.init" must be true or false, but is "yes"'],
  ["working_dir: a", '"services.client.working_dir" must be an absolute path, but is "a"'],
  ["stop_signal: 9", '"services.client.stop_signal" must be a signal like SIGTERM, but is 9'],
  ["stop_grace_period: 2", '"services.client.stop_grace_period" must be a time like "2s", but is 2'],
];

suite("a service of a scenario", () => {
  for (const [line, text] of refusedLines) {
    test(`is refused with "${line}", with its line`, () => {
      assert.deepEqual(refusalOf(withClientKey(line)).lines, [`line ${clientKeyLine}: ${text}`]);
    });
  }

  test("may have every key of the contract", () => {
    const service = `client:
    image: example
    networks: [client, wire]
    command: [run, "$$HOME"]
    entrypoint: /entry
    environment: {NAME: value, PORT: 5000}
    volumes: ["keys:/keys:ro", {type: volume, source: keys, target: /more, read_only: true}]
    cap_add: [NET_ADMIN]
    devices: ["/dev/net/tun:/dev/net/tun:rw"]
    depends_on: {server: {condition: service_started}}
    user: "0:0"
    read_only: true
    tmpfs: [/tmp, "/run:size=1m,mode=1777"]
    working_dir: /app
    stop_signal: SIGINT
    stop_grace_period: 1m30s
    init: true
    sysctls: {net.ipv4.ip_forward: 1}
    ulimits: {nofile: 1024, nproc: {soft: 1, hard: 2}}
`;
    const text = replaced("client:\n    image: example\n    networks: [client, wire]\n", service);
    const { services } = parse(text.replace("requires: []", "requires: [tun, net_admin]"));
    assert.deepEqual(services[1]?.compose["stop_grace_period"], "1m30s");
  });

  test("gets its role from its name", () => {
    const text = `${goodKeys}  watcher: {image: example, networks: [wire]}\n`;
    const roles = parse(text).services.map(({ name, role }) => [name, role]);
    assert.deepEqual(roles, [
      ["server", "tunnel-server"],
      ["client", "tunnel-client"],
      ["keys", "keys"],
      ["watcher", "sidecar"],
    ]);
  });

  test("that makes keys needs no network", () => {
    assert.deepEqual(parse(goodKeys).services[2]?.legs, []);
  });

  test("other than keys needs a network", () => {
    const text = `${withClientKey("")}  watcher: {image: example}\n`;
    assert.deepEqual(refusalOf(text).lines, ['line 14: the service "watcher" must be on a network']);
  });

  test("must not be named like an endpoint", () => {
    const text = `${withClientKey("")}  http-server: {image: example, networks: [server]}\n`;
    assert.deepEqual(refusalOf(text).lines, [
      'line 14: the service must not be named "http-server": that is an endpoint',
    ]);
  });

  test("must have a name that DNS knows", () => {
    const text = `${withClientKey("")}  Watcher_1: {image: example, networks: [server]}\n`;
    assert.deepEqual(refusalOf(text).lines, [
      'line 14: the service "Watcher_1" must be named with a-z, 0-9 and -, in at most 31 characters',
    ]);
  });

  test("must have an image or a build", () => {
    const text = replaced("    image: example\n", "");
    assert.deepEqual(refusalOf(text).lines, [
      'line 10: the service "client" must have either build or image',
    ]);
  });

  test("must be a map", () => {
    const text = replaced("{image: example, networks: [wire, server]}", "[]");
    assert.equal(refusalOf(text).lines[0], 'line 9: "services.server" must be a map, but is []');
  });

  test("is refused on a network of its own or of another lab", () => {
    const text = replaced("networks: [client, wire]", "networks: [client, default]");
    assert.equal(
      refusalOf(text).lines[0],
      'line 12: "services.client.networks[1]" must be one of client, wire, server, but is "default"',
    );
  });

  test("is refused on no network at all", () => {
    const text = replaced("networks: [client, wire]", "networks: []");
    assert.equal(
      refusalOf(text).lines[0],
      'line 12: "services.client.networks" must be a list with at least one item, but is []',
    );
  });

  test("is refused with networks as a map", () => {
    const text = replaced("networks: [client, wire]", "networks: {client: {aliases: [http-server]}}");
    assert.match(refusalOf(text).lines[0]!, /^line 12: "services.client.networks" must be a list/);
  });

  test("is told the key that was probably meant", () => {
    assert.deepEqual(refusalOf(withClientKey("enviroment: {A: b}")).hints, ['did you mean "environment"?']);
  });
});

const goodKeys = `${withClientKey("volumes: ['keys:/keys:ro']")}  keys: {image: example, volumes: ["keys:/keys"]}\n`;
