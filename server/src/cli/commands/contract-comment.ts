import { existsSync, readFileSync } from "node:fs";
import { buildCommand } from "@stricli/core";
import { commentOnce } from "../../adapters/code-review/comment.ts";
import { processSecrets } from "../../config/load.ts";
import { mergeRequestFrom } from "../../config/merge-request.ts";
import { type CliContext, EXIT, guarded, usageError } from "../context.ts";

interface CommentFlags {
  readonly marker: string;
}

/** `bellwether contract comment`: puts a report under the pull request for which a job runs. */
export const comment = buildCommand<CommentFlags, [string], CliContext>({
  docs: {
    brief: "In CI: put a report under the pull or merge request, once, and renew it after that",
    fullDescription: `Put a Markdown file as a comment under the pull request (GitHub Actions) or the merge request (GitLab CI) for which this job runs. A comment that an earlier run put there is renewed.

Example
  bellwether contract diff git:origin/main:contracts contracts --format markdown > diff.md
  bellwether contract comment diff.md

GitHub wants GITHUB_TOKEN with pull-requests: write; GitLab BELLWETHER_GITLAB_TOKEN with the scope api.
Exit codes: 0 it is there, 3 it could not be put there.`,
  },
  parameters: {
    flags: {
      marker: {
        kind: "parsed",
        parse: String,
        default: "bellwether contract diff",
        brief: "By what the comment is known again; not shown",
        placeholder: "TEXT",
      },
    },
    positional: { kind: "tuple", parameters: [{ brief: "The report", parse: String, placeholder: "file" }] },
  },
  async func({ marker }, file) {
    await guarded(this, false, async () => {
      if (!existsSync(file)) throw usageError(`there is no file ${file}`);
      const done = await commentOnce(mergeRequestFrom(processSecrets), readFileSync(file, "utf8"), marker);
      this.process.stdout.write(`the comment is ${done}\n`);
      return EXIT.pass;
    });
  },
});
