import { asNumber, asObject, asText, parsed } from "../../wire/json/value.ts";
import type { FaultBook } from "./fault-book.ts";
import { LabError } from "./lab-error.ts";
import type { Ledger } from "./ledger.ts";

/** What the admin paths work on. */
export interface AdminParts {
  readonly ledger: Ledger;
  readonly faults: FaultBook;
}

const HEADERS = { "x-lab": "1" };

/** Answers `/lab/healthz`, `/lab/ledger` and `/lab/faults`; none of it is in the ledger. */
export async function handleAdmin(request: Request, url: URL, { ledger, faults }: AdminParts): Promise<Response> {
  switch (`${request.method} ${url.pathname}`) {
    case "GET /lab/healthz":
      return answer({ status: "ok", lab: true, last: ledger.last });
    case "GET /lab/ledger": {
      const since = Number(url.searchParams.get("since") ?? 0);
      if (!Number.isInteger(since) || since < 0) return refuse(400, "since is the sequence number of an entry");
      return answer({ last: ledger.last, entries: ledger.since(since) });
    }
    case "DELETE /lab/ledger":
      ledger.clear();
      return answer({ last: ledger.last });
    case "GET /lab/faults":
      return answer({ faults: faults.orders });
    case "POST /lab/faults":
      return order(await request.text(), faults);
    case "DELETE /lab/faults":
      faults.clear();
      return answer({ faults: [] });
    default:
      return refuse(404, `there is no ${request.method} ${url.pathname}`);
  }
}

function order(text: string, faults: FaultBook): Response {
  const body = asObject(parsed(text));
  const fault = asText(body?.fault);
  if (body === undefined || fault === undefined) {
    return refuse(400, 'order a fault as {"fault":"status=529","times":2,"match":{"path":"/v1/messages"}}');
  }
  const times = asNumber(body.times);
  const match = asObject(body.match);
  try {
    faults.order({
      fault,
      ...(times === undefined ? {} : { times }),
      ...(match === undefined ? {} : { match }),
    });
  } catch (thrown) {
    if (thrown instanceof LabError) return refuse(thrown.status, thrown.message);
    throw thrown;
  }
  return answer({ faults: faults.orders });
}

function answer(value: unknown): Response {
  return Response.json(value, { headers: HEADERS });
}

function refuse(status: number, message: string): Response {
  return Response.json({ error: { message } }, { status, headers: HEADERS });
}
