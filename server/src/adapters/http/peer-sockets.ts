import type { AskPeer, PeerQuestion } from "../../gateway/shared-sessions.ts";
import { serveSocket, type Stoppable } from "./control-server.ts";

/** Answers a question of another worker. */
export type AnswerPeer = (question: PeerQuestion) => Promise<unknown>;

/** Longest wait for another worker, in milliseconds: then it counts as gone. */
const PEER_MS = 250;

/** Listens to the other workers of the node. */
export function servePeers(socket: string, answer: AnswerPeer): Stoppable {
  return serveSocket(socket, async (request) =>
    Response.json((await answer((await request.json()) as PeerQuestion)) ?? null),
  );
}

/** Asks the other workers of the node. */
export function askPeers(socketOf: (worker: number) => string): AskPeer {
  return async (worker, question) => {
    const response = await fetch("http://peer/", {
      unix: socketOf(worker),
      method: "POST",
      body: JSON.stringify(question),
      signal: AbortSignal.timeout(PEER_MS),
    } as RequestInit);
    if (!response.ok) throw new Error(`worker ${worker} answered ${response.status}`);
    return response.json();
  };
}
