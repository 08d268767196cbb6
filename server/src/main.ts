const args = process.argv.slice(2);
// The processes of a group have names that nobody types; a command needs nothing of them.
const isProcess = args[0]?.startsWith("__") === true && (await (await import("./processes/hidden.ts")).runHidden(args));
if (!isProcess) await (await import("./cli/app.ts")).runCli(args);

export {};
