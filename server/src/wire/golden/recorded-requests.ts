import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { WireFormat } from "../facts.ts";
import { bytesOf, COUNTS_TOKENS, filesIn, interactionsOf } from "./recordings.ts";

/** One recorded request to a provider. */
export interface RecordedRequest {
  /** Path inside the folder of recordings with `#` and the index of the interaction, or of the line. */
  readonly name: string;
  readonly format: WireFormat;
  readonly bytes: Uint8Array;
}

/** Every recorded request of a format that has a codec. @param folder of recordings. */
export function recordedRequestsIn(folder: string): readonly RecordedRequest[] {
  const cassettes = filesIn(folder).filter((path) => path.endsWith(".yaml"));
  return [...cassettes.flatMap((path) => requestsOf(path, relative(folder, path))), ...samples(folder)];
}

/** What counts tokens may be put together otherwise; what only looks at an answer has no body. */
function requestsOf(path: string, name: string): readonly RecordedRequest[] {
  return interactionsOf(readFileSync(path, "utf8")).flatMap(({ index, uri, format, request }) => {
    const bytes = bytesOf(request);
    if (bytes === undefined || bytes.length === 0 || COUNTS_TOKENS.test(uri)) return [];
    return [{ name: `${name}#${index}`, format, bytes }];
  });
}

/** Requests with tools of a study of vendors, one a line, which lie beside the folder. */
function samples(folder: string): readonly RecordedRequest[] {
  const path = join(folder, "../k2vv/samples_3_requests.jsonl");
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .split("\n")
    .flatMap((line, index) =>
      line.trim() === ""
        ? []
        : [{ name: `k2vv#${index}`, format: "openai-chat" as const, bytes: new TextEncoder().encode(line) }],
    );
}
