import { useEffect, useState } from 'react';

/** Returns the present, anew every so many milliseconds, or for undefined the time of the first look. */
export function useNow(every: number | undefined): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    if (every === undefined) return;
    const timer = setInterval(() => setNow(new Date()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}
