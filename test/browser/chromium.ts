import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The machine's own browser, or null: nothing is downloaded. */
export const browserFile: string | null = findBrowser();

/** For a test's `skip`. */
export const whyNoBrowser: string | false =
  browserFile === null ? `none of ${names.join(", ")} is installed: apt-get install chromium` : false;

function findBrowser(): string | null {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const files = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return files.find(isExecutable) ?? null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Chromium's own sandbox needs what containers and root do not have; the page is ours. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: browserFile!, args: ["--no-sandbox"] });
}

export interface Opened extends AsyncDisposable {
  page: Page;
  /** Everything that was asked for but the document itself. */
  requests: string[];
  /** What the console said, and errors that nobody caught. */
  messages: string[];
}

/** Opens a file in a window of that width; the window closes with the test. */
export async function openFile(
  browser: Browser,
  file: string,
  { width = 1440, colorScheme = "light" as "light" | "dark" } = {},
): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
  const page = await context.newPage();
  const [requests, messages]: [string[], string[]] = [[], []];
  page.on("request", (request) => {
    if (!request.isNavigationRequest()) requests.push(request.url());
  });
  page.on("console", (message) => messages.push(message.text()));
  page.on("pageerror", (error) => messages.push(error.message));
  await page.goto(`file://${file}`, { waitUntil: "load" });
  return { page, requests, messages, [Symbol.asyncDispose]: () => context.close() };
}
