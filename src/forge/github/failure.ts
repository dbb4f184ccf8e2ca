import { UserError } from "../../core/error.ts";
import { ForgeUnavailable } from "../forge.ts";

/** GitHub has refused a request; `status` is that of HTTP. */
export class Refused extends UserError {
  readonly status: number;

  constructor(status: number, code: string, message: string, hint: string) {
    super(code, message, hint);
    this.status = status;
  }
}

/** A write was sent, and nobody knows whether it was carried out: look before you repeat it. */
export class FateUnknown extends ForgeUnavailable {}
