import { type Field, shapeOf } from "@/components/docs/schema-fields";
import { TypeWords, Words } from "@/components/docs/words";
import { type Column, Table } from "@/components/ui/table";
import type { JsonSchema } from "@/lib/schemas/openapi";

/** Of what is sent the reader wants to know what is needed, of what comes what may be missing. */
export type Direction = "sent" | "answered";

const mark = (field: Field, direction: Direction) =>
  direction === "sent" ? (field.required ? "needed" : null) : field.required ? null : "may be missing";

function columns(direction: Direction): Column<Field>[] {
  const type = (f: Field) => <TypeWords type={f.type} />;
  const about = (f: Field) => (f.about ? <Words>{f.about}</Words> : null);
  return [
    {
      key: "name",
      header: "Field",
      className: "py-2 align-top sm:w-[34%]",
      cell: (f) => (
        <>
          <code>{f.name}</code>
          {mark(f, direction) ? <span className="ml-2 text-12 text-muted sm:ml-0 sm:block">{mark(f, direction)}</span> : null}
          <span className="block text-12 text-muted sm:hidden">{type(f)}</span>
          <span className="block sm:hidden">{about(f)}</span>
        </>
      ),
    },
    { key: "type", header: "Type", className: "w-[30%] py-2 align-top", hideBelow: "sm", cell: type },
    { key: "about", header: "Meaning", className: "py-2 align-top text-muted", hideBelow: "sm", cell: about },
  ];
}

export function FieldTable({ caption, fields, direction }: { caption: string; fields: Field[]; direction: Direction }) {
  return (
    <div className="[&_table]:table-fixed [&_td]:[overflow-wrap:anywhere]">
      <Table caption={caption} columns={columns(direction)} rows={fields} rowKey={(f) => f.name} />
    </div>
  );
}

/** A schema as it is: its fields, those of each alternative, or a type in a line. */
export function SchemaView({ caption, schema, direction }: { caption: string; schema: JsonSchema; direction: Direction }) {
  const { fields, alternatives, type } = shapeOf(schema);
  if (fields.length > 0) return <FieldTable caption={caption} fields={fields} direction={direction} />;
  if (alternatives.length === 0) {
    return (
      <p className="text-13">
        <TypeWords type={type} />
      </p>
    );
  }
  return alternatives.map((a, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: alternatives of a fixed schema
    <div key={i} className="mt-2">
      <p className="text-12 text-muted">{i === 0 ? "Either" : "Or"}</p>
      <FieldTable caption={`${caption}, ${i === 0 ? "either" : "or"}`} fields={a.fields} direction={direction} />
    </div>
  ));
}
