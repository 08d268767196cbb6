import { BellwetherError } from "../../core/error.ts";
import type { OwnerLookup } from "../../gateway/answer-owners.ts";
import type { Conversation } from "../../session/conversation.ts";
import type { ConversationLookup } from "../../gateway/sessions.ts";
import type { ControlPlaces } from "./control-places.ts";

/** Longest wait for control to say whose an answer is, in milliseconds: nobody goes on before it is known. */
const OWNER_MS = 2_000;

/** Asks control to which tenant an answer was given. */
export function ownerClient(places: ControlPlaces): OwnerLookup {
  return {
    tenantOf: async (answer) => {
      try {
        const response = await places.ask(places.current, `/owner?${new URLSearchParams({ answer })}`, {
          signal: AbortSignal.timeout(OWNER_MS),
        });
        if (response.status === 404) return undefined;
        if (response.status === 200) return ((await response.json()) as { tenant: string }).tenant;
        throw new Error(`control answered ${response.status}`);
      } catch (cause) {
        throw new BellwetherError(
          "store_unreachable",
          "whose answer this is cannot be looked up now, and it is not given to whom it may not belong; try again in a moment",
          { cause, retryAfter: 1 },
        );
      }
    },
  };
}

/** Asks control for conversations; what does not come in time counts as unknown. */
export function conversationClient(places: ControlPlaces, limitMs: number): ConversationLookup {
  return {
    find: async (tenant, client, id) => {
      const query = new URLSearchParams({ tenant, client, id });
      try {
        const response = await places.ask(places.current, `/conversations?${query}`, {
          signal: AbortSignal.timeout(limitMs),
        });
        return response.status === 200 ? ((await response.json()) as Conversation) : undefined;
      } catch {
        // Away or too slow: the session then counts as unknown, which is on its record (`pin=assumed`).
        return undefined;
      }
    },
  };
}
