import { describe, expect, test } from "vitest";
import { languagesOf, otherLanguage } from "@/lib/dreaming/local/language";
import { eventsOf, hasData, session } from "@/lib/dreaming/local/test-sessions";
import { tauBench } from "@/lib/testing/recorded-sessions";

test.each([
  ["Guten Tag, ich möchte bitte meine Bestellung stornieren, sie ist noch nicht da und ich kann nicht warten.", "German"],
  ["Bonjour, je voudrais annuler ma commande, elle n'est pas arrivée et je suis pressée, merci pour votre aide.", "French"],
  ["Hola, quiero cancelar mi pedido porque no está aquí y lo necesito para mañana, gracias.", "Spanish"],
  ["Buongiorno, vorrei annullare il mio ordine che non è arrivato, grazie per la risposta.", "Italian"],
  ["Hallo, ik wil graag mijn bestelling annuleren, het is er nog niet en ik heb het nodig.", "Dutch"],
  ["Dzień dobry, proszę o zwrot, mam paczkę, ale nie jest to co chcę.", "Polish"],
  ["Здравствуйте, я хочу отменить заказ.", "a language in Cyrillic script"],
  ["注文をキャンセルしたいです。", "Japanese"],
  ["我想取消我的订单。", "Chinese"],
])("%s", (text, language) => expect(otherLanguage(text)).toBe(language));

test.each([
  "Please cancel my order, s'il vous plaît. Merci!",
  "I would like to cancel the order for Frau von der Heide in Den Haag.",
  "W1001",
  "",
  "Hola",
  "der die das",
  "Die Hard is my favourite; what was the one with the den again?",
])("English, or too little to tell: %j", (text) => expect(otherLanguage(text)).toBeNull());

describe("what the dream says", () => {
  const german = session(eventsOf([{ user: "Ich habe die Rechnung nicht bekommen, kann ich sie bitte noch einmal haben?" }]), {
    arrival: 1,
  });
  const english = session(eventsOf([{ user: "I did not get the invoice, can I have it again, please?" }]), { arrival: 2 });

  test("each session that is not English, and how many of which language", () => {
    const { considered, note } = languagesOf([german, english, { ...german, transcriptId: "trn_9" }]);
    expect(considered).toEqual([
      { text: "Session trn_000001 is in German", outcome: "dropped", rule: "language" },
      { text: "Session trn_9 is in German", outcome: "dropped", rule: "language" },
    ]);
    expect(note).toContain("2 sessions are not in English: 2 in German.");
  });

  test("nothing where all is English", () => expect(languagesOf([english])).toEqual({ considered: [], note: null }));

  test.skipIf(!hasData("tau-bench-retail")).each(["tau-bench-airline", "tau-bench-retail"])("no session of %s is called foreign", (data) =>
    expect(languagesOf(tauBench(data)).considered).toEqual([]),
  );
});
