import { linesPlot } from "./plot.ts";
import type { Resolved } from "./resolved.ts";
import type { BuildFindings, ChangeReport, ReplayReport } from "./report.ts";
import { CATCHERS, caughtWords, diffWords, figure, findingWords, firstFound, isSilent, percent } from "./words.ts";

/** The page of a replay, its plots and its JSON, by the names of their files. */
export function replayFiles(report: ReplayReport): ReadonlyMap<string, string> {
  const plots = report.changes.map((change): readonly [string, string] => [plotFile(change), plotOf(change)]);
  return new Map([
    ["replay.md", renderPage(report)],
    ["benchmarks/replay.json", `${JSON.stringify(report, undefined, 1)}\n`],
    ...plots,
  ]);
}

function plotFile({ name }: ChangeReport): string {
  return `benchmarks/replay-${name.toLowerCase()}.svg`;
}

function plotOf({ name, series, from }: ChangeReport): string {
  return linesPlot({
    title: `${name}, by day`,
    x: `days since ${from}`,
    y: "of what it was in the baseline",
    lines: series.flatMap(({ name, built, without }) => [
      { name, points: built, dashed: false },
      { name: `${name}, without`, points: without, dashed: true },
    ]),
  });
}

/** The report as a page. */
export function renderPage(report: ReplayReport): string {
  const { replay, seed, per_day: perDay, played, baseline, run_length: runLength, changes, catalogue } = report;
  return `# The replay of ${replay}

<!-- Written by \`bellwether lab replay ${replay} --seed ${seed} --sessions ${perDay} --write docs\`. -->

The three changes of spring 2026, played by the lab's product against the lab's provider through the real gateway, in a time that is played. [The lab](lab.md#replays) says what is simulated and how; nothing here was measured on people. What is found is found by the parts that everybody has: no catcher knows that it is in a replay, or how a build is called.

${figure(played.sessions)} sessions and ${figure(played.requests)} requests, seed ${seed}, ${perDay} sessions a day. Baselines are learnt from ${figure(baseline.sessions)} sessions, ${baseline.from} to ${baseline.until}. Each monitor promises one false alarm in ${figure(runLength)} sessions. A session counts when its window is over: an hour for what behaviour shows as a rule, two days where that is said.

\`\`\`sh
bellwether lab replay ${replay} --seed ${seed} --sessions ${perDay} --write docs
\`\`\`

| | ${CATCHERS.join(" | ")} |
| --- |${CATCHERS.map(() => " --- |").join("")}
${changes.map((change) => `| ${change.name} | ${firstFound(change).join(" | ")} |`).join("\n")}
${changes.map(changeSection).join("")}
## Other builds

Each plays one soak session and some of a day's, under the contract that it should keep. The first request at which each catcher fired is that of its session.

| build | caught by |
| --- | --- |
${catalogue.map((row) => `| ${row.build} | ${caughtWords(row).join("<br>") || "nothing"} |`).join("\n")}
`;
}

function changeSection(change: ChangeReport): string {
  const { name, what, from, until, sessions, idleSessions, built, intended, without, silent } = change;
  const quiet = isSilent(without) ? "- nothing: no departure, no invariant broken, no alarm" : bullets(without);
  return `
## ${name}: ${what}

${from} to ${until}: ${figure(sessions)} sessions, of them ${figure(idleSessions)} ever idle for over an hour.

**What was declared**

${diffWords(change)
  .map((words) => `- ${words}`)
  .join("\n")}

**As built${intended === undefined ? ", which is as it was meant" : ""}**

${bullets(built)}
${intended === undefined ? "" : `\n**As it was meant**\n\n${bullets(intended)}\n`}
**The same weeks without it**

${quiet}

![${name}: signals by day](${plotFile(change)})

${resolvedTable(built, intended, without)}

Monitors that raised no alarm: ${silent.join(", ") || "none"}.
`;
}

function bullets(found: BuildFindings): string {
  return findingWords(found)
    .flatMap(([name, words]) => (words.length === 0 ? [`- ${name}: nothing`] : words.map((one) => `- ${name}: ${one}`)))
    .join("\n");
}

/** What was resolved by each group of sessions: the truth that the lab's evaluator knows. */
function resolvedTable(built: BuildFindings, intended: BuildFindings | undefined, without: BuildFindings): string {
  const shown = (found: Resolved | undefined): string => (found === undefined ? "" : percent(found.mean));
  const rows = Object.entries(without.resolved)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([group, before]) =>
        `| ${group} | ${figure(before.sessions)} | ${shown(before)} | ${shown(built.resolved[group])} |${intended === undefined ? "" : ` ${shown(intended.resolved[group])} |`}`,
    );
  const head = `| resolved | sessions | without | as built |${intended === undefined ? "" : " as it was meant |"}`;
  const rule = `| --- | --- | --- | --- |${intended === undefined ? "" : " --- |"}`;
  return [head, rule, ...rows].join("\n");
}
