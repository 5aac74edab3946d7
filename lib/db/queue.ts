import PgBoss from "pg-boss";
import type { Tx } from "@/lib/db/client";

/** A doorbell: what it points at holds its own state, so a job that is lost, doubled or late changes nothing. */
export type Job =
  | { name: "dream"; data: { workspaceId: string; dreamId: string } }
  | { name: "import"; data: { workspaceId: string; importId: string } }
  | { name: "sample"; data: Record<string, never> };

type Held = { reveilleSender?: PgBoss };
const held = globalThis as unknown as Held;

/** Never started: it only writes jobs, through whatever transaction it is given. */
const sender = () => {
  held.reveilleSender ??= new PgBoss({ connectionString: process.env.DATABASE_URL ?? "", supervise: false, schedule: false });
  return held.reveilleSender;
};

/** Writes the job in the caller's transaction: it is there exactly when what it points at is. */
export async function enqueue(tx: Tx, job: Job): Promise<void> {
  const executeSql = async (text: string, values: unknown[]) => ({ rows: (await tx.$queryRawUnsafe(text, ...values)) as unknown[] });
  await sender().send(job.name, job.data, { db: { executeSql } as unknown as PgBoss.Db });
}

/** A running consumer of the queue, for a worker process. */
export function openQueue(connectionString: string): PgBoss {
  return new PgBoss({ connectionString, schedule: false, max: 4 });
}
