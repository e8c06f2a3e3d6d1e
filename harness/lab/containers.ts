import type { ContainerRecord } from "../model/run-record.ts";
import type { AttachedLeg } from "../probes/network.ts";
import { prepareSubject, type Subject } from "../probes/snapshot.ts";
import { readPackages } from "./identity.ts";
import type { LabImage } from "./images.ts";
import type { CreatedLab } from "./start-lab.ts";

/** Services of the endpoints and of the given scenarios that still run: those whose counters are read. */
export async function measuredSubjects(lab: CreatedLab, scenarios: readonly string[]): Promise<Subject[]> {
  const wanted = lab.resolved.services.filter(
    ({ scenario, role }) => role !== "keys" && (scenario === null || scenarios.includes(scenario)),
  );
  const subjects = await Promise.all(
    wanted.map(async ({ service, scenario, role, addresses }) => {
      const { State } = await lab.container(service).inspect();
      if (!State.Running) return [];
      const attached = Object.keys(addresses).map((network) => attachedLeg(lab, network, scenario));
      return [prepareSubject({ container: service, scenario, role, pid: State.Pid, attached })];
    }),
  );
  return subjects.flat();
}

/** An endpoint is on a leg of every scenario: there the network's own name tells them apart. */
function attachedLeg(lab: CreatedLab, network: string, scenario: string | null): AttachedLeg {
  const found = lab.resolved.networks.find(({ name }) => name === network);
  if (!found) throw new Error(`network "${network}" is not in the lab`);
  return { leg: scenario === null || found.leg === null ? found.name : found.leg, subnet: found.subnet };
}

/** What ran: every container with the identity of its image. */
export async function recordContainers(
  lab: CreatedLab,
  images: readonly LabImage[],
): Promise<ContainerRecord[]> {
  const packages = new Map<string, Promise<{ packagesHash: string | null; packages: number | null }>>();
  return Promise.all(
    lab.resolved.services.map(async ({ service, scenario, role, image }) => {
      const container = lab.container(service);
      const info = await container.inspect();
      if (!packages.has(image)) packages.set(image, readPackages(container));
      const contextHash = images.find(({ reference }) => reference === image)?.contextHash ?? null;
      const identity = { reference: image, contextHash, ...(await packages.get(image)!) };
      return {
        name: info.Name.replace(/^\//, ""),
        service,
        scenario,
        role,
        image: info.Image,
        imageIdentity: identity,
      };
    }),
  );
}
