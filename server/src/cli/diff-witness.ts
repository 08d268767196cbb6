import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { ComparedSurface } from "../contract/diff/surfaces.ts";
import type { ChangeSeverity } from "../contract/diff/rule.ts";
import { outcomeOf, outcomeOfRecord } from "../contract/witness/outcome.ts";
import { provedFindings } from "../contract/witness/proved.ts";
import { WitnessSearch } from "../contract/witness/search.ts";
import { usageError } from "./context.ts";
import type { RegistryCaller } from "./registry-caller.ts";
import { recordedRequests, recordsNamed, trafficIn } from "./traffic-source.ts";
import { wholeRequestOf } from "../processes/whole-request.ts";

/** Where witnesses are sought. */
export interface WitnessSource {
  /** A traffic file, a session, or conditions over records. */
  readonly traffic: string;
  readonly synthetic: boolean;
  readonly api: () => RegistryCaller;
  readonly severities: Readonly<Record<string, ChangeSeverity>>;
}

/**
 * Seeks witnesses of what was found in a comparison.
 *
 * @throws {BellwetherError} `usage` where there is no request to look at.
 */
export async function witnessed(
  compared: readonly ComparedSurface[],
  source: WitnessSource,
): Promise<readonly ComparedSurface[]> {
  const searches = compared.flatMap(({ before, after, findings }) =>
    before === undefined || after === undefined ? [] : [{ after, search: new WitnessSearch(before, after, findings) }],
  );
  const looked = await lookAt(
    searches.map(({ search }) => search),
    source,
  );
  if (looked === 0) throw usageError(`--witness ${source.traffic}: there is no request to look at`);
  const bySurface = new Map(searches.map(({ after, search }) => [after.surface, search]));
  return compared.map((one) => {
    const search = one.before === undefined || one.after === undefined ? undefined : bySurface.get(one.after.surface);
    return search === undefined ? one : { ...one, findings: provedFindings(search.report(), source.severities) };
  });
}

async function lookAt(searches: readonly WitnessSearch[], source: WitnessSource): Promise<number> {
  let looked = 0;
  if (existsSync(source.traffic)) {
    for await (const read of trafficIn(resolve(source.traffic))) {
      if (!read.ok) continue;
      looked++;
      const { scanned, body, route } = read.request;
      const request = { ...wholeRequestOf(read.request), scanned, body, path: route };
      for (const search of searches) search.look(request, (contract) => outcomeOf(contract, request));
    }
    return looked;
  }
  const where = { where: recordsNamed(source.traffic), synthetic: source.synthetic };
  for await (const request of recordedRequests(source.api(), where)) {
    looked++;
    for (const search of searches) search.look(request, (contract) => outcomeOfRecord(contract, request));
  }
  return looked;
}
