import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { missingRequirement } from "../../harness/lab/requirements.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

describe("missingRequirement", () => {
  it("names the TUN device that is not there", () => {
    assert.equal(
      missingRequirement({ requires: ["net_admin", "tun"] }, "/nonexistent/tun"),
      "no TUN device at /nonexistent/tun",
    );
  });

  it("does not take a file of that name for the device", () => {
    using temporary = temporaryFolder();
    const file = join(temporary.path, "tun");
    writeFileSync(file, "");
    assert.equal(missingRequirement({ requires: ["tun"] }, file), `no TUN device at ${file}`);
  });

  it("has nothing to say where the device is there, or is not asked for", () => {
    assert.equal(missingRequirement({ requires: ["tun", "net_admin"] }, "/dev/null"), null);
    assert.equal(missingRequirement({ requires: [] }, "/nonexistent/tun"), null);
  });
});
