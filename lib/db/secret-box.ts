import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { AppError } from "@/lib/domain/errors";
import { env } from "@/lib/env";

/** A secret that has to be read again, encrypted at rest: AES-256-GCM under a key derived (HKDF-SHA-256) from the installation's signing secret. */
export function sealSecret(text: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", boxKey(), iv);
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64");
}

/** Throws `unprocessable` when it was sealed under another signing secret. */
export function openSecret(sealed: string): string {
  const bytes = Buffer.from(sealed, "base64");
  try {
    const decipher = createDecipheriv("aes-256-gcm", boxKey(), bytes.subarray(0, 12));
    decipher.setAuthTag(bytes.subarray(12, 28));
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
  } catch {
    throw new AppError(
      "unprocessable",
      "The stored key was saved under another NEXTAUTH_SECRET and cannot be read any more: enter it again.",
    );
  }
}

function boxKey(): Buffer {
  const secret = env().NEXTAUTH_SECRET;
  if (!secret)
    throw new AppError("unprocessable", "NEXTAUTH_SECRET is not set: a key can only be stored where there is one to encrypt it with.");
  return Buffer.from(hkdfSync("sha256", secret, "reveille", "stored secrets", 32));
}
