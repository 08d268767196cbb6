import { commaBetween, gap, type Mark, type Marked, means } from "./marks.ts";
import {
  hasTopic,
  isBanned,
  isFreed,
  isNegated,
  isOfOthers,
  isOutweighed,
  isSupposed,
  isTooMuch,
  subjectOf,
} from "./scope.ts";
import { besideStranger, isOfStranger, isSaidOfStranger } from "./strangers.ts";
import type { Token } from "./tokens.ts";

/** That an assistant is to be brief, without a number. */
export interface Brevity {
  readonly subject: "answer" | "interim";
  readonly mark: Mark;
}

/** A sentence of so few words says nothing but what it says of length. */
const TINY = 4;

/** Where a sentence first asks to be brief, or not to be long; to ask twice is not to ask for more. */
export function brevityIn(sentence: Marked): Brevity | undefined {
  for (const mark of sentence.marks) {
    const subject = askedBy(sentence, mark);
    if (subject !== undefined) return { subject, mark };
  }
  return undefined;
}

function askedBy(sentence: Marked, mark: Mark): Brevity["subject"] | undefined {
  if (means(mark, "free", "opaque") || isOfOthers(sentence, mark)) return undefined;
  if (means(mark, "idiom")) return byIdiom(sentence, mark);
  if (means(mark, "figure")) return byFigure(sentence, mark);
  if (means(mark, "short", "terse")) return byBrevity(sentence, mark);
  if (means(mark, "verbose", "long")) return byLength(sentence, mark);
  if (means(mark, "silent")) return sentence.marks.some((one) => means(one, "interim")) ? "interim" : undefined;
  if (means(mark, "vessel")) return byVessel(sentence, mark);
  if (means(mark, "over")) return byRatio(sentence, mark);
  return means(mark, "stop") ? byStopping(sentence, mark) : undefined;
}

function byIdiom(sentence: Marked, mark: Mark): Brevity["subject"] | undefined {
  if (isFreed(sentence, mark) || isDenied(sentence, mark)) return undefined;
  // "If they have to scroll, it is too long": what follows is no case of its own.
  if (isSupposed(sentence, mark) && !sentence.marks.some((one) => means(one, "cut") && one.from >= mark.to))
    return undefined;
  const { subject } = subjectOf(sentence, mark, 7);
  // Short answers that can be read on a phone: it says itself what is to be short.
  if (subject === "else" && !SAID.test(written(sentence.tokens.slice(mark.from, mark.to)))) return undefined;
  return subject === "interim" ? "interim" : "answer";
}

const SAID = /answers?|repl(?:y|ies)|responses?|messages?$|antwort|reponse|respuesta|回答|回复|答复|返答|返信|返事/u;

/** Boil down, in half: of what is said alone. */
function byFigure(sentence: Marked, mark: Mark): Brevity["subject"] | undefined {
  const { subject } = subjectOf(sentence, mark, 9);
  return subject === "none" && sentence.tokens.length > TINY ? undefined : byIdiom(sentence, mark);
}

/** No frills: what begins with a negation is not denied by another. */
const NEGATION = /^(?:no|not|without|zero|ohne|keine?n?|nicht|sans|pas|zéro|sin|nada|cero|[不别勿少无])$/;

/** Whether what negates stands right before an idiom; further off it is most often another part of the sentence. */
function isDenied(sentence: Marked, mark: Mark): boolean {
  if (means(mark, "verbose") || sentence.negatesAfter) return false;
  if (NEGATION.test(sentence.tokens[mark.from]?.text ?? "")) return false;
  return sentence.marks.some((one) => means(one, "not") && one.to <= mark.from && gap(sentence, one, mark) < 1);
}

function byBrevity(sentence: Marked, mark: Mark): Brevity["subject"] | undefined {
  if (isSupposed(sentence, mark) && !isTold(sentence, mark)) return undefined;
  if (isNegated(sentence, mark) || isFreed(sentence, mark) || isTooMuch(sentence, mark) || isOutweighed(sentence, mark))
    return undefined;
  const told = isTold(sentence, mark);
  if (hasTopic(sentence, mark) || isSaidOfStranger(sentence, mark)) return undefined;
  const { subject, distance, mark: nearest } = subjectOf(sentence, mark, told || means(mark, "terse") ? 6 : 5);
  if (subject === "else")
    return (told && distance > 3) ||
      ((nearest?.to ?? 0) <= mark.from && means(nearest, "part") && isValue(sentence, mark))
      ? "answer"
      : undefined;
  if (isOfUnit(sentence, mark) || (!told && isOfStranger(sentence, mark))) return undefined;
  if (subject !== "none") return isPart(sentence, mark) && !told ? undefined : subject;
  const alone = standsAlone(sentence, mark) && sentence.marks.every((one) => !means(one, "artefact", "part"));
  return means(mark, "terse") || told || alone || (sentence.tokens.length <= TINY && !besideStranger(sentence, mark))
    ? "answer"
    : undefined;
}

/** Accuracy first, brevity second: what is valued, not what stands first in an answer. */
function isValue({ tokens }: Marked, { from, to }: Mark): boolean {
  const text = tokens
    .slice(from, to)
    .map((token) => token.text)
    .join("");
  return /^(?:brevity|concis(?:ion|eness)|kuerze|knappheit|brievete|brevedad|简洁|简短|簡潔さ?)$/u.test(text);
}

/** Friendly, short, no slang: an adjective that belongs to no noun beside it. */
function standsAlone({ tokens, marks }: Marked, mark: Mark): boolean {
  if (
    !/^(?:compact|crisp|kompakt|short|brief(?:ly)?|kurz|knapp|bref|breves?|courte?|cort[ao]|简短|短)$|^短/u.test(
      tokens
        .slice(mark.from, mark.to)
        .map(({ text }) => text)
        .join(""),
    )
  )
    return false;
  const isEdge = (text: string | undefined): boolean => text === undefined || /^[,.:;!，、。：；!–—()-]$/u.test(text);
  const isAnd = (index: number): boolean =>
    marks.some((one) => means(one, "and") && one.from <= index && one.to > index);
  const [left, right] = [tokens[mark.from - 1]?.text, tokens[mark.to]?.text];
  const manner = marks.some((one) => means(one, "manner", "be") && one.to <= mark.from && mark.from - one.to <= 3);
  return (isEdge(right) || isAnd(mark.to)) && (isEdge(left) || isAnd(mark.from - 1) || manner);
}

/** What is preferred is a thing: short flights, as well as short answers. */
const PREFERS = /^(?:prefer|favou?r|value|bevorzug|privileg|prefier|prioriz|opt)/;

/** Be brief, keep it short. */
function isTold(sentence: Marked, mark: Mark): boolean {
  return sentence.marks.some(
    (one) =>
      means(one, "be") &&
      one.to <= mark.from &&
      !PREFERS.test(sentence.tokens[one.from]?.text ?? "") &&
      gap(sentence, one, mark) <= (sentence.tokens[one.from]?.text === "se" ? 0.5 : 2) &&
      !commaBetween(sentence, one, mark),
  );
}

/** Short sentences, short paragraphs: how long each is, not how many there are. */
export function isOfUnit(sentence: Marked, mark: Mark): boolean {
  return sentence.marks.some(
    (one) =>
      one.unit !== undefined &&
      (gap(sentence, one, mark) < 1 ||
        (one.from >= mark.to && gap(sentence, one, mark) <= 4.5 && !isTold(sentence, mark) && !means(mark, "terse"))),
  );
}

/** Whether one part of an answer is spoken of nearby. */
function isPart(sentence: Marked, mark: Mark): boolean {
  return sentence.marks.some(
    (one) =>
      means(one, "part") && gap(sentence, one, mark) <= 8 && !(commaBetween(sentence, one, mark) && one.from > mark.to),
  );
}

function byLength(sentence: Marked, mark: Mark): Brevity["subject"] | undefined {
  if (isFreed(sentence, mark)) return undefined;
  if (!isNegated(sentence, mark) && !isBanned(sentence, mark)) return isReproach(sentence, mark) ? "answer" : undefined;
  const verbose = means(mark, "verbose");
  const { subject, distance, mark: nearest } = subjectOf(sentence, mark, verbose ? 5 : 6);
  if (subject === "else")
    return verbose && (distance > 3.5 || !means(nearest, "artefact", "other")) ? "answer" : undefined;
  if (subject === "none") return verbose || isTooMuch(sentence, mark) || isTold(sentence, mark) ? "answer" : undefined;
  return isPart(sentence, mark) && !verbose ? undefined : subject;
}

function written(tokens: readonly Token[]): string {
  return tokens.map(({ text }) => text).join("");
}

const YOURS = /^(?:your?|du|dein\p{L}*|tu|ta|tes|vous|vos|votre|tus?|usted|su|[你您])$/u;

/** Your answers are too long. */
function isReproach(sentence: Marked, mark: Mark): boolean {
  const own = sentence.tokens
    .slice(mark.from, mark.to)
    .map(({ text }) => text)
    .join(" ");
  const tooMuch = /(?:^| )(?:too|zu|trop|demasiad[oa]s?|太|过|す ぎ|過 ぎ)(?: |$)/u.test(own);
  return (
    (tooMuch || isTooMuch(sentence, mark)) &&
    !isSupposed(sentence, mark) &&
    (sentence.tokens.some(({ text }) => YOURS.test(text)) || /あなた/u.test(written(sentence.tokens))) &&
    subjectOf(sentence, mark, 6).subject === "answer"
  );
}

/** What fits on a sticky note, like a telegram. */
function byVessel(sentence: Marked, mark: Mark): Brevity["subject"] | undefined {
  const sized = sentence.marks.some((one) => one !== mark && means(one, "sized") && gap(sentence, one, mark) <= 5);
  const cut = sentence.marks.some((one) => means(one, "cut"));
  if (!sized || (isNegated(sentence, mark) && !cut) || isFreed(sentence, mark)) return undefined;
  if (sentence.marks.some((one) => one !== mark && means(one, "artefact"))) return undefined;
  const said = sentence.marks.find(
    (one) => one !== mark && means(one, "answer", "speak", "interim") && !(one.from < mark.to && one.to > mark.from),
  );
  // Titles fit on little too, and are texts of their own.
  if (said === undefined && means(mark, "artefact")) return undefined;
  if (said === undefined && sentence.marks.some((one) => one !== mark && means(one, "other", "part"))) return undefined;
  return means(said, "interim") ? "interim" : "answer";
}

/** Never longer than the question: a limit without an amount. */
function byRatio(sentence: Marked, mark: Mark): Brevity["subject"] | undefined {
  const amount = sentence.marks.some(
    (one) =>
      (one.value !== undefined || one.unit !== undefined) &&
      gap(sentence, one, mark) <= 2 &&
      (one.from >= mark.to || sentence.negatesAfter),
  );
  const said = sentence.marks.some(
    (one) =>
      one.to <= mark.from &&
      ((means(one, "answer") && gap(sentence, one, mark) <= 7) ||
        (means(one, "speak") && gap(sentence, one, mark) < 1)),
  );
  return !amount && said && isNegated(sentence, mark) ? "answer" : undefined;
}

function byStopping(sentence: Marked, mark: Mark): Brevity["subject"] | undefined {
  const subjects = sentence.marks.filter((one) => one !== mark);
  // "Answer the question, then stop": the question is what is answered.
  const isAnswered = (one: Mark): boolean =>
    subjects.some((verb) => means(verb, "answer", "speak") && verb.to <= one.from && gap(sentence, verb, one) <= 2);
  if (subjects.some((one) => means(one, "artefact") || (means(one, "other") && !isAnswered(one)))) return undefined;
  const said = subjects.find((one) => means(one, "interim")) ?? subjects.find((one) => means(one, "speak", "answer"));
  if (said === undefined) return undefined;
  return means(said, "interim") ? "interim" : "answer";
}
