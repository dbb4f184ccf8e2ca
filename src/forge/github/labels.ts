import type { On } from "../forge.ts";
import { Refused } from "./failure.ts";
import { type Place, untilKnown } from "./place.ts";

/** Exactly one label of a family. The new one is there before the others go, so that no board loses sight of it. */
export class Labels {
  private readonly place: Place;
  private mayLabel = true;

  constructor(place: Place) {
    this.place = place;
  }

  /** Without the right to label nothing happens, which is said once. */
  async ensure(on: On, family: string, label: string): Promise<void> {
    if (!this.mayLabel) return;
    try {
      await this.swap(on, family, label);
    } catch (error) {
      if (!(error instanceof Refused) || ![403, 404].includes(error.status)) throw error;
      this.mayLabel = false;
      this.place.tell(`the issue gets no labels: ${error.message}; ${error.hint}`);
    }
  }

  private async swap(on: On, family: string, label: string): Promise<void> {
    const { client, at } = this.place;
    const issue = { ...at, issue_number: on.issue };
    const names: string[] = [];
    for await (const { name } of client.items(
      "GET /repos/{owner}/{repo}/issues/{issue_number}/labels",
      issue,
    ))
      names.push(name);
    if (!names.some((name) => isSame(name, label)))
      await untilKnown(this.place, () =>
        client.request("POST /repos/{owner}/{repo}/issues/{issue_number}/labels", {
          ...issue,
          labels: [label],
        }),
      );
    for (const name of names.filter((one) => one.startsWith(family) && !isSame(one, label)))
      await this.remove(on, name);
  }

  private async remove(on: On, name: string): Promise<void> {
    const { client, at } = this.place;
    try {
      await client.request("DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}", {
        ...at,
        issue_number: on.issue,
        name,
      });
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 404) throw error; // somebody was faster
    }
  }
}

/** GitHub keeps no two labels that differ in their case alone. */
const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
