import { notFound } from "next/navigation";
import { AppError } from "@/lib/domain/errors";

/** What a page reads, or the page that says there is nothing at this address. */
export async function found<T>(reading: Promise<T>): Promise<T> {
  return reading.catch((thrown: unknown) => {
    if (thrown instanceof AppError && thrown.type === "not_found") notFound();
    throw thrown;
  });
}

/** A whole number of 1 or more out of an address; of anything else there is no page. */
export function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) notFound();
  return Number(text);
}
