import type { ReactNode } from "react";
import { SchemaView } from "@/components/docs/field-table";
import { Operation, type OperationProps } from "@/components/docs/operation";
import { objectId, Words } from "@/components/docs/words";
import { Table } from "@/components/ui/table";
import type { OpenApiDocument } from "@/lib/schemas/openapi";
import type { Method } from "@/lib/schemas/operation";

type Listed = Omit<OperationProps, "base">;
type Group = { name: string; id: string; about: string; operations: Listed[] };

const slug = (name: string) => name.toLowerCase().replaceAll(" ", "-");

function groupsOf(document: OpenApiDocument): Group[] {
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  return document.tags.map(({ name, description }) => ({
    name,
    id: slug(name),
    about: description,
    operations: all.filter((o) => o.operation.tags.includes(name)),
  }));
}

export type ApiReferenceProps = {
  document: OpenApiDocument;
  /** The status of each kind of refusal. */
  statuses: Record<string, number>;
};

/** The API's document for people: the same facts, made readable. */
export function ApiReference({ document, statuses }: ApiReferenceProps) {
  const groups = groupsOf(document);
  const base = document.servers[0]?.url ?? "";
  const objects = Object.entries(document.components.schemas);
  return (
    <div className="lg:grid lg:grid-cols-[256px_minmax(0,1fr)] lg:gap-8">
      <Contents groups={groups} objects={objects.map(([name]) => name)} />
      <div className="min-w-0">
        <Chapter id="basics" title="Basics">
          {document.info.description.split("\n\n").map((paragraph) => (
            <p key={paragraph} className="mb-2 max-w-[75ch] text-14">
              <Words>{paragraph}</Words>
            </p>
          ))}
        </Chapter>
        <Chapter id="keys" title="Keys">
          {Object.entries(document.components.securitySchemes).map(([name, scheme]) => (
            <p key={name} className="mb-2 max-w-[75ch] text-14">
              <code>{scheme.type === "http" ? "Authorization: Bearer KEY" : `${scheme.name}: KEY`}</code>. {scheme.description}
            </p>
          ))}
          <p className="max-w-[75ch] text-14">
            A key has scopes; <code>admin</code> covers them all. An agent&apos;s key reaches that agent&apos;s own stores and transcripts,
            and can never decide. A browser that is signed in needs no key: the person&apos;s role counts.
          </p>
        </Chapter>
        <Chapter id="errors" title="Errors">
          <p className="mb-2 max-w-[75ch] text-14">
            A refusal is an{" "}
            <a href={`#${objectId("Error")}`} className="rounded-sm underline decoration-edge underline-offset-2">
              Error
            </a>
            : <code>{'{ "error": { "type", "message", "details" } }'}</code>.
          </p>
          <Table
            caption="Kinds of errors"
            rows={Object.entries(document.components.responses)}
            rowKey={([type]) => type}
            columns={[
              { key: "status", header: "Status", className: "w-16 align-top max-sm:w-12", cell: ([type]) => statuses[type] },
              {
                key: "type",
                header: "Type",
                className: "align-top max-sm:w-28 max-sm:wrap-anywhere",
                cell: ([type]) => <code>{type}</code>,
              },
              {
                key: "when",
                header: "When",
                className: "text-muted max-sm:wrap-anywhere",
                cell: ([, answer]) => <Words>{answer.description}</Words>,
              },
            ]}
          />
        </Chapter>
        {groups.map((group) => (
          <Chapter key={group.id} id={group.id} title={group.name} about={group.about}>
            {group.operations.map((o) => (
              <Operation key={o.operation.operationId} base={base} {...o} />
            ))}
          </Chapter>
        ))}
        <Chapter id="objects" title="Objects" about="What answers are made of.">
          {objects.map(([name, schema]) => (
            <article key={name} aria-labelledby={objectId(name)} className="border-t border-line pt-5 pb-6">
              <h3 id={objectId(name)} className="scroll-mt-16 text-16">
                <a href={`#${objectId(name)}`} className="rounded-sm hover:underline">
                  {name}
                </a>
              </h3>
              {schema.description ? (
                <p className="mt-1 text-13 text-muted">
                  <Words>{schema.description}</Words>
                </p>
              ) : null}
              <SchemaView caption={`Fields of ${name}`} schema={schema} direction="answered" />
            </article>
          ))}
        </Chapter>
      </div>
    </div>
  );
}

function Chapter({ id, title, about, children }: { id: string; title: string; about?: string; children: ReactNode }) {
  return (
    <section aria-labelledby={id} className="pt-8 first:pt-4">
      <h2 id={id} className="mb-2 scroll-mt-16 text-20">
        {title}
      </h2>
      {about ? <p className="mb-4 text-14 text-muted">{about}</p> : null}
      {children}
    </section>
  );
}

const CONTENT_LINK = "block min-h-6 rounded-sm py-1 hover:text-ink hover:underline max-lg:py-1.5";

/** On a wide screen it stays beside the text; on a narrow one the chapters alone stand above it. */
function Contents({ groups, objects }: { groups: Group[]; objects: string[] }) {
  const chapters = [
    { id: "basics", name: "Basics", entries: [] },
    { id: "keys", name: "Keys", entries: [] },
    { id: "errors", name: "Errors", entries: [] },
    ...groups.map((g) => ({
      ...g,
      entries: g.operations.map(({ method, path, operation }) => ({ id: operation.operationId, label: path, method: method as Method })),
    })),
    { id: "objects", name: "Objects", entries: objects.map((name) => ({ id: objectId(name), label: name, method: null })) },
  ];
  return (
    <nav
      aria-label="Contents"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      className="text-13 text-muted lg:sticky lg:top-0 lg:max-h-dvh lg:overflow-y-auto lg:py-4 lg:pr-2"
    >
      <ul className="max-lg:flex max-lg:flex-wrap max-lg:gap-x-4">
        {chapters.map((chapter) => (
          <li key={chapter.id} className="lg:mb-3">
            <a href={`#${chapter.id}`} className={`${CONTENT_LINK} lg:font-strong lg:text-ink`}>
              {chapter.name}
            </a>
            {chapter.entries.length > 0 ? (
              <ul className="max-lg:hidden">
                {chapter.entries.map((entry) => (
                  <li key={entry.id}>
                    <a href={`#${entry.id}`} className={`${CONTENT_LINK} flex gap-2 text-12`}>
                      {entry.method ? <span className="w-12 shrink-0 font-mono">{entry.method}</span> : null}
                      <span className={entry.method ? "min-w-0 font-mono [overflow-wrap:anywhere]" : ""}>{entry.label}</span>
                    </a>
                  </li>
                ))}
              </ul>
            ) : null}
          </li>
        ))}
      </ul>
    </nav>
  );
}
