import { isOver } from "../contract/notices/choices.ts";
import type { ChoosableField, Notice } from "../contract/notices/notice.ts";
import { titleOf } from "../contract/notices/render/words.ts";
import type { Opt } from "../contract/notices/terms.ts";
import { BellwetherError } from "../core/error.ts";
import type { ControlState, StoredChoice } from "./control-store.ts";
import { decideAndApply } from "./decide.ts";
import { type ControlPorts, requireTenantName } from "./keys.ts";

/** What a tenant may choose of a notice, and what it chose. */
export interface TenantOption {
  readonly notice: string;
  readonly title: string;
  readonly surface: string;
  readonly fields: readonly ChoosableField[];
  readonly sunset: string | undefined;
  /** Whether the last day is over, so that nothing can be chosen any more. */
  readonly over: boolean;
  /** The newest about this change, by whichever notice of it; undefined where the tenant has not chosen. */
  readonly choice: Opt | undefined;
  /** When it chose, in milliseconds. */
  readonly at: number | undefined;
}

/** A choice as it was made. */
export interface MadeChoice {
  readonly tenant: string;
  readonly notice: string;
  readonly choice: Opt;
  /** Whether any key is of this tenant: one that is misspelt has none. */
  readonly hasKeys: boolean;
}

/** Keeps what tenants choose of changes. Every choice is audited and reaches the gateways. */
export class ChoiceService {
  readonly #ports: Pick<ControlPorts, "store" | "clock" | "changed">;

  constructor(ports: Pick<ControlPorts, "store" | "clock" | "changed">) {
    this.#ports = ports;
  }

  /**
   * Keeps a tenant's choice; it holds from the tenant's next conversation on.
   *
   * @throws {BellwetherError} `query_invalid` for what cannot name a tenant, `resource_unknown` where
   * there is no such notice, `choice_refused` where it lets nobody choose, or not any more.
   */
  async set(tenant: string, notice: string, choice: Opt, actor: string): Promise<MadeChoice> {
    requireTenantName(tenant);
    const { store, clock } = this.#ports;
    const made = await decideAndApply(store, (state) => {
      const now = clock.now();
      requireChoosable(noticeIn(state, notice), now);
      const hasKeys = state.keys.some((key) => key.tenant === tenant);
      const result = { tenant, notice, choice, hasKeys };
      const before = state.choices.find((one) => one.tenant === tenant && one.notice === notice)?.choice;
      if (before === choice) return { result };
      const detail = JSON.stringify({ notice, from: before ?? null, to: choice });
      const audit = { at: now, actor, action: "choice.set", subject: tenant, detail };
      return { result, change: { audit, setChoices: [{ tenant, notice, choice, at: now }] } };
    });
    await this.#ports.changed();
    return made;
  }

  /** Everything that a tenant may choose, or could, newest first. */
  async list(tenant: string): Promise<readonly TenantOption[]> {
    const { notices, choices } = await this.#ports.store.state();
    const now = this.#ports.clock.now();
    return notices.toReversed().flatMap((notice): readonly TenantOption[] => {
      if (notice.choice === undefined) return [];
      const { fields, sunset } = notice.choice;
      const chosen = newest(
        choices.filter((one) => one.tenant === tenant && ofChange(notice, notices).has(one.notice)),
      );
      return [
        {
          notice: notice.id,
          title: titleOf(notice),
          surface: notice.surface,
          fields,
          sunset,
          over: isOver(notice.choice, now),
          choice: chosen?.choice,
          at: chosen?.at,
        },
      ];
    });
  }
}

/** The notices of the same change: of a version's registration over another, and of its promotions in the other's place. */
function ofChange({ surface, digests }: Notice, all: readonly Notice[]): ReadonlySet<string> {
  const same = all.filter(
    (one) => one.surface === surface && one.digests.from === digests.from && one.digests.to === digests.to,
  );
  return new Set(same.map(({ id }) => id));
}

function newest(choices: readonly StoredChoice[]): StoredChoice | undefined {
  return choices.toSorted((a, b) => b.at - a.at)[0];
}

function noticeIn({ notices }: ControlState, id: string): Notice {
  const notice = notices.find((one) => one.id === id);
  if (notice !== undefined) return notice;
  throw new BellwetherError("resource_unknown", `there is no notice ${id}: /notices shows those that there are`);
}

function requireChoosable(notice: Notice, now: number): void {
  const { id, choice } = notice;
  if (choice === undefined) {
    const message = `the notice ${id} (${titleOf(notice)}) lets nobody choose: its change was not made with --opt in or --opt out, and no delegation in it says opt`;
    throw new BellwetherError("choice_refused", message);
  }
  if (!isOver(choice, now)) return;
  const message = `the choice of the notice ${id} (${titleOf(notice)}) ended with ${choice.sunset} (UTC): its new values hold for everybody`;
  throw new BellwetherError("choice_refused", message);
}
