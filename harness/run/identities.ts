import type { CreatedLab } from "../lab/start-lab.ts";
import type { RunRecord } from "../model/run-record.ts";

/** What must stay as it is while an instance is measured; gate E5. */
interface Identity {
  startedAt: string;
  restarts: number;
  isOutOfMemory: boolean;
}

/** Reads who runs, outside of measuring: one inspection a container. */
export async function readIdentities(lab: CreatedLab): Promise<Map<string, Identity>> {
  const lasting = lab.resolved.services.filter(({ role }) => role !== "keys");
  const found = await Promise.all(
    lasting.map(async ({ service }): Promise<[string, Identity]> => {
      const { State, RestartCount } = await lab.container(service).inspect();
      return [
        service,
        { startedAt: State.StartedAt, restarts: RestartCount, isOutOfMemory: State.OOMKilled },
      ];
    }),
  );
  return new Map(found);
}

/** Containers that are no longer what they were, in words. */
export function compareIdentities(
  instance: number,
  before: ReadonlyMap<string, Identity>,
  after: ReadonlyMap<string, Identity>,
): NonNullable<RunRecord["identityChanges"]> {
  return [...before].flatMap(([container, was]) => {
    const is = after.get(container);
    if (is === undefined) return [{ instance, container, what: "is gone" }];
    if (is.isOutOfMemory && !was.isOutOfMemory) return [{ instance, container, what: "ran out of memory" }];
    const restarted = is.startedAt !== was.startedAt || is.restarts !== was.restarts;
    return restarted ? [{ instance, container, what: "was restarted" }] : [];
  });
}
