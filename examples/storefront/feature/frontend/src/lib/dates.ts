const days = new Intl.DateTimeFormat("en-IE", { dateStyle: "long", timeZone: "UTC" });

export function formatDay(timestamp: string): string {
  return days.format(new Date(timestamp));
}
