import type { ReactNode } from "react";
import { curlOf } from "@/components/docs/curl";
import { FieldTable, SchemaView } from "@/components/docs/field-table";
import { type Field, typeOf } from "@/components/docs/schema-fields";
import { Words } from "@/components/docs/words";
import { CodeBlock } from "@/components/ui/code-block";
import type { Described, OperationObject, Parameter } from "@/lib/schemas/openapi";

export type OperationProps = { base: string; path: string; method: string; operation: OperationObject };

/** One request: what it does, who may, what it takes and answers, and a command that makes it. */
export function Operation({ base, path, method, operation: of }: OperationProps) {
  const id = of.operationId;
  const answers = Object.entries(of.responses);
  const own = answers.filter((a): a is [string, Described] => !("$ref" in a[1]));
  const common = answers.filter(([, a]) => "$ref" in a).map(([status]) => status);
  // The one header that requests take is told of once, with what holds for all of them.
  const parameters = of.parameters?.filter((p) => p.in !== "header") ?? [];
  const body = of.requestBody?.content["application/json"]?.schema;
  return (
    <article aria-labelledby={id} className="border-t border-line pt-6 pb-8">
      <h3 id={id} className="scroll-mt-16 text-16">
        <a href={`#${id}`} className="rounded-sm hover:underline">
          <code className="break-words">
            <span className="font-strong">{method}</span> {path}
          </code>
        </a>
      </h3>
      <p className="mt-1 max-w-[75ch] text-14">
        <Words>{of.summary}</Words>
      </p>
      {of.description ? (
        <p className="mt-1 max-w-[75ch] text-13 text-muted">
          <Words>{of.description}</Words>
        </p>
      ) : null}
      <p className="mt-1 text-13 text-muted">
        <Who of={of} />
      </p>
      <div className="mt-3 max-w-[860px]">
        <CodeBlock label="Shell" code={curlOf(base, path, method, of)} />
      </div>
      {parameters.length > 0 ? (
        <Part title="Parameters">
          <FieldTable caption={`Parameters of ${method} ${path}`} fields={parameters.map(parameterField)} direction="sent" />
        </Part>
      ) : null}
      {of.requestBody ? (
        <Part title="Body">
          {body ? <SchemaView caption={`Body of ${method} ${path}`} schema={body} direction="sent" /> : null}
          {of.requestBody.description ? (
            <p className="text-13">
              <Words>{of.requestBody.description}</Words>
            </p>
          ) : null}
        </Part>
      ) : null}
      {own.map(([status, answer]) => (
        <Answer key={status} status={status} answer={answer} of={`${method} ${path}`} />
      ))}
      {common.length > 0 ? (
        <p className="mt-3 text-13 text-muted">
          Also {common.join(", ")}, as{" "}
          <a href="#errors" className="rounded-sm underline decoration-edge underline-offset-2 hover:text-ink">
            everywhere
          </a>
          .
        </p>
      ) : null}
    </article>
  );
}

function Part({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <div className="mt-4">
      <h4 className="text-13 font-strong">{title}</h4>
      {children}
    </div>
  );
}

function Who({ of }: { of: OperationObject }) {
  const rule = of["x-permission"];
  if (of.security.length === 0) return "Anyone, without a key.";
  if (!rule) return "Any key, and anyone who is signed in.";
  return (
    <>
      Takes a key with the scope <code>{rule.scope}</code> ({rule.agent_key ? "an agent's own will do" : "not an agent's own"}), or a person
      who is {rule.role}
      {rule.role === "admin" ? "" : " or above"}.
    </>
  );
}

function Answer({ status, answer, of }: { status: string; answer: Described; of: string }) {
  const schema = status < "400" ? answer.content?.["application/json"]?.schema : undefined;
  const headers = Object.entries(answer.headers ?? {});
  return (
    <Part title={`${status < "400" ? "Answers" : "Refuses with"} ${status}`}>
      <p className="max-w-[75ch] text-13">
        <Words>{answer.description}</Words>
      </p>
      {schema ? <SchemaView caption={`Answer ${status} of ${of}`} schema={schema} direction="answered" /> : null}
      {headers.length > 0 ? (
        <p className="mt-1 text-13 text-muted">
          Headers: <Words>{headers.map(([name, { description }]) => `\`${name}\`: ${description}`).join(" ")}</Words>
        </p>
      ) : null}
    </Part>
  );
}

const parameterField = (p: Parameter): Field => ({
  name: p.name,
  required: p.required,
  type: typeOf(p.schema),
  about: p.description ?? (p.in === "path" ? "In the path." : null),
});
