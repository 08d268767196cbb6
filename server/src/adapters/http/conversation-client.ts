import type { Conversation } from "../../session/conversation.ts";
import type { ConversationLookup } from "../../gateway/sessions.ts";
import type { ControlPlaces } from "./control-places.ts";

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
