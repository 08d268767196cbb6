import type { RequestFacts } from "../wire/facts.ts";

/**
 * The skeleton of a whole request as JSON text.
 *
 * A long history is not written again with each exchange: where the messages go on from an earlier
 * exchange, `extends` names it and `kept` says how many of its messages stand unchanged, so that
 * what is stored of a session grows with the session and not with its square.
 */
export function skeletonOfRequest(
  facts: RequestFacts,
  previous: { readonly exchange: string; readonly kept: number } | undefined,
): string {
  const kept = previous?.kept ?? 0;
  const added = facts.messages.slice(kept).map(({ skeleton }) => skeleton);
  const history = previous === undefined ? "" : `"extends":${JSON.stringify(previous.exchange)},"kept":${kept},`;
  return `{"envelope":${facts.envelope},"system":${facts.systemSkeleton},"tools":${facts.toolsSkeleton},${history}"messages":[${added.join(",")}]}`;
}
