import { z } from "zod";
import { profileSchema } from "../core/profile.ts";
import { roleSchema } from "../core/role.ts";
import { workflowSchema } from "../core/workflow.ts";

const described = {
  role: {
    schema: roleSchema,
    title: "Phasegate role",
    description: "Front matter of a role, .phasegate/roles/<name>.md",
  },
  workflow: {
    schema: workflowSchema,
    title: "Phasegate workflow",
    description: "A workflow, .phasegate/workflows/<name>.yaml",
  },
  profile: {
    schema: profileSchema,
    title: "Phasegate profile",
    description: "What Phasegate knows of a project, .phasegate/profile.yaml",
  },
};

/** JSON schemas for editors: what a person may write, by file name in `team/schema`. */
export function schemaFiles(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(described).map(([name, { schema, title, description }]) => {
      const { $schema, ...rest } = z.toJSONSchema(schema, { io: "input" });
      return [`${name}.json`, `${JSON.stringify({ $schema, title, description, ...rest }, null, 2)}\n`];
    }),
  );
}
