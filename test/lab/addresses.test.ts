import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { freeBlocks, planNetworks } from "../../harness/lab/addresses.ts";

suite("the free blocks of addresses", () => {
  test("are the 128 blocks of 198.18.0.0/15 when nothing is used", () => {
    const blocks = freeBlocks([]);
    assert.equal(blocks.length, 128);
    assert.deepEqual(
      [blocks[0], blocks[1], blocks[63], blocks[64], blocks[127]],
      ["198.18.0.0/22", "198.18.4.0/22", "198.18.252.0/22", "198.19.0.0/22", "198.19.252.0/22"],
    );
  });

  test("leave out a block in which one network lies", () => {
    assert.deepEqual(freeBlocks(["198.18.0.16/28"]).slice(0, 2), ["198.18.4.0/22", "198.18.8.0/22"]);
    assert.equal(freeBlocks(["198.18.7.240/28"])[1], "198.18.8.0/22");
  });

  test("leave out all blocks of a larger network", () => {
    assert.equal(freeBlocks(["198.18.0.0/16"])[0], "198.19.0.0/22");
    assert.deepEqual(freeBlocks(["198.16.0.0/12"]), []);
  });

  test("leave out the block of a single address and of a network written by one of its hosts", () => {
    assert.equal(freeBlocks(["198.18.3.255"])[0], "198.18.4.0/22");
    assert.equal(freeBlocks(["198.18.5.9/21"])[0], "198.18.8.0/22");
  });

  test("are all free beside other ranges, IPv6 and default routes", () => {
    const used = ["172.17.0.0/16", "198.17.255.255", "198.20.0.0/16", "fd00::/8", "0.0.0.0/0", "128.0.0.0/1"];
    assert.equal(freeBlocks(used).length, 128);
  });

  test("cannot be told from what is no network", () => {
    for (const text of [
      "198.18.0.0/33",
      "198.18.0",
      "198.18.0.256",
      "default",
      "198.18.0.0/",
      "198.18..0/22",
    ]) {
      assert.throws(() => freeBlocks([text]), /^Error: not an IPv4/, text);
    }
  });
});

suite("the networks of a lab", () => {
  test("get a /28 each, in order", () => {
    const planned = planNetworks("198.18.4.0/22", ["a", "b", "c"]);
    assert.deepEqual(
      [...planned].map(([name, { subnet, gateway }]) => [name, subnet, gateway]),
      [
        ["a", "198.18.4.0/28", "198.18.4.1"],
        ["b", "198.18.4.16/28", "198.18.4.17"],
        ["c", "198.18.4.32/28", "198.18.4.33"],
      ],
    );
  });

  test("hand out 13 addresses each and refuse the 14th", () => {
    const { hosts } = planNetworks("198.18.4.0/22", ["a", "b"]).get("b")!;
    const given = Array.from({ length: 13 }, () => hosts.next().value);
    assert.deepEqual([given[0], given[12]], ["198.18.4.18", "198.18.4.30"]);
    assert.throws(() => hosts.next(), {
      code: "bad-input",
      message: 'network "b" holds at most 13 containers',
    });
  });

  test("are at most 64", () => {
    const names = Array.from({ length: 65 }, (_, index) => `n${index}`);
    const planned = planNetworks("198.19.252.0/22", names.slice(0, 64));
    assert.equal(planned.get("n63")?.subnet, "198.19.255.240/28");
    assert.throws(() => planNetworks("198.19.252.0/22", names), {
      code: "bad-input",
      message: "a lab holds at most 64 networks, but this one needs 65",
    });
  });

  test("need a whole block", () => {
    assert.throws(() => planNetworks("198.18.1.0/22", []), /not a \/22 block/);
    assert.throws(() => planNetworks("198.18.0.0/24", []), /not a \/22 block/);
  });
});
