import { buildCommand } from "@stricli/core";
import { partThatIsUp } from "../../processes/parts.ts";
import { apiClient } from "../api-client.ts";
import { type CliContext, EXIT, guarded, requireConfig } from "../context.ts";
import { type Check, checkContracts, checkDisk, checkPort, checkRunning, checkUpstreams } from "../diagnosis.ts";
import { checkControlPlaces } from "../diagnosis-parts.ts";
import { checkEvaluators } from "../diagnosis-evaluators.ts";
import { apiFlags, type ApiFlags } from "../flags.ts";

/** `bellwether doctor`: looks at everything that can be wrong, and says how to mend it. */
export const doctorCommand = buildCommand<ApiFlags, [], CliContext>({
  docs: {
    brief: "Check stores, upstream keys, clock, disk and ports, and say how to mend what is wrong",
    fullDescription:
      "Check everything that can be wrong with this installation.\n\nExample\n  bellwether doctor\n\nExit codes: 0 all is well, 1 something is wrong.",
  },
  parameters: { flags: apiFlags },
  async func(flags) {
    await guarded(this, flags.json, async () => {
      const config = requireConfig(flags, this.colour);
      const part = partThatIsUp(config);
      const checks: Check[] = [
        { name: "configuration", state: "ok", found: config.file ?? "no file, all defaults" },
        // Contracts are control's, upstreams the gateways'.
        ...(part === "gateway" ? [] : checkContracts(config)),
        ...checkEvaluators(config, part),
        ...checkDisk(config),
        ...(part === "control" ? [] : await checkUpstreams(config)),
        ...(await checkPort(part === "control" ? (config.listen.control ?? config.listen) : config.listen)),
        ...(part === "gateway"
          ? await checkControlPlaces(config)
          : await checkRunning(() => apiClient(flags, this.colour))),
      ];
      const wrong = checks.filter(({ state }) => state === "wrong").length;
      if (flags.json) {
        this.process.stdout.write(`${JSON.stringify({ checks, wrong })}\n`);
      } else {
        for (const { name, state, found, remedy } of checks) {
          const mark = { ok: "ok   ", note: "note ", wrong: "WRONG" }[state];
          this.process.stdout.write(`${mark}  ${name.padEnd(22)} ${found}\n`);
          if (remedy !== undefined) this.process.stdout.write(`       ${" ".repeat(22)} → ${remedy}\n`);
        }
        this.process.stdout.write(
          wrong === 0 ? "\nAll is well.\n" : `\n${wrong} ${wrong === 1 ? "thing is" : "things are"} wrong.\n`,
        );
      }
      return wrong === 0 ? EXIT.pass : EXIT.fail;
    });
  },
});
