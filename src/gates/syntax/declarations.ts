import type { Language } from "./languages.ts";

/** What kind of thing a name stands for. */
export type SymbolKind =
  | "function"
  | "method"
  | "class"
  | "interface"
  | "type"
  | "enum"
  | "constant"
  | "field"
  | "module";

/** Nodes that declare a name, by the grammar's word for them. */
type Declarations = Readonly<Record<string, SymbolKind>>;

const javascript: Declarations = {
  function_declaration: "function",
  generator_function_declaration: "function",
  class_declaration: "class",
  method_definition: "method",
  field_definition: "field",
  variable_declarator: "constant",
  assignment_expression: "constant",
  pair: "field",
};

const typescript: Declarations = {
  ...javascript,
  function_signature: "function",
  abstract_class_declaration: "class",
  method_signature: "method",
  abstract_method_signature: "method",
  public_field_definition: "field",
  property_signature: "field",
  interface_declaration: "interface",
  type_alias_declaration: "type",
  enum_declaration: "enum",
  enum_assignment: "field",
  internal_module: "module",
  module: "module",
};

export const declarations: Readonly<Record<Language, Declarations>> = {
  javascript,
  typescript,
  tsx: typescript,
  python: { function_definition: "function", class_definition: "class", assignment: "constant" },
  go: {
    function_declaration: "function",
    method_declaration: "method",
    method_elem: "method",
    type_spec: "type",
    type_alias: "type",
    const_spec: "constant",
    var_spec: "constant",
    field_declaration: "field",
  },
  java: {
    class_declaration: "class",
    record_declaration: "class",
    interface_declaration: "interface",
    annotation_type_declaration: "interface",
    enum_declaration: "enum",
    enum_constant: "field",
    method_declaration: "method",
    constructor_declaration: "method",
    variable_declarator: "field",
  },
  ruby: {
    class: "class",
    module: "module",
    method: "method",
    singleton_method: "method",
    assignment: "constant",
  },
  rust: {
    function_item: "function",
    function_signature_item: "function",
    struct_item: "class",
    union_item: "class",
    enum_item: "enum",
    enum_variant: "field",
    trait_item: "interface",
    type_item: "type",
    mod_item: "module",
    const_item: "constant",
    static_item: "constant",
    field_declaration: "field",
    macro_definition: "function",
  },
  "c-sharp": {
    class_declaration: "class",
    struct_declaration: "class",
    record_declaration: "class",
    interface_declaration: "interface",
    enum_declaration: "enum",
    enum_member_declaration: "field",
    delegate_declaration: "type",
    method_declaration: "method",
    constructor_declaration: "method",
    property_declaration: "field",
    variable_declarator: "field",
    namespace_declaration: "module",
  },
  cpp: {
    function_definition: "function",
    class_specifier: "class",
    struct_specifier: "class",
    union_specifier: "class",
    enum_specifier: "enum",
    enumerator: "field",
    field_declaration: "field",
    declaration: "constant",
    type_definition: "type",
    alias_declaration: "type",
    namespace_definition: "module",
  },
  php: {
    function_definition: "function",
    class_declaration: "class",
    trait_declaration: "class",
    interface_declaration: "interface",
    enum_declaration: "enum",
    enum_case: "field",
    method_declaration: "method",
    property_element: "field",
    const_element: "constant",
  },
  bash: { function_definition: "function", variable_assignment: "constant" },
};
