import { registerHooks } from "node:module";

// The package imports JSON as bundlers do, without the attribute that Node wants.
const hooks = registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    return specifier.endsWith(".json") ? { ...resolved, importAttributes: { type: "json" } } : resolved;
  },
});
const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } = await import(
  "@actions/workflow-parser"
);
const { parseAction } = await import("@actions/workflow-parser/actions/action-parser");
hooks.deregister();

/** What GitHub's own parser (of its editor extension) has against a workflow or an action; empty when nothing. */
export async function refusals(kind: "workflow" | "action", content: string): Promise<string[]> {
  const parse = kind === "workflow" ? parseWorkflow : parseAction;
  const { context, value } = parse({ name: `${kind}.yml`, content }, new NoOperationTraceWriter());
  if (kind === "workflow" && value) await convertWorkflowTemplate(context, value);
  return context.errors.getErrors().map(({ message }) => message);
}
