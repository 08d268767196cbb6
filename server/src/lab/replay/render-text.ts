import type { BuildFindings, ChangeReport, ReplayReport } from "./report.ts";
import { CATCHERS, caughtWords, diffWords, figure, findingWords, firstFound, isSilent, percent } from "./words.ts";

const NAMES = 14;

/** The report for a person at a terminal. */
export function renderReplay(report: ReplayReport): string {
  const { replay, seed, per_day: perDay, played, baseline, changes, catalogue } = report;
  const head = `${replay} (lab, seed ${seed}): ${figure(played.sessions)} sessions, ${figure(played.requests)} requests, ${perDay} sessions a day; baselines from ${baseline.sessions} sessions before ${baseline.until}`;
  const lines = [head, "", ...summaryLines(report), ...changes.flatMap(changeLines), ...catalogueLines(catalogue)];
  return `${lines.join("\n")}\n`;
}

/** What was found first by each catcher, a line each. */
function summaryLines({ changes }: ReplayReport): readonly string[] {
  const rows = [["", ...CATCHERS], ...changes.map((change) => [change.name, ...firstFound(change)])];
  const widths = [0, ...CATCHERS].map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((words, column) => words.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

function changeLines(change: ChangeReport): readonly string[] {
  const { name, what, from, until, sessions, idleSessions, built, intended, without } = change;
  return [
    "",
    `${name}  ${from} to ${until}: ${what}`,
    ...lines("sessions", [`${sessions}, of them ${idleSessions} ever idle for over an hour`]),
    ...lines("diff", diffWords(change)),
    intended === undefined ? "  as built, which is as it was meant" : "  as built",
    ...buildLines(built, without),
    ...(intended === undefined ? [] : ["  as it was meant", ...buildLines(intended, without)]),
    "  without the change",
    ...(isSilent(without)
      ? lines("", ["nothing: no departure, no invariant broken, no alarm"])
      : buildLines(without, without)),
  ];
}

function buildLines(found: BuildFindings, without: BuildFindings): readonly string[] {
  const [now, before] = [found, without].map(({ resolved }) => percent(resolved["all"]?.mean ?? 0));
  const resolved = found === without ? `${now} of the tasks` : `${now} of the tasks, in place of ${before}`;
  return [...findingWords(found).flatMap(([name, words]) => lines(name, words)), ...lines("resolved", [resolved])];
}

function catalogueLines(catalogue: ReplayReport["catalogue"]): readonly string[] {
  if (catalogue.length === 0) return [];
  const width = Math.max(...catalogue.map(({ build }) => build.length)) + 2;
  const rows = catalogue.flatMap((row) => {
    const [first = "nothing", ...others] = caughtWords(row);
    return [`  ${row.build.padEnd(width)}${first}`, ...others.map((words) => `  ${"".padEnd(width)}${words}`)];
  });
  return ["", "Other builds, each in a soak session", ...rows];
}

function lines(name: string, words: readonly string[]): readonly string[] {
  const shown = words.length === 0 ? ["nothing"] : words;
  return shown.map((line, index) => `    ${(index === 0 ? name : "").padEnd(NAMES)}${line}`);
}
