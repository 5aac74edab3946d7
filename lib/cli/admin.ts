import { db } from "@/lib/db/client";
import { AppError } from "@/lib/domain/errors";
import { createResetLinkFor } from "@/lib/services/create-reset-link";

const USAGE = "Usage: npm run admin -- link EMAIL";

/** `npm run admin -- link EMAIL`: prints a link with which someone who is locked out chooses a new password. Returns the exit status. */
export async function admin(args: readonly string[]): Promise<number> {
  const [command, email, ...rest] = args;
  if (command !== "link" || !email || rest.length > 0 || email.startsWith("-")) {
    console.error(USAGE);
    return 2;
  }
  try {
    const link = await createResetLinkFor(email);
    console.log(`Sign in: ${link.url}`);
    console.error("It works once, for 24 hours, and ends earlier links.");
    return 0;
  } catch (error) {
    console.error(
      error instanceof AppError ? error.message : `The database could not be used: ${error instanceof Error ? error.message : error}`,
    );
    return 1;
  }
}

if (process.argv[1]?.endsWith("admin.ts")) {
  admin(process.argv.slice(2))
    .then(async (status) => {
      process.exitCode = status;
      await db.$disconnect();
    })
    .catch((error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    });
}
