import { create } from "xmlbuilder2";

/** One thing that was judged. */
export interface JunitCase {
  name: string;
  classname: string;
  state: "passed" | "failed" | "error" | "skipped";
  /** One line; not for a case that passed. */
  message?: string;
  /** Shown below the message. */
  text?: string;
  seconds?: number;
}

export interface JunitSuite {
  name: string;
  /** ISO 8601. */
  timestamp: string;
  properties?: readonly { name: string; value: string }[];
  cases: readonly JunitCase[];
  output?: string;
}

/** Elements by state; a case that passed has none. */
const elements = { failed: "failure", error: "error", skipped: "skipped" } as const;

/** What container logs may hold but XML 1.0 (§2.2) may not. */
const invalidCharReplacement = "\ufffd";

/** JUnit XML as Jenkins reads it (jenkinsci/xunit-plugin, junit-10.xsd), and GitLab, GitHub's actions and Azure with it. */
export function renderJunit(suites: readonly JunitSuite[]): string {
  const document = { testsuites: { testsuite: suites.map(suiteElement) } };
  const xml = create({ version: "1.0", encoding: "UTF-8", invalidCharReplacement }, document);
  return `${xml.end({ prettyPrint: true })}\n`;
}

function suiteElement({ name, timestamp, properties = [], cases, output }: JunitSuite): object {
  const count = (state: JunitCase["state"]) => cases.filter((each) => each.state === state).length;
  return {
    "@name": name,
    "@tests": cases.length,
    "@failures": count("failed"),
    "@errors": count("error"),
    "@skipped": count("skipped"),
    "@timestamp": timestamp.replace(/\.\d+Z$|Z$/, ""), // Ant's and Jenkins' have no zone
    ...(properties.length > 0 && {
      properties: { property: properties.map((each) => ({ "@name": each.name, "@value": each.value })) },
    }),
    testcase: cases.map(caseElement),
    ...(output && { "system-out": output }),
  };
}

function caseElement({ name, classname, state, message, text, seconds }: JunitCase): object {
  const shown = { ...(message && { "@message": message }), ...(text && { "#": text }) };
  const result = state === "passed" ? {} : { [elements[state]]: { "@type": state, ...shown } };
  const time = seconds === undefined ? {} : { "@time": seconds.toFixed(3) };
  return { "@name": name, "@classname": classname, ...time, ...result };
}
