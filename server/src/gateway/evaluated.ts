import type { WireCodec } from "../wire/codec.ts";
import type { Generation } from "./generation.ts";
import { type AnswerForm, KeptAnswer } from "./kept-answer.ts";
import type { GatewayPorts } from "./ports.ts";

/** Whose answer it is, as evaluators are chosen by it. */
export interface EvaluatedOf {
  readonly surface: string;
  readonly session: string;
  readonly codec: WireCodec;
}

/** Keeps what is needed to judge an exchange when it is over, where somebody is to judge it; nothing else of it is read here. */
export function keepForEvaluation(
  { evaluation, clock }: GatewayPorts,
  { exchange, identity, body }: Generation,
  { surface, session, codec }: EvaluatedOf,
): void {
  const { tenant, id: key } = identity.key;
  if (evaluation?.wants({ surface, tenant, session }) !== true) return;
  exchange.keep(
    new KeptAnswer((answer: Uint8Array, form: AnswerForm) =>
      evaluation.take({
        exchange: exchange.id,
        tenant,
        key,
        surface,
        session,
        at: clock.now(),
        bytes: body.length + answer.length,
        content: () => {
          const { text, toolCalls } = codec.content.answer(answer, form === "stream");
          const { question, tools } = codec.content.request(body);
          return { question, answer: { text, toolCalls, tools } };
        },
      }),
    ),
  );
}
