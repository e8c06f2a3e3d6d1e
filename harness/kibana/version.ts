import { BenchError } from "../model/error.ts";

/** What the dashboards are written for. Kibana imports objects of an older minor version, never of a newer one. */
const oldest = [8, 19] as const;
const firstUnknownMajor = 10;

/** Throws `environment` where dashboards of this project cannot be imported into that version (`9.2.0`), with the reason. */
export function checkVersion(version: string, url: string): void {
  const [major = Number.NaN, minor = Number.NaN] = version.split(".").map(Number);
  const where = `Kibana at "${url}" has version ${version}`;
  if (Number.isNaN(major) || Number.isNaN(minor)) throw refuse(`${where}, which is not understood`);
  if (major < oldest[0] || (major === oldest[0] && minor < oldest[1]))
    throw refuse(
      `${where}: Kibana refuses saved objects of a newer version than its own, and ours are of 8.19`,
    );
  if (major >= firstUnknownMajor)
    throw refuse(`${where}: no ${major}.x existed when the dashboards were written`);
}

function refuse(message: string): BenchError {
  return new BenchError(message, {
    code: "environment",
    hints: ['use Kibana 8.19 or 9.x, for example that of "bench elastic up"'],
  });
}
