import type { Profile } from "../core/profile.ts";

/** The project in a few lines, for an agent that has never seen it. */
export function profileBrief(profile: Profile): string {
  return [
    "Parts, and the checks that the engine runs on each in a clean checkout:",
    ...profile.parts.map((part) => {
      const checks = Object.entries(part.checks).map(([kind, command]) => `${kind} \`${command.join(" ")}\``);
      return `- ${part.name} in \`${part.path}\`: ${checks.join(", ") || "no checks"}`;
    }),
    `Tests: ${profile.tests.join(", ")}`,
    `Documentation: ${profile.docs.join(", ")}`,
    ...(profile.setup
      ? [
          `Dependencies are installed for you (\`${profile.setup.command.join(" ")}\`); lock files stay as they are.`,
        ]
      : []),
    ...(profile.protected.length > 0 ? [`Protected beside the usual: ${profile.protected.join(", ")}`] : []),
  ].join("\n");
}
