import type { Conversation } from "../../session/conversation.ts";
import type { ConversationLookup } from "../../gateway/sessions.ts";

/** Asks control for conversations over a local socket; what does not come in time counts as unknown. */
export function conversationClient(socket: string, limitMs: number): ConversationLookup {
  return {
    find: async (tenant, client, id) => {
      const query = new URLSearchParams({ tenant, client, id });
      try {
        const response = await fetch(`http://control/conversations?${query}`, {
          unix: socket,
          signal: AbortSignal.timeout(limitMs),
        } as RequestInit);
        return response.status === 200 ? ((await response.json()) as Conversation) : undefined;
      } catch {
        // Away or too slow: the session then counts as unknown, which is on its record (`pin=assumed`).
        return undefined;
      }
    },
  };
}
