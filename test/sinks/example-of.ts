/** What of JSON Schema the project's schemas use. */
interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  type?: string | string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  pattern?: string;
  minimum?: number;
  maximum?: number;
}

const texts = ["text", "2026-11-21T10:15:00.000Z", "123456789"];

/**
 * A value that has everything its schema knows: all properties, one item a list, nothing that is null. No two of its free
 * numbers are the same.
 */
export function exampleOf(root: unknown): unknown {
  const { $defs = {} } = root as Schema;
  let numbers = 100;
  const make = (schema: Schema): unknown => {
    if (schema.$ref !== undefined) return make($defs[schema.$ref.replace("#/$defs/", "")]!);
    if (schema.const !== undefined) return schema.const;
    if (schema.enum !== undefined) return schema.enum.find((value) => value !== null);
    const [choice] = schema.anyOf ?? schema.oneOf ?? [];
    return choice === undefined ? ofType(schema) : make(choice);
  };
  const ofType = (schema: Schema): unknown => {
    const type = [schema.type].flat().find((name) => name !== "null");
    if (type === "object")
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, one]) => [name, make(one)]),
      );
    if (type === "array") return schema.items === undefined ? [] : [make(schema.items)];
    if (type === "boolean") return true;
    if (type === "string") return texts.find((text) => new RegExp(schema.pattern ?? "").test(text));
    if (schema.maximum !== undefined) return schema.maximum;
    if (type === "integer" || type === "number") return ++numbers;
    throw new Error(`no example of ${JSON.stringify(schema)}`);
  };
  return make(root as Schema);
}
