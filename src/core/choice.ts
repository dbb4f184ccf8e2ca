import type { PhaseName } from "./phase.ts";

/** What may be chosen where the ladder has no rung of its own left: a closed set, numbered for people from 1. */
export type Offer =
  | { move: "retry" }
  | { move: "give"; role: string }
  | { move: "drop" }
  | { move: "allow"; allowances: string[] }
  | { move: "accept" }
  | { move: "stop" };

/** What was chosen. `guidance` is for the agent that goes on; it may be empty. */
export type Choice =
  | { move: "retry"; guidance: string }
  | { move: "give"; role: string; guidance: string }
  | { move: "drop"; requirement: string; guidance: string }
  | { move: "allow"; allowances: string[] }
  | { move: "accept" }
  | { move: "stop"; guidance: string };

/** A choice that was made, and what it was about. */
export interface Chosen {
  subject: string;
  phase: PhaseName;
  by: string;
  /** A person's word begins every count anew; the project manager's is counted. */
  isPerson: boolean;
  choice: Choice;
  /** What the trouble was. */
  reason: string;
  generation: number;
  /** How many attempts the step had that it is about; 0 when it is about no step. */
  attempts: number;
  /** How many steps the run had. */
  steps: number;
}

/** What a run asks a person, and waits for at no cost. */
export interface Question {
  /** Counted from 1 in the run. */
  number: number;
  subject: string;
  phase: PhaseName;
  /** Diagnosis and evidence, in words for somebody who has not followed the run. */
  text: string;
  offers: Offer[];
}

/** An offer in words; the same for the terminal, the issue and the project manager. */
export function sayOffer(offer: Offer): string {
  switch (offer.move) {
    case "retry":
      return "Try again. A text is guidance for the agent.";
    case "give":
      return `Give it to ${offer.role} first, then try again. A text is guidance for it.`;
    case "drop":
      return "Drop a requirement to a follow-up. The text names its id, as R3.";
    case "allow":
      return "Allow what was found, exactly as it is now.";
    case "accept":
      return "Go on with the text as it is shown; what was hidden is taken out.";
    case "stop":
      return "Stop the run. What was accepted stays on the branch.";
  }
}

/** The choice that an answer makes; a string says what is wrong with the answer. */
export function choiceOf(offers: readonly Offer[], number: number, text: string): Choice | string {
  const offer = offers[number - 1];
  if (!offer) return `there is no answer ${number}; choose one of 1 to ${offers.length}`;
  switch (offer.move) {
    case "drop": {
      const requirement = /\bR\d+\b/.exec(text)?.[0];
      if (requirement === undefined)
        return `answer ${number} needs the id of a requirement as its text, as R3`;
      return { move: "drop", requirement, guidance: text };
    }
    case "allow":
      return { move: "allow", allowances: offer.allowances };
    case "accept":
      return { move: "accept" };
    case "give":
      return { move: "give", role: offer.role, guidance: text };
    case "retry":
    case "stop":
      return { move: offer.move, guidance: text };
  }
}

/** A choice in words, for the record. */
export function sayChoice(choice: Choice): string {
  const why = "guidance" in choice && choice.guidance !== "" ? `: ${choice.guidance}` : "";
  switch (choice.move) {
    case "retry":
      return `try again${why}`;
    case "give":
      return `give it to ${choice.role}${why}`;
    case "drop":
      return `drop ${choice.requirement} to a follow-up${why}`;
    case "allow":
      return "allow what was found";
    case "accept":
      return "go on without what was hidden";
    case "stop":
      return `stop${why}`;
  }
}

/** A question for people who have not followed the run; `below` says how to answer it, or what was answered. */
export function renderQuestion({ number, text, offers }: Question, below: string): string {
  return [
    `## Question ${number}`,
    "",
    "~~~text",
    text.replaceAll("~~~", "~ ~ ~"),
    "~~~",
    "",
    ...offers.map((offer, index) => `${index + 1}. ${sayOffer(offer)}`),
    "",
    below,
  ].join("\n");
}
