import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { canonicalJson } from "../core/jcs.ts";
import { sha256 } from "../core/digest.ts";
import type { Scenario } from "../scenario/document.ts";
import { lineOf, type ScenarioLine } from "../scenario/result-line.ts";
import type { RunResult } from "../scenario/run.ts";
import { usageError } from "./context.ts";

/** What a line is of: the scenario as it is written but for how often it is run, and the contract. */
export function digestOfRun({ repeat: _repeat, ...scenario }: Scenario, contract: string | undefined): string {
  return sha256(canonicalJson({ scenario, contract: contract ?? null }));
}

interface KeptLine extends ScenarioLine {
  readonly of?: string;
}

/** A file of results: what ran before is kept, and what runs now is written as it ends. */
export class ResultsFile {
  readonly #path: string;
  readonly #digests: ReadonlyMap<string, string>;
  /** What ran before, but for what could not be played: that is played again. */
  readonly before: readonly RunResult[];

  /**
   * @param digests of each scenario, by its name.
   * @throws {BellwetherError} `usage` where the file cannot be written, or is one of something else.
   */
  constructor(path: string, resume: boolean, digests: ReadonlyMap<string, string>) {
    this.#path = path;
    this.#digests = digests;
    if (existsSync(path) && !resume)
      throw usageError(`${path} is there already: add --resume to go on with it, or name another file`);
    try {
      const kept = existsSync(path) ? this.#read(readFileSync(path, "utf8")) : [];
      this.before = kept.map(resultOf);
      // Whole or not at all: an interrupted rewriting loses nothing.
      writeFileSync(`${path}.tmp`, kept.map((line) => `${JSON.stringify(line)}\n`).join(""));
      renameSync(`${path}.tmp`, path);
    } catch (error) {
      if (!isOfSystem(error)) throw error;
      throw usageError(`${path} cannot be written: ${error.message}`);
    }
  }

  #read(text: string): readonly KeptLine[] {
    return text.split("\n").flatMap((written, index) => {
      if (written.trim() === "") return [];
      const line = lineIn(written);
      const place = `${this.#path}:${index + 1}`;
      if (line === undefined) throw usageError(`${place}: this is no line of results; mend it, or name another file`);
      const digest = this.#digests.get(line.scenario);
      if (digest !== undefined && line.of !== digest)
        throw usageError(
          `${place}: ${line.scenario} was another text then, or ran under another contract; name another file`,
        );
      return line.value === undefined ? [] : [line];
    });
  }

  append(result: RunResult): void {
    const of = this.#digests.get(result.scenario);
    appendFileSync(this.#path, `${JSON.stringify({ ...lineOf(result), of })}\n`);
  }
}

function lineIn(text: string): KeptLine | undefined {
  try {
    const value = JSON.parse(text) as Partial<KeptLine> | null;
    const { scenario, repeat, value: outcome, error } = value ?? {};
    const known = typeof scenario === "string" && typeof repeat === "number";
    return known && (outcome === 0 || outcome === 1 || typeof error === "string") ? (value as KeptLine) : undefined;
  } catch {
    return undefined;
  }
}

function resultOf({ scenario, repeat, value, session, why, measured = {} }: KeptLine): RunResult {
  return {
    scenario,
    repeat,
    verdict: value === 1 ? "pass" : "fail",
    session,
    ...(why === undefined ? {} : { why }),
    turns: [],
    measured: Object.entries(measured).map(([signal, number]) => ({ signal, value: number })),
  };
}

/** Whether the machine refused it, and not this program. */
export function isOfSystem(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).code === "string" && "syscall" in error;
}
