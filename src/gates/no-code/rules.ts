/** What only a program has. Every repetition is bounded, so that no line takes long. */
export interface CodeRule {
  what: string;
  pattern: RegExp;
  /** Diagrams have it too. */
  drawn?: true;
}

const rule = (what: string, pattern: RegExp): CodeRule => ({ what, pattern });
const drawn = (what: string, pattern: RegExp): CodeRule => ({ what, pattern, drawn: true });

/** Found wherever it stands, in prose too. */
export const anywhere: readonly CodeRule[] = [
  rule(
    "a table definition",
    /\w\s(?:SERIAL|TEXT|INTEGER|INT|BIGINT|VARCHAR|UUID|TIMESTAMP|TIMESTAMPTZ|BOOLEAN|NUMERIC)(?:\(\d{1,9}\))?\s(?:NOT NULL|PRIMARY KEY|UNIQUE|DEFAULT|REFERENCES)\b/u,
  ),
  drawn("a call", /\b[a-z]{1,40}(?:[A-Z]\w{0,60}|_\w{1,60})\([\w$]{1,60}(?:,\s?[\w$]{1,60}){1,9}\)/u),
  drawn(
    "markup",
    /<\/(?!(?:details|summary|sub|sup|kbd|b|i|em|strong|u|s|del|ins|mark|small|p|a|center|table|thead|tbody|tr|td|th|code|abbr|dl|dt|dd|ol|blockquote|h[1-6]|q|cite|var|samp|tt|figure|figcaption)>)[a-z][\w:-]{0,60}>/u,
  ),
  rule(
    "a declaration",
    /\b(?:const|let|var|val)\s(?:mut\s)?[\w$]{1,60}(?:\s?:\s?[\w<>[\]|.,{} ]{1,60})?\s?=(?![=>])/u,
  ),
  rule("a declaration", /\b(?:const|let|var)\s?[{[][^}\]]{0,200}[}\]]\s?=(?!=)/u),
  rule("a function", /\bfunction\s?\*?\s?[\w$]{0,60}\s?\([^()]{0,200}\)\s?[{:]/u),
  rule(
    "a function",
    /\b(?:function|procedure|algorithm|routine)\s[\w$]{1,60}\([^()]{0,200}\)\s?(?::|do\b|is\b|->|returns?\b|begin\b|\{|$)/iu,
  ),
  rule("a function", /\b(?:async )?def\s[\w.]{1,60}\s?\([^()]{0,200}\)/u),
  rule("a function", /\bfunc\s(?:\([^()]{1,80}\)\s?)?\w{1,60}\([^()]{0,200}\)/u),
  rule("a function", /\bfn\s\w{1,60}\s?(?:<[^<>]{0,80}>)?\(/u),
  rule("a function", /\bfun\s\w{1,60}\([^()]{0,200}\)\s?[:={]/u),
  rule(
    "a method",
    /\b(?:public|private|protected)\s(?:(?:static|final|async|override|readonly)\s){0,3}[\w<>[\].]{1,60}\s[\w$]{1,60}\s?(?:\([^()]{0,200}\)\s?[{;]|=|;)/u,
  ),
  drawn("a function", /(?:\([^()]{0,200}\)|\b[\w$]{1,60})\s?=>\s?(?:[{[]|\w{1,60}[.(])/u),
  drawn("a function", /\([^()]{0,200}\)\s?=>/u),
  rule("a lambda", /\blambda\s?[\w, ]{0,60}:\s?\S/u),
  drawn("a signature", /\b[\w$]{1,60}\([\w$]{1,60}\??\s?:\s?[\w$<>[\]|. ]{1,60}(?:[,=][^()]{0,200})?\)/u),
  rule("a signature", /\)\s?:\s?(?:Promise<|void\b)/u),
  drawn(
    "a type",
    /\b(?:class|interface|enum|struct|trait|impl|type|message|model|input|service|schema|namespace|record|union)\s[\w$<>,]{1,60}(?:\s(?:extends|implements|for|with|struct|interface|@\w{1,40})\s?[\w$<>,]{0,60}){0,4}\s?\{/u,
  ),
  drawn("a type", /\bclass\s\w{1,60}(?:\([\w., ]{1,100}\)\s?:|\sextends\s\w{1,60}\s?\{)/u),
  drawn("a type", /\b(?:interface|type)\s[A-Z]\w{0,60}\s?(?:<[^<>]{0,60}>\s?)?=\s?[\w{["'|(]/u),
  drawn("a type", /\btype\s[A-Z]\w{0,60}\s(?:struct|interface)\b/u),
  rule("a query", /\bSELECT\s[^;]{1,300}\sFROM\s\S/u),
  rule(
    "a query",
    /\b(?:select|Select)\s(?:distinct )?(?:\*|[\w.]{1,60}(?:\s?,\s?[\w.]{1,60}){1,40})\sfrom\s\w/u,
  ),
  rule(
    "a query",
    /\bselect\s[\w.()*]{1,60}\sfrom\s[\w.]{1,60}\s(?:where|order by|group by|join|limit|inner|left)\b/iu,
  ),
  rule("a query", /\bINSERT INTO\s\S|\b[Ii]nsert\s(?:into|INTO)\s[\w".]{1,60}\s?(?:\(|values\b|select\b)/u),
  rule("a query", /\bUPDATE\s\S{1,80}\sSET\s|\bupdate\s[\w".]{1,60}\sset\s[\w".]{1,60}\s?=/u),
  rule("a query", /\bDELETE FROM\s\S|\bdelete\sfrom\s[\w".]{1,60}\s?(?:where\b|;)/u),
  rule(
    "a table definition",
    /\b(?:CREATE|ALTER|DROP)\s(?:UNIQUE\s)?(?:TABLE|INDEX|VIEW|TYPE|FUNCTION|TRIGGER|SCHEMA)\s\S/u,
  ),
  rule(
    "a table definition",
    /\bcreate\s(?:table|unique index|index|view)\s(?:if not exists\s)?[\w".]{1,60}\s?(?:\(|on\s[\w".]{1,60}\s?\()/iu,
  ),
  rule("a table definition", /\balter\stable\s[\w".]{1,60}\s(?:add|drop|alter|rename|modify)\b/iu),
  rule("an import", /\b(?:import|export)\s[\w{}*,$ ]{1,200}\sfrom\s["']/u),
  rule("an import", /\b(?:require|import)\(\s?["'][^"']{1,200}["']\s?\)/u),
  rule("an import", /#include\s?[<"]/u),
  rule("an import", /\bfrom\s\w{1,60}(?:\.\w{1,60}){1,9}\simport\s\S/u),
  rule("a condition", /\b(?:if|for|while|switch|catch|foreach)\s?\([^{}]{1,200}\)\s?\{/u),
  rule("a condition", /\bif\s?\([^()]{0,100}[=<>!&][^()]{0,100}\)\s?(?:then\b|:|return\b|throw\b)/u),
  rule("a condition", /[\w\])]\s?\}?\selse\s?\{|\btry\s?\{|\bdo\s?\{/u),
  rule(
    "a condition",
    /\b(?:IF|WHILE|UNTIL|FOR EACH|FOR|ELSE IF|ELSEIF|ELIF)\s[^:]{1,200}\s(?:THEN|DO|LOOP)\b/u,
  ),
  rule("a loop", /\bdo\s?\|[\w, ]{1,60}\|/u),
  rule("a loop", /\[\s?[^[\]]{1,80}\sfor\s\w{1,60}\sin\s[^[\]]{1,80}\]/u),
  rule(
    "a loop",
    /\bfor\s\w{1,40}(?:\s?,\s?\w{1,40})?\s(?::=\s?range\b|in\s(?:range\(|[\w.]{1,60}\(\)\s?:))/u,
  ),
  rule("a statement", /\breturn\s(?:await\s|\{|\[|["'`]|[\w$.]{1,60}\((?!s\)))/u),
  rule(
    "a statement",
    /\bthrow\snew\s\w|\braise\s[A-Z]\w{0,60}(?:Error|Exception)?\(|\bawait\s[\w$.]{1,60}\(/u,
  ),
  rule("a statement", /\bnew\s[A-Z]\w{0,60}(?:<[\w, ]{0,40}>)?\((?!\)|\w{1,60}\))[^)]/u),
  rule(
    "a statement",
    /\b(?:console\.(?:log|error)|System\.out\.\w{1,20}|fmt\.Print\w{0,10}|print(?:ln!?|f)?|echo)\(\s?f?["'$]/u,
  ),
  drawn("an assignment", /[\w$\])]\s?(?:\+=|-=|\*=|\/=|\|\|=|\?\?=)\s?[\w$("'[]/u),
  rule("an assignment", /\bthis\.[\w$]{1,60}(?:\.[\w$]{1,60}){0,4}\s?=(?!=)/u),
  rule("an assignment", /\bself\.\w{1,60}\s?=(?!=)/u),
  rule("an assignment", /\$[a-z_]\w{0,60}\s?(?:=(?!=)|->\w)/u),
  drawn("a comparison", /[\w$)\]"']\s?(?:===|!==|==|!=)\s?[\w$("'!-]/u),
  drawn("a call", /\)\s?\.\s?[\w$]{1,60}\(/u),
  drawn(
    "a call",
    /(?<![\w$./-])(?![A-Z]\w{0,60}(?:\.\w{1,60}){1,4}\(\w{1,60}\))[a-zA-Z_$][\w$]{0,60}(?:\.[a-zA-Z_$][\w$]{0,60}){1,5}\((?!s\)|\d{1,9}\))[^()\s]{1,100}\)/u,
  ),
  drawn(
    "a call",
    /(?<![\w$./-])[a-zA-Z_$][\w$]{0,60}(?:\.[a-zA-Z_$][\w$]{0,60}){0,5}\(\s?["'{[][^\n]{0,200}\)/u,
  ),
  drawn(
    "a call",
    /(?<![\w$./-])[a-zA-Z_$][\w$]{0,60}(?:\.[a-zA-Z_$][\w$]{0,60}){1,5}\(\w{1,60}(?:,\s?[\w$.]{1,60}){1,9}\)/u,
  ),
  rule("markup", /<\/?(?:script|style|pre)\b/iu),
  rule(
    "markup",
    /<\/(?:form|button|nav|section|main|template|select|textarea|label|svg|div|span|input|ul|li|header|footer|article|[A-Z]\w{0,60})>/u,
  ),
  rule(
    "markup",
    /<(?:form|button|nav|section|main|template|select|textarea|label|svg|span|input|ul|li|header|footer|article|iframe|h[1-6]|[A-Z]\w{0,60})\s[^<>]{0,200}=/u,
  ),
  rule("markup", /<div\s[^<>]{0,100}\b(?:class|className|style|id|on\w{1,20})\s?=/iu),
  rule("markup", /<[A-Z]\w{0,60}\s?\/>/u),
  rule("markup", /\bclassName=|\son(?:click|change|submit|error|load)\s?=/iu),
  rule("a style rule", /\{\s?[\w-]{1,40}\s?:\s?[^{};]{1,100};/u),
  rule("a style rule", /(?:^|[\s}])[.#][\w-]{1,60}(?:[\s.#>:][\w-]{1,60}){0,6}\s?\{/u),
  rule("a style rule", /@media\s?\(|@import\s["']|@keyframes\s\w/u),
  rule("data in code", /\{\s?"[\w$-]{1,60}"\s?:\s?(?:[{[]|(?:[^{}",]{1,60}|"[^"]{0,200}")\s?,\s?")/u),
  rule(
    "a schema",
    /\$ref["']?\s?:|@@(?:id|unique|index|map)\b|@(?:relation|default)\(|\bsyntax\s?=\s?["']proto/u,
  ),
  drawn("a schema", /\b(?:query|mutation|subscription)\s?\w{0,60}\s?(?:\([^()]{0,200}\)\s?)?\{/u),
  rule("a schema", /\brpc\s\w{1,60}\s?\(/u),
  rule("a command", /\b(?:curl|wget)\s(?:-{1,2}[A-Za-z]|["']?https?:)/u),
  rule("a command", /#!\/(?:bin|usr)|<\?php|\bsudo\s\w{1,20}\s\w/u),
  rule("a command", /\|\s?(?:grep|sed|awk|jq|xargs)\s["'.-]/u),
];

/** Found at the beginning of a line, an item or a cell. */
export const atStart: readonly CodeRule[] = [
  rule("a schema", /^\s*(?:repeated\s|optional\s|required\s)?[\w.<>]{1,60}\s\w{1,60}\s=\s\d{1,5};/u),
  rule("a function", /^\s*(?:export\s)?(?:default\s)?(?:async\s)?function\s?\*?\s?[\w$]*\s?\(/u),
  rule("a function", /^\s*(?:FUNCTION|PROCEDURE|ALGORITHM)\s\w/u),
  rule(
    "an export",
    /^\s*export\s(?:default\s)?(?:const|let|var|async|function|class|interface|type|enum|abstract)\s\w/u,
  ),
  rule(
    "a statement",
    /^\s*return\s(?:(?!(?:nothing|none|later|early|again|home|there|it|them);)[\w$.]{1,80}|.{0,200}[()=+*/"'`!?<>{}[\]&|].{0,200});\s*$/u,
  ),
  rule("a statement", /^\s*(?:RETURN|PRINT|CALL)\s[\w("']/u),
  rule("a statement", /^\s*SET\s\w{1,60}\s?(?:=|TO\b)/u),
  rule(
    "a statement",
    /^\s*(?:int|string|String|float|double|bool|boolean|char|long|auto|byte)\s[\w[\]]{1,60}\s?(?:=\s?[^;]{1,200})?;\s*$/u,
  ),
  rule("a block", /^\s*(?:BEGIN|END|ENDIF|END IF|ENDFOR|END FOR|ENDWHILE|END WHILE|ELSE|REPEAT)\s?;?\s*$/u),
  drawn("a block", /^\s*(?:[)\]]{0,3}\}|\}[)\]]{1,3})[;,]?\s*$/u),
  drawn("a block", /[\w)>"'=:,\]-]\s?\{\s*$/u),
  rule("a call", /^\s*(?:await\s)?[\w$]+(?:\.[\w$]+)*\((?!s\);).{0,300}\);\s*$/u),
  rule("an assignment", /^\s*[\w$.[\]]{1,80}\s?:=\s?\S/u),
  rule("an assignment", /^\s*[\w$.[\]]{1,80}\s?=\s[^;=]{1,300};\s*$/u),
  rule("an annotation", /^\s*@[A-Za-z][\w.]{0,60}\(.{0,200}\)\s*$/u),
  rule("an import", /^\s*from\s[\w.]{1,80}\simport\s\S/u),
  rule("an import", /^\s*(?:import|using|use|package)\s[\w.:*{}, ]{1,120};\s*$/u),
  rule("a command", /^\s*\$\s[a-z][\w-]{0,40}\s\S/u),
];

/** Found in what is set as code: in fences, indented, between tags of code; a whole line or a whole span. */
export const inCode: readonly CodeRule[] = [
  rule("a condition", /^\s*(?:if|while|for|switch|elseif|foreach)\s?\(.{1,200}\)/u),
  rule(
    "a query",
    /^\s*(?:SELECT|GRANT|REVOKE|TRUNCATE|EXPLAIN|MERGE INTO)\s\S|\b(?:AVG|SUM|MIN|MAX|COUNT|COALESCE)\(/u,
  ),
  rule("a lambda", /^\s*\([\w\s,]{0,60}\)\s?->|->\s?[\w.]{1,60}\s[+*/-]\s\w/u),
  rule("a statement", /^\s*(?:puts|print|echo|println)\s["'$]|^\s*(?:defer|go)\s[\w.]{1,60}\s?\(/u),
  rule("a statement", /\.\.\.[a-z_$][\w$.]{0,60}\s?[,\]})]/u),
  rule("a function", /^\s*\((?:defun|define|defn|defmacro|let|lambda|def)\s|\w\s::\s[A-Z(]/u),
  rule("a declaration", /\b(?:let|var|val|const)\s\w{1,60}\s?:\s?[A-Z]\w/u),
  rule("a statement", /^\s*#(?:define|ifdef|ifndef|pragma|undef)\s/u),
  rule("a statement", /^\s*(?:return|throw|yield|await|raise|del|assert)\s\S/u),
  rule(
    "an import",
    /^\s*(?:import|using|package|use|include|require)\s[\w.:*"'{}]{1,120}(?:\sas\s\w{1,40})?;?\s*$/u,
  ),
  rule(
    "a loop",
    /^\s*for\s(?:each\s|all\s)?\w{1,40}(?:\s?,\s?\w{1,40})?\sin\s[\w.()[\]]{1,80}\s?(?::|do\b|\{)/iu,
  ),
  rule(
    "a condition",
    /^\s*(?:if|elif|while|else if|unless|switch|case)\b.{1,200}(?::|\bthen\b.{0,200}|\bdo\b)\s*$/iu,
  ),
  rule("a condition", /^\s*(?:else|try|finally|except\b.{0,60})\s?:\s*$/u),
  rule(
    "a type",
    /^\s*class\s\w{1,60}(?:\s?\(.{0,100}\))?\s?:\s*$|^\s*class\s\w{1,60}\s(?:extends|implements)\s\w/u,
  ),
  rule("a function", /^\s*def\s[\w.?!]{1,60}\s*(?:\(|$)|^\s*func\s\w|^\s*fun\s\w/u),
  drawn("a statement", /;\s*$(?<!&[\w#]{1,20};)/u),
  drawn("an operator", /[\w$)\]]\s?(?:&&|\|\||\?\?)\s?[\w$(!]|[\w$)\]]\?\.[\w$[(]|\w(?:\+\+|--)\s*$/u),
  drawn("an operator", /[\w$)\]"']\s\?\s[^:?]{1,100}\s:\s\S/u),
  drawn("a function", /[\w$)]\s?=>\s?\S/u),
  rule("an assignment", /^\s*[a-z_$][\w$]*(?:\.[\w$]{1,60}|\[[^[\]]{0,60}\])*\s(?:=|:=|<-|←)\s\S/u),
  rule(
    "a query",
    /\b(?:WHERE|ORDER BY|GROUP BY|HAVING|INNER JOIN|LEFT JOIN|RIGHT JOIN|JOIN)\s[\w."]{1,60}(?:\s|\s?[=<>,]|$)/u,
  ),
  rule("a query", /\bVALUES\s?\(|\bREFERENCES\s[\w".]{1,60}\s?\(/u),
  rule("an annotation", /^\s*@[A-Za-z][\w.]{0,60}\([^)]/u),
  rule(
    "a command",
    /^\s*(?:\$ )?(?:docker|git|psql|mysql|sqlite3|kubectl|helm|pip3?|poetry|cargo|go|make|python3?|node|npx|bash|sh|ssh|scp|sed|awk|grep|find|rm|mv|cp|cat|chmod|chown|tar|export|source|echo|terraform|aws|gcloud|az|http|gcc|clang|javac|rustc|tsc|dotnet|mvn|gradle|ruby|perl|php|deno)(?=\s).{0,200}(?:\s-{1,2}[A-Za-z]|\s?(?:\||>(?!=))\s?\S|["'$]|\s\w{1,40}=\S)/u,
  ),
  rule(
    "a command",
    /^\s*(?:\$ )?(?:npm|pnpm|yarn|bun)(?=\s).{0,200}\s(?!-w\b|--workspace\b|--filter\b|--prefix\b|-C\b|-s\b|--\s)-{1,2}[A-Za-z]/u,
  ),
  rule("a command", /[\w'"]\s&&\s?[a-z]|\s\|\s(?:grep|sed|awk|jq|xargs|sort|head|tail|wc)\b/u),
];

/** Found only in fences and indented blocks. */
export const inBlock: readonly CodeRule[] = [
  rule("a statement", /^\s*(?:mov|push|pop|jmp|lea|xor|cmp|ldr|str)\s[\w[\]%$]{1,40}\s?,/u),
  rule("a block", /^\s*(?:end|endif|fi|done|esac)\s?;?\s*$/u),
  rule("data in code", /^\s*["'][\w$-]{1,60}["']\s?:\s?\S?/u),
  rule("data in code", /^\s*[{[]\s*$|^\s*\}\s*[,;)]?\s*$/u),
  rule(
    "a schema",
    /^\s*(?:openapi|swagger|paths|components|schemas|requestBody|operationId|apiVersion|properties|additionalProperties)\s?:/u,
  ),
  rule("a schema", /^\s*(?:- )?["']?type["']?\s?:\s?["']?(?:object|array|string|integer|number|boolean)\b/u),
  rule("a schema", /^\s*\w{1,60}(?:\([^()]{0,200}\))?\s?:\s?\[?\w{1,60}!?\]?!\s*$/u),
  rule("a schema", /^\s*\w{1,60}\s\w{1,60}\??\s@\w/u),
  rule("a call", /^\s*(?:await\s)?[\w$]+(?:\.[\w$]+)*\((?!s\)).{0,300}\)\s*;?\s*$/u),
  rule("a command", /^\s*(?:\$|>|%)\s[a-z][\w./-]{0,60}\b/u),
  rule("a command", /^\s*(?:FROM|RUN|COPY|ENTRYPOINT|CMD|WORKDIR|ENV|EXPOSE)\s\S/u),
  rule("a style rule", /^\s*[\w-]{1,40}\s?:\s?[^:;]{1,100};\s*$/u),
];

/** First words of real diagrams. */
export const diagrams = new Set(
  "architecture-beta block block-beta c4component c4container c4context c4deployment c4dynamic classdiagram classdiagram-v2 erdiagram flowchart flowchart-elk gantt gitgraph gitgraph: graph info journey kanban mindmap packet packet-beta pie quadrantchart radar-beta requirementdiagram sankey sankey-beta sequencediagram statediagram statediagram-v2 timeline treemap-beta xychart xychart-beta zenuml".split(
    " ",
  ),
);

/** Fences that hold plain words. */
export const harmless = new Set(["text", "txt", "plain", "plaintext", "none", "markdown", "md"]);
