import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SignInForm } from "@/app/(auth)/sign-in/sign-in-form";
import { Alert } from "@/components/ui/alert";
import { currentSession } from "@/lib/auth/context";
import { paths } from "@/lib/paths";
import { anybodyCanSignIn } from "@/lib/queries/people";

export const metadata: Metadata = { title: "Sign in" };

type Props = { searchParams: Promise<{ next?: string | string[] }> };

export default async function SignInPage({ searchParams }: Props) {
  if (await currentSession()) redirect(paths.inbox());
  const { next } = await searchParams;
  return (
    <>
      <h1 className="text-24 tracking-[-0.012em]">Sign in to read what your agents dreamed</h1>
      <div className="mt-6 space-y-5">
        {(await anybodyCanSignIn()) ? null : (
          <Alert title="There is no account yet">
            Reveille printed a link when it started: open it from the terminal to make the first one. Each start prints a new link.
          </Alert>
        )}
        <SignInForm next={typeof next === "string" ? next : ""} />
        <p className="text-13 text-muted">
          Locked out? An admin makes a new link under Settings, People, or on the server with{" "}
          <code className="font-mono text-12">npm run admin -- link EMAIL</code>.
        </p>
      </div>
    </>
  );
}
