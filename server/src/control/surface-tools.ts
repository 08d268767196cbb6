import { TOOL_KINDS, type ToolKind } from "../contract/document/role.ts";
import { DEFAULT_CHANNEL } from "../contract/selection.ts";
import type { SnapshotDocument } from "../gateway/snapshot.ts";
import { asObject, asText, objectsOf } from "../wire/json/value.ts";

/** What is known of the latest snapshot. */
export interface LatestSnapshot {
  readonly revision: number;
  /** As JSON text; empty before the first. */
  readonly latest: string;
}

const NONE: ReadonlyMap<string, ToolKind> = new Map();

/** What the tools of a surface do, as the contract says that its stable channel points at. */
export class SurfaceTools {
  readonly #snapshots: LatestSnapshot;
  #revision = -1;
  #kinds: ReadonlyMap<string, ReadonlyMap<string, ToolKind>> = new Map();

  constructor(snapshots: LatestSnapshot) {
    this.#snapshots = snapshots;
  }

  /** What its tools do, by their names; of none where nothing is known of the surface. */
  of(surface: string): ReadonlyMap<string, ToolKind> {
    const { revision, latest } = this.#snapshots;
    if (revision !== this.#revision && latest !== "") {
      this.#kinds = kindsIn(JSON.parse(latest) as SnapshotDocument);
      this.#revision = revision;
    }
    return this.#kinds.get(surface) ?? NONE;
  }
}

function kindsIn({ contracts, channels }: SnapshotDocument): ReadonlyMap<string, ReadonlyMap<string, ToolKind>> {
  const kinds = new Map<string, ReadonlyMap<string, ToolKind>>();
  for (const { document } of contracts) {
    const { surface, version, roles } = asObject(document) ?? {};
    const name = asText(surface) ?? "";
    if (Object.hasOwn(channels, name) && channels[name]?.[DEFAULT_CHANNEL] !== version) continue;
    const tools = Object.values(asObject(roles) ?? {}).flatMap((role) => objectsOf(asObject(role)?.tools));
    kinds.set(
      name,
      new Map(
        tools.flatMap(({ name: tool, kind }) => {
          const known = TOOL_KINDS.find((one) => one === kind);
          return typeof tool === "string" && known !== undefined ? [[tool, known] as const] : [];
        }),
      ),
    );
  }
  return kinds;
}
