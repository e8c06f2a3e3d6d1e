import { stringify } from "yaml";

const header = `# Made by bench: the resolved lab of one run, as docker compose runs it. By hand, without bench:
#   docker compose -f compose.yaml build
#   docker compose -f compose.yaml up --detach
#   docker compose -f compose.yaml down --volumes
# All networks are internal and no port is published. The generator waits for commands on its standard input.
`;

/** The compose file as text, its first lines saying how to run it by hand. */
export function renderCompose(document: Record<string, unknown>): string {
  // Compose's parser reads some plain words by the older YAML 1.1 (1_000, 0777): those are put in quotes as well.
  const body = stringify(document, { compat: "yaml-1.1", aliasDuplicateObjects: false, lineWidth: 0 });
  return `${header}${body}`;
}
