export function formatDay(timestamp: string): string {
  const days = new Intl.DateTimeFormat("en-IE", { dateStyle: "long", timeZone: "UTC" });
  return days.format(new Date(timestamp));
}
