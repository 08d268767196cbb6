import type { WireCodec } from "../codec.ts";
import { answerSuite } from "./answer-suite.ts";
import { contentSuite } from "./content-suite.ts";
import { fillSuite } from "./fill-suite.ts";
import type { CodecFixtures } from "./fixtures.ts";
import { requestSuite } from "./request-suite.ts";

/** What every codec must do, whatever its format; passing this means being one. */
export function codecSuite(name: string, make: () => WireCodec, fixtures: CodecFixtures): void {
  requestSuite(name, make, fixtures);
  fillSuite(name, make, fixtures);
  answerSuite(name, make, fixtures);
  contentSuite(name, make, fixtures);
}
