import type { RunResult } from "../run.ts";
import { type PlaceOfStep, stepWords } from "./step-words.ts";

/** Runs that did not pass as annotations of GitHub Actions, at the line of the step, each kind of end once. */
export function renderGithub(results: readonly RunResult[], placeOf: PlaceOfStep): string {
  const seen = new Set<string>();
  return results
    .filter(({ verdict }) => verdict !== "pass")
    .flatMap((run) => {
      const { scenario, verdict, step, why = "" } = run;
      const [, file = "", line = "1"] =
        /^(.*):(\d+)$/.exec(step === undefined ? "" : placeOf(scenario, step.path)) ?? [];
      const place = `${file}:${line}`;
      if (seen.has(place)) return [];
      seen.add(place);
      const level = verdict === "fail" ? "error" : "warning";
      const title = verdict === "fail" ? `${scenario} failed` : `${scenario} could not be played`;
      return [
        `::${level} file=${property(file)},line=${line},title=${property(title)}::${data(`${stepWords(run, placeOf)}: ${why}`)}\n`,
      ];
    })
    .join("");
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
