/** The words as a link, where there is a page on the web to lead to. */
export const linked = (words: string, url: string | undefined): string =>
  url !== undefined && /^https?:\/\/[^\s()<>]+$/.test(url) ? `[${words}](${url})` : words;
