/** Hands out paths for new memories: none twice, none above or below another. */
export class DraftPaths {
  private readonly taken: Set<string>;
  private readonly folders = new Set<string>();
  /** The number to try next for a name that was asked for before. */
  private readonly next = new Map<string, number>();

  constructor(paths: readonly string[]) {
    this.taken = new Set(paths);
    for (const path of paths) this.addFolders(path);
  }

  private addFolders(path: string): void {
    for (const folder of ancestors(path)) this.folders.add(folder);
  }

  private isFree(path: string): boolean {
    if (this.taken.has(path) || this.folders.has(path)) return false;
    return !ancestors(path).some((p) => this.taken.has(p));
  }

  /** `wanted`, or the same with a number behind its name, or flattened when a memory stands where its folder would be. */
  claim(wanted: string): string {
    const blocked = ancestors(wanted).some((p) => this.taken.has(p));
    const flat = blocked ? `/${wanted.slice(1).replaceAll("/", "-")}` : wanted;
    let path = flat;
    for (let n = this.next.get(flat) ?? 2; !this.isFree(path); n++) {
      path = flat.replace(/(\.md)?$/, `-${n}$1`);
      this.next.set(flat, n + 1);
    }
    this.taken.add(path);
    this.addFolders(path);
    return path;
  }
}

function ancestors(path: string): string[] {
  const found: string[] = [];
  for (let i = path.lastIndexOf("/"); i > 0; i = path.lastIndexOf("/", i - 1)) found.push(path.slice(0, i));
  return found;
}
