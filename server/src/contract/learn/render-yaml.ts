import { stringify } from "yaml";
import type { RoleDocument } from "../document/role.ts";
import type { WrittenDocument } from "../document.ts";
import type { Learnt } from "./learn.ts";

/** A contract as files: its own text, and those that it names, by their paths from its folder. */
export interface LearntFiles {
  readonly text: string;
  readonly files: ReadonlyMap<string, string>;
}

/** Texts of at most so many characters stay in the contract. */
const INLINE = 120;

/**
 * Writes a learnt contract for people.
 *
 * @param folder beside the contract, for prompts and schemas; all stays in one file where there is none.
 */
export function renderLearnt(learnt: Learnt, folder?: string): LearntFiles {
  const files = new Map<string, string>();
  const { roles = {}, ...head } = learnt.document;
  const document: WrittenDocument = {
    ...head,
    roles: Object.fromEntries(
      Object.entries(roles).map(([name, role]) => [
        name,
        folder === undefined ? role : apart(role, `${folder}/${name}`, files),
      ]),
    ),
  };
  const comment = headOf(learnt)
    .map((line) => `# ${line}`.trimEnd())
    .join("\n");
  return { text: `${comment}\n${stringify(document, { aliasDuplicateObjects: false, lineWidth: 0 })}`, files };
}

function headOf({ requests, sessions, clients, leftOut }: Learnt): readonly string[] {
  const many = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
  const named = clients.filter((client) => client !== "");
  const ofWhom = named.length === 0 ? "" : ` of ${named.join(", ")}`;
  return [
    `Learnt from ${many(requests, "request")} in ${many(sessions, "session")}${ofWhom}.`,
    ...(leftOut.length === 0 ? [] : ["", "Not contracted, because it differs from request to request:"]),
    ...leftOut.map((line) => `- ${line}`),
    "",
    "Read it as you would read code that somebody else wrote: whatever is in it is what will be held.",
  ];
}

/** A role with its long texts in files of their own. */
function apart(role: RoleDocument, folder: string, files: Map<string, string>): RoleDocument {
  return {
    ...role,
    ...(role.system === undefined
      ? {}
      : {
          system: role.system.map(({ text, ...section }, index) => {
            if (text === undefined || text.length <= INLINE) return text === undefined ? section : { ...section, text };
            return { ...section, file: put(files, `${folder}/prompts/${section.id ?? index + 1}.md`, `${text}\n`) };
          }),
        }),
    ...(role.tools === undefined
      ? {}
      : {
          tools: role.tools.map(({ schema, ...tool }) => {
            if (typeof schema !== "object") return schema === undefined ? tool : { ...tool, schema };
            const text = `${JSON.stringify(schema, undefined, 2)}\n`;
            return { ...tool, schema: put(files, `${folder}/schemas/${fileName(tool.name)}.json`, text) };
          }),
        }),
  };
}

function put(files: Map<string, string>, path: string, text: string): string {
  // Two tools whose names differ in what no file can be called by.
  const free = files.has(path) && files.get(path) !== text ? path.replace(/(\.\w+)$/, `-${files.size}$1`) : path;
  files.set(free, text);
  return free;
}

function fileName(name: string): string {
  return name.replace(/[^A-Za-z0-9_-]+/g, "-").slice(0, 80);
}
