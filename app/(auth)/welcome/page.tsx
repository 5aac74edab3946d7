import type { Metadata } from "next";
import Link from "next/link";
import { WelcomeForm } from "@/app/(auth)/welcome/welcome-form";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import type { LinkView } from "@/lib/domain/people";
import { paths } from "@/lib/paths";
import { getLink } from "@/lib/queries/people";

export const metadata: Metadata = { title: "Welcome", referrer: "no-referrer" };

type Props = { searchParams: Promise<{ token?: string | string[] }> };

/** Opening a one-time link only looks at it; pressing the button uses it. */
export default async function WelcomePage({ searchParams }: Props) {
  const { token } = await searchParams;
  const given = typeof token === "string" ? token : "";
  const link = await getLink(given);
  if (link.state !== "open") return <DeadLink state={link.state} />;
  return (
    <>
      <h1 className="text-24 tracking-[-0.012em]">{headline(link)}</h1>
      <p className="mt-2 text-14 text-muted">{explanation(link)}</p>
      <div className="mt-6">
        <WelcomeForm token={given} purpose={link.purpose} email={link.email} />
      </div>
    </>
  );
}

type OpenLink = Extract<LinkView, { state: "open" }>;

function headline(link: OpenLink): string {
  switch (link.purpose) {
    case "bootstrap":
      return "Make the first account";
    case "invite":
      return `Join ${link.workspace ?? "the workspace"}`;
    case "reset":
      return "Choose a new password";
  }
}

function explanation(link: OpenLink): string {
  switch (link.purpose) {
    case "bootstrap":
      return "It is the admin of this installation: it invites others, makes keys and sets policies. This link works once.";
    case "invite":
      return `You were invited as ${link.role}. If you have an account here, give its email and password; else these become yours. This link works once.`;
    case "reset":
      return "You are signed in here with it, and signed out everywhere else. This link works once.";
  }
}

const DEAD = {
  unknown: "This link is not one of ours",
  used: "This link was used already",
  expired: "This link has expired, or a newer one replaced it",
} as const;

function DeadLink({ state }: { state: keyof typeof DEAD }) {
  return (
    <>
      <h1 className="text-24 tracking-[-0.012em]">{DEAD[state]}</h1>
      <div className="mt-4 space-y-5">
        <Alert>
          An admin makes a new one under Settings, People. While there is no account at all, Reveille prints one in the terminal each time
          it starts.
        </Alert>
        <Button asChild variant="primary">
          <Link href={paths.signIn()}>Go to sign in</Link>
        </Button>
      </div>
    </>
  );
}
