import { runCli } from "./cli/app.ts";
import { runHidden } from "./processes/hidden.ts";

const args = process.argv.slice(2);
if (!(await runHidden(args))) await runCli(args);
