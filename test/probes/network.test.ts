import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseRoutes } from "../../harness/model/routes.ts";
import { parseCpuLine } from "../../harness/probes/host.ts";
import { parseDevices, parseProtocols } from "../../harness/probes/network.ts";

describe("parseDevices", () => {
  it("reads the sixteen columns of /proc/net/dev, also where a number touches the colon", () => {
    const text = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo: 100 2 0 0 0 0 0 0 100 2 0 0 0 0 0 0
  eth0:1296 16 1 3 0 0 0 0 900 10 2 4 0 0 0 0
`;
    assert.deepEqual(parseDevices(text)[1], {
      name: "eth0",
      rxBytes: 1296,
      rxPackets: 16,
      rxErrors: 1,
      rxDropped: 3,
      txBytes: 900,
      txPackets: 10,
      txErrors: 2,
      txDropped: 4,
    });
  });
});

describe("parseProtocols", () => {
  it("joins the line of names with the line of values, also for negative ones", () => {
    const text = `Tcp: RtoAlgorithm RtoMin MaxConn RetransSegs
Tcp: 1 200 -1 42
Udp: InDatagrams RcvbufErrors
Udp: 6 299908
`;
    assert.deepEqual(parseProtocols(text), {
      "Tcp.RtoAlgorithm": 1,
      "Tcp.RtoMin": 200,
      "Tcp.MaxConn": -1,
      "Tcp.RetransSegs": 42,
      "Udp.InDatagrams": 6,
      "Udp.RcvbufErrors": 299908,
    });
  });
});

describe("parseRoutes", () => {
  it("turns the kernel's little-endian words into subnets", () => {
    // 198.18.0.16/28: C6.12.00.10, mask FF.FF.FF.F0
    const text = `Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
eth1	100012C6	00000000	0001	0	0	0	F0FFFFFF	0	0	0
eth0	00000000	0100A8C0	0003	0	0	0	00000000	0	0	0
`;
    assert.deepEqual(parseRoutes(text), [
      { interface: "eth1", subnet: "198.18.0.16/28" },
      { interface: "eth0", subnet: "0.0.0.0/0" },
    ]);
  });
});

describe("parseCpuLine", () => {
  it("counts ticks of 10 ms, with irq and softirq together", () => {
    // cpu user nice system idle iowait irq softirq steal guest guest_nice: proc_stat(5)
    assert.deepEqual(parseCpuLine("cpu  10 1 20 300 4 1 2 7 0 0\ncpu0 1 1 1 1\n"), {
      userNs: 110_000_000,
      systemNs: 200_000_000,
      idleNs: 3_000_000_000,
      iowaitNs: 40_000_000,
      softirqNs: 30_000_000,
      stealNs: 70_000_000,
    });
  });
});
