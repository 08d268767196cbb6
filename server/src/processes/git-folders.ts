import { execFileSync } from "node:child_process";
import { posix } from "node:path";

/**
 * The files below a folder of a revision, as paths from the working folder on; undefined where it
 * has no such folder.
 */
export function gitFolder(revision: string, path: string, cwd: string): readonly string[] | undefined {
  const inside = posix.normalize(`${path}/`);
  // Neither may be taken for an option; a path is inside of the repository or it is none.
  if (revision.startsWith("-") || inside.startsWith("..") || posix.isAbsolute(inside)) return undefined;
  const type = git(["cat-file", "-t", `${revision}:./${inside === "./" ? "" : inside.slice(0, -1)}`], cwd);
  if (type?.trim() !== "tree") return undefined;
  return git(["ls-tree", "-r", "-z", "--name-only", revision, "--", inside], cwd)
    ?.split("\0")
    .filter((name) => name !== "");
}

/** Whether a revision is there and has nothing at a path: then what stands there now is all new. */
export function isAbsentAt(revision: string, path: string, cwd: string): boolean {
  const inside = posix.normalize(path);
  if (revision.startsWith("-") || inside.startsWith("..") || posix.isAbsolute(inside)) return false;
  return (
    git(["rev-parse", "--verify", "--quiet", `${revision}^{commit}`], cwd) !== undefined &&
    git(["cat-file", "-e", `${revision}:./${inside}`], cwd) === undefined
  );
}

function git(args: readonly string[], cwd: string): string | undefined {
  try {
    return execFileSync("git", args, {
      cwd,
      encoding: "utf8",
      maxBuffer: MOST_BYTES,
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch {
    // Whoever asks for a file instead is told what is wrong: no git, no revision, no such path.
    return undefined;
  }
}

/** More than the names in any repository have. */
const MOST_BYTES = 256 * 1024 * 1024;
