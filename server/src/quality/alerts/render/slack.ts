import type { Message } from "../alert-book.ts";

/** Slack takes so many blocks in one message, and so many characters in one text. */
const MOST_ALERTS = 15;
const MOST_TEXT = 2_900;

/** A message as Slack's incoming webhooks take it: a line for notifications, and blocks. */
export function slackBody({ status, alerts }: Message): string {
  const [first] = alerts;
  const mark = status === "firing" ? ":rotating_light:" : ":white_check_mark:";
  const more = alerts.length > 1 ? ` (and ${alerts.length - 1} more)` : "";
  return JSON.stringify({
    text: `${mark} ${escaped(first?.alert.summary ?? "")}${more}`,
    blocks: alerts
      .slice(0, MOST_ALERTS)
      .flatMap(({ alert }) => [
        section(`${mark} *${escaped(alert.summary)}*`),
        section(
          [
            ...alert.facts.map(([name, text]) => `*${escaped(name)}*  ${escaped(text)}`),
            status === "firing" ? `\`${escaped(alert.command.replaceAll("`", "'"))}\`` : "",
            /^https?:/.test(alert.evidence) ? `<${escaped(alert.evidence)}|evidence>` : escaped(alert.evidence),
          ]
            .filter((line) => line !== "")
            .join("\n"),
        ),
      ]),
  });
}

function section(text: string): object {
  return { type: "section", text: { type: "mrkdwn", text: text.slice(0, MOST_TEXT) } };
}

/** Slack reads these three as markup. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
