import { type Digest, sha256 } from "../core/digest.ts";
import type { SystemSection } from "../wire/facts.ts";
import type { Contract, Frozen, ResolvedDocument } from "./contract.ts";
import type { SectionDocument } from "./document/role.ts";
import { compilePattern } from "./pattern.ts";

/** A contracted system prompt, made ready for comparison. */
export interface ContractedPrompt {
  /** What changes from request to request. */
  readonly volatile: readonly RegExp[];
  /** The sections that have a text, masked. */
  readonly sections: readonly { readonly id?: string; readonly masked: string; readonly digest: Digest }[];
  /** Digest of the whole prompt, masked. */
  readonly digest: Digest;
  /** The texts joined as a request carries them; empty where there is none. */
  readonly text: string;
}

/** One section of a request's system prompt after masking. */
export interface MaskedSection {
  /** The id of the contracted section that it is. */
  readonly id?: string;
  readonly digest: Digest;
  /** Whether nothing is left of it but what may change. */
  readonly volatile: boolean;
  /** Whether the contract knows it; absent where the contract says nothing of the prompt. */
  readonly registered?: boolean;
}

/** A request's system prompt after masking. */
export interface MaskedPrompt {
  /** Digest of the whole prompt, masked. */
  readonly digest: Digest;
  readonly sections: readonly MaskedSection[];
  /** Whether it is the contracted prompt; absent where the contract says nothing of the prompt. */
  readonly registered?: boolean;
}

/** Stands for what was masked; a private-use character, so that no prompt says it by chance. */
const MASK = "\uE000volatile\uE000";

/** Prompts of more characters than this are not masked and count as unregistered: patterns cost time. */
export const MAX_PROMPT = 1_048_576;

/** Makes the system prompt of a role ready; `undefined` where the role says nothing of it. */
export function compilePrompt(sections: readonly Frozen<SectionDocument>[] | undefined): ContractedPrompt | undefined {
  if (sections === undefined) return undefined;
  const volatile = sections.flatMap((section) => {
    const compiled = section.pattern === undefined ? undefined : compilePattern(section.pattern, "gm");
    return compiled?.ok === true ? [compiled.regex] : [];
  });
  const texts = sections.filter((section) => section.text !== undefined);
  const masked = texts.map((section) => {
    const text = mask(section.text ?? "", volatile);
    return { ...(section.id === undefined ? {} : { id: section.id }), masked: text, digest: sha256(text) };
  });
  return {
    volatile,
    sections: masked,
    digest: wholeDigest(masked.map((section) => section.masked)),
    text: texts.map((section) => (section.text ?? "").trim()).join("\n\n"),
  };
}

/**
 * Masks a request's system prompt as the contract says and compares it: the contracted sections
 * must all be there, in their order, and nothing else but what may change. Where the client cuts
 * them into blocks, at the ends of lines or between paragraphs, makes no difference.
 */
export function maskPrompt(prompt: ContractedPrompt | undefined, system: readonly SystemSection[]): MaskedPrompt {
  const length = system.reduce((sum, section) => sum + section.text.length, 0);
  const patterns = length > MAX_PROMPT ? [] : (prompt?.volatile ?? []);
  const masked = system.map((section) => mask(section.text, patterns));
  const digest = wholeDigest(masked);
  if (prompt === undefined) {
    return { digest, sections: masked.map((text) => ({ digest: sha256(text), volatile: false })) };
  }
  const registered = digest === prompt.digest;
  const sections = masked.map((text): MaskedSection => {
    const own = sha256(text);
    const known = prompt.sections.find((section) => section.digest === own);
    const volatile = text !== "" && withoutMasks(text) === "";
    return {
      ...(known?.id === undefined ? {} : { id: known.id }),
      digest: own,
      volatile,
      registered: registered || volatile || known !== undefined,
    };
  });
  return { digest, sections, registered };
}

/** A role whose system prompt is known by its digest. */
export interface PromptDigest {
  readonly role: string;
  /** The audience for which it is so; absent for everybody else. */
  readonly audience?: string;
  /** As `maskPrompt` gives it for a request under this role. */
  readonly digest: Digest;
}

/** The digests of every system prompt that a contract declares. Prompts without any fixed text have none. */
export function promptDigests(contract: Contract): readonly PromptDigest[] {
  return [...declaredPrompts(contract)].map(({ prompt, ...where }) => ({ ...where, digest: prompt.digest }));
}

// Codecs give the same sections for the same bytes, so a prompt is masked once and not on every turn.
const roles = new WeakMap<Contract, WeakMap<readonly SystemSection[], { readonly found: PromptDigest | undefined }>>();

/** The role (and audience) of a contract whose declared system prompt this is. */
export function roleOfPrompt(contract: Contract, system: readonly SystemSection[]): PromptDigest | undefined {
  if (system.length === 0) return undefined;
  let known = roles.get(contract);
  if (known === undefined) {
    known = new WeakMap();
    roles.set(contract, known);
  }
  let answer = known.get(system);
  if (answer === undefined) {
    answer = { found: findRole(contract, system) };
    known.set(system, answer);
  }
  return answer.found;
}

function findRole(contract: Contract, system: readonly SystemSection[]): PromptDigest | undefined {
  for (const { prompt, ...where } of declaredPrompts(contract)) {
    if (maskPrompt(prompt, system).registered === true) return { ...where, digest: prompt.digest };
  }
  return undefined;
}

type DeclaredPrompt = Omit<PromptDigest, "digest"> & { readonly prompt: ContractedPrompt };

// A contract is frozen, so what was made of one holds as long as it lives.
const declared = new WeakMap<Contract, readonly DeclaredPrompt[]>();

function declaredPrompts(contract: Contract): readonly DeclaredPrompt[] {
  let prompts = declared.get(contract);
  if (prompts === undefined) {
    const views: [string | undefined, ResolvedDocument][] = [[undefined, contract.base], ...contract.audiences];
    prompts = views.flatMap(([audience, { roles }]) =>
      Object.entries(roles).flatMap(([role, { system }]): DeclaredPrompt[] => {
        const prompt = compilePrompt(system);
        if (prompt === undefined || prompt.text === "") return [];
        return [{ role, ...(audience === undefined ? {} : { audience }), prompt }];
      }),
    );
    declared.set(contract, prompts);
  }
  return prompts;
}

function mask(text: string, patterns: readonly RegExp[]): string {
  // By lines and not by a pattern such as /[ \t]+$/gm, which takes quadratic time on long runs of spaces.
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const even = lines
    .map((line) => line.trimEnd())
    .join("\n")
    .trim();
  return patterns.reduce((left, pattern) => left.replace(pattern, MASK), even);
}

/** The digest of all sections together; lines of which nothing is left but the mask may come and go. */
function wholeDigest(masked: readonly string[]): Digest {
  return sha256(
    masked
      .map(withoutMasks)
      .filter((text) => text !== "")
      .join("\n\n"),
  );
}

function withoutMasks(text: string): string {
  const lines = text.includes(MASK)
    ? text.split("\n").filter((line) => !line.includes(MASK) || line.replaceAll(MASK, "").trim() !== "")
    : [text];
  return lines
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}
