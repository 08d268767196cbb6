/** What a path of Azure OpenAI asks for. */
export interface AzurePath {
  /** The path as OpenAI writes it, without a version: `chat/completions`. */
  readonly rest: string;
  /** The deployment that the path names, where it is not in the body. */
  readonly deployment?: string;
}

const DEPLOYMENT = /^\/openai\/deployments\/([A-Za-z0-9._-]+)\/(.+)$/;

/** A name that the upstream would decode is compared here as it came, and so names nothing. */
const ENCODED = /^\/openai\/deployments\/[^/]*%/;

/**
 * Reads a raw path, which already is free of doubled and encoded slashes: a deployment's, one of the
 * versioned API (`/openai/v1/`), or one whose version is in the query (`/openai/responses`).
 *
 * @returns undefined for what is not Azure's; `unclear` where readers would differ in it.
 */
export function readPath(path: string): AzurePath | "unclear" | undefined {
  if (!path.startsWith("/openai/")) return undefined;
  if (ENCODED.test(path)) return "unclear";
  const [, deployment, rest] = DEPLOYMENT.exec(path) ?? [];
  if (deployment !== undefined && rest !== undefined) return { rest, deployment };
  return { rest: path.slice(path.startsWith("/openai/v1/") ? "/openai/v1/".length : "/openai/".length) };
}

/** The same call of another deployment. */
export function pathWithDeployment(path: string, deployment: string): string {
  return path.replace(DEPLOYMENT, (_, _name, rest: string) => {
    return `/openai/deployments/${encodeURIComponent(deployment)}/${rest}`;
  });
}
