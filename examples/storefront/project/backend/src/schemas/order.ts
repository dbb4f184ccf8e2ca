import { z } from "zod";

export const newOrder = z.object({
  email: z.email().max(200).toLowerCase(),
  lines: z
    .array(
      z.object({
        productId: z.string().min(1).max(80),
        quantity: z.number().int().min(1).max(20),
      }),
    )
    .min(1)
    .max(50),
});

export type NewOrder = z.infer<typeof newOrder>;
