import { rewriteStudies } from "./run.ts";

/** Measures some studies again and keeps the rest of the page: `bun rewrite.ts STREAMS STUDY...`. */
const [streams = "2000", ...names] = process.argv.slice(2);
await rewriteStudies(names, {
  streams: Number(streams),
  say: (line) => void process.stderr.write(`${line}\n`),
});
