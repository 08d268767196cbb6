import type { DiffReport } from "../report.ts";
import { renderGithub } from "./github.ts";
import { renderGitlab } from "./gitlab.ts";
import { renderJson } from "./json.ts";
import { renderJunit } from "./junit.ts";
import { renderMarkdown } from "./markdown.ts";
import { renderSarif } from "./sarif.ts";
import type { Terminal } from "./terminal.ts";
import { renderText } from "./text.ts";

/** Turns a report into a text; pure. */
export type Render = (report: DiffReport, terminal: Terminal) => string;

const RENDERS = {
  text: renderText,
  json: renderJson,
  junit: renderJunit,
  sarif: renderSarif,
  github: renderGithub,
  gitlab: renderGitlab,
  markdown: renderMarkdown,
} as const satisfies Record<string, Render>;

/** A format of a report. */
export type Format = keyof typeof RENDERS;

/** All formats. To add one: a file with its test beside it, and a line above. */
export const FORMATS = Object.keys(RENDERS) as readonly Format[];

/** A report in a format. */
export function render(report: DiffReport, format: Format, terminal: Terminal): string {
  return RENDERS[format](report, terminal);
}
