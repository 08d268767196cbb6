/** Words of which names of credentials are made, in headers and in queries. */
const WORDS =
  /(?:^|[-_.])(?:api-?key|key|token|jwt|secret|pass(?:word|wd)?|auth(?:entication|orization)?|credentials?|sig(?:nature)?|cookie)(?:$|[-_.])/i;

/** Whether what stands under a name is likely to let its reader call in somebody's name: what products call so is their own. */
export function namesCredential(name: string): boolean {
  return WORDS.test(name.replace(/([a-z])([A-Z])/g, "$1-$2"));
}
