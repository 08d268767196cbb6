import { BellwetherError } from "../core/error.ts";
import type { SecretSources } from "./secret.ts";

/** The pull or merge request for which a job runs, and how it is spoken to. */
export interface MergeRequest {
  readonly host: "github" | "gitlab";
  /** Address of the comments of this request. */
  readonly comments: string;
  /** Of one comment, by its id. */
  readonly comment: (id: string) => string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The request for which this job runs, as GitHub Actions and GitLab CI say it in their variables.
 *
 * @throws {BellwetherError} `usage` where none is said, or the token to comment with is missing.
 */
export function mergeRequestFrom(sources: SecretSources): MergeRequest {
  const env = (name: string): string | undefined => sources.env(name);
  const file = (path: string): string | undefined => sources.file(path);
  if ((env("GITHUB_ACTIONS") ?? "") !== "") return onGitHub(env, file);
  if ((env("GITLAB_CI") ?? "") !== "") return onGitLab(env);
  throw new BellwetherError(
    "usage",
    "this is neither a job of GitHub Actions nor one of GitLab CI, so there is nothing to comment on",
  );
}

function onGitHub(env: SecretSources["env"], file: SecretSources["file"]): MergeRequest {
  const api = env("GITHUB_API_URL") ?? "https://api.github.com";
  const repository = required(env, "GITHUB_REPOSITORY");
  const token = required(env, "GITHUB_TOKEN", "pass it to the step: env: { GITHUB_TOKEN: ${{ github.token }} }");
  const number = pullNumber(env, file);
  return {
    host: "github",
    comments: `${api}/repos/${repository}/issues/${number}/comments`,
    comment: (id) => `${api}/repos/${repository}/issues/comments/${id}`,
    headers: {
      authorization: `Bearer ${token}`,
      accept: "application/vnd.github+json",
      "x-github-api-version": "2022-11-28",
      "user-agent": "bellwether",
    },
  };
}

function pullNumber(env: SecretSources["env"], file: SecretSources["file"]): string {
  const [, fromRef] = /^refs\/pull\/(\d+)\//.exec(env("GITHUB_REF") ?? "") ?? [];
  if (fromRef !== undefined) return fromRef;
  const event = file(env("GITHUB_EVENT_PATH") ?? "");
  const { pull_request, number } = JSON.parse(event ?? "{}") as {
    pull_request?: { number?: number };
    number?: number;
  };
  const found = pull_request?.number ?? number;
  if (found !== undefined) return String(found);
  throw new BellwetherError("usage", "this job does not run for a pull request: comment on pull_request events alone");
}

function onGitLab(env: SecretSources["env"]): MergeRequest {
  const api = required(env, "CI_API_V4_URL");
  const project = required(env, "CI_PROJECT_ID");
  const request = required(env, "CI_MERGE_REQUEST_IID", "run the job for merge requests alone");
  const token = required(
    env,
    "BELLWETHER_GITLAB_TOKEN",
    "a project access token with the scope api, as a masked variable: a job's own token cannot comment",
  );
  const comments = `${api}/projects/${project}/merge_requests/${request}/notes`;
  return { host: "gitlab", comments, comment: (id) => `${comments}/${id}`, headers: { "private-token": token } };
}

function required(env: SecretSources["env"], name: string, hint = "it is set by the CI itself"): string {
  const value = env(name);
  if (value !== undefined && value !== "") return value;
  throw new BellwetherError("usage", `the variable ${name} is not set: ${hint}`);
}
