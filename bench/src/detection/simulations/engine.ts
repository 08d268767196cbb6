import { Detection, type DetectionOptions } from "../../../../server/src/quality/detection/detection.ts";
import { ratioHolds } from "../../../../server/src/quality/detection/judgement.ts";
import { detectionResult } from "../../../../server/src/quality/detection/result.ts";
import { PostEntries } from "../../../../server/src/quality/detection/post-entries.ts";
import { whomeverErrorsTook } from "../../../../server/src/quality/detection/selection.ts";
import { StreamCensus, type StreamFacts } from "../../../../server/src/quality/detection/stream-census.ts";
import type { StreamLine } from "../../../../server/src/quality/detection/stream-line.ts";

/** What `bellwether detect` is told beside its stream. */
export interface EngineOptions extends DetectionOptions {
  /** Attributes of `--by`, and those of `--post`. */
  readonly by?: readonly string[];
  readonly post?: readonly string[];
}

/** A stream after both readings. */
export interface Compared {
  readonly facts: StreamFacts;
  readonly detection: Detection;
  /** What was decided on, where errors may have chosen who answered. */
  readonly decided: DetectionOptions;
}

/**
 * Reads lines twice, as `bellwether detect` does a file: who its units are, then what came out.
 *
 * @param enough asked after each line of the second reading: whether the rest of it is not needed.
 */
export function compare(
  lines: readonly StreamLine[],
  options: EngineOptions,
  enough: (detection: Detection) => boolean = () => false,
): Compared {
  const { by = [], post = [] } = options;
  const census = new StreamCensus({ pre: by, post });
  lines.forEach((line, index) => census.add(line, index + 1));
  const facts = census.facts();
  const entries = post.length === 0 ? undefined : new PostEntries(facts, post);
  if (entries !== undefined) for (const line of lines) entries.add(line);
  const decided = whomeverErrorsTook(options, facts);
  const detection = new Detection(facts, decided, post, entries);
  for (const line of lines) {
    detection.add(line);
    if (enough(detection)) break;
  }
  return { facts, detection, decided };
}

/** What a comparison comes to at its end, as the command says it. */
export function verdictOf({ detection, facts, decided }: Compared): "held" | "fail" | "pass" | "open" {
  if (ratioHolds(detection, facts)) return "held";
  const { verdict } = detectionResult(detection, facts, decided, { signals: new Map() });
  return verdict === "fail" || verdict === "pass" ? verdict : "open";
}
