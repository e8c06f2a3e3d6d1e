import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { type CgroupFiles, locateCgroup, openCgroup } from "../../harness/probes/cgroup.ts";

// lines as cgroups(7) and proc_pid_mountinfo(5) show them
const version1Mounts = `
30 29 0:26 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755
31 30 0:27 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid shared:5 - cgroup cgroup rw,cpu,cpuacct
32 30 0:28 / /sys/fs/cgroup/memory rw,nosuid shared:6 - cgroup cgroup rw,memory
33 30 0:29 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw`;
const version2Mounts =
  "30 23 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate";

function readNow(files: CgroupFiles) {
  using probe = openCgroup(files);
  return probe.grab()();
}

describe("locateCgroup", () => {
  it("finds the controllers of version 1, also beside an empty unified hierarchy", () => {
    const found = locateCgroup(
      "5:memory:/docker/abc\n4:cpu,cpuacct:/docker/abc\n0::/docker/abc\n",
      version1Mounts,
    );
    assert.deepEqual(found, {
      version: 1,
      cpuFolder: "/sys/fs/cgroup/cpu,cpuacct/docker/abc",
      memoryFolder: "/sys/fs/cgroup/memory/docker/abc",
    });
  });

  it("finds the one folder of version 2", () => {
    const found = locateCgroup("0::/system.slice/docker-abc.scope\n", version2Mounts);
    const folder = "/sys/fs/cgroup/system.slice/docker-abc.scope";
    assert.deepEqual(found, { version: 2, cpuFolder: folder, memoryFolder: folder });
  });

  it("says so when no mount carries the process", () => {
    assert.throws(() => locateCgroup("0::/x\n", ""), /no cgroup mount/);
  });
});

describe("openCgroup", () => {
  const folder = mkdtempSync(join(tmpdir(), "cgroup-"));
  after(() => rmSync(folder, { recursive: true }));
  const put = (name: string, text: string) => writeFileSync(join(folder, name), text);

  it("reads version 2 in its own units and takes inactive file pages off", () => {
    // shape of the files: kernel documentation, cgroup-v2.rst
    put(
      "cpu.stat",
      "usage_usec 1500000\nuser_usec 1000000\nsystem_usec 500000\nnr_throttled 2\nthrottled_usec 70\n",
    );
    put("memory.current", "10485760\n");
    put("memory.stat", "anon 4096\nfile 8192\ninactive_file 485760\n");
    put("memory.max", "max\n");
    put("memory.peak", "20000000\n");
    put("memory.events", "low 0\nhigh 0\nmax 5\noom 2\noom_kill 1\noom_group_kill 0\n");
    assert.deepEqual(readNow({ version: 2, cpuFolder: folder, memoryFolder: folder }), {
      cpuNs: 1_500_000_000,
      memoryBytes: 10_000_000,
      memoryPeakBytes: 20_000_000,
      memoryLimitBytes: null,
      throttledNs: 70_000,
      oomKills: 1,
    });
  });

  it("has no peak on kernels before 5.19, and then says null", () => {
    rmSync(join(folder, "memory.peak"), { force: true });
    assert.equal(readNow({ version: 2, cpuFolder: folder, memoryFolder: folder }).memoryPeakBytes, null);
  });

  it("reads version 1, where no limit is a huge number", () => {
    put("cpuacct.usage", "123456789\n");
    put("memory.usage_in_bytes", "5000000\n");
    put("memory.max_usage_in_bytes", "6000000\n");
    put("memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 3\n");
    put("memory.limit_in_bytes", "9223372036854771712\n");
    put("memory.stat", "cache 1\ninactive_file 7\ntotal_inactive_file 1000000\n");
    assert.deepEqual(readNow({ version: 1, cpuFolder: folder, memoryFolder: folder }), {
      cpuNs: 123_456_789,
      memoryBytes: 4_000_000,
      memoryPeakBytes: 6_000_000,
      memoryLimitBytes: null,
      throttledNs: null,
      oomKills: 3,
    });
  });
});
