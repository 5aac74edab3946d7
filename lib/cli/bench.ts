import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { db } from "@/lib/db/client";

// `npm run bench -- NAME` runs bench/NAME.ts on an empty database of its own, which is thrown away afterwards.
const folder = fileURLToPath(new URL("../../bench", import.meta.url));

type Benchmark = { title: string; run: (say: (line: string) => void) => Promise<unknown> };

const isBenchmark = (module: object): module is Benchmark => "title" in module && "run" in module;
const load = async (name: string): Promise<object> => import(`@/bench/${name}`);

async function bench(args: readonly string[]): Promise<number> {
  const names = readdirSync(folder).flatMap((file) => /^([a-z-]+)\.ts$/.exec(file)?.[1] ?? []);
  const modules = await Promise.all(names.sort().map(async (name) => ({ name, module: await load(name) })));
  const known = modules.flatMap(({ name, module }) => (isBenchmark(module) ? [{ name, benchmark: module }] : []));
  const wanted = known.find(({ name }) => name === args[0]);
  if (!wanted || args.length > 1) {
    if (args[0] !== undefined) console.error(`there is no benchmark ${JSON.stringify(args.join(" "))}`);
    console.log(
      ["Usage: npm run bench -- NAME", ...known.map(({ name, benchmark }) => `  ${name.padEnd(14)}  ${benchmark.title}`)].join("\n"),
    );
    return args[0] === undefined ? 0 : 2;
  }
  const result = await wanted.benchmark.run((line) => console.error(line)).finally(() => db.$disconnect());
  if (result === null) return 1;
  console.log(JSON.stringify({ benchmark: wanted.name, ...machine(), result }, null, 2));
  return 0;
}

const machine = () => ({ node: process.version, platform: `${process.platform}-${process.arch}`, at: new Date().toISOString() });

process.stdout.on("error", () => {});
process.exitCode = await bench(process.argv.slice(2));
