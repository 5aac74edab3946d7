import { setAnswerStore } from "@/lib/http/answer-store";
import { bootstrapState } from "@/lib/http/readiness";
import { setRefusalRecorder } from "@/lib/http/refusals";
import { log } from "@/lib/log";
import { bootstrap } from "@/lib/services/bootstrap";
import { carryOut } from "@/lib/services/carried-out";
import { claimAnswer, keepAnswer, releaseAnswer, renewAnswer } from "@/lib/services/keep-answers";
import { recordRefusal } from "@/lib/services/record-refusal";

setRefusalRecorder(recordRefusal);
setAnswerStore({ claim: claimAnswer, carryOut, renew: renewAnswer, keep: keepAnswer, release: releaseAnswer });

const RETRY_MS = 2_000;
const env = process.env;

/** Tries until the database answers: a server that starts before its database becomes ready by itself. */
async function setUp(): Promise<void> {
  const state = bootstrapState();
  try {
    const { signInUrl } = await bootstrap({
      email: env.REVEILLE_BOOTSTRAP_EMAIL || undefined,
      password: env.REVEILLE_BOOTSTRAP_PASSWORD || undefined,
      apiKey: env.REVEILLE_BOOTSTRAP_API_KEY || undefined,
      sample: env.REVEILLE_SAMPLE !== "0",
      dataDir: env.REVEILLE_DATA_DIR || ".data",
    });
    Object.assign(state, { done: true, why: "" });
    if (signInUrl) console.log(`[reveille] Sign in: ${signInUrl} (works once, for 24 hours)`);
  } catch (err) {
    state.why = "set-up has not succeeded yet";
    log.error({ err }, "set-up failed; trying again");
    setTimeout(setUp, RETRY_MS).unref();
  }
}

await setUp();
