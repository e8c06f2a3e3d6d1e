import { escapeHtml } from "../html-escape.ts";

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** One element; numbers to a tenth of a pixel, texts escaped, attributes without a value left out. `children` are markup. */
export function tag(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${typeof value === "number" ? pixels(value) : escapeHtml(value)}"`],
  );
  return `<${name}${written.join("")}>${children.join("")}</${name}>`;
}

/** A text element. */
export function label(text: string, attributes: Attributes): string {
  return tag("text", attributes, escapeHtml(text));
}

function pixels(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** A name that a panel's title has room for; the whole of it is in the panel's text alternative. */
export function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
