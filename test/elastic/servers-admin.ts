import { randomBytes } from "node:crypto";
import { clientOf } from "./client.ts";
import type { ElasticsearchServer } from "./servers.ts";

/** What a key or user may do: cluster privileges, and privileges on indices by name or pattern. */
export interface Privileges {
  cluster?: string[];
  indices?: { names: string[]; privileges: string[] }[];
}

/** Makes an API key; its `encoded` form is what a client sends. */
export async function makeApiKey(server: ElasticsearchServer, privileges: Privileges): Promise<string> {
  await using client = clientOf(server);
  const role = { cluster: privileges.cluster ?? [], indices: privileges.indices ?? [] };
  return (await client.security.createApiKey({ name: "test", role_descriptors: { test: role } })).encoded;
}

/** Makes a user with a role of the same name. */
export async function makeUser(
  server: ElasticsearchServer,
  username: string,
  privileges: Privileges,
): Promise<{ username: string; password: string }> {
  await using client = clientOf(server);
  const password = randomBytes(12).toString("hex");
  await client.security.putRole({ name: username, ...privileges });
  await client.security.putUser({ username, password, roles: [username] });
  return { username, password };
}

/**
 * Sets or takes away the block that a server sets itself when its disk passes the flood stage. Writing then fails with
 * status 429 (not 403) and `cluster_block_exception`, in a bulk by document; deleting stays allowed.
 */
export async function blockWrites(
  server: ElasticsearchServer,
  index: string,
  blocked: boolean,
): Promise<void> {
  await using client = clientOf(server);
  await client.indices.putSettings({
    index,
    settings: { "index.blocks.read_only_allow_delete": blocked || null },
  });
}
