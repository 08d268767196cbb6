import type { ControlPlace, ControlPlaces } from "../adapters/http/control-places.ts";
import type { Config } from "../config/config.ts";
import { controlPlaces } from "../processes/parts.ts";
import { groupPaths } from "../processes/paths.ts";
import type { Check } from "./diagnosis.ts";

const PROBE_MS = 5_000;

/** Whether each replica of control answers the gateways of this machine, and takes their token. */
export async function checkControlPlaces(config: Config): Promise<readonly Check[]> {
  const places = controlPlaces(config, groupPaths(config), "gateway", 0);
  return Promise.all(places.all.map((place) => checkPlace(places, place)));
}

async function checkPlace(places: ControlPlaces, place: ControlPlace): Promise<Check> {
  let status: number;
  try {
    const response = await places.ask(place, "/snapshots", { signal: AbortSignal.timeout(PROBE_MS) });
    status = response.status;
    await response.body?.cancel();
  } catch (error) {
    return {
      name: place.name,
      state: "wrong",
      found: `does not answer (${error instanceof Error ? error.message : String(error)})`,
      remedy: "look whether it is up and can be reached from here, and at control.addresses",
    };
  }
  switch (status) {
    case 200:
      return { name: place.name, state: "ok", found: "answers, and takes the token" };
    case 401:
      return {
        name: place.name,
        state: "wrong",
        found: "refuses the token",
        remedy: "control.token must be the same here and there",
      };
    case 503:
      return {
        name: place.name,
        state: "wrong",
        found: "cannot reach its store",
        remedy: "gateways go to another replica meanwhile; look at the log of this one",
      };
    default:
      return {
        name: place.name,
        state: "wrong",
        found: `answers with status ${status}`,
        remedy: "is it control, and has it a control.token in its configuration? Look at control.addresses",
      };
  }
}
