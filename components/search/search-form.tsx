"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { paths } from "@/lib/paths";

/** What is looked for; every question has an address. */
export function SearchForm({ q }: { q: string }) {
  const [words, setWords] = useState(q);
  const [pending, start] = useTransition();
  const router = useRouter();
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    start(() => router.push(paths.search({ q: words.trim() })));
  };
  return (
    <search aria-label="Memories and sessions" data-print="hide">
      <form onSubmit={onSubmit} className="flex min-w-0 gap-2 sm:max-w-120">
        <Input
          type="search"
          name="q"
          aria-label="Words in a memory or a session"
          placeholder="Words in a memory or a session"
          value={words}
          maxLength={500}
          onChange={(e) => setWords(e.target.value)}
        />
        <Button type="submit" variant="primary" pending={pending} className="max-md:h-11">
          Find
        </Button>
      </form>
    </search>
  );
}
