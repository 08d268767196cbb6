/** One case of a suite, as JUnit's XML has it. */
export interface TestCase {
  readonly name: string;
  readonly classname: string;
  readonly place?: { readonly file: string; readonly line: number } | undefined;
  readonly outcome: TestOutcome;
  /** What it took in seconds; nothing where that means nothing. */
  readonly seconds?: number;
}

/** How a case ended. `error`: it could not be tried. */
export type TestOutcome =
  | { readonly kind: "failed" | "error"; readonly type: string; readonly message: string; readonly text: string }
  | { readonly kind: "skipped"; readonly message: string }
  | { readonly kind: "passed"; readonly text?: string };

/** Cases that belong together. */
export interface TestSuite {
  readonly name: string;
  readonly cases: readonly TestCase[];
}

/** Suites as a document in JUnit's XML. */
export function junitOf(name: string, suites: readonly TestSuite[]): string {
  const inside = suites.map(suiteElement).join("");
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${attribute(name)}">\n${inside}</testsuites>\n`;
}

function suiteElement({ name, cases }: TestSuite): string {
  const count = (kind: TestOutcome["kind"]): number => cases.filter(({ outcome }) => outcome.kind === kind).length;
  const counts = `tests="${cases.length}" failures="${count("failed")}" errors="${count("error")}" skipped="${count("skipped")}"`;
  return `  <testsuite name="${attribute(name)}" ${counts}>\n${cases.map(caseElement).join("")}  </testsuite>\n`;
}

function caseElement({ name, classname, place, outcome, seconds = 0 }: TestCase): string {
  const at = place === undefined ? "" : ` file="${attribute(place.file)}" line="${place.line}"`;
  const head = `    <testcase name="${attribute(name)}" classname="${attribute(classname)}" time="${seconds}"${at}`;
  switch (outcome.kind) {
    case "failed":
    case "error": {
      const { message, type, text } = outcome;
      const element = outcome.kind === "failed" ? "failure" : "error";
      return `${head}>\n      <${element} message="${attribute(message)}" type="${attribute(type)}">${content(text)}</${element}>\n    </testcase>\n`;
    }
    case "skipped":
      return `${head}>\n      <skipped message="${attribute(outcome.message)}"/>\n    </testcase>\n`;
    case "passed":
      if (outcome.text === undefined) return `${head}/>\n`;
      return `${head}>\n      <system-out>${content(outcome.text)}</system-out>\n    </testcase>\n`;
  }
}

/** What XML 1.0 does not allow, not even escaped (its section 2.2). */
// oxlint-disable-next-line no-control-regex
const FORBIDDEN = /[^\u0009\u000a\u000d\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** What XML takes and a terminal would obey. */
// oxlint-disable-next-line no-control-regex
const OBEYED = /[\u000d\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

function content(text: string): string {
  return text
    .replace(FORBIDDEN, "")
    .replace(/[&<>"]/g, (found) => ENTITIES[found] ?? found)
    .replace(OBEYED, (found) => `&#${found.charCodeAt(0)};`);
}

/** In an attribute, ends of lines would be read as blanks. */
function attribute(text: string): string {
  return content(text).replaceAll("\n", "&#10;").replaceAll("\t", "&#9;");
}
